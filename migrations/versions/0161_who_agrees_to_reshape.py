"""Every school that goes says yes when clusters become one or two.

Revision: 0161
Follows: 0160
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0161"
down_revision = "0160"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reshaping_voice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reshaping_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(cluster_id IS NULL) <> (school_id IS NULL)", name=op.f("ck_reshaping_voice_whose")),
        sa.CheckConstraint("person_id IS NULL OR school_id IS NOT NULL", name=op.f("ck_reshaping_voice_person")),
        sa.CheckConstraint("agreed_by_id IS NULL OR agreed_at IS NOT NULL", name=op.f("ck_reshaping_voice_agreed")),
        sa.ForeignKeyConstraint(["reshaping_id"], ["reshaping.id"], name=op.f("fk_reshaping_voice_reshaping_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_reshaping_voice_cluster_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_reshaping_voice_school_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reshaping_voice_person_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_reshaping_voice_agreed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reshaping_voice")),
        sa.UniqueConstraint("reshaping_id", "school_id", name="uq_reshaping_voice_school"),
        sa.UniqueConstraint("reshaping_id", "cluster_id", name="uq_reshaping_voice_cluster"),
    )
    _ask_who_was_asked()


def _ask_who_was_asked() -> None:
    """What is proposed already waits for the one word that was asked for."""
    held, now = op.get_bind(), datetime.now(UTC)
    known = sa.table(
        "reshaping", sa.column("id", sa.Uuid()), sa.column("kind"), sa.column("status"),
        sa.column("other_cluster_id", sa.Uuid()), sa.column("lead_school_id", sa.Uuid()), sa.column("coordinator_id", sa.Uuid()),
    )  # fmt: skip
    voice = sa.table(
        "reshaping_voice", sa.column("id", sa.Uuid()), sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("updated_at", sa.DateTime(timezone=True)), sa.column("reshaping_id", sa.Uuid()),
        sa.column("cluster_id", sa.Uuid()), sa.column("school_id", sa.Uuid()), sa.column("person_id", sa.Uuid()),
    )  # fmt: skip
    for one in held.execute(sa.select(known).where(known.c.status == "proposed")).mappings():
        row = {"id": uuid.uuid4(), "created_at": now, "updated_at": now, "reshaping_id": one["id"]}
        if one["kind"] == "merge":
            held.execute(sa.insert(voice).values(**row, cluster_id=one["other_cluster_id"]))
        else:
            held.execute(
                sa.insert(voice).values(**row, school_id=one["lead_school_id"], person_id=one["coordinator_id"])
            )


def downgrade() -> None:
    op.drop_table("reshaping_voice")

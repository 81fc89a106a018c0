"""Committees of clusters, and who sits in them.

Revision: 0127
Follows: 0126
"""

import sqlalchemy as sa
from alembic import op

revision = "0127"
down_revision = "0126"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "committee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded_name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("remit", sa.Text(), nullable=False),
        sa.Column("decides", sa.Text(), nullable=False),
        sa.Column("reports_to", sa.String(length=200), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_committee_begun_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_committee_cluster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee")),
    )
    with op.batch_alter_table("committee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_committee_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(
            "uq_committee_name",
            ["cluster_id", "folded_name"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "committee_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.String(length=160), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("folded_name", sa.String(length=120), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_school", sa.Boolean(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(kind = 'school') = (school_id IS NOT NULL)", name=op.f("ck_committee_seat_school_seat")),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_committee_seat_committee_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_committee_seat_given_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_committee_seat_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_committee_seat_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_seat")),
    )
    with op.batch_alter_table("committee_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_committee_seat_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_committee_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_committee_seat_school_id"), ["school_id"], unique=False)
        batch_op.create_index("ix_committee_seat_until_on", ["until_on"], unique=False)
        batch_op.create_index(
            "uq_committee_seat_name",
            ["committee_id", "folded_name"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_committee_seat_person",
            ["committee_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_committee_seat_role",
            ["committee_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND role <> 'member'"),
            postgresql_where=sa.text("ended_at IS NULL AND role <> 'member'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("committee_seat", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_committee_seat_role",
            sqlite_where=sa.text("ended_at IS NULL AND role <> 'member'"),
            postgresql_where=sa.text("ended_at IS NULL AND role <> 'member'"),
        )
        batch_op.drop_index(
            "uq_committee_seat_person",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_committee_seat_name",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_committee_seat_until_on")
        batch_op.drop_index(batch_op.f("ix_committee_seat_school_id"))
        batch_op.drop_index(batch_op.f("ix_committee_seat_person_id"))
        batch_op.drop_index(batch_op.f("ix_committee_seat_committee_id"))

    op.drop_table("committee_seat")
    with op.batch_alter_table("committee", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_committee_name",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_committee_cluster_id"))

    op.drop_table("committee")

"""What is read-only: a person, a school, a cluster.

Revision: 0071
Follows: 0070
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

THINGS = ("person", "school", "cluster")


def upgrade() -> None:
    op.create_table(
        "freeze",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NOT NULL AND school_id IS NULL AND cluster_id IS NULL AND kind = 'person')"
            " OR (school_id IS NOT NULL AND person_id IS NULL AND cluster_id IS NULL AND kind = 'school')"
            " OR (cluster_id IS NOT NULL AND person_id IS NULL AND school_id IS NULL AND kind = 'cluster')",
            name=op.f("ck_freeze_freeze_of_one_thing"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_freeze_person_id_person")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_freeze_school_id_school")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_freeze_cluster_id_cluster")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_freeze_set_by_id_person")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_freeze_lifted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freeze")),
    )
    is_live = sa.text("lifted_at IS NULL")
    for thing in THINGS:
        op.create_index(
            f"uq_freeze_live_{thing}",
            "freeze",
            [f"{thing}_id"],
            unique=True,
            sqlite_where=is_live,
            postgresql_where=is_live,
        )
    with op.batch_alter_table("school") as batch:
        batch.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("school") as batch:
        batch.drop_column("frozen_at")
    for thing in THINGS:
        op.drop_index(f"uq_freeze_live_{thing}", table_name="freeze")
    op.drop_table("freeze")

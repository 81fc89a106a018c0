"""Teachers who are new in a cluster, and what they have ticked.

Revision: 0117
Follows: 0116
"""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newcomer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("buddy_id", sa.Uuid(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["buddy_id"], ["person.id"], name=op.f("fk_newcomer_buddy_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_newcomer_cluster_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_newcomer_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_newcomer_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomer")),
        sa.UniqueConstraint("cluster_id", "person_id", name="uq_newcomer_person"),
    )
    op.create_index(op.f("ix_newcomer_buddy_id"), "newcomer", ["buddy_id"], unique=False)
    op.create_index(op.f("ix_newcomer_cluster_id"), "newcomer", ["cluster_id"], unique=False)
    op.create_index(op.f("ix_newcomer_person_id"), "newcomer", ["person_id"], unique=False)
    op.create_index(op.f("ix_newcomer_school_id"), "newcomer", ["school_id"], unique=False)
    op.create_table(
        "newcomer_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newcomer_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["newcomer_id"], ["newcomer.id"], name=op.f("fk_newcomer_step_newcomer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomer_step")),
        sa.UniqueConstraint("newcomer_id", "step", name="uq_newcomer_step"),
    )


def downgrade() -> None:
    op.drop_table("newcomer_step")
    op.drop_table("newcomer")

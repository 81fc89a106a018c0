"""Runs of the allocation of a round, what reviewers know well, and the order of a reviewer's queue.

Revision: 0139
Follows: 0138
"""

import sqlalchemy as sa
from alembic import op

revision = "0139"
down_revision = "0138"
branch_labels = None
depends_on = None

ALIVE = "status IN ('asked', 'working', 'proposed', 'releasing')"


def _row_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "allocation",
        *_row_columns(),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("released_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("each >= 1 AND most >= 1", name=op.f("ck_allocation_some_readers")),
        sa.CheckConstraint(
            "status NOT IN ('releasing', 'released') OR released_by_id IS NOT NULL",
            name=op.f("ck_allocation_released_by_someone"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_allocation_round_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_allocation_asked_by_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["person.id"], name=op.f("fk_allocation_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    op.create_index("ix_allocation_round", "allocation", ["round_id"])
    op.create_index(
        "uq_allocation_alive",
        "allocation",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text(ALIVE),
        postgresql_where=sa.text(ALIVE),
    )
    op.create_table(
        "reviewer_profile",
        *_row_columns(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.CheckConstraint("most IS NULL OR most >= 0", name=op.f("ck_reviewer_profile_not_below_nothing")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reviewer_profile_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer_profile")),
        sa.UniqueConstraint("person_id", name="uq_reviewer_profile_person"),
    )
    with op.batch_alter_table("review") as batch:
        batch.add_column(sa.Column("allocation_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch.create_foreign_key(op.f("fk_review_allocation_id"), "allocation", ["allocation_id"], ["id"])
    with op.batch_alter_table("review") as batch:
        batch.alter_column("position", server_default=None)
    op.create_index(op.f("ix_review_allocation_id"), "review", ["allocation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_review_allocation_id"), table_name="review")
    with op.batch_alter_table("review") as batch:
        batch.drop_constraint(op.f("fk_review_allocation_id"), type_="foreignkey")
        batch.drop_column("position")
        batch.drop_column("allocation_id")
    op.drop_table("reviewer_profile")
    op.drop_table("allocation")

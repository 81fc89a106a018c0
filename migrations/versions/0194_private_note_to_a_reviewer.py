"""Private notes to reviewers about how they score.

Revision: 0194
Follows: 0193
"""

import sqlalchemy as sa
from alembic import op

revision = "0194"
down_revision = "0193"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviewer_hint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("author_id <> reviewer_id", name=op.f("ck_reviewer_hint_to_another")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_reviewer_hint_author_id_person")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_reviewer_hint_reviewer_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_reviewer_hint_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer_hint")),
    )
    op.create_index("ix_reviewer_hint_reader", "reviewer_hint", ["reviewer_id", "round_id", "id"])


def downgrade() -> None:
    op.drop_table("reviewer_hint")

"""What panels are told beside the official figures: the correction for harsh and mild reviewers, and where the money ends.

Revision: 0168
Follows: 0167
"""

import sqlalchemy as sa
from alembic import op

revision = "0168"
down_revision = "0167"
branch_labels = None
depends_on = None


def _row_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "round_advice",
        *_row_columns(),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("line", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_advice_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_advice")),
        sa.UniqueConstraint("round_id", name="uq_round_advice_round"),
    )
    op.create_table(
        "application_advice",
        *_row_columns(),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("corrected", sa.Float(), nullable=True),
        sa.Column("rests_on", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_advice_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_advice")),
        sa.UniqueConstraint("application_id", name="uq_application_advice"),
    )


def downgrade() -> None:
    op.drop_table("application_advice")
    op.drop_table("round_advice")

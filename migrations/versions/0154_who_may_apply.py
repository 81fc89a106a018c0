"""Who may apply to a round: themes, countries, balance, roles, money; and its milestones.

Revision: 0154
Follows: 0153
"""

import sqlalchemy as sa
from alembic import op

revision = "0154"
down_revision = "0153"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("themes", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("countries", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("home_per_overseas", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("needs_deputy", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("needs_declarations", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("most_money", sa.Integer(), nullable=True))
    op.create_table(
        "round_milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_milestone_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_milestone")),
    )
    op.create_index(op.f("ix_round_milestone_round_id"), "round_milestone", ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_table("round_milestone")
    with op.batch_alter_table("round") as batch:
        for name in ("most_money", "needs_declarations", "needs_deputy", "home_per_overseas", "countries", "themes"):
            batch.drop_column(name)

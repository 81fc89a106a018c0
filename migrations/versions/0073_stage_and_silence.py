"""How a partnership is doing: since when it is on hold, whether it is new or established, after how many silent days somebody is asked to say hello.

Revision: 0073
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("partnership") as table:
        table.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("growth", sa.String(length=40), nullable=False, server_default="new"))
        table.add_column(sa.Column("silent_after_days", sa.Integer(), nullable=False, server_default="28"))


def downgrade() -> None:
    with op.batch_alter_table("partnership") as table:
        table.drop_column("silent_after_days")
        table.drop_column("growth")
        table.drop_column("paused_at")

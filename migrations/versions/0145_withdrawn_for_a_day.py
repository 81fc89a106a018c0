"""When, from where and why an application was withdrawn; it can come back for a day.

Revision: 0145
Follows: 0144
"""

import sqlalchemy as sa
from alembic import op

revision = "0145"
down_revision = "0144"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("withdrawn_from", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("withdrawal_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("application") as batch:
        for name in ("withdrawal_reason", "withdrawn_from", "withdrawn_at"):
            batch.drop_column(name)

"""The language in which a notice is written. Those that are there count as English: nearly all are.

Revision: 0183
Follows: 0182
"""

import sqlalchemy as sa
from alembic import op

revision = "0183"
down_revision = "0182"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("language", sa.String(8), nullable=False, server_default="en"))


def downgrade() -> None:
    with op.batch_alter_table("notification") as table:
        table.drop_column("language")

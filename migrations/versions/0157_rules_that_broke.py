"""Which rules of the round broke is kept with the break.

Revision: 0157
Follows: 0156
"""

import sqlalchemy as sa
from alembic import op

revision = "0157"
down_revision = "0156"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rule_break", sa.Column("lacking", sa.String(length=120), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("rule_break") as batch:
        batch.drop_column("lacking")

"""A school that is asked to stand in may say that it is not free in all that week.

Revision: 0104
Follows: 0103
"""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("handoff_ask") as batch:
        batch.add_column(sa.Column("away_that_week", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("handoff_ask") as batch:
        batch.drop_column("away_that_week")

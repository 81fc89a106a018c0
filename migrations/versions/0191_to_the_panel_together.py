"""A round may send its applications to the panel together.

Revision: 0191
Follows: 0190
"""

import sqlalchemy as sa
from alembic import op

revision = "0191"
down_revision = "0190"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_rules") as batch:
        batch.add_column(sa.Column("panel_together", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("review_rules") as batch:
        batch.drop_column("panel_together")

"""Until when places are offered from the reserve list of a round.

Revision: 0170
Follows: 0169
"""

import sqlalchemy as sa
from alembic import op

revision = "0170"
down_revision = "0169"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("award_rules") as batch:
        batch.add_column(sa.Column("reserve_until", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("award_rules") as batch:
        batch.drop_column("reserve_until")

"""Where a review stood when the cluster took its application back, so that it can go on.

Revision: 0167
Follows: 0166
"""

import sqlalchemy as sa
from alembic import op

revision = "0167"
down_revision = "0166"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review") as batch:
        batch.add_column(sa.Column("stopped_from", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("review") as batch:
        batch.drop_column("stopped_from")

"""Why a review ended or was given back, as one of the list of that act.

Revision: 0176
Follows: 0175
"""

import sqlalchemy as sa
from alembic import op

revision = "0176"
down_revision = "0175"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review") as review:
        review.add_column(sa.Column("cause", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("review") as review:
        review.alter_column("cause", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("review") as review:
        review.drop_column("cause")

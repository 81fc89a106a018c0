"""A school that is not here yet can be invited by mail to take a place in a cluster.

Revision: 0095
Follows: 0094
"""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mirror_invitation") as batch:
        batch.add_column(sa.Column("joins", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("mirror_invitation") as batch:
        batch.drop_column("joins")

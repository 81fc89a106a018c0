"""What a school wants changed before it signs.

Revision: 0138
Follows: 0137
"""

import sqlalchemy as sa
from alembic import op

revision = "0138"
down_revision = "0137"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application_version") as batch:
        batch.add_column(sa.Column("reopened", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("application_version") as batch:
        batch.drop_column("reopened")

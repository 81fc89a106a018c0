"""Activities: what is needed so that everyone can take part, and which language is spoken.

Revision: 0120
Follows: 0119
"""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0119"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.add_column(sa.Column("access_needs", sa.String(300), nullable=False, server_default=""))
        table.add_column(sa.Column("language_needs", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.drop_column("language_needs")
        table.drop_column("access_needs")

"""Who asked for what is owed: told when it is settled.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duty", sa.Column("asked_by_id", sa.Uuid(), nullable=True))
    op.add_column("duty", sa.Column("asked_by_school_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("duty", "asked_by_school_id")
    op.drop_column("duty", "asked_by_id")

"""When the form and the criteria of a round were frozen.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("form_frozen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("round", sa.Column("criteria_frozen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("round", "criteria_frozen_at")
    op.drop_column("round", "form_frozen_at")

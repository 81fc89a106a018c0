"""What the clock looks at every half hour is read by its time, not through every activity.

Revision: 0144
Follows: 0143
"""

from alembic import op

revision = "0144"
down_revision = "0143"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_activity_time", "activity", ["starts_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_activity_time", table_name="activity")

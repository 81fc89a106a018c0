"""What the clock looks at every half hour is read by its time, not through every activity.

Revision: 0146
Follows: 0145
"""

from alembic import op

revision = "0146"
down_revision = "0145"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_activity_time", "activity", ["starts_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_activity_time", table_name="activity")

"""Calendar links: the mark of what a link gives is read from the index alone.

Revision: 0118
Follows: 0117
"""

from alembic import op

revision = "0118"
down_revision = "0117"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_activity_calendar", table_name="activity")
    op.create_index("ix_activity_calendar", "activity", ["cluster_id", "starts_at", "id", "version", "updated_at"])


def downgrade() -> None:
    op.drop_index("ix_activity_calendar", table_name="activity")
    op.create_index("ix_activity_calendar", "activity", ["cluster_id", "starts_at", "id"])

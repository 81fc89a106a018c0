"""Series: each activity knows its place and its rule, and the series how often calendars elsewhere must look again.

Revision: 0102
Follows: 0101
"""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity") as batch:
        batch.add_column(sa.Column("slot", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("rule", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE activity SET slot = starts_at WHERE series_id IS NOT NULL")
    with op.batch_alter_table("activity_series") as batch:
        batch.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True))
    summed = "(SELECT coalesce(sum(activity.sequence), 0) FROM activity WHERE activity.series_id = activity_series.id)"
    op.execute(f"UPDATE activity_series SET sequence = {summed}, revised_at = updated_at")
    with op.batch_alter_table("activity_series") as batch:
        batch.alter_column("revised_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("activity_series") as batch:
        batch.drop_column("revised_at")
        batch.drop_column("sequence")
    with op.batch_alter_table("activity") as batch:
        batch.drop_column("rule")
        batch.drop_column("slot")

"""Urgent notices that nobody reads are told to the deputy.

Revision: 0084
Follows: 0083
"""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("passes_on_at", sa.DateTime(timezone=True), nullable=True))
    waiting = sa.text("passes_on_at IS NOT NULL")
    op.create_index(
        "ix_notification_passes_on", "notification", ["passes_on_at"], sqlite_where=waiting, postgresql_where=waiting
    )


def downgrade() -> None:
    op.drop_index("ix_notification_passes_on", table_name="notification")
    with op.batch_alter_table("notification") as table:
        table.drop_column("passes_on_at")

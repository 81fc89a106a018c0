"""The board: conversations at the top, announcements noted by schools.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("thread") as batch_op:
        batch_op.add_column(sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_thread_pinned",
        "thread",
        ["cluster_id", "pinned_at"],
        sqlite_where=sa.text("pinned_at IS NOT NULL"),
        postgresql_where=sa.text("pinned_at IS NOT NULL"),
    )
    with op.batch_alter_table("thread_seen") as batch_op:
        batch_op.add_column(sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("noted_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("fk_thread_seen_noted_by_id", "person", ["noted_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("thread_seen") as batch_op:
        batch_op.drop_constraint("fk_thread_seen_noted_by_id", type_="foreignkey")
        batch_op.drop_column("noted_by_id")
        batch_op.drop_column("noted_at")
    op.drop_index("ix_thread_pinned", "thread")
    with op.batch_alter_table("thread") as batch_op:
        batch_op.drop_column("pinned_at")

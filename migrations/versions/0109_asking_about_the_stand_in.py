"""The conversation in which the partner school asks about who comes.

Revision: 0109
Follows: 0108
"""

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0108"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("handoff") as batch:
        batch.add_column(sa.Column("query_thread_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_handoff_query_thread_id"), "thread", ["query_thread_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("handoff") as batch:
        batch.drop_constraint(op.f("fk_handoff_query_thread_id"), type_="foreignkey")
        batch.drop_column("query_thread_id")

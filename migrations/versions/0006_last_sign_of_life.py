"""When a school last wrote on its cluster's board: kept by the writer, so that the cluster's home does not read every message.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LAST_POST = """
UPDATE cluster_membership SET last_wrote_at = (
    SELECT max(post.created_at) FROM post JOIN thread ON thread.id = post.thread_id
    WHERE thread.cluster_id = cluster_membership.cluster_id AND post.school_id = cluster_membership.school_id
)
"""


def upgrade() -> None:
    op.add_column("cluster_membership", sa.Column("last_wrote_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(LAST_POST)


def downgrade() -> None:
    with op.batch_alter_table("cluster_membership") as batch_op:
        batch_op.drop_column("last_wrote_at")

"""Mail that waits is found by its own indexes, however much has left.

Revision: 0121
Follows: 0120
"""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"
branch_labels = None
depends_on = None

WAITS = sa.text("sent_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("outbox_mail") as table:
        table.create_index("ix_outbox_mail_queue", ["id"], sqlite_where=WAITS, postgresql_where=WAITS)
        table.create_index("ix_outbox_mail_behind", ["address", "id"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    with op.batch_alter_table("outbox_mail") as table:
        table.drop_index("ix_outbox_mail_behind")
        table.drop_index("ix_outbox_mail_queue")

"""Files wait until the virus scanner has looked, where one is asked.

Revision: 0100
Follows: 0099
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("stored_file") as batch:
        batch.add_column(sa.Column("scan", sa.String(40), nullable=False, server_default="unchecked"))
        batch.add_column(sa.Column("scan_found", sa.String(120), nullable=False, server_default=""))
        batch.add_column(sa.Column("scan_tries", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("scanned_at", INSTANT))
        batch.add_column(sa.Column("scan_told_at", INSTANT))
        batch.create_index("ix_stored_file_scan", ["scan", "id"])


def downgrade() -> None:
    with op.batch_alter_table("stored_file") as batch:
        batch.drop_index("ix_stored_file_scan")
        for column in ("scan_told_at", "scanned_at", "scan_tries", "scan_found", "scan"):
            batch.drop_column(column)

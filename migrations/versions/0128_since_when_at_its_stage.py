"""Since when an application is at its stage.

Revision: 0128
Follows: 0127
"""

import sqlalchemy as sa
from alembic import op

revision = "0128"
down_revision = "0127"
branch_labels = None
depends_on = None

BEFORE = "1970-01-01 00:00:00+00:00"  # of rows that the next statement sets right


def upgrade() -> None:
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False, server_default=BEFORE))
    op.execute("UPDATE application SET stage_since = updated_at")
    op.create_index("ix_application_stage", "application", ["round_id", "stage", "stage_since"])


def downgrade() -> None:
    op.drop_index("ix_application_stage", table_name="application")
    with op.batch_alter_table("application") as batch:
        batch.drop_column("stage_since")

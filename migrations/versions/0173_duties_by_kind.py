"""What is late with the programme is read by kind and date, not from all that is owed.

Revision: 0173
Follows: 0172
"""

import sqlalchemy as sa
from alembic import op

revision = "0173"
down_revision = "0172"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_open = sa.text("closed_at IS NULL")
    columns = ["kind", "due_at", "subject_id"]
    op.create_index("ix_duty_open_kind", "duty", columns, sqlite_where=is_open, postgresql_where=is_open)


def downgrade() -> None:
    op.drop_index("ix_duty_open_kind", table_name="duty")

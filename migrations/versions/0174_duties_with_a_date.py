"""What is late is read by kind and date from what has a date: whoever asks without one, like a reviewer's queue, keeps to the index of the person.

Revision: 0174
Follows: 0173
"""

import sqlalchemy as sa
from alembic import op

revision = "0174"
down_revision = "0173"
branch_labels = None
depends_on = None

COLUMNS = ["kind", "due_at", "subject_id"]


def _make(where: str) -> None:
    is_in = sa.text(where)
    op.drop_index("ix_duty_open_kind", table_name="duty")
    op.create_index("ix_duty_open_kind", "duty", COLUMNS, sqlite_where=is_in, postgresql_where=is_in)


def upgrade() -> None:
    _make("closed_at IS NULL AND due_at IS NOT NULL")


def downgrade() -> None:
    _make("closed_at IS NULL")

"""The ties of a person to clusters are read by index: by author, signatory, sender, starter, and by trust.

Revision: 0124
Follows: 0123
"""

import sqlalchemy as sa
from alembic import op

revision = "0124"
down_revision = "0123"
branch_labels = None
depends_on = None

COLUMNS = (
    ("answer", "author_id"),
    ("sign_off", "signed_by_id"),
    ("application", "submitted_by_id"),
    ("cluster", "started_by_id"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    held = sa.text("trust <> ''")
    op.create_index("ix_register_entry_trust", "register_entry", ["trust"], sqlite_where=held, postgresql_where=held)


def downgrade() -> None:
    op.drop_index("ix_register_entry_trust", table_name="register_entry")
    for table, column in COLUMNS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)

"""A reversal that was refused does not stand in the way of another one.

Revision: 0159
Follows: 0158
"""

import sqlalchemy as sa
from alembic import op

revision = "0159"
down_revision = "0158"
branch_labels = None
depends_on = None

NAME = "uq_ledger_entry_reverses"
NOT_REFUSED = sa.text("status <> 'refused'")


def upgrade() -> None:
    with op.batch_alter_table("ledger_entry") as batch:
        batch.drop_constraint(NAME, type_="unique")
    op.create_index(
        NAME, "ledger_entry", ["reverses_id"], unique=True, sqlite_where=NOT_REFUSED, postgresql_where=NOT_REFUSED
    )


def downgrade() -> None:
    """Fails where an entry was reversed, refused and reversed again: two rows, of which the older schema holds one."""
    op.drop_index(NAME, "ledger_entry")
    with op.batch_alter_table("ledger_entry") as batch:
        batch.create_unique_constraint(NAME, ["reverses_id"])

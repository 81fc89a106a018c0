"""Schools are reached by their authority and by the addresses of their heads, applications of a round in the order in which they came in.

Revision: 0149
Follows: 0148
"""

import sqlalchemy as sa
from alembic import op

revision = "0149"
down_revision = "0148"
branch_labels = None
depends_on = None

COLUMNS = ("authority_code", "head_email", "mailbox_email")


def upgrade() -> None:
    for name in COLUMNS:
        held = sa.text(f"{name} <> ''")
        op.create_index(f"ix_school_{name}", "school", [name], sqlite_where=held, postgresql_where=held)
    op.create_index("ix_application_arrival", "application", ["round_id", "submitted_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_application_arrival", table_name="application")
    for name in COLUMNS:
        op.drop_index(f"ix_school_{name}", table_name="school")

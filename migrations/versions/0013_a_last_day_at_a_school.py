"""A member's last day, when a member was last confirmed, and who else reads a school's mailbox.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_LEAVING = sa.text("status = 'member' AND leaving_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("school", sa.Column("mailbox_name", sa.String(120), nullable=False, server_default=""))
    op.add_column("school", sa.Column("mailbox_email", sa.String(254), nullable=False, server_default=""))
    op.add_column("school_member", sa.Column("leaving_on", sa.Date(), nullable=True))
    op.add_column("school_member", sa.Column("confirmed_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_school_member_leaving",
        "school_member",
        ["leaving_on"],
        sqlite_where=_LEAVING,
        postgresql_where=_LEAVING,
    )


def downgrade() -> None:
    op.drop_index("ix_school_member_leaving", table_name="school_member")
    op.drop_column("school_member", "confirmed_on")
    op.drop_column("school_member", "leaving_on")
    op.drop_column("school", "mailbox_email")
    op.drop_column("school", "mailbox_name")

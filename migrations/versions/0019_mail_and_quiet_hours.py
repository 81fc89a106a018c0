"""How often a person wants mail about what, their quiet hours, and notices that are gathered for one mail.

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("quiet_from", sa.Time(), nullable=True))
        table.add_column(sa.Column("quiet_until", sa.Time(), nullable=True))
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("gathered", sa.String(length=40), nullable=True))
    waiting = sa.text("gathered IS NOT NULL")
    op.create_index(
        "ix_notification_gathered", "notification", ["person_id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "notice_rhythm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("frequency", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_rhythm_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_rhythm")),
        sa.UniqueConstraint("person_id", "about", name="uq_notice_rhythm_person_about"),
    )


def downgrade() -> None:
    op.drop_table("notice_rhythm")
    op.drop_index("ix_notification_gathered", table_name="notification")
    with op.batch_alter_table("notification") as table:
        table.drop_column("gathered")
    with op.batch_alter_table("person") as table:
        table.drop_column("quiet_until")
        table.drop_column("quiet_from")

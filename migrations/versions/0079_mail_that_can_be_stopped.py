"""Messages of the board by mail: what a notice is about, what a mail's reader can stop, and what was stopped.

Revision: 0079
Follows: 0078
"""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("subject_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("post_id", sa.Uuid(), nullable=True))
    unread = sa.text("read_at IS NULL AND subject_id IS NOT NULL")
    op.create_index(
        "ix_notification_unread_about",
        "notification",
        ["person_id", "subject_id"],
        sqlite_where=unread,
        postgresql_where=unread,
    )
    with op.batch_alter_table("outbox_mail") as table:
        table.add_column(sa.Column("about", sa.String(length=60), nullable=True))
    op.create_table(
        "mail_stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_stop_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_stop")),
        sa.UniqueConstraint("person_id", "about", name="uq_mail_stop_person_about"),
    )


def downgrade() -> None:
    op.drop_table("mail_stop")
    with op.batch_alter_table("outbox_mail") as table:
        table.drop_column("about")
    op.drop_index("ix_notification_unread_about", table_name="notification")
    with op.batch_alter_table("notification") as table:
        table.drop_column("post_id")
        table.drop_column("subject_id")

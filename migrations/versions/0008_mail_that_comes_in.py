"""Mail that comes in: what an answer to a mail goes to, what became of each mail taken in, whose mail comes back.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.add_column(sa.Column("subject_kind", sa.String(20), nullable=True))
        batch_op.add_column(sa.Column("subject_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("path", sa.String(300), nullable=False, server_default=""))
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.alter_column("path", server_default=None)
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("outbox_mail_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_incoming_mail_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_mail"),
        sa.UniqueConstraint("fingerprint", name="uq_incoming_mail_fingerprint"),
    )
    op.create_index("ix_incoming_mail_person_id", "incoming_mail", ["person_id"])
    op.create_table(
        "mail_trouble",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("last_status", sa.String(20), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_mail_trouble_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_trouble"),
        sa.UniqueConstraint("person_id", name="uq_mail_trouble_person"),
    )


def downgrade() -> None:
    op.drop_table("mail_trouble")
    op.drop_table("incoming_mail")
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.drop_column("path")
        batch_op.drop_column("subject_id")
        batch_op.drop_column("subject_kind")

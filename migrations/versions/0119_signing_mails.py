"""Mails of the programme to all who have not signed yet.

Revision: 0119
Follows: 0118
"""

import sqlalchemy as sa
from alembic import op

revision = "0119"
down_revision = "0118"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "sent_at IS NULL OR people <= 20 OR (confirmed_by_id IS NOT NULL AND confirmed_by_id <> asked_by_id)",
            name=op.f("ck_signing_mail_many_need_a_second_person"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_signing_mail_asked_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_signing_mail_confirmed_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_signing_mail_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_mail")),
    )
    op.create_index(op.f("ix_signing_mail_round_id"), "signing_mail", ["round_id"], unique=False)
    op.create_index(
        "uq_signing_mail_waiting",
        "signing_mail",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("signing_mail")

"""Mails of the programme to others than those who have not signed, and exactly who was written to.

Revision: 0184
Follows: 0183
"""

import sqlalchemy as sa
from alembic import op

from portal.core.types import Key, UtcDateTime

revision = "0184"
down_revision = "0183"
branch_labels = None
depends_on = None

WAITS = "sent_at IS NULL"
OF_A_SECTION = "sent_at IS NULL AND section_id IS NOT NULL"
OF_ALL = "sent_at IS NULL AND section_id IS NULL"


def _index(name: str, columns: list[str], where: str) -> None:
    words = sa.text(where)
    op.create_index(name, "signing_mail", columns, unique=True, sqlite_where=words, postgresql_where=words)


def upgrade() -> None:
    op.drop_index("uq_signing_mail_waiting", table_name="signing_mail")
    with op.batch_alter_table("signing_mail") as batch:
        batch.add_column(sa.Column("audience", sa.String(length=40), nullable=False, server_default="unsigned"))
        batch.add_column(sa.Column("section_id", Key(), nullable=True))
        batch.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))
        batch.create_foreign_key(
            op.f("fk_signing_mail_section_id_round_section"), "round_section", ["section_id"], ["id"]
        )
    with op.batch_alter_table("signing_mail") as batch:
        batch.alter_column("audience", server_default=None, existing_type=sa.String(length=40))
        batch.alter_column("words", server_default=None, existing_type=sa.Text())
    _index("uq_signing_mail_waiting", ["round_id", "audience"], OF_ALL)
    _index("uq_signing_mail_waiting_section", ["round_id", "section_id"], OF_A_SECTION)
    op.create_table(
        "signing_mail_person",
        sa.Column("id", Key(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("mail_id", Key(), nullable=False),
        sa.Column("person_id", Key(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["signing_mail.id"], name=op.f("fk_signing_mail_person_mail_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signing_mail_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_mail_person")),
        sa.UniqueConstraint("mail_id", "person_id", name="uq_signing_mail_person_once"),
    )
    op.create_index(op.f("ix_signing_mail_person_person_id"), "signing_mail_person", ["person_id"])


def downgrade() -> None:
    """Mails to others than those who have not signed are no longer known."""
    op.drop_table("signing_mail_person")
    op.drop_index("uq_signing_mail_waiting_section", table_name="signing_mail")
    op.drop_index("uq_signing_mail_waiting", table_name="signing_mail")
    op.execute("DELETE FROM signing_mail WHERE audience <> 'unsigned'")
    with op.batch_alter_table("signing_mail") as batch:
        batch.drop_constraint(op.f("fk_signing_mail_section_id_round_section"), type_="foreignkey")
        batch.drop_column("words")
        batch.drop_column("section_id")
        batch.drop_column("audience")
    _index("uq_signing_mail_waiting", ["round_id"], WAITS)

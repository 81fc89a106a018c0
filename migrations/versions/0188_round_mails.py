"""Mails to many people of a round are named for what they are: they went only to those who had not signed at first.

Revision: 0188
Follows: 0187
"""

import sqlalchemy as sa
from alembic import op

from portal.core.types import Key, UtcDateTime

revision = "0188"
down_revision = "0187"
branch_labels = None
depends_on = None

MAIL = "id, created_at, updated_at, round_id, audience, section_id, words, asked_by_id, digest, people, confirmed_by_id, sent_at"
PERSON = "id, created_at, updated_at, mail_id, person_id"


def _own() -> list[sa.Column[object]]:
    return [
        sa.Column("id", Key(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    ]


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    words = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=words, postgresql_where=words)


def _make_mail(name: str, of_section: str) -> None:
    op.create_table(
        name,
        *_own(),
        sa.Column("round_id", Key(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("section_id", Key(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by_id", Key(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", Key(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "sent_at IS NULL OR people <= 20 OR (confirmed_by_id IS NOT NULL AND confirmed_by_id <> asked_by_id)",
            name=op.f(f"ck_{name}_many_need_a_second_person"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f(f"fk_{name}_asked_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f(f"fk_{name}_confirmed_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f(f"fk_{name}_round_id")),
        sa.ForeignKeyConstraint(["section_id"], ["round_section.id"], name=op.f(of_section)),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _make_person(name: str, mail: str) -> None:
    op.create_table(
        name,
        *_own(),
        sa.Column("mail_id", Key(), nullable=False),
        sa.Column("person_id", Key(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], [f"{mail}.id"], name=op.f(f"fk_{name}_mail_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("mail_id", "person_id", name=f"uq_{name}_once"),
    )


def _move(old: str, new: str, of_section: str) -> None:
    """Made anew, because SQLite cannot rename a constraint."""
    _make_mail(new, of_section)
    _make_person(f"{new}_person", new)
    op.execute(f"INSERT INTO {new} ({MAIL}) SELECT {MAIL} FROM {old}")
    op.execute(f"INSERT INTO {new}_person ({PERSON}) SELECT {PERSON} FROM {old}_person")
    op.drop_table(f"{old}_person")
    op.drop_table(old)
    op.create_index(op.f(f"ix_{new}_round_id"), new, ["round_id"])
    _index(f"uq_{new}_waiting", new, ["round_id", "audience"], "sent_at IS NULL AND section_id IS NULL")
    _index(f"uq_{new}_waiting_section", new, ["round_id", "section_id"], "sent_at IS NULL AND section_id IS NOT NULL")
    op.create_index(op.f(f"ix_{new}_person_person_id"), f"{new}_person", ["person_id"])


def upgrade() -> None:
    _move("signing_mail", "round_mail", "fk_round_mail_section_id")


def downgrade() -> None:
    _move("round_mail", "signing_mail", "fk_signing_mail_section_id_round_section")

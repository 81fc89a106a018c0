"""Programmes in two languages and in their own words; the language of answers, signatures and letters.

Revision: 0162
Follows: 0161
"""

import sqlalchemy as sa
from alembic import op

revision = "0162"
down_revision = "0161"
branch_labels = None
depends_on = None

IN_WELSH = ("programme", "round", "round_section", "question", "criterion", "round_milestone", "letter_template")
LANGUAGES = ("application", "answer", "sign_off")


def upgrade() -> None:
    for name in IN_WELSH:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("in_welsh", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("own_words", sa.JSON(), nullable=False, server_default="{}"))
    for name in LANGUAGES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("language", sa.String(8), nullable=False, server_default="en"))
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("letter_language", sa.String(8), nullable=False, server_default="en"))


def downgrade() -> None:
    with op.batch_alter_table("decision") as table:
        table.drop_column("letter_language")
    for name in LANGUAGES:
        with op.batch_alter_table(name) as table:
            table.drop_column("language")
    with op.batch_alter_table("programme") as table:
        table.drop_column("own_words")
    for name in IN_WELSH:
        with op.batch_alter_table(name) as table:
            table.drop_column("in_welsh")

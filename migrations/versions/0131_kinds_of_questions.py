"""Questions of many kinds, conditions, sections for each school, versions of the form, files as answers.

Revision: 0131
Follows: 0130
"""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("currency", sa.String(length=3), nullable=False, server_default="GBP"))
        batch.add_column(sa.Column("form_number", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("next_form_number", sa.Integer(), nullable=True))
    with op.batch_alter_table("round_section") as batch:
        batch.add_column(sa.Column("per_school", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("form_number", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("question") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="text"))
        batch.add_column(sa.Column("options", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("shown_if_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("shown_if_value", sa.String(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("clarification", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("clarified_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key("fk_question_shown_if_id", "question", ["shown_if_id"], ["id"])
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("form_number", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("answer") as batch:
        batch.add_column(sa.Column("for_school_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("file_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key("fk_answer_for_school_id", "school", ["for_school_id"], ["id"])
        batch.create_foreign_key("fk_answer_file_id", "stored_file", ["file_id"], ["id"])
        batch.drop_constraint("uq_answer_question", type_="unique")
    op.create_index("ix_answer_file_id", "answer", ["file_id"])
    shared, own = sa.text("for_school_id IS NULL"), sa.text("for_school_id IS NOT NULL")
    op.create_index(
        "uq_answer_question",
        "answer",
        ["application_version_id", "question_id"],
        unique=True,
        sqlite_where=shared,
        postgresql_where=shared,
    )
    op.create_index(
        "uq_answer_question_of_school",
        "answer",
        ["application_version_id", "question_id", "for_school_id"],
        unique=True,
        sqlite_where=own,
        postgresql_where=own,
    )


def downgrade() -> None:
    op.drop_index("uq_answer_question_of_school", table_name="answer")
    op.drop_index("uq_answer_question", table_name="answer")
    op.drop_index("ix_answer_file_id", table_name="answer")
    op.execute("DELETE FROM answer WHERE for_school_id IS NOT NULL")
    with op.batch_alter_table("answer") as batch:
        batch.create_unique_constraint("uq_answer_question", ["application_version_id", "question_id"])
        batch.drop_constraint("fk_answer_file_id", type_="foreignkey")
        batch.drop_constraint("fk_answer_for_school_id", type_="foreignkey")
        batch.drop_column("file_id")
        batch.drop_column("for_school_id")
    with op.batch_alter_table("application") as batch:
        batch.drop_column("form_number")
    with op.batch_alter_table("question") as batch:
        batch.drop_constraint("fk_question_shown_if_id", type_="foreignkey")
        for name in ("clarified_at", "clarification", "shown_if_value", "shown_if_id", "options", "kind"):
            batch.drop_column(name)
    with op.batch_alter_table("round_section") as batch:
        batch.drop_column("form_number")
        batch.drop_column("per_school")
    with op.batch_alter_table("round") as batch:
        for name in ("next_form_number", "form_number", "currency"):
            batch.drop_column(name)

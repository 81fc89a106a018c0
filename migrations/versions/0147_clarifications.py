"""Questions of the programme to a cluster about its sent application.

Revision: 0147
Follows: 0146
"""

import sqlalchemy as sa
from alembic import op

revision = "0147"
down_revision = "0146"
branch_labels = None
depends_on = None

OPEN = "status IN ('asked', 'sent')"


def _row_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "clarification",
        *_row_columns(),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("stage_before", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_holidays", sa.Boolean(), nullable=False),
        sa.Column("before_id", sa.Uuid(), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'answered' OR after_id IS NOT NULL", name=op.f("ck_clarification_answered_has_a_version")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_clarification_application_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_clarification_asked_by_id")),
        sa.ForeignKeyConstraint(["before_id"], ["application_version.id"], name=op.f("fk_clarification_before_id")),
        sa.ForeignKeyConstraint(["after_id"], ["application_version.id"], name=op.f("fk_clarification_after_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_clarification_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
    )
    op.create_index(op.f("ix_clarification_application_id"), "clarification", ["application_id"])
    op.create_index(
        "uq_clarification_open",
        "clarification",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_table(
        "clarification_question",
        *_row_columns(),
        sa.Column("clarification_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clarification_id"], ["clarification.id"], name=op.f("fk_clarification_question_clarification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_question")),
        sa.UniqueConstraint("clarification_id", "key", name="uq_clarification_question_key"),
    )
    op.create_index(op.f("ix_clarification_question_clarification_id"), "clarification_question", ["clarification_id"])
    op.create_table(
        "clarification_signature",
        *_row_columns(),
        sa.Column("clarification_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(signed_by_id IS NULL) = (signed_at IS NULL)", name=op.f("ck_clarification_signature_signed_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["clarification_id"], ["clarification.id"], name=op.f("fk_clarification_signature_clarification_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_clarification_signature_school_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["person.id"], name=op.f("fk_clarification_signature_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification_signature")),
        sa.UniqueConstraint("clarification_id", "school_id", name="uq_clarification_signature_school"),
    )
    op.create_index(
        op.f("ix_clarification_signature_clarification_id"), "clarification_signature", ["clarification_id"]
    )


def downgrade() -> None:
    op.execute("UPDATE application SET stage = 'in_review' WHERE stage = 'clarification'")
    op.drop_table("clarification_signature")
    op.drop_table("clarification_question")
    op.drop_table("clarification")

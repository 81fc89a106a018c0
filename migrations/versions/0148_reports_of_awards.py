"""Reports of awards with the words of each school, how their days moved, and instalments.

Revision: 0148
Follows: 0147
"""

import sqlalchemy as sa
from alembic import op

revision = "0148"
down_revision = "0147"
branch_labels = None
depends_on = None


def _common() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "award_report",
        *_common(),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("went_well", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("spending", sa.Text(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("judged_by_id", sa.Uuid(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'submitted' OR (submitted_at IS NOT NULL AND figures IS NOT NULL)",
            name=op.f("ck_award_report_sent_with_figures"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'waived') OR (judged_by_id IS NOT NULL AND judged_at IS NOT NULL)",
            name=op.f("ck_award_report_settled_by_someone"),
        ),
        sa.CheckConstraint("status NOT IN ('waived', 'returned') OR note <> ''", name=op.f("ck_award_report_said_why")),
        _refers("award_report", "award_id", "award"),
        _refers("award_report", "submitted_by_id", "person"),
        _refers("award_report", "judged_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_report")),
        sa.UniqueConstraint("award_id", "number", name="uq_award_report_number"),
    )
    op.create_index("ix_award_report_due", "award_report", ["status", "due_on"], unique=False)
    op.create_table(
        "report_voice",
        *_common(),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _refers("report_voice", "report_id", "award_report"),
        _refers("report_voice", "school_id", "school"),
        _refers("report_voice", "author_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_voice")),
        sa.UniqueConstraint("report_id", "school_id", name="uq_report_voice_school"),
    )
    op.create_table(
        "report_move",
        *_common(),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("reason <> '' AND to_on <> from_on", name=op.f("ck_report_move_for_a_reason")),
        _refers("report_move", "report_id", "award_report"),
        _refers("report_move", "moved_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_move")),
    )
    op.create_index(op.f("ix_report_move_report_id"), "report_move", ["report_id"], unique=False)
    op.create_table(
        "award_instalment",
        *_common(),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("payment_mark", sa.String(length=80), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_award_instalment_something")),
        sa.CheckConstraint(
            "status <> 'paid' OR (paid_on IS NOT NULL AND paid_by_id IS NOT NULL)",
            name=op.f("ck_award_instalment_paid_by_someone"),
        ),
        _refers("award_instalment", "award_id", "award"),
        _refers("award_instalment", "paid_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_instalment")),
        sa.UniqueConstraint("award_id", "number", name="uq_award_instalment_number"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM duty WHERE kind IN ('write_report', 'add_to_report', 'check_report')")
    op.drop_table("award_instalment")
    op.drop_table("report_move")
    op.drop_table("report_voice")
    op.drop_table("award_report")

"""Reports, their log, decisions; messages and conversations that are hidden while somebody looks.

Revision: 0087
Follows: 0086
"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

CURRENT = sa.text("replaced_at IS NULL")
INSTANT = sa.DateTime(timezone=True)


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    ]


def _key(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))


def upgrade() -> None:
    op.create_table(
        "report",
        *_moments(),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_name", sa.String(length=120), nullable=False),
        sa.Column("reporter_email", sa.String(length=254), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("escalated_at", INSTANT, nullable=True),
        sa.Column("school_told_at", INSTANT, nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        _key("report", "reporter_id", "person"),
        _key("report", "about_id", "person"),
        _key("report", "school_id", "school"),
        _key("report", "cluster_id", "cluster"),
        _key("report", "handler_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("number", name=op.f("uq_report_number")),
    )
    op.create_index("ix_report_route", "report", ["route", "status", "id"])
    op.create_index("ix_report_subject", "report", ["subject_kind", "subject_id"])
    op.create_index("ix_report_due", "report", ["status", "due_at"])
    op.create_index(op.f("ix_report_reporter_id"), "report", ["reporter_id"])
    op.create_table(
        "report_file",
        *_moments(),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        _key("report_file", "report_id", "report"),
        _key("report_file", "file_id", "stored_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
    )
    op.create_index(op.f("ix_report_file_report_id"), "report_file", ["report_id"])
    op.create_index(op.f("ix_report_file_file_id"), "report_file", ["file_id"])
    op.create_table(
        "report_entry",
        *_moments(),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _key("report_entry", "report_id", "report"),
        _key("report_entry", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entry")),
    )
    op.create_index(op.f("ix_report_entry_report_id"), "report_entry", ["report_id"])
    op.create_table(
        "moderation_decision",
        *_moments(),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("hides", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", INSTANT, nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", INSTANT, nullable=True),
        sa.Column("appeal_upheld", sa.Boolean(), nullable=True),
        sa.Column("appeal_answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        _key("moderation_decision", "report_id", "report"),
        _key("moderation_decision", "author_id", "person"),
        _key("moderation_decision", "decided_by_id", "person"),
        _key("moderation_decision", "answered_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
    )
    op.create_index(op.f("ix_moderation_decision_report_id"), "moderation_decision", ["report_id"])
    op.create_index(op.f("ix_moderation_decision_author_id"), "moderation_decision", ["author_id"])
    op.create_index(
        "uq_moderation_decision_current",
        "moderation_decision",
        ["subject_kind", "subject_id"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    for table in ("post", "thread"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("hidden_at", INSTANT, nullable=True))


def downgrade() -> None:
    for table in ("thread", "post"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("hidden_at")
    op.drop_table("moderation_decision")
    op.drop_table("report_entry")
    op.drop_table("report_file")
    op.drop_table("report")

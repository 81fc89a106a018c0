"""Who read what: a journal that nobody changes; months of it that were told; tables that were taken out.

Revision: 0101
Follows: 0100
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AT_ONCE = 1000


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    ]


def upgrade() -> None:
    reading = op.create_table(
        "reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("hour", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("person_id", "kind", "subject_id", "hour", name="uq_reading_once_an_hour"),
    )
    op.create_index("ix_reading_subject", "reading", ["subject_id", "at", "id"])
    op.create_index("ix_reading_at", "reading", ["at", "id"])
    op.create_table(
        "reading_month",
        *_moments(),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_month")),
        sa.UniqueConstraint("month", name=op.f("uq_reading_month_month")),
    )
    op.create_table(
        "export_note",
        *_moments(),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_export_note_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_note")),
    )
    op.create_index(op.f("ix_export_note_by_id"), "export_note", ["by_id"])
    _bring_over(reading)
    _keep_as_it_is()


def _bring_over(reading: Any) -> None:
    """Reports were journalled in their own log until now."""
    entry = sa.table(
        "report_entry",
        sa.column("id", sa.Uuid()),
        sa.column("created_at", INSTANT),
        sa.column("by_id", sa.Uuid()),
        sa.column("report_id", sa.Uuid()),
        sa.column("kind", sa.String()),
    )
    read = sa.select(entry).where(entry.c.kind == "read", entry.c.by_id.is_not(None)).order_by(entry.c.id)
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in op.get_bind().execute(read):
        at: datetime = row.created_at if row.created_at.tzinfo else row.created_at.replace(tzinfo=UTC)
        hour = at.replace(minute=0, second=0, microsecond=0)
        given = {"id": row.id, "at": at, "hour": hour, "person_id": row.by_id, "kind": "report"}
        seen.setdefault((row.by_id, row.report_id, hour), {**given, "subject_id": row.report_id, "cluster_id": None})
    rows = list(seen.values())
    for start in range(0, len(rows), AT_ONCE):
        op.bulk_insert(reading, rows[start : start + AT_ONCE])


def _keep_as_it_is() -> None:
    if op.get_bind().dialect.name == "postgresql":
        says = "EXECUTE FUNCTION audit_entry_refuse()"
        op.execute(f"CREATE TRIGGER reading_append_only BEFORE UPDATE OR DELETE ON reading FOR EACH ROW {says}")
        op.execute(f"CREATE TRIGGER reading_no_truncate BEFORE TRUNCATE ON reading FOR EACH STATEMENT {says}")
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
    op.execute(f"CREATE TRIGGER reading_no_update BEFORE UPDATE ON reading {refuse}")
    op.execute(f"CREATE TRIGGER reading_no_delete BEFORE DELETE ON reading {refuse}")
    there = "WHEN EXISTS (SELECT 1 FROM reading WHERE id = new.id)"
    op.execute(f"CREATE TRIGGER reading_no_replace BEFORE INSERT ON reading {there} {refuse}")


def downgrade() -> None:
    op.drop_table("export_note")
    op.drop_table("reading_month")
    op.drop_table("reading")

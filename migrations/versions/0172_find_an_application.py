"""Applications are found within their round by receipt number and by the names of cluster and schools, as they were sealed; the pile has its index.

Revision: 0172
Follows: 0171
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.core.search import indexed_within

revision = "0172"
down_revision = "0171"
branch_labels = None
depends_on = None

BATCH = 200
APPLICATION = sa.table(
    "application",
    sa.column("id", sa.Uuid()),
    sa.column("round_id", sa.Uuid()),
    sa.column("receipt_number", sa.String()),
)
VERSION = sa.table(
    "application_version",
    sa.column("application_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("status", sa.String()),
    sa.column("sealed_content", sa.JSON()),
)
ENTRY = sa.table(
    "search_entry",
    sa.column("kind", sa.String()),
    sa.column("subject_id", sa.Uuid()),
    sa.column("scope", sa.String()),
    sa.column("words", sa.Text()),
    sa.column("updated_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_index("ix_application_pile", "application", ["round_id", "stage", "cluster_id"])
    line, last, now = op.get_bind(), None, datetime.now(UTC)
    sealed = sa.and_(VERSION.c.application_id == APPLICATION.c.id, VERSION.c.status == "sealed")
    newer = VERSION.alias("newer")
    ours = (newer.c.application_id == APPLICATION.c.id, newer.c.status == "sealed")
    newest = sa.select(sa.func.max(newer.c.number)).where(*ours).correlate(APPLICATION).scalar_subquery()
    query = sa.select(*APPLICATION.c, VERSION.c.sealed_content)
    query = query.select_from(APPLICATION.join(VERSION, sa.and_(sealed, VERSION.c.number == newest)))
    query = query.where(APPLICATION.c.receipt_number.is_not(None)).order_by(APPLICATION.c.id).limit(BATCH)
    while rows := line.execute(query if last is None else query.where(APPLICATION.c.id > last)).all():
        line.execute(sa.insert(ENTRY), [_entry(row, now) for row in rows])
        last = rows[-1].id


def _entry(row: Any, now: datetime) -> dict[str, Any]:
    facts, scope = row.sealed_content or {}, row.round_id.hex
    names = [facts.get("cluster", {}).get("name", ""), *(school.get("name", "") for school in facts.get("schools", ()))]
    words = indexed_within(scope, " ".join([row.receipt_number, *names]))
    return {"kind": "application", "subject_id": row.id, "scope": scope, "words": words, "updated_at": now}


def downgrade() -> None:
    op.execute(sa.delete(ENTRY).where(ENTRY.c.kind == "application"))
    op.drop_index("ix_application_pile", table_name="application")

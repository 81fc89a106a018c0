"""The nine headings of evidence, as they stand until a programme edits them.

Revision: 0005
Follows: 0004
"""

import os
import time
import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# code, title, guidance, per_school, accepts_intention
HEADINGS = (
    (
        "community_links",
        "Links with the community",
        "Who around your schools takes part: families, shops, faith groups, clubs, a museum. Say what they do with you.",
        False,
        False,
    ),
    (
        "diaspora_links",
        "Links with people who have family elsewhere",
        "Families or groups near you with ties to the partner's country, and what they bring. If few of your pupils have family links abroad, "
        "say in words how you will reach such groups. Please give no figures about anyone's origin.",
        False,
        False,
    ),
    (
        "mutual_relationships",
        "Strong relationships from which both sides gain",
        "What the schools already do for one another, or how you will build that and by when.",
        False,
        True,
    ),
    (
        "intention_to_link",
        "The intention to link, and the means",
        "Two things: that you want to link with a partner, and by what means you will make the link known and keep it going.",
        False,
        True,
    ),
    (
        "flexibility",
        "Flexible when things go wrong",
        "A difficulty that your schools settled together, or a time when one stood in for another.",
        False,
        False,
    ),
    (
        "simple_ict",
        "Simple ways to keep in touch",
        "What each school can use on an ordinary day: mail, phone, a shared computer. Simple is good; new equipment is not needed.",
        True,
        False,
    ),
    (
        "whole_school_support",
        "The whole school stands behind it",
        "What shows that this is more than one teacher: the head, the governors, colleagues, time in the timetable.",
        True,
        False,
    ),
    (
        "local_support",
        "Support from the authority or another local body",
        "A letter of support from the local authority, a museum, a development education centre or another body. "
        "If your authority is not available, say so: that is a complete answer.",
        False,
        False,
    ),
    (
        "mentoring",
        "Schools that help one another along",
        "Who has experience and who learns from it, and how often they meet.",
        False,
        False,
    ),
)


def _new_id() -> uuid.UUID:
    stamp = time.time_ns() // 1_000_000
    return uuid.UUID(int=stamp << 80 | 0x7 << 76 | 0x2 << 62 | int.from_bytes(os.urandom(7), "big"))


def _table() -> sa.TableClause:
    return sa.table(
        "evidence_heading",
        sa.column("id", sa.Uuid()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("updated_at", sa.DateTime(timezone=True)),
        sa.column("code", sa.String()),
        sa.column("title", sa.String()),
        sa.column("guidance", sa.Text()),
        sa.column("position", sa.Integer()),
        sa.column("per_school", sa.Boolean()),
        sa.column("accepts_intention", sa.Boolean()),
    )


def upgrade() -> None:
    table = _table()
    known = set(op.get_bind().scalars(sa.select(table.c.code)))
    now = datetime.now(UTC)
    rows = [
        {
            "id": _new_id(),
            "created_at": now,
            "updated_at": now,
            "code": code,
            "title": title,
            "guidance": guidance,
            "position": position,
            "per_school": per_school,
            "accepts_intention": accepts_intention,
        }
        for position, (code, title, guidance, per_school, accepts_intention) in enumerate(HEADINGS, start=1)
        if code not in known
    ]
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    table = _table()
    used = sa.table("evidence_item", sa.column("heading_id", sa.Uuid()))
    stated = sa.table("supporter_statement", sa.column("heading_id", sa.Uuid()))
    free = table.c.id.not_in(sa.select(used.c.heading_id).union(sa.select(stated.c.heading_id)))
    op.execute(sa.delete(table).where(table.c.code.in_([row[0] for row in HEADINGS]), free))

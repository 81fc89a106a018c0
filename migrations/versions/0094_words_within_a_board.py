"""The search: the words of messages begin with their board, so that a search reads the words of one board alone.

Revision: 0094
Follows: 0093
"""

import base64
import hashlib
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

BATCH = 1_000
ENTRY = sa.table(
    "search_entry",
    sa.column("id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("scope", sa.String()),
    sa.column("words", sa.Text()),
)


def _place(scope: str) -> str:
    return "xw" + base64.b32encode(hashlib.blake2b(scope.encode(), digest_size=5).digest()).decode().lower()


def _within(scope: str, words: str) -> str:
    """Two marks (of the kind and of the scope) stood before the words."""
    return " ".join(_place(scope) + word for word in words.split()[2:])


def _with_marks(scope: str, words: str) -> str:
    place = _place(scope)
    return " ".join(["xqkpost", f"xqs{scope}", *(word.removeprefix(place) for word in words.split())])


def _rewrite(made: Callable[[str, str], str]) -> None:
    line, last = op.get_bind(), 0
    query = sa.select(ENTRY.c.id, ENTRY.c.scope, ENTRY.c.words).where(ENTRY.c.kind == "post").order_by(ENTRY.c.id)
    change = sa.update(ENTRY).where(ENTRY.c.id == sa.bindparam("entry")).values(words=sa.bindparam("new_words"))
    while rows := line.execute(query.where(ENTRY.c.id > last).limit(BATCH)).all():
        line.execute(change, [{"entry": row.id, "new_words": made(row.scope, row.words)} for row in rows])
        last = rows[-1].id


def upgrade() -> None:
    _rewrite(_within)


def downgrade() -> None:
    _rewrite(_with_marks)

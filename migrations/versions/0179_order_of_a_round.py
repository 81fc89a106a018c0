"""The place of an application in the order of its round is kept, so that a page of the panel is read in the order of an index.

Revision: 0179
Follows: 0178
"""

import statistics
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0179"
down_revision = "0178"
branch_labels = None
depends_on = None

TABLE = "application_standing"
COLUMNS = (
    "round_id",
    "order_key",
    "application_id",
    "whole",
    "mean",
    "lowest",
    "spread",
    "deviation",
    "gap",
    "is_split",
)
OPEN = ("in_review", "clarification")
SEEN = (*OPEN, "moderation", "decided", "released", "accepted")


def _order_key(stage: str, row: sa.Row) -> str | None:
    """As `portal.applying.reviews.ranking.order_key` made it when this was written."""
    if stage not in SEEN:
        return None
    if stage in OPEN or row.whole < 0:
        return "1"
    return f"0{999 - row.whole:03}{99_999 - row.tie_first:05}{99_999 - row.tie_second:05}{row.balance}{row.draw}"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("round_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("order_key", sa.String(80), nullable=True))
        batch.add_column(sa.Column("median", sa.Float(), nullable=True))
    _fill(op.get_bind())
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("round_id", existing_type=sa.Uuid(), nullable=False)
        batch.create_foreign_key("fk_application_standing_round_id", "round", ["round_id"], ["id"])
    op.create_index("ix_application_standing_order", TABLE, COLUMNS)


def _fill(connection: sa.Connection) -> None:
    """What has figures gets its place; what is with reviewers and has none yet gets a line of zeros."""
    key, moment = sa.Uuid(), sa.DateTime(timezone=True)
    kept = sa.table(
        TABLE,
        *(sa.column(name, key) for name in ("id", "application_id", "round_id")),
        *(sa.column(name, moment) for name in ("created_at", "updated_at", "computed_at")),
        *(
            sa.column(name)
            for name in (
                "counted",
                "gap",
                "is_split",
                "whole",
                "tie_first",
                "tie_second",
                "balance",
                "draw",
                "order_key",
                "median",
            )
        ),
    )
    application = sa.table(
        "application",
        sa.column("id", key),
        sa.column("round_id", key),
        sa.column("stage"),
        sa.column("stage_since", moment),
    )
    joined = application.outerjoin(kept, kept.c.application_id == application.c.id)
    query = sa.select(
        application.c.id.label("of"),
        application.c.round_id.label("planned"),
        application.c.stage,
        application.c.stage_since,
    )
    query = query.add_columns(kept.c.id, kept.c.whole, kept.c.tie_first, kept.c.tie_second, kept.c.balance, kept.c.draw)
    totals = _totals(connection)
    for row in connection.execute(query.select_from(joined)).all():
        values = {"round_id": row.planned}
        if row.id is not None:
            given = totals.get(row.of)
            values |= {"order_key": _order_key(row.stage, row), "median": statistics.median(given) if given else None}
            connection.execute(sa.update(kept).where(kept.c.id == row.id).values(values))
        elif row.stage in SEEN:
            moments = dict.fromkeys(("created_at", "updated_at", "computed_at"), row.stage_since)
            zeros = dict.fromkeys(("counted", "gap", "tie_first", "tie_second", "balance"), 0)
            fresh = {
                "id": uuid.uuid4(),
                "application_id": row.of,
                "is_split": False,
                "whole": -1,
                "draw": "",
                "order_key": "1",
            }
            connection.execute(sa.insert(kept).values(values | moments | zeros | fresh))


def _totals(connection: sa.Connection) -> dict[uuid.UUID, list[float]]:
    """The totals of the reviews that count, by application."""
    review = sa.table("review", sa.column("application_id", sa.Uuid()), sa.column("total"), sa.column("status"))
    counts = review.c.status.in_(["submitted", "locked", "confirm_needed"])
    found: dict[uuid.UUID, list[float]] = {}
    query = sa.select(review.c.application_id, review.c.total).where(counts, review.c.total.is_not(None))
    for application_id, total in connection.execute(query):
        found.setdefault(application_id, []).append(total)
    return found


def downgrade() -> None:
    op.drop_index("ix_application_standing_order", table_name=TABLE)
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint("fk_application_standing_round_id", type_="foreignkey")
        batch.drop_column("median")
        batch.drop_column("order_key")
        batch.drop_column("round_id")

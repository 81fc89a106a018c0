"""Which rows go where when clusters become one or two. Put together from the tables themselves: whatever belongs to a cluster goes along unless it is named
here, so that a new room needs nothing."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core.database import Base, session
from portal.core.search import move_scope

STAYS = frozenset(
    {
        "cluster_membership", "office", "vacancy", "school_part", "sub_cluster", "freeze", "report", "notification", "cluster_adviser",
        "cluster_formality", "cluster_wish", "cluster_request", "public_page", "public_name", "board_archive", "vouch", "rule_break",
        "reshaping", "reshaping_voice", "mirror_invitation", "purse", "ledger_entry", "purse_handover", "group_notice", "support_note", "newcomer",
    }
)  # fmt: skip
"""What is the cluster's own and ends with it, or is written anew in the other one. Money is looked at by itself."""

PURSE = ("purse", "ledger_entry", "purse_handover")


def _tables() -> list[tuple[sa.Table, sa.Column[Any]]]:
    """Every table and column that refers to a cluster, by name."""
    return [
        (table, column)
        for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name)
        for column in table.columns
        if any(key.target_fullname == "cluster.id" for key in column.foreign_keys)
    ]


def movable() -> list[tuple[sa.Table, sa.Column[Any]]]:
    """Those whose rows go along."""
    return [(table, column) for table, column in _tables() if table.name not in STAYS]


def _beside(table: sa.Table, column: sa.Column[Any], to_id: uuid.UUID) -> list[sa.ColumnElement[bool]]:
    """Rows that could not stand beside one that is there already: they stay where they are, as history."""
    found: list[sa.ColumnElement[bool]] = []
    unique: list[Any] = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    groups: list[list[Any]] = [
        list(one.columns) for one in (*unique, *(i for i in table.indexes if i.unique)) if column in list(one.columns)
    ]
    for columns in groups:
        there = table.alias()
        same = [there.c[c.name] == c for c in columns if c is not column]
        found.append(sa.exists().where(there.c[column.name] == to_id, *same).correlate(table))
    return found


def move_all(from_id: uuid.UUID, to_id: uuid.UUID) -> dict[str, int]:
    """Everything of one cluster goes to the other, by one statement for each column; answers how many rows, by table."""
    held, moved = session(), dict[str, int]()
    held.flush()
    for table, column in movable():
        clashes = _beside(table, column, to_id)
        statement = (
            sa.update(table).where(column == from_id, *(~clash for clash in clashes)).values({column.name: to_id})
        )
        result: Any = held.execute(statement)
        moved[table.name] = moved.get(table.name, 0) + result.rowcount
    move_scope(from_id.hex, to_id.hex)
    held.expire_all()
    return {name: count for name, count in moved.items() if count}


def move_purse(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """The purse with its books goes to a cluster that has none."""
    held = session()
    held.flush()
    for name in PURSE:
        table = Base.metadata.tables[name]
        held.execute(sa.update(table).where(table.c.cluster_id == from_id).values(cluster_id=to_id))
    held.expire_all()


def counts(cluster_id: uuid.UUID) -> dict[str, int]:
    """How many rows of each table would go along: one statement for all tables. Of what is owed only what is still to be done is counted."""
    parts = [
        sa.select(sa.literal(table.name).label("name"), sa.func.count().label("number")).where(
            column == cluster_id, table.c.closed_at.is_(None) if table.name == "duty" else sa.true()
        )
        for table, column in movable()
    ]
    found: dict[str, int] = {}
    for name, number in session().execute(sa.union_all(*parts)):
        found[name] = found.get(name, 0) + int(number)
    return found

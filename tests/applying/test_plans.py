"""How the database reads the lists of a round: never the whole of a table of the round, and never by sorting where an index gives the order.

The plans are asked of an almost empty database. SQLite plans by the indexes that are there; PostgreSQL is told here that going through a table and sorting
cost much, so that it does either only where no index would do.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

OF_A_ROUND = "application|application_standing|application_version|answer|review|review_score|decision|award|award_report|duty|search_entry|cluster_membership"
THROUGH_ALL = re.compile(rf"^SCAN (?:{OF_A_ROUND})(?:_\d+)?\b|Seq Scan on (?:{OF_A_ROUND})\b")
SORTS = re.compile(r"TEMP B-TREE FOR .*ORDER BY|^(?:->)?\s*Sort\b")

LISTS = [
    ("manager", "/rounds/{round}/panel", "FROM application_standing JOIN"),
    ("manager", "/rounds/{round}/reports", "FROM award_report"),
    ("manager", "/rounds/{round}/results", "SELECT decision.id, CAST(application.cluster_id"),
    ("manager", "/rounds/{round}/dashboard", "ORDER BY application.submitted_at"),
    ("manager", "/rounds/{round}/dashboard?stage=moderation", "ORDER BY application.submitted_at"),
]
"""Who opens it, the address, and how the statement of the list is known: it comes in the order of an index."""
OTHERS = [
    ("reviewer", "/reviews"),  # what is still to be read comes first: the few reviews of one person are put in order
    ("manager", "/rounds/{round}/panel?by=talk"),
    ("manager", "/rounds/{round}/dashboard?q=river"),
    ("manager", "/rounds/{round}/pictures"),
    ("manager", "/applications/{application}/panel"),
    ("reviewer", "/reviews/{review}/write"),
]


class Watched:
    """The statements of a page with their parameters, and how the database would read them."""

    def __init__(self, app: Flask) -> None:
        from portal.extensions import db

        with app.app_context():
            self.engine = db.engine
        self.seen: list[tuple[str, Any]] = []

    def __enter__(self) -> "Watched":
        sa.event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: Any) -> None:
        sa.event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _line: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            self.seen.append((statement, values))

    def plans(self) -> list[tuple[str, Sequence[str]]]:
        """Each statement with the lines of its plan."""
        is_sqlite = self.engine.dialect.name == "sqlite"
        with self.engine.connect() as line:
            if not is_sqlite:
                for way in ("seqscan", "sort", "incremental_sort", "bitmapscan", "hashjoin", "mergejoin"):
                    line.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            asked = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
            return [(s, [str(row[-1]).strip() for row in line.exec_driver_sql(asked + s, v)]) for s, v in self.seen]


def test_lists_of_a_round_are_read_by_their_indexes(
    app: Flask, inside: Inside, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    made = inside.at_the_panel(cast, clock)
    names = {
        "application": made,
        "round": inside.do(lambda: inside.read(made).round_id),
        "review": inside.do(lambda: inside.review_of(cast, made, "reviewer").id),
    }
    readers = {"reviewer": reader_for(cast.reviewer), "manager": reader_for(cast.manager)}
    for who, path, *of_the_list in [*LISTS, *OTHERS]:
        with Watched(app) as watched:
            readers[who].get(path.format(**names))
        listed = []
        for statement, plan in watched.plans():
            through = [line for line in plan if THROUGH_ALL.search(line)]
            assert not through, f"{path} goes through all: {through}\n{statement}"
            if of_the_list and of_the_list[0] in statement:
                listed.append(statement)
                sorts = [line for line in plan if SORTS.search(line)]
                assert not sorts, f"{path} is put in order anew: {sorts}\n{statement}"
        assert listed or not of_the_list, f"{path}: no statement of the list was seen"


def test_a_plan_that_goes_through_all_is_noticed(app: Flask) -> None:
    with Watched(app) as watched, watched.engine.connect() as line:
        line.exec_driver_sql("SELECT id FROM award_report WHERE note = 'x' ORDER BY went_well, spending")
    [(_statement, plan)] = watched.plans()
    assert any(THROUGH_ALL.search(line) for line in plan)
    assert any(SORTS.search(line) for line in plan)

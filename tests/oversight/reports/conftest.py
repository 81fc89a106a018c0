"""Someone of Vale writes a message on the board of `river`; someone of Hill reports it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.perform import perform
from portal.oversight.reports import queries, services
from portal.oversight.reports.models import Report, ReportKind
from portal.oversight.reports.services.filing import Thing
from portal.running.board import services as board
from portal.running.board.models import Message, Post
from portal.running.board.queries import get_board
from tests.support.cast import Cast

TITLE, TEXT, WORDS = "Zebra title", "Walrus message.", "Ocelot worry."


@pytest.fixture
def post(app: Flask, cast: Cast) -> Any:
    """The id of a message that Vic of Vale wrote, beginning a conversation."""
    with app.app_context():
        by = cast.signed_in("vale_teacher")
        thread = perform(board.start_thread, get_board(cast.river), by=by, title=TITLE, message=Message(TEXT))
        return thread.last_post_id


@pytest.fixture
def reported(app: Flask, cast: Cast) -> Callable[..., Any]:
    """Report a thing as someone (None: a visitor); answers the report's id."""

    def made(who: str | None, kind: ReportKind, thing: tuple[str, Any] | None = None, **more: Any) -> Any:
        with app.app_context():
            by = cast.signed_in(who) if who is not None else SYSTEM
            named = Thing(*thing) if thing is not None else None
            words = {"words": WORDS, **more}
            report: Report = perform(services.file_report, by=by, kind=kind, thing=named, **words)
            return report.id

    return made


@pytest.fixture
def act(app: Flask, cast: Cast) -> Callable[..., Any]:
    """act("safeguarding", services.take, report_id): do something about a report."""

    def done(who: str, deed: Any, report_id: Any, **words: Any) -> Any:
        with app.app_context():
            by = cast.signed_in(who)
            return perform(deed, queries.get_report(report_id), by=by, **words)

    return done


@pytest.fixture
def now(app: Flask) -> Callable[[Any], Report]:
    def found(report_id: Any) -> Report:
        with app.app_context():
            return queries.get_report(report_id)

    return found


@pytest.fixture
def is_hidden(app: Flask) -> Callable[[Any], bool]:
    def found(post_id: Any) -> bool:
        with app.app_context():
            return session().get_one(Post, post_id).hidden_at is not None

    return found


@pytest.fixture
def owed(app: Flask, cast: Cast) -> Callable[[], set[tuple[str, str]]]:
    """What is owed about reports: {(kind, role or person's key)}."""
    names = {p.id: key for key, p in cast.people.items()}

    def found() -> set[tuple[str, str]]:
        with app.app_context():
            kinds = ("handle_report", "chase_report", "answer_appeal")
            rows = session().scalars(sa.select(Duty).where(Duty.closed_at.is_(None), Duty.kind.in_(kinds))).all()
            return {(d.kind.value, d.role or names.get(d.person_id, "?")) for d in rows}

    return found

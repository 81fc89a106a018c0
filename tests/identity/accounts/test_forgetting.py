"""What goes by itself, by the clock: one moment before it must be there, one moment after it must be gone."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import jobs, limits
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.limits import LONGEST, Limit, LimitTurn, Turn
from portal.core.perform import perform
from portal.identity.accounts import jobs as account_jobs
from portal.identity.accounts.models import KeptForm, PasskeyQuestion, QuestionPurpose, WebSession
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

SOON = timedelta(seconds=1)


def run(app: Flask, job: Callable[[], object]) -> Any:
    with app.app_context():
        return job()


def put(app: Flask, *rows: Any) -> None:
    commit(app, lambda: session().add_all(rows))


def count(read: Any, model: Any) -> int:
    return int(read(sa.select(sa.func.count()).select_from(model)))


def session_of(person: Any, clock: Any, **values: Any) -> WebSession:
    at = clock.now()
    given = {"seen_at": at, "expires_at": at + timedelta(days=30), **values}
    return WebSession(token_hash=uuid.uuid4().hex, person_id=person.id, **given)


def test_turns_go_after_the_longest_span(app: Flask, cast: Cast, clock: Any, read: Any) -> None:
    with app.app_context():
        perform(limits.take, by=SYSTEM, turns=[Turn(Limit("x", 5, LONGEST), "k")])
    clock.hold(clock.now() + LONGEST)
    assert run(app, account_jobs.forget_old_turns) == 0
    clock.hold(clock.now() + SOON)
    assert run(app, account_jobs.forget_old_turns) == 1
    assert count(read, LimitTurn) == 0


def test_no_limit_looks_further_back_than_what_is_kept() -> None:
    from portal.identity.accounts.routes import blueprint, passkeys
    from portal.web import limits as named

    every = [v for m in (named, blueprint, passkeys) for v in vars(m).values() if isinstance(v, Limit)]
    assert len(every) >= 9
    assert all(limit.within <= LONGEST for limit in every)


@pytest.mark.parametrize("ending", ["ended_at", "expires_at"])
def test_sessions_go_thirty_days_after_they_were_over(
    app: Flask, cast: Cast, clock: Any, read: Any, ending: str
) -> None:
    put(app, session_of(cast.teacher, clock, **{ending: clock.now()}))
    put(app, session_of(cast.teacher, clock, expires_at=clock.now() + timedelta(days=90)))
    clock.hold(clock.now() + timedelta(days=30))
    assert run(app, account_jobs.forget_old_sessions) == 0
    clock.hold(clock.now() + SOON)
    assert run(app, account_jobs.forget_old_sessions) == 1
    assert count(read, WebSession) == 1


def test_the_setting_says_how_long(app: Flask, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", type("S", (), {**vars(settings), "sessions_kept_days": 7}))
    put(app, session_of(cast.teacher, clock, ended_at=clock.now()), session_of(cast.teacher, clock))
    clock.hold(clock.now() + timedelta(days=7) + SOON)
    assert run(app, account_jobs.forget_old_sessions) == 1


def test_the_newest_of_a_person_stays(app: Flask, cast: Cast, clock: Any, read: Any, mails: Any) -> None:
    """So a browser that is not known is still told of after a long time away."""
    for person in (cast.teacher, cast.head):
        put(app, session_of(person, clock, ended_at=clock.now()))
        put(app, session_of(person, clock, ended_at=clock.now()))
    clock.hold(clock.now() + timedelta(days=400))
    assert run(app, account_jobs.forget_old_sessions) == 2
    assert count(read, WebSession) == 2


def test_a_live_session_goes_on(app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]) -> None:
    first, second = reader_for(cast.teacher), reader_for(cast.teacher)
    run(app, account_jobs.forget_old_sessions)
    first.get("/profile")
    second.get("/profile")


def test_many_go_a_thousand_at_a_time(
    app: Flask, cast: Cast, clock: Any, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_jobs, "BATCH", 10)
    put(app, *[session_of(cast.teacher, clock, ended_at=clock.now()) for _number in range(35)])
    clock.hold(clock.now() + timedelta(days=31))
    assert run(app, account_jobs.forget_old_sessions) == 34
    assert run(app, account_jobs.forget_old_sessions) == 0
    assert count(read, WebSession) == 1


def test_questions_and_kept_forms_go_when_nobody_can_use_them(app: Flask, cast: Cast, clock: Any, read: Any) -> None:
    at = clock.now()
    for life in (timedelta(0), timedelta(minutes=1)):
        put(app, PasskeyQuestion(purpose=QuestionPurpose.SIGN_IN, challenge="x", expires_at=at + life))
        put(app, KeptForm(token_hash=uuid.uuid4().hex, path="/", fields={}, expires_at=at + life))
    clock.hold(at + SOON)
    run(app, account_jobs.forget_old_sessions)
    assert (count(read, PasskeyQuestion), count(read, KeptForm)) == (1, 1)


def test_the_clock_runs_them(app: Flask) -> None:
    for job in (account_jobs.forget_old_turns, account_jobs.forget_old_sessions):
        assert jobs.REGISTRY[job.__name__][1] is job

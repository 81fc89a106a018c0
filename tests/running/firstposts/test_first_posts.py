"""First messages of new schools: nobody else sees them by any way, until someone of another school has said yes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.identity.schools.models import School
from portal.oversight.notifications.models import Notification
from portal.running.board import queries as board
from portal.running.board import services as board_services
from portal.running.board.models import Message, Post, Thread, Wanted
from portal.running.firstposts import queries, services
from portal.running.firstposts.models import FirstPostRule, HeldPost, HeldStatus
from tests.conftest import START
from tests.support.cast import Cast, commit


@pytest.fixture
def rule(app: Flask, cast: Cast) -> None:
    """The rule is on; Vale was verified yesterday, every other school long ago."""

    def made() -> None:
        session().add(FirstPostRule(is_on=True))
        session().execute(sa.update(School).values(verified_at=START - timedelta(days=400)))
        new = sa.update(School).where(School.id == cast.school["vale"])
        session().execute(new.values(verified_at=START - timedelta(days=1)))

    commit(app, made)


@pytest.fixture
def write(app: Flask, cast: Cast) -> Callable[..., Any]:
    """Begin a conversation as someone, the way the page does."""

    def written(who: str, title: str = "Zebra crossing") -> Any:
        with app.app_context():
            by, network = cast.signed_in(who), board.get_board(cast.river)
            return perform(services.begin, network, by=by, title=title, message=Message("We saw a giraffe."))

    return written


def _someone_of(cast: Cast, school: str) -> str:
    found = [
        name
        for name in cast.people
        if cast.school[school] in cast.signed_in(name).memberships and not cast.signed_in(name).roles
    ]
    return min(found)


@pytest.fixture
def newcomer(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return _someone_of(cast, "vale")


def _held(app: Flask, cast: Cast, held: Any, deed: Any, who: str, **words: Any) -> Any:
    with app.app_context():
        by = cast.signed_in(who)
        return perform(deed, queries.get_held(cast.river, held.id), by=by, **words)


def _find(cast: Cast) -> Callable[..., Any]:
    names = {person.id: name for name, person in cast.people.items()}
    return lambda person_id: cast.signed_in(names[person_id])


def test_nothing_is_held_unless_the_programme_wants_it(write: Any, newcomer: str) -> None:
    assert isinstance(write(newcomer), Thread)


def test_a_school_verified_long_ago_writes_at_once(rule: None, write: Any) -> None:
    assert isinstance(write("teacher"), Thread)


def test_a_first_message_of_a_new_school_is_nowhere_on_the_board(
    app: Flask, cast: Cast, rule: None, write: Any, newcomer: str, reader_for: Any
) -> None:
    held = write(newcomer)
    assert isinstance(held, HeldPost)
    with app.app_context():
        assert not session().scalars(sa.select(Post)).all()
        assert not session().scalars(sa.select(Thread)).all()
        assert not session().scalars(sa.select(SearchEntry).where(SearchEntry.kind == "post")).all()
        notices = [title for (title,) in session().execute(sa.select(Notification.title))]
        assert notices
        assert not [title for title in notices if "Zebra" in title]
        for mail in session().scalars(sa.select(OutboxMail)):
            assert "Zebra" not in str(vars(mail))
            assert "giraffe" not in str(vars(mail))
    path = f"/clusters/{cast.river}"
    for who in ("teacher", "abroad"):
        reader = reader_for(cast.people[who])
        for page in ("", "/board", "/board/first-messages", "/activity"):
            reader.get(path + page, expect=None).does_not_see("Zebra", "giraffe")
        reader.get(path + "/board/search?q=giraffe").does_not_see("Zebra", "We saw")
        reader.get("/what-needs-me").does_not_see("Zebra", "giraffe")
        reader.get(f"{path}/board/first-messages/{held.id}", expect=404)
        reader.get(f"{path}/board/first-messages/{held.id}/return", expect=404)


def test_its_author_the_coordinator_and_the_programme_see_it(
    cast: Cast, rule: None, write: Any, newcomer: str, reader_for: Any
) -> None:
    held = write(newcomer)
    path = f"/clusters/{cast.river}/board/first-messages"
    reader_for(cast.people[newcomer]).get(path).sees("Zebra crossing", "giraffe").does_not_see("Put it on the board")
    reader_for(cast.people["coordinator"]).get(path).sees("giraffe", "Put it on the board")
    reader_for(cast.people["coordinator"]).get("/what-needs-me").sees("Read a first message of Vale")
    reader_for(cast.manager).get(f"{path}/{held.id}").sees("giraffe", "Put it on the board")
    reader_for(cast.manager).get("/first-messages").sees("Zebra crossing")


def test_a_yes_puts_it_on_the_board_in_its_authors_name(
    app: Flask, cast: Cast, rule: None, write: Any, newcomer: str
) -> None:
    held = write(newcomer)
    post = _held(app, cast, held, services.approve, "coordinator", find=_find(cast))
    assert (post.author_id, post.school_id, post.source) == (
        cast.people[newcomer].id,
        cast.school["vale"],
        "We saw a giraffe.",
    )
    with app.app_context():
        assert session().get_one(HeldPost, held.id).status == HeldStatus.APPROVED
        open_ones = sa.select(Duty).where(Duty.kind == DutyKind.READ_FIRST_POST, Duty.closed_at.is_(None))
        assert not session().scalars(open_ones).all()
    with pytest.raises(NotAllowedNow):
        _held(app, cast, held, services.approve, "coordinator", find=_find(cast))


def test_after_three_messages_the_school_writes_at_once(
    app: Flask, cast: Cast, rule: None, write: Any, newcomer: str
) -> None:
    for number in range(3):
        held = write(newcomer, f"Title {number}")
        assert isinstance(held, HeldPost)
        _held(app, cast, held, services.approve, "coordinator", find=_find(cast))
    assert isinstance(write(newcomer), Thread)


def test_it_goes_back_with_a_reason(
    app: Flask, cast: Cast, rule: None, write: Any, newcomer: str, reader_for: Any
) -> None:
    held = write(newcomer)
    with pytest.raises(RuleBroken):
        _held(app, cast, held, services.give_back, "coordinator", reason="  ")
    _held(app, cast, held, services.give_back, "coordinator", reason="Please leave the phone number out.")
    path = f"/clusters/{cast.river}/board/first-messages"
    reader_for(cast.people[newcomer]).get(path).sees("Please leave the phone number out.", "returned")
    with app.app_context():
        assert not session().scalars(sa.select(Post)).all()


def test_an_answer_waits_too_and_the_reply_stays_needed(
    app: Flask, cast: Cast, rule: None, write: Any, newcomer: str
) -> None:
    thread = write("teacher")
    with app.app_context():
        found = board.get_thread(cast.river, thread.id)
        held = perform(services.answer, found, by=cast.signed_in(newcomer), message=Message("Yes."))
        assert isinstance(held, HeldPost)
        assert session().get_one(Thread, thread.id).post_count == 1
    post = _held(app, cast, held, services.approve, "coordinator", find=_find(cast))
    assert (post.thread_id, post.source) == (thread.id, "Yes.")


def test_the_programme_switches_it_on(cast: Cast, reader_for: Any) -> None:
    reader = reader_for(cast.manager).get("/first-messages")
    reader.fill(is_on=True, days="14", messages="2").press("Save")
    raw = reader.get("/first-messages").raw.decode()
    assert 'value="14"' in raw
    reader.fill(is_on=False, days="0").press("Save", expect=422).sees("Enter a number from 1 to 365.")
    reader_for(cast.people["teacher"]).get("/first-messages", expect=403)


def _ask(app: Flask, cast: Cast, who: str, by: date) -> Any:
    with app.app_context():
        wanted, network = Wanted(cast.school["hill"], by), board.get_board(cast.river)
        return perform(
            services.begin, network, by=cast.signed_in(who), title="Rain", message=Message("Rain?"), wanted=wanted
        )


def _replies(app: Flask) -> int:
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(Duty).where(Duty.kind == DutyKind.REPLY)) or 0


def test_the_reply_it_asks_for_is_asked_for_with_the_yes(app: Flask, cast: Cast, rule: None, newcomer: str) -> None:
    held = _ask(app, cast, newcomer, START.date() + timedelta(days=5))
    assert _replies(app) == 0
    _held(app, cast, held, services.approve, "coordinator", find=_find(cast))
    assert _replies(app) == 1


def test_a_day_that_is_past_is_refused_and_one_that_passes_stops_no_yes(
    app: Flask, cast: Cast, rule: None, newcomer: str, clock: Any
) -> None:
    with pytest.raises(RuleBroken):
        _ask(app, cast, newcomer, START.date() - timedelta(days=1))
    held = _ask(app, cast, newcomer, START.date() + timedelta(days=1))
    clock.hold(START + timedelta(days=3))
    _held(app, cast, held, services.approve, "coordinator", find=_find(cast))
    assert _replies(app) == 0


def test_its_author_takes_it_back(
    app: Flask, cast: Cast, rule: None, write: Any, newcomer: str, reader_for: Any
) -> None:
    held = write(newcomer)
    path = f"/clusters/{cast.river}/board/first-messages"
    reader_for(cast.coordinator).get(path).sees("Zebra crossing").does_not_see("Take the message back")
    reader_for(cast.coordinator).post(f"{path}/{held.id}/withdraw", expect=403)
    reader_for(cast.outsider).post(f"{path}/{held.id}/withdraw", expect=404)
    reader_for(cast.people[newcomer]).get(path).press("Take the message back").sees("No message waits")
    reader_for(cast.coordinator).get(path).does_not_see("Zebra crossing")
    with app.app_context():
        assert session().get_one(HeldPost, held.id).status == HeldStatus.WITHDRAWN
        open_ones = sa.select(Duty).where(Duty.kind == DutyKind.READ_FIRST_POST, Duty.closed_at.is_(None))
        assert not session().scalars(open_ones).all()
    with pytest.raises(NotAllowedNow):
        _held(app, cast, held, services.approve, "coordinator", find=_find(cast))
    reader_for(cast.people[newcomer]).get(f"{path}/{held.id}").sees("taken back")


def test_who_said_yes_hears_that_it_was_changed(app: Flask, cast: Cast, rule: None, write: Any, newcomer: str) -> None:
    post = _held(app, cast, write(newcomer), services.approve, "coordinator", find=_find(cast))
    with app.app_context():
        found = board.get_post(cast.river, post.thread_id, post.id)
        by = cast.signed_in(newcomer)
        perform(board_services.edit_post, found, by=by, text="We saw two.", language="en", version=found.version)
        told = session().scalars(sa.select(Notification).where(Notification.kind == "held_post_changed")).one()
    assert told.person_id == cast.coordinator.id
    assert told.path.endswith(f"/posts/{post.id}/history")

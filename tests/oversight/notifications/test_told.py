"""One table of what is told to whom: it is whole, docs/who-is-told.md says it, and nobody is told who is not affected."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import subscriptions
from portal.commands.who_is_told import FILE, document
from portal.core import clock as the_clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind, open_duties, owe
from portal.core.errors import SomeoneWasFaster
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import WebSession
from portal.oversight.notifications import overdue, passing, rhythm, services
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.services import About
from portal.oversight.notifications.told import TABLE
from portal.running.board import queries
from portal.running.board import services as board
from portal.running.board.models import Message, Post, Wanted
from portal.subscriptions.told import BY_THE_CLOCK, OTHERWISE, SILENT, kinds_of
from tests.support.cast import Cast

FACTS = sorted({event.kind() for event in (*subscriptions.IN_TRANSACTION, *subscriptions.AT_LAST)})


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.static
def test_the_document_says_what_the_table_says() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: make permissions"


@pytest.mark.static
@pytest.mark.parametrize("fact", FACTS)
def test_each_fact_that_something_follows_from_leads_to_lines_of_the_table(fact: str) -> None:
    missing = [kind for kind in kinds_of(fact) if kind not in TABLE]
    assert missing == [], (
        f"add {missing} to portal/oversight/notifications/told.py, or {fact} to portal/subscriptions/told.py"
    )


@pytest.mark.static
def test_each_line_of_the_table_comes_from_a_fact_or_the_clock() -> None:
    reached = {kind for fact in FACTS for kind in kinds_of(fact)} | {kind for _when, kind in BY_THE_CLOCK}
    assert set(TABLE) - reached == set()
    assert (set(OTHERWISE) | SILENT) - set(FACTS) == set()


@pytest.mark.static
def test_what_always_comes_is_mailed_and_said() -> None:
    always = {kind for kind in TABLE if rhythm.group_of(kind) is None}
    assert {"results_sent", "safeguarding_runs_out", "account_password_changed", "read_only_set"} <= always
    assert [kind for kind in always if not TABLE[kind].mail] == []


def test_a_notice_that_is_not_in_the_table_is_found_by_every_test(inside: None, cast: Cast) -> None:
    def deed(*, by: Any) -> None:
        services.tell([cast.teacher.id], kind="something_new", title="x", path="/")

    with pytest.raises(AssertionError, match="add a line for something_new"):
        perform(deed, by=SYSTEM)


def test_two_at_once_do_not_tell_twice(inside: None, cast: Cast) -> None:
    """The constraint says no, whatever the code believed."""

    def deed(*, by: Any) -> None:
        made = {"person_id": cast.teacher.id, "kind": "school_joined", "title": "x", "path": "/", "once": "one"}
        session().add_all([Notification(**made), Notification(**made)])
        session().flush()

    with pytest.raises(SomeoneWasFaster):
        perform(deed, by=SYSTEM)


# urgent, and not read


def tell(cast: Cast, kind: str, *keys: str, subject: Any = None) -> None:
    def deed(*, by: Any) -> None:
        people, about = [cast.people[key].id for key in keys], About(subject)
        path = f"/clusters/{cast.river}"
        services.tell(people, kind=kind, title="Come!", path=path, cluster_id=cast.river, letter="notice", about=about)

    perform(deed, by=SYSTEM)


def told(cast: Cast, kind: str = "passed_on") -> list[str]:
    keys = {person.id: key for key, person in cast.people.items()}
    session().rollback()
    query = sa.select(Notification.person_id).where(Notification.kind == kind)
    return sorted(keys[person_id] for person_id in session().scalars(query))


def later(clock: Any, hours: float = 25) -> int:
    clock.hold(the_clock.now() + timedelta(hours=hours))
    return passing.pass_on_unread()


def test_what_the_coordinator_does_not_read_the_deputy_is_told(inside: None, cast: Cast, clock: Any) -> None:
    tell(cast, "help_asked", "coordinator")
    assert later(clock, 23) == 0
    assert later(clock, 2) == 1
    assert told(cast) == ["vale_contact"]
    mail = session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    assert mail.subject == "Carys Okoro has not seen this yet. Can you look? “Come!”"
    assert later(clock, 48) == 0, "once"


def test_for_a_teacher_it_is_the_contact_of_the_school_and_for_the_contact_the_head(
    inside: None, cast: Cast, clock: Any
) -> None:
    tell(cast, "handoff_asked", "vale_teacher")
    tell(cast, "handoff_given_up", "ford_contact")
    assert later(clock) == 2
    assert told(cast) == ["ford_head", "vale_contact"]


def test_who_was_told_the_same_is_not_told_again(inside: None, cast: Cast, clock: Any) -> None:
    tell(cast, "handoff_asked", "vale_teacher", "vale_contact", "vale_head", "coordinator")
    later(clock)
    assert told(cast) == []


def test_nothing_is_passed_on_that_was_read_done_or_is_not_urgent(inside: None, cast: Cast, clock: Any) -> None:
    tell(cast, "handoff_asked", "vale_teacher")
    perform(services.mark_all_read, by=cast.vale_teacher)
    tell(cast, "school_joined", "ford_teacher")
    tell(cast, "handoff_asked", "abroad_teacher")

    def be_here(*, by: Any) -> None:
        at = the_clock.now() + timedelta(hours=1)
        expires = at + timedelta(days=1)
        session().add(WebSession(token_hash="x", person_id=cast.abroad_teacher.id, seen_at=at, expires_at=expires))

    perform(be_here, by=SYSTEM)

    def done(*, by: Any) -> None:
        owed = owe(DutyKind.ANSWER_HANDOFF, subject_id=cast.partnership, title="x", person_id=cast.ford_contact.id)
        owed.closed_at = the_clock.now()

    perform(done, by=SYSTEM)
    tell(cast, "handoff_asked", "ford_contact", subject=cast.partnership)
    assert later(clock) == 0


# a late reply is asked of the others


def ask(cast: Cast) -> Any:
    wanted = Wanted(cast.school["tumaini"], the_clock.now().date())
    network, by = queries.get_board(cast.river), cast.signed_in("teacher")
    return perform(board.start_thread, network, by=by, title="Rain", message=Message("How much?"), wanted=wanted)


def test_a_late_reply_is_asked_of_the_others_once(inside: None, cast: Cast, clock: Any) -> None:
    thread = ask(cast)
    assert overdue.ask_the_others() == 0
    clock.hold(the_clock.now() + timedelta(days=1))
    assert overdue.ask_the_others() == 3
    assert overdue.ask_the_others() == 0
    assert told(cast, "reply_overdue") == ["ford_contact", "teacher", "vale_contact"]
    mails = {
        m.address: m for m in session().scalars(sa.select(OutboxMail).where(OutboxMail.subject_kind == "reply_owed"))
    }
    vera = mails[cast.vale_contact.email]
    assert vera.subject == "Can you answer “Rain” for Tumaini Primary School?"
    for words in ("How much?", "It may be holiday time at Tumaini Primary School"):
        assert words in vera.text
    assert [vera.subject_id] == [duty.id for duty in open_duties(DutyKind.REPLY, thread.id)]


def test_what_was_answered_or_is_with_a_stand_in_is_not_asked(inside: None, cast: Cast, clock: Any) -> None:
    thread = ask(cast)
    found = queries.get_thread(cast.river, thread.id)
    perform(board.post_reply, found, by=cast.signed_in("abroad"), message=Message("Forty."))
    clock.hold(the_clock.now() + timedelta(days=1))
    assert overdue.ask_the_others() == 0
    assert session().scalar(sa.select(sa.func.count()).select_from(Post)) == 2


@pytest.mark.parametrize("count", [1, 3, 30])
def test_passing_on_costs_the_same_for_each(inside: None, cast: Cast, clock: Any, count: int) -> None:
    for number in range(count):
        tell(cast, "handoff_asked", ("vale_teacher", "ford_teacher", "abroad_teacher")[number % 3])
    assert later(clock) == count
    assert told(cast) == sorted(["vale_contact", "ford_contact", "abroad"][number % 3] for number in range(count))

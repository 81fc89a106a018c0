"""What goes when it is old enough: one day before and one day after; a clock that jumps removes nothing at once (checks D10, F23)."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications.models import Answer, ApplicationVersion
from portal.applying.awards.models import Decision
from portal.applying.reviews.models import Review
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person, PersonStatus
from portal.oversight.audit.models import AuditEntry
from portal.oversight.incoming.models import IncomingMail
from portal.oversight.privacy import jobs, queries
from portal.oversight.privacy.models import RequestKind, RequestState, RightsRequest
from portal.oversight.privacy.services import retention
from tests.support.cast import Cast, commit
from tests.support.objects import make_own

RULES = {rule.name: rule for rule in retention.RULES}
DAY = timedelta(days=1)


def look_on_two_days(app: Flask, clock: Any, rule: str) -> int | None:
    """The first look only waits; the second, a day later, removes."""
    with app.app_context():
        assert retention.look(RULES[rule], jobs.days(RULES[rule].setting)) is None
    clock.hold(clock.now() + DAY)
    with app.app_context():
        return retention.look(RULES[rule], jobs.days(RULES[rule].setting))


def person_made(app: Flask, at: Any, **values: Any) -> Any:
    def made() -> Any:
        person = Person(name="Una Known", email="una@example.org", created_at=at, **values)
        session().add(person)
        session().flush()
        return person.id

    return commit(app, made)


@pytest.mark.parametrize(("age", "goes"), [(30, False), (32, True)])
def test_unconfirmed_accounts(app: Flask, clock: Any, age: int, goes: bool) -> None:
    key = person_made(app, clock.now() - age * DAY + timedelta(minutes=1), status=PersonStatus.UNCONFIRMED)
    clock.hold(clock.now() - DAY)
    assert look_on_two_days(app, clock, "unconfirmed_accounts") == int(goes)
    with app.app_context():
        assert (session().get_one(Person, key).status == PersonStatus.CLOSED) is goes


@pytest.mark.parametrize(("age", "letters", "goes"), [(729, 2, False), (731, 2, True), (900, 1, False)])
def test_unused_accounts(app: Flask, clock: Any, age: int, letters: int, goes: bool) -> None:
    seen = clock.now() - age * DAY
    key = person_made(app, seen, status=PersonStatus.ACTIVE, seen_at=seen, unused_notices=letters)
    clock.hold(clock.now() - DAY)
    assert look_on_two_days(app, clock, "unused_accounts") == int(goes)
    with app.app_context():
        assert (session().get_one(Person, key).status == PersonStatus.CLOSED) is goes


def test_two_letters_come_first(app: Flask, clock: Any) -> None:
    seen = clock.now()
    key = person_made(app, seen, status=PersonStatus.ACTIVE, seen_at=seen)
    told = []
    for days in (669, 671, 672, 715, 717, 729, 731, 732):
        clock.hold(seen + days * DAY)
        with app.app_context():
            jobs.remove_what_is_old()
            person = session().get_one(Person, key)
            told.append((days, person.unused_notices, person.status == PersonStatus.CLOSED))
    assert told == [
        (669, 0, False),
        (671, 1, False),
        (672, 1, False),
        (715, 1, False),
        (717, 2, False),
        (729, 2, False),
        (731, 2, True),
        (732, 2, True),
    ]


def test_who_signs_in_starts_again(app: Flask, cast: Cast, clock: Any) -> None:
    def unused() -> None:
        person = session().get_one(Person, cast.teacher.id)
        person.seen_at, person.unused_notices = clock.now() - 700 * DAY, 1

    commit(app, unused)
    from tests.support.sessions import begin_session

    begin_session(app, cast.teacher)
    with app.app_context():
        person = session().get_one(Person, cast.teacher.id)
        assert (person.seen_at, person.unused_notices) == (clock.now(), 0)


@pytest.mark.parametrize(("age", "goes"), [(30, False), (32, True)])
def test_the_words_of_mail(app: Flask, clock: Any, age: int, goes: bool) -> None:
    at = clock.now() - age * DAY + timedelta(minutes=1)

    def made() -> None:
        for sent_at in (at, None):
            session().add(
                OutboxMail(
                    kind="x",
                    address="a@example.org",
                    subject="s",
                    text="words",
                    message_id=f"<{sent_at}@x>",
                    sent_at=sent_at,
                )
            )
        session().add(IncomingMail(fingerprint="f", created_at=at, **incoming()))

    commit(app, made)
    clock.hold(clock.now() - DAY)
    assert look_on_two_days(app, clock, "sent_mail") == int(goes)
    with app.app_context():
        found = session().scalars(sa.select(OutboxMail.text).order_by(OutboxMail.sent_at.is_(None))).all()
        assert found == ["" if goes else "words", "words"], "what waits is never touched"
    clock.hold(clock.now() - DAY)
    assert look_on_two_days(app, clock, "answered_mail") == int(goes)


def incoming() -> dict[str, Any]:
    """Whatever else a row of incoming mail must have."""
    needed = [
        c for c in IncomingMail.__table__.columns if not c.nullable and c.default is None and c.name != "fingerprint"
    ]
    return {c.name: next(iter(c.type.kind)) if hasattr(c.type, "kind") else "x" for c in needed}


@pytest.mark.parametrize("rule", ["refused_applications", "reviews"])
@pytest.mark.parametrize(("age", "goes"), [(730, False), (732, True)])
def test_applications_and_reviews(app: Flask, cast: Cast, clock: Any, rule: str, age: int, goes: bool) -> None:
    make_own(app, cast)

    def old() -> None:
        released = clock.now() - age * DAY + timedelta(minutes=1)
        for decision in session().scalars(sa.select(Decision)):
            decision.outcome, decision.released_at = "declined", released
            decision.letter_read_at, decision.released_by_id = released, cast.manager2.id
        session().execute(sa.update(Answer).values(text="words of the school"))
        session().execute(sa.update(Review).values(feedback="words", private_note="words"))

    commit(app, old)
    clock.hold(clock.now() - DAY)
    removed = look_on_two_days(app, clock, rule)
    assert bool(removed) is goes
    with app.app_context():
        decided = sa.select(Decision.application_id)
        left = sa.select(Answer.text).join(ApplicationVersion, ApplicationVersion.id == Answer.application_version_id)
        words = set(session().scalars(left.where(ApplicationVersion.application_id.in_(decided))))
        said = set(session().scalars(sa.select(Review.feedback).where(Review.application_id.in_(decided))))
        assert words == ({""} if goes and rule == "refused_applications" else {"words of the school"})
        assert said == ({""} if goes and rule == "reviews" else {"words"})
        assert session().scalar(sa.select(sa.func.count()).select_from(Decision)), "the decision stays"


@pytest.mark.parametrize(("age", "goes"), [(729, False), (731, True)])
def test_requests_about_data(app: Flask, clock: Any, age: int, goes: bool) -> None:
    at = clock.now() - age * DAY

    def made() -> None:
        for number, answered_at in (("D-1", at), ("D-2", None)):
            asked = RightsRequest(
                number=number,
                kind=RequestKind.ACCESS,
                asker_name="Nan",
                asker_email="nan@example.org",
                request_words="What?",
            )
            asked.due_on, asked.answered_at, asked.state = (
                at.date(),
                answered_at,
                RequestState.DONE if answered_at else RequestState.OPEN,
            )
            session().add(asked)

    commit(app, made)
    clock.hold(clock.now() - DAY)
    assert look_on_two_days(app, clock, "answered_requests") == int(goes)
    with app.app_context():
        found = session().scalars(sa.select(RightsRequest.asker_email).order_by(RightsRequest.number)).all()
        assert found == ["" if goes else "nan@example.org", "nan@example.org"]


def test_a_jump_of_the_clock_waits_for_a_second_look(app: Flask, clock: Any) -> None:
    start = clock.now()
    key = person_made(app, start, status=PersonStatus.UNCONFIRMED)
    assert look_on_two_days(app, clock, "unconfirmed_accounts") == 0
    clock.hold(start + 90 * DAY)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) is None
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) == 0, "a second look at once is none"
    clock.hold(start)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) is None, (
            "back again: the last look is in the future"
        )
        assert session().get_one(Person, key).status == PersonStatus.UNCONFIRMED
    clock.hold(start + 90 * DAY)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) is None
    clock.hold(start + 91 * DAY)
    with app.app_context():
        assert retention.look(RULES["unconfirmed_accounts"], 30 * DAY) == 1


def test_how_much_went_is_written_down(app: Flask, clock: Any) -> None:
    person_made(app, clock.now() - 40 * DAY, status=PersonStatus.UNCONFIRMED)
    assert look_on_two_days(app, clock, "unconfirmed_accounts") == 1
    with app.app_context():
        last = queries.last_runs()["unconfirmed_accounts"]
        assert (last.removed, last.waited) == (1, False)
        entered = session().scalars(sa.select(AuditEntry).where(AuditEntry.kind == "old_data_removed")).one()
        assert entered.facts == {"rule": "unconfirmed_accounts", "removed": 1}

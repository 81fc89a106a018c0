"""Looking or not: who says it, what is refused, what ends by itself, and what the contacts hear."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import RuleBroken, Stale
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.finding import jobs, queries, services
from portal.identity.finding.models import SchoolListing
from portal.identity.finding.queries import Wanted
from portal.identity.profiles.models import Looking
from portal.oversight.notifications.models import Notification
from tests.identity.finding.conftest import describe, names
from tests.support.cast import Cast, commit
from tests.support.sessions import begin_session

Own = Callable[..., None]
YES: dict[str, Any] = {
    "looking": Looking.YES,
    "looking_for": "A school by the sea.",
    "partners_wanted": 2,
    "looking_until": date(2027, 6, 30),
    "surroundings": ["farming"],
}


def say(app: Flask, cast: Cast, key: str = "hill", person: str = "coordinator", **said: Any) -> None:
    with app.app_context():
        listing = queries.get_listing(cast.school[key])
        given = {**YES, "version": listing.version, **said}
        perform(services.say_looking, listing, by=cast.signed_in(person), **given)


def row(app: Flask, cast: Cast, key: str = "hill") -> SchoolListing:
    with app.app_context():
        found = queries.get_listing(cast.school[key])
        session().expunge(found)
        return found


def test_it_is_said_and_found(app: Flask, cast: Cast, own: Own) -> None:
    own("hill", looking=Looking.NO)
    say(app, cast)
    found = row(app, cast)
    assert (found.looking, found.looking_for, found.partners_wanted, found.looking_until) == (
        Looking.YES,
        "A school by the sea.",
        2,
        date(2027, 6, 30),
    )
    assert found.facts["surroundings"] == ["farming"]
    with app.app_context():
        assert names(queries.search(Wanted(words="sea"))) == ["Hill Primary School"]


def test_who_is_not_looking_is_found_among_all_only(app: Flask, cast: Cast, own: Own) -> None:
    own("hill")
    say(app, cast, looking=Looking.NO, looking_for="")
    assert row(app, cast).partners_wanted is None
    with app.app_context():
        assert names(queries.search(Wanted())) == []
        assert names(queries.search(Wanted(looking="asked"))) == []
        assert names(queries.search(Wanted(looking="all"))) == ["Hill Primary School"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"looking_for": "  "}, "looking_for"),
        ({"looking_for": "x" * 601}, "looking_for"),
        ({"looking_until": date(2027, 3, 1)}, "looking_until"),
    ],
)
def test_what_is_refused(app: Flask, cast: Cast, own: Own, said: dict[str, Any], field: str) -> None:
    own("hill", looking=Looking.NO)
    with pytest.raises(RuleBroken) as refused:
        say(app, cast, **said)
    assert refused.value.field == field
    assert row(app, cast).looking == Looking.NO


def test_two_colleagues_do_not_write_over_one_another(app: Flask, cast: Cast, own: Own) -> None:
    own("hill")
    say(app, cast)
    with pytest.raises(Stale):
        say(app, cast, version=1)


def test_the_day_ends_the_search_and_the_contacts_hear(app: Flask, cast: Cast, own: Own, clock: Any) -> None:
    own("hill")
    say(app, cast, looking_until=date(2027, 3, 5))
    with app.app_context():
        jobs.end_searches()
    assert row(app, cast).looking == Looking.YES
    clock.hold(clock.now() + timedelta(days=4))
    with app.app_context():
        jobs.end_searches()
        jobs.end_searches()
        told = session().scalars(sa.select(Notification).where(Notification.kind == "looking_ended")).all()
        assert [one.person_id for one in told] == [cast.coordinator.id]
        mail = (
            session().scalars(sa.select(OutboxMail.address).where(OutboxMail.subject.contains("no longer shown"))).all()
        )
        assert list(mail) == [cast.coordinator.email]
    assert (row(app, cast).looking, row(app, cast).looking_until) == (Looking.NO, None)


def test_a_longer_search_said_meanwhile_goes_on(app: Flask, cast: Cast, own: Own) -> None:
    own("hill")
    say(app, cast)
    with app.app_context():
        perform(services.end_looking, queries.get_listing(cast.school["hill"]), by=SYSTEM)
    assert row(app, cast).looking == Looking.YES


def test_a_silent_school_is_told_once_and_comes_back_when_someone_signs_in(
    app: Flask, cast: Cast, own: Own, clock: Any
) -> None:
    own("hill", days_silent=105)
    with app.app_context():
        jobs.tell_quiet_schools()
        jobs.tell_quiet_schools()
        told = session().scalars(sa.select(Notification).where(Notification.kind == "school_went_quiet")).all()
        assert [one.person_id for one in told] == [cast.coordinator.id]
    clock.hold(clock.now() + timedelta(days=20))
    with app.app_context():
        assert names(queries.search(Wanted())) == []
    begin_session(app, cast.teacher)
    with app.app_context():
        jobs.note_signs_of_life()
        assert names(queries.search(Wanted())) == ["Hill Primary School"]


def test_nobody_is_told_of_a_school_that_does_not_look(app: Flask, cast: Cast, own: Own) -> None:
    own("hill", looking=Looking.NO, days_silent=105)
    with app.app_context():
        jobs.tell_quiet_schools()
        assert session().scalar(sa.select(sa.func.count()).select_from(Notification)) == 0


def test_how_soon_a_school_answers_is_the_median_of_its_answers(app: Flask, cast: Cast, own: Own) -> None:
    own("hill")
    own("vale")

    def answered(school: str, hours: list[int], outcome: str) -> None:
        for needed in hours:
            closed = clock.now() - timedelta(days=2)
            duty = Duty(kind=DutyKind.REPLY, subject_id=uuid.uuid4(), school_id=cast.school[school], title="x",
                        created_at=closed - timedelta(hours=needed), closed_at=closed, outcome=outcome)  # fmt: skip
            session().add(duty)

    commit(app, lambda: answered("hill", [1, 200, 30], "answered"))
    commit(app, lambda: answered("hill", [900, 900, 900], "released"))
    commit(app, lambda: answered("vale", [5, 5], "answered"))
    with app.app_context():
        jobs.note_reply_times()
    assert row(app, cast).reply_hours == 30
    assert row(app, cast, "vale").reply_hours is None


def test_schools_without_a_row_get_one(app: Flask, cast: Cast) -> None:
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(SchoolListing)) == 0
        jobs.list_schools()
        rows = {one.name: one.is_listed for one in session().scalars(sa.select(SchoolListing))}
    assert rows == {
        "Hill Primary School": True,
        "Vale Primary School": True,
        "Ford Special School": True,
        "Brook High School": True,
        "Quiet Lane School": False,
        "Tumaini Primary School": True,
    }


def test_what_happens_to_a_school_is_written_into_its_row(app: Flask, cast: Cast) -> None:
    from portal.identity.schools.models import School, VerificationLevel
    from portal.identity.verification import services as schools

    commit(app, lambda: describe(session().get_one(School, cast.school["quiet"])) and None)
    assert not row(app, cast, "quiet").is_listed
    with app.app_context():
        perform(
            schools.verify_school, session().get_one(School, cast.school["quiet"]), by=cast.signed_in("manager"),
            level=VerificationLevel.DOCUMENT_SEEN, register_evidence="A letter.", person_evidence="A call.",
        )  # fmt: skip
        assert names(queries.search(Wanted())) == ["Quiet Lane School"]


def test_a_school_on_hold_is_not_found_until_it_is_back(app: Flask, cast: Cast, own: Own) -> None:
    from portal.identity.schools.models import School
    from portal.identity.verification import services as verification

    own("hill")

    def found() -> list[str]:
        with app.app_context():
            return names(queries.search(Wanted(looking="all")))

    def do(deed: Callable[..., Any], **words: Any) -> None:
        with app.app_context():
            perform(deed, session().get_one(School, cast.school["hill"]), by=cast.signed_in("manager"), **words)

    assert found() == ["Hill Primary School"]
    do(verification.suspend_school, reason="A doubt about its contact.", hides_posts=False)
    assert found() == []
    do(verification.restore_school, reason="It was a mistake.")
    assert found() == ["Hill Primary School"]

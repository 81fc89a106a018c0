"""Transitions 26 and 27: an objection in time, on how it was decided, heard by someone who took no part; the record stays as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.appeals import queries, services
from portal.applying.appeals.models import Ground, Objection
from portal.applying.applications import queries as applications
from portal.applying.awards.models import Outcome
from portal.applying.clarifications.models import Clarification, ClarificationStatus
from portal.applying.reviews import queries as reviews
from portal.applying.reviews.models import Review, ReviewRemark
from portal.core import clock as clocks
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.core.perform import perform
from portal.identity.accounts.models import RoleGrant
from portal.oversight.notifications.models import Notification
from portal.policy.people import Role
from tests.applying import desk
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]


def object_to(cast: Cast, made: Any, who: str = "coordinator", words: str = "A reviewer teaches at a rival.") -> Any:
    by = cast.signed_in(who)
    return perform(services.object_to, desk.read(made), by=by, ground=Ground.CONFLICT, words=words).id


def objection(objection_id: Any) -> Objection:
    session().commit()
    session().expire_all()
    return queries.get_objection(objection_id)


def make_officer(cast: Cast, key: str = "safeguarding") -> Any:
    """Somebody of the programme who took no part."""

    def deed(*, by: Any) -> None:
        session().add(RoleGrant(person_id=cast.people[key].id, role=Role.PROGRAMME_OFFICER))

    perform(deed, by=SYSTEM)
    return cast.people[key].id


def heard(cast: Cast, made: Any) -> Any:
    """Made, and given to somebody who took no part."""
    found, officer = object_to(cast, made), make_officer(cast)
    perform(services.assign_objection, objection(found), by=cast.signed_in("manager"), officer_id=officer)
    return found


def answer(cast: Cast, found: Any, *, is_right: bool, who: str = "safeguarding", words: str = "We looked.") -> None:
    by = cast.signed_in(who)
    perform(services.answer_objection, objection(found), by=by, is_right=is_right, answer=words)


def test_26_only_a_no_only_in_time_only_once(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock, Outcome.DECLINED)
    desk.award_rules(made, has_appeals=False)
    with pytest.raises(NotAllowedNow, match="hears no objections"):
        object_to(cast, made)
    desk.award_rules(made)
    with pytest.raises(RuleBroken, match="what happened"):
        object_to(cast, made, words="")
    decision = services.live_decision(desk.read(made))
    assert decision is not None
    until = queries.closes_at(decision)
    # sent on Sunday 21 March 2027: Good Friday and Easter Monday are no working days, so the tenth is Tuesday 6 April
    assert until == clocks.now().replace(month=4, day=6)
    clock.hold(until + timedelta(seconds=1))
    with pytest.raises(NotAllowedNow, match="ten working days"):
        object_to(cast, made)
    clock.hold(until)
    object_to(cast, made)
    with pytest.raises(SomeoneWasFaster, match="already"):
        object_to(cast, made)
    told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "objection_made")).all()
    assert set(told) == {cast.manager.id, cast.manager2.id}


def test_26_the_cluster_reads_until_when_it_is_answered_and_the_duty_is_due_then(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.released(cast, clock, Outcome.DECLINED)
    with pytest.raises(RuleBroken, match="from 1 to 60"):
        desk.award_rules(made, answer_days=0)
    desk.award_rules(made, answer_days=5)
    found = heard(cast, made)
    # made on Sunday 21 March 2027: Good Friday (26 March) and Easter Monday are no working days, so the fifth is Tuesday 30 March
    until = clocks.now().replace(day=30)
    desk.award_rules(made, answer_days=20)
    assert objection(found).answer_by == until
    assert [one.due_at for one in duty.open_duties(DutyKind.HEAR_OBJECTION, found)] == [until]


def test_26_an_award_is_not_objected_to(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock)
    with pytest.raises(NotAllowedNow, match="says no"):
        object_to(cast, made)


def test_26_who_took_part_cannot_hear_it(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock, Outcome.DECLINED)
    found = object_to(cast, made)
    assert queries.list_uninvolved(desk.read(made)) == []
    for key in ("manager", "manager2", "officer"):
        with pytest.raises(RuleBroken, match="took part"):
            perform(
                services.assign_objection,
                objection(found),
                by=cast.signed_in("manager"),
                officer_id=cast.people[key].id,
            )
    free = make_officer(cast)
    assert [person_id for person_id, _name in queries.list_uninvolved(desk.read(made))] == [free]
    tied = make_officer(cast, "vale_contact")
    assert tied not in [person_id for person_id, _name in queries.list_uninvolved(desk.read(made))]


def test_26_who_asked_spoke_or_confirmed_took_part_and_who_takes_part_later_hears_it_no_more(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.released(cast, clock, Outcome.DECLINED)
    found = heard(cast, made)
    asker, speaker = make_officer(cast, "admin"), make_officer(cast, "auditor")

    def involved() -> set[Any]:
        session().expire_all()
        free = {person_id for person_id, _name in queries.list_uninvolved(desk.read(made))}
        return {asker, speaker, cast.people["safeguarding"].id} - free

    assert involved() == set()

    def takes_part(application: Any, *, by: Any) -> None:
        version = applications.standing_version(application)
        session().add(
            Clarification(
                application_id=application.id, status=ClarificationStatus.LAPSED, stage_before="in_review",
                asked_by_id=asker, due_at=clocks.now(), before_id=version.id,
            )
        )  # fmt: skip
        session().add(ReviewRemark(application_id=application.id, author_id=speaker, words="I think so, too."))

    perform(takes_part, desk.read(made), by=SYSTEM)
    assert involved() == {asker, speaker}

    def speaks(application: Any, *, by: Any) -> None:
        session().add(
            ReviewRemark(application_id=application.id, author_id=cast.people["safeguarding"].id, words="Me.")
        )

    perform(speaks, desk.read(made), by=SYSTEM)
    with pytest.raises(NotAllowedNow, match="have taken part"):
        answer(cast, found, is_right=False)


def test_27_dismissed_leaves_everything_as_it_was(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock, Outcome.DECLINED)
    found = heard(cast, made)
    with pytest.raises(NotAllowedNow, match="Only who hears"):
        answer(cast, found, is_right=False, who="manager")
    with pytest.raises(RuleBroken, match="Write the answer"):
        answer(cast, found, is_right=False, words="")
    before = [(r.id, r.status, r.total, r.feedback) for r in reviews.list_reviews(desk.read(made))]
    answer(cast, found, is_right=False)
    assert (objection(found).status, desk.read(made).stage) == ("dismissed", "released")
    assert [(r.id, r.status, r.total, r.feedback) for r in reviews.list_reviews(desk.read(made))] == before
    with pytest.raises(NotAllowedNow, match="answered already"):
        answer(cast, found, is_right=True)
    assert (
        cast.ford_head.id
        in session().scalars(sa.select(Notification.person_id).where(Notification.kind == "objection_answered")).all()
    )


def test_27_upheld_other_people_read_it_and_the_first_reading_is_kept(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.released(cast, clock, Outcome.DECLINED)
    first = desk.queries.list_reviews(desk.read(made))
    kept = {r.id: (r.total, r.feedback, r.private_note, r.recommendation) for r in first}
    answer(cast, heard(cast, made), is_right=True)
    assert desk.read(made).stage == "in_review"
    after = {r.id: r for r in desk.queries.list_reviews(desk.read(made))}
    assert {i: (r.total, r.feedback, r.private_note, r.recommendation) for i, r in after.items()} == kept
    assert {r.status for r in after.values()} == {"earlier"}
    free = {c.id for c in reviews.list_free_reviewers(desk.read(made))}
    assert free.isdisjoint({r.reviewer_id for r in after.values()})

    def two_more(*, by: Any) -> None:
        session().add(RoleGrant(person_id=cast.nobody.id, role=Role.REVIEWER))

    perform(two_more, by=SYSTEM)
    desk.assign(cast, made, "reviewer3", "nobody")
    for key in ("reviewer3", "nobody"):
        desk.send(cast, made, key, 5)
    standing = reviews.standing_of(reviews.list_reviews(desk.read(made)), 2)
    assert standing.totals == (100.0, 100.0)
    with pytest.raises(NotAllowedNow, match="not written its note"):
        desk.decide(cast, made, Outcome.APPROVED)
    clock.hold(clocks.now() + timedelta(minutes=1))
    desk.note(cast, made)
    held = desk.decide(cast, made, Outcome.APPROVED)
    old = session().scalars(sa.select(desk.Decision).where(desk.Decision.outcome == "declined")).one()
    assert (old.letter.startswith(desk.MARKS["letter"]), old.reasons) == (True, desk.MARKS["reasons"])
    desk.release(cast, held)
    assert desk.award(made).status == "offered"
    assert session().scalar(sa.select(sa.func.count()).select_from(Review)) == 4


def test_the_pages_of_an_objection(cast: Cast, clock: Any, reader_for: ReaderFor, within: Callable[..., Any]) -> None:
    made = within(desk.released, cast, clock, Outcome.DECLINED)
    within(make_officer, cast)
    outcome = f"/applications/{made}/outcome"
    reader_for(cast.vale_head).get(outcome).sees("Your coordinator can object until")
    within(desk.award_rules, made, answer_days=2)
    coordinator = reader_for(cast.coordinator).get(outcome).follow("Object to how it was decided")
    coordinator.sees("You get an answer within 2 working days.")
    coordinator.press("Send the objection", expect=422).sees("Choose what was not right.", "Say what happened.")
    coordinator.fill(ground="rules", words="You say ten schools; we read eight.").press("Send the objection")
    path = coordinator.path
    coordinator.sees("Waits for someone who hears it", "You say ten schools").get(path + "/assign", expect=403)
    reader_for(cast.vale_head).get(outcome).follow("Your objection").sees("You say ten schools")
    reader_for(cast.outsider).get(path, expect=404)
    manager = reader_for(cast.manager).get("/what-needs-me").follow("Choose who hears an objection")
    manager.fill(officer_id=str(cast.safeguarding.id)).press("Give it to them").sees("Is being looked at")
    manager.get(path + "/answer", expect=403)
    hears = reader_for(cast.safeguarding).get("/what-needs-me").follow("Answer an objection")
    reader_for(cast.vale_head).get(f"/applications/{made}").follow("The objection of").sees("Is being looked at")
    hears.press("Send the answer", expect=422).sees("Say whether the rules were followed.")
    hears.fill(verdict="dismiss", answer="Eight is the published number.").press("Send the answer")
    coordinator.get(path).sees("The outcome stays", "Eight is the published number.").does_not_see(
        "Choose who hears it"
    )

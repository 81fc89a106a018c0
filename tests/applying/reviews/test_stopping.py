"""A withdrawal that is undone within a day: what it stopped goes on where it stood, with the time that was lost (transition 25)."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import services as applications
from portal.applying.applications.models import Stage
from portal.applying.awards.models import Outcome
from portal.applying.reviews import forms, queries, services
from portal.applying.reviews.models import ReviewStatus
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.perform import perform
from portal.core.readers import speaking_to
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.notifications.models import Notification
from tests.applying import desk, support
from tests.support.cast import Cast


def take_back(cast: Cast, made: Any) -> None:
    receipt = desk.read(made).receipt_number or ""
    support.withdraw(cast, made, receipt_number=receipt, reason="A mistake, we think.")


def undo(cast: Cast, made: Any) -> None:
    perform(applications.undo_withdrawal, desk.read(made), by=cast.signed_in("coordinator"))


def test_transition_25_reviews_that_stopped_go_on_where_they_stood(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    draft = desk.open_it(cast, made, "reviewer")
    words = desk.reading(draft, 3)
    perform(services.save_draft, draft, by=cast.signed_in("reviewer"), version=draft.version, reading=words)
    due = {person: queries.due_at_of(desk.review_of(cast, made, person)) for person in ("reviewer", "reviewer2")}
    take_back(cast, made)
    stopped = queries.list_reviews(desk.read(made))
    assert {(r.status, r.conflict_reason) for r in stopped} == {(ReviewStatus.VOID, "")}
    for language, said in (("en", "The application was withdrawn."), ("cy", "Tynnwyd y cais yn ôl.")):
        with speaking_to(language):
            assert {forms.why_ended(r) for r in stopped} == {said}
    clock.hold(support.later(hours=6))
    undo(cast, made)
    assert desk.read(made).stage == Stage.IN_REVIEW
    assert duty.open_duties(DutyKind.SCREEN_APPLICATION, made) == []
    back = desk.review_of(cast, made, "reviewer")
    assert (back.status, back.stopped_from, back.conflict_reason) == (ReviewStatus.OPEN, None, "")
    assert {s.justification for s in queries.scores_of(back).values() if s.score} == {desk.MARKS["justification"]}
    assert desk.review_of(cast, made, "reviewer2").status == ReviewStatus.ASSIGNED
    for person, before in due.items():
        assert queries.due_at_of(desk.review_of(cast, made, person)) == before + timedelta(hours=5)
    told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "review_goes_on")).all()
    assert set(told) == {cast.people["reviewer"].id, cast.people["reviewer2"].id}
    perform(services.submit_review, back, by=cast.signed_in("reviewer"), version=back.version, reading=words)
    desk.send(cast, made, "reviewer2", 4)
    assert desk.read(made).stage == Stage.MODERATION


def test_transition_25_who_has_a_conflict_by_now_does_not_read_on(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    take_back(cast, made)

    def join(*, by: Any) -> None:
        member = {"school_id": cast.school["vale"], "person_id": cast.people["reviewer2"].id}
        session().add(SchoolMember(status=MemberStatus.MEMBER, **member))

    perform(join, by=SYSTEM)
    undo(cast, made)
    states = {r.reviewer_id: r.status for r in queries.list_reviews(desk.read(made))}
    assert states[cast.people["reviewer2"].id] == ReviewStatus.VOID
    assert states[cast.people["reviewer"].id] == ReviewStatus.ASSIGNED
    assert len(duty.open_duties(DutyKind.ALLOCATE_APPLICATION, made)) == 1, "another reader is asked for"


def test_transition_25_from_the_panel_and_from_a_held_decision_back_to_the_panel(
    database: Any, cast: Cast, clock: Any
) -> None:
    made = desk.at_the_panel(cast, clock)
    mean = queries.kept_standing(desk.read(made)).mean
    take_back(cast, made)
    assert duty.open_duties(DutyKind.MODERATE, made) == []
    undo(cast, made)
    assert desk.read(made).stage == Stage.MODERATION
    assert len(duty.open_duties(DutyKind.MODERATE, made)) == 1
    assert queries.kept_standing(desk.read(made)).mean == mean
    desk.note(cast, made)
    desk.decide(cast, made, Outcome.APPROVED)
    take_back(cast, made)
    undo(cast, made)
    assert desk.read(made).stage == Stage.MODERATION
    assert [one.role for one in duty.open_duties(DutyKind.DECIDE, made)] == ["programme_manager"]
    assert desk.decide(cast, made, Outcome.DECLINED).outcome == Outcome.DECLINED

"""Screening, allocation, reviewing, the panel: rules, refusals, what is owed, what is told."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import services as applications
from portal.applying.applications.models import Stage
from portal.applying.applications.workflow import STAGES
from portal.applying.programmes.models import Round
from portal.applying.reviews import queries, ranking, services
from portal.applying.reviews.models import Review, ReviewScore, ReviewStatus, Screening
from portal.applying.reviews.services import Reading
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, Refusal, RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.identity.accounts.models import RoleGrant
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.notifications import needs
from portal.policy import Action, allows
from portal.policy.people import Role
from tests.applying import desk, support
from tests.support.cast import Cast


def owed(kind: DutyKind, subject_id: Any) -> list[Duty]:
    session().commit()
    return list(duty.open_duties(kind, subject_id))


def add(*records: Any) -> None:
    def deed(*, by: Any) -> None:
        session().add_all(records)

    perform(deed, by=SYSTEM)


# screening


def test_the_check_waits_for_the_deadline(database: Any, cast: Cast, clock: Any) -> None:
    made = support.make_submitted(cast, support.make_round())
    clock.hold(support.CLOSES)
    with pytest.raises(NotAllowedNow, match="still open"):
        desk.screen(cast, made)
    clock.hold(support.later(minutes=11))
    desk.screen(cast, made)
    assert desk.read(made).stage == "screening"
    held = queries.screening_of(desk.read(made))
    assert held is not None
    assert (held.size_holds, held.partner_evidence, held.is_eligible) == (True, None, True)
    assert owed(DutyKind.SCREEN_APPLICATION, made) == []
    assert [d.role for d in owed(DutyKind.ALLOCATE_APPLICATION, made)] == ["programme_officer"]


def test_ineligible_is_held_with_a_reason_and_can_be_checked_again(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    with pytest.raises(RuleBroken, match="Say why"):
        desk.screen(cast, made, is_eligible=False)
    with pytest.raises(RuleBroken, match="says no"):
        desk.screen(cast, made, heads_permit=False)
    with pytest.raises(RuleBroken, match="Say why a line was not asked"):
        desk.screen(cast, made, note="")
    officer = cast.signed_in("officer")
    lines = {"heads_permit": False, "is_eligible": False, "note": "No head has signed.", "cause": "permission"}
    perform(services.screen_application, desk.read(made), by=officer, **lines)
    assert desk.read(made).stage == "screening", "proposed by one"
    assert [d.role for d in owed(DutyKind.CONFIRM_INELIGIBLE, made)] == ["programme_manager"]
    with pytest.raises(NotAllowedNow, match="Check the application first"):
        desk.assign(cast, made)
    with pytest.raises(RuleBroken, match="Someone else"):
        perform(services.confirm_ineligible, desk.read(made), by=officer)
    perform(services.confirm_ineligible, desk.read(made), by=cast.signed_in("manager"))
    assert desk.read(made).stage == "ineligible"
    assert owed(DutyKind.ALLOCATE_APPLICATION, made) == owed(DutyKind.CONFIRM_INELIGIBLE, made) == []
    assert [d.role for d in owed(DutyKind.DECIDE, made)] == ["programme_manager"], "the letter is owed, and held"
    with pytest.raises(NotAllowedNow):
        desk.screen(cast, made)
    with pytest.raises(RuleBroken, match="Say why"):
        perform(services.reinstate_application, desk.read(made), by=cast.signed_in("manager"), note="")
    perform(services.reinstate_application, desk.read(made), by=cast.signed_in("manager"), note="The letter was found.")
    assert (desk.read(made).stage, owed(DutyKind.DECIDE, made)) == ("screening", [])
    desk.screen(cast, made)
    assert session().scalar(sa.select(sa.func.count()).select_from(Screening)) == 1


# allocation


def names(application_id: Any) -> set[str]:
    return {c.name for c in queries.list_free_reviewers(desk.read(application_id))}


def test_only_people_without_a_conflict_are_offered(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    assert names(made) == {"Rae Read", "Ravi Read", "Rosa Read"}
    add(
        # a partner school; a school that was left; an earlier school of the person; the coordinator; the authority's officer
        SchoolMember(
            school_id=cast.school["tumaini"], person_id=cast.people["reviewer"].id, status=MemberStatus.MEMBER
        ),
        SchoolMember(school_id=cast.school["brook"], person_id=cast.people["reviewer2"].id, status=MemberStatus.ENDED),
        ClusterMembership(
            cluster_id=cast.river, school_id=cast.school["brook"], status=MembershipStatus.LEFT, joined_at=support.OPENS
        ),
        RoleGrant(person_id=cast.people["coordinator"].id, role=Role.REVIEWER),
        RoleGrant(person_id=cast.people["authority"].id, role=Role.REVIEWER),
    )
    assert names(made) == {"Rosa Read"}
    assert queries.has_conflict(desk.read(made), cast.people["reviewer2"].id)


def test_a_forged_choice_is_refused_with_words(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    desk.screen(cast, made)
    for forged in ("coordinator", "vale_teacher", "outsider", "officer"):
        with pytest.raises(RuleBroken, match="cannot review") as refused:
            desk.assign(cast, made, "reviewer", forged)
        assert refused.value.field == "reviewers"
    assert session().scalar(sa.select(sa.func.count()).select_from(Review)) == 0


def test_assigning_needs_as_many_as_the_round_wants_and_owes_the_reviews(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    with pytest.raises(NotAllowedNow, match="after the check"):
        desk.assign(cast, made)
    desk.screen(cast, made)
    with pytest.raises(RuleBroken, match="at least 2"):
        desk.assign(cast, made, "reviewer")
    desk.assign(cast, made)
    assert desk.read(made).stage == "in_review"
    reviews = queries.list_reviews(desk.read(made))
    assert [r.status for r in reviews] == ["assigned", "assigned"]
    assert {d.person_id for r in reviews for d in owed(DutyKind.REVIEW, r.id)} == {
        cast.people["reviewer"].id,
        cast.people["reviewer2"].id,
    }
    assert owed(DutyKind.ALLOCATE_APPLICATION, made) == []
    free = queries.list_free_reviewers(desk.read(made))
    assert [(c.name, c.open_reviews) for c in free] == [("Rosa Read", 0)]


def test_signatures_that_are_still_to_come_hold_the_reviews_back(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    desk.screen(cast, made)

    def deed(application: Any, *, by: Any) -> None:
        application.sign_off_incomplete = True

    perform(deed, desk.read(made), by=SYSTEM)
    with pytest.raises(NotAllowedNow, match="signed"):
        desk.assign(cast, made)


def test_a_conflict_that_appears_later_closes_the_review_at_once(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.open_it(cast, made, "reviewer")
    assert allows(cast.signed_in("reviewer"), Action.REVIEW_WRITE, review)
    add(SchoolMember(school_id=cast.school["vale"], person_id=cast.people["reviewer"].id, status=MemberStatus.MEMBER))
    review = desk.review_of(cast, made, "reviewer")
    assert not allows(cast.signed_in("reviewer"), Action.REVIEW_WRITE, review)
    assert not allows(cast.signed_in("reviewer"), Action.REVIEW_OPEN, review)
    assert len(queries.page_of_queue(cast.signed_in("reviewer"))) == 0
    with pytest.raises(RuleBroken):
        perform(services.void_review, review, by=cast.signed_in("officer"), reason="")
    perform(services.void_review, review, by=cast.signed_in("officer"), reason="Now at a school of the cluster.")
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.conflict_reason) == (ReviewStatus.VOID, "Now at a school of the cluster.")
    assert owed(DutyKind.REVIEW, review.id) == []
    assert len(owed(DutyKind.ALLOCATE_APPLICATION, made)) == 1
    desk.assign(cast, made, "reviewer3")
    assert owed(DutyKind.ALLOCATE_APPLICATION, made) == []


def test_a_known_conflict_stops_the_statement(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    add(SchoolMember(school_id=cast.school["vale"], person_id=cast.people["reviewer"].id, status=MemberStatus.ENDED))
    with pytest.raises(RuleBroken, match="link"):
        desk.open_it(cast, made, "reviewer")
    assert desk.review_of(cast, made, "reviewer").status == ReviewStatus.ASSIGNED


def test_staff_of_a_school_in_the_cluster_are_absent(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    desk.screen(cast, made)
    assert [n.task for n in needs.list_needs(cast.signed_in("officer"))] != []
    add(SchoolMember(school_id=cast.school["ford"], person_id=cast.people["officer"].id, status=MemberStatus.MEMBER))
    officer = cast.signed_in("officer")
    assert needs.list_needs(officer) == []
    assert not allows(officer, Action.APPLICATION_ALLOCATE, desk.read(made))
    assert not allows(officer, Action.PANEL_VIEW, desk.read(made))


@pytest.mark.parametrize(("act", "status"), [("declare_conflict", "conflicted"), ("decline_review", "declined")])
def test_a_reviewer_who_says_no_is_replaced(database: Any, cast: Cast, clock: Any, act: str, status: str) -> None:
    made = desk.in_review(cast, clock)
    deed = getattr(services, act)
    with pytest.raises(RuleBroken):
        perform(deed, desk.review_of(cast, made, "reviewer"), by=cast.signed_in("reviewer"), reason="")
    perform(
        deed, desk.review_of(cast, made, "reviewer"), by=cast.signed_in("reviewer"), reason="My sister works there."
    )
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.conflict_reason) == (status, "My sister works there.")
    assert owed(DutyKind.REVIEW, review.id) == []
    assert len(owed(DutyKind.ALLOCATE_APPLICATION, made)) == 1
    assert "Rae Read" not in names(made)
    with pytest.raises(NotAllowedNow):
        perform(services.open_review, review, by=cast.signed_in("reviewer"))


# reviewing


def test_opening_freezes_the_rubric(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    round_id = desk.read(made).round_id
    desk.open_it(cast, made, "reviewer")
    planned = session().get_one(Round, round_id)
    assert planned.criteria_frozen_at is not None
    review = desk.review_of(cast, made, "reviewer")
    assert review.conflict_statement_at is not None


def test_a_draft_may_be_unfinished_and_is_the_reviewers_alone(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.open_it(cast, made, "reviewer")
    first, *rest = queries.list_criteria(review.application)
    written = Reading({first.id: (2, "Half a thought.")}, feedback="So far.")
    perform(services.save_draft, review, by=cast.signed_in("reviewer"), version=review.version, reading=written)
    review = desk.review_of(cast, made, "reviewer")
    held = queries.scores_of(review)
    assert (held[first.id].score, held[rest[0].id].score, review.feedback) == (2, None, "So far.")
    assert (review.status, review.total, review.version) == (ReviewStatus.OPEN, None, 2)
    assert queries.scores_by_review([review]) == {}
    for key in ("reviewer2", "moderator", "officer", "manager", "auditor", "coordinator", "admin"):
        assert not allows(cast.signed_in(key), Action.REVIEW_WRITE, review), key


def test_a_review_is_sent_complete_or_not_at_all(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.open_it(cast, made, "reviewer")
    by, whole = cast.signed_in("reviewer"), desk.reading(review, 3)
    first = next(iter(whole.scores))
    for broken, words in (
        (Reading({**whole.scores, first: (None, "words")}, "fund", "f"), "Give a score"),
        (Reading({**whole.scores, first: (3, "")}, "fund", "f"), "Say why"),
        (Reading(whole.scores, "", "f"), "recommend"),
        (Reading(whole.scores, "maybe", "f"), "recommend"),
        (Reading(whole.scores, "fund", ""), "feedback"),
    ):
        with pytest.raises(RuleBroken, match=words):
            perform(services.submit_review, desk.review_of(cast, made, "reviewer"), by=by, version=1, reading=broken)
    assert session().scalar(sa.select(sa.func.count()).select_from(ReviewScore)) == 0
    perform(services.submit_review, desk.review_of(cast, made, "reviewer"), by=by, version=1, reading=whole)
    review = desk.review_of(cast, made, "reviewer")
    assert (review.status, review.total) == (ReviewStatus.SUBMITTED, 60.0)
    assert owed(DutyKind.REVIEW, review.id) == []
    assert desk.read(made).stage == "in_review"
    with pytest.raises(NotAllowedNow, match="sent already"):
        perform(services.save_draft, review, by=by, version=review.version, reading=whole)


def test_a_plus_that_is_scored_needs_its_words(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.open_it(cast, made, "reviewer")
    whole = desk.reading(review, 3, plus=5)
    plus = next(c for c in queries.list_criteria(review.application) if c.optional_plus)
    bare = Reading({**whole.scores, plus.id: (5, "")}, "fund", "f")
    by = cast.signed_in("reviewer")
    with pytest.raises(RuleBroken, match="Earlier joint work"):
        perform(services.submit_review, review, by=by, version=1, reading=bare)
    perform(services.submit_review, desk.review_of(cast, made, "reviewer"), by=by, version=1, reading=whole)
    assert desk.review_of(cast, made, "reviewer").total == 65.0


def test_two_windows_do_not_overwrite_each_other(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.open_it(cast, made, "reviewer")
    by = cast.signed_in("reviewer")
    perform(services.save_draft, review, by=by, version=1, reading=Reading({}, feedback="First window."))
    with pytest.raises(Stale) as stale:
        perform(
            services.save_draft,
            desk.review_of(cast, made, "reviewer"),
            by=by,
            version=1,
            reading=Reading({}, feedback="Second window."),
        )
    assert stale.value.current["feedback"] == "First window."
    assert desk.review_of(cast, made, "reviewer").feedback == "First window."


def test_the_last_review_begins_the_panel_and_closes_all(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 5, 3)
    assert desk.read(made).stage == "moderation"
    reviews = queries.list_reviews(desk.read(made))
    assert [(r.status, r.total) for r in reviews] == [("locked", 100.0), ("locked", 60.0)]
    assert [d.role for d in owed(DutyKind.MODERATE, made)] == ["moderator"]
    assert queries.standing_of(reviews, 2).mean == 80.0
    review = desk.review_of(cast, made, "reviewer")
    with pytest.raises(NotAllowedNow, match="over"):
        perform(
            services.save_draft,
            review,
            by=cast.signed_in("reviewer"),
            version=review.version,
            reading=desk.reading(review, 0),
        )


def test_a_voided_review_leaves_every_figure(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 5, 3)
    perform(
        services.void_review,
        desk.review_of(cast, made, "reviewer"),
        by=cast.signed_in("officer"),
        reason="A conflict was found.",
    )
    held = queries.standing_of(queries.list_reviews(desk.read(made)), 2)
    assert (held.totals, held.mean, held.is_provisional) == ((60.0,), 60.0, True)
    assert len(queries.list_reviews(desk.read(made))) == 2
    assert owed(DutyKind.ALLOCATE_APPLICATION, made) == []


def test_a_third_reader_is_waited_for(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    desk.assign(cast, made, "reviewer3")
    desk.send(cast, made, "reviewer", 5)
    desk.send(cast, made, "reviewer2", 1)
    assert desk.read(made).stage == "in_review"
    perform(
        services.decline_review,
        desk.review_of(cast, made, "reviewer3"),
        by=cast.signed_in("reviewer3"),
        reason="Away.",
    )
    assert desk.read(made).stage == "moderation"


# the panel


def test_the_note_stands_beside_the_reviews(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 5, 3)
    desk.note(cast, made, moderated_score=72, recommendation="fund_with_conditions")
    desk.note(cast, made, words="One more thing.")
    notes = queries.list_notes(desk.read(made))
    assert [(n.moderated_score, n.recommendation) for n in notes] == [(72.0, "fund_with_conditions"), (None, "fund")]
    assert [r.total for r in queries.list_reviews(desk.read(made))] == [100.0, 60.0]
    assert owed(DutyKind.MODERATE, made) == []
    assert [d.role for d in owed(DutyKind.DECIDE, made)] == ["programme_manager"]


def test_no_note_before_the_reviews_are_in(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    with pytest.raises(NotAllowedNow):
        desk.note(cast, made)


def test_withdrawing_stops_the_reviews(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    application = desk.read(made)
    perform(
        applications.withdraw,
        application,
        by=cast.signed_in("coordinator"),
        receipt_number=application.receipt_number,
        reason="We start later.",
    )
    assert {r.status for r in queries.list_reviews(desk.read(made))} == {"void"}
    everything = session().scalars(sa.select(Duty).where(Duty.closed_at.is_(None))).all()
    assert [d.kind for d in everything] == []
    with pytest.raises(Refusal):
        desk.open_it(cast, made, "reviewer")


def test_the_place_follows_the_stage(database: Any, cast: Cast, clock: Any) -> None:
    """From the check to the panel, to a question and back, to withdrawal: the panel's strip has it exactly while it is in sight."""
    made = desk.closed(cast, clock)
    desk.screen(cast, made)
    assert queries.kept_standing(desk.read(made)) is None
    desk.assign(cast, made)
    assert _key_of(made) == ranking.STILL_OPEN
    desk.send(cast, made, "reviewer", 4)
    assert _key_of(made) == ranking.STILL_OPEN
    desk.send(cast, made, "reviewer2", 4)
    assert desk.read(made).stage == Stage.MODERATION
    placed = _key_of(made)
    assert placed is not None
    assert placed < ranking.STILL_OPEN
    for command, expected in (("ask_clarification", ranking.STILL_OPEN), ("resume_moderation", placed), ("withdraw", None)):  # fmt: skip
        perform(lambda subject, *, by, command=command: STAGES.advance(subject, command), desk.read(made), by=SYSTEM)
        assert _key_of(made) == expected, command


def _key_of(application_id: Any) -> str | None:
    kept = queries.kept_standing(desk.read(application_id))
    assert kept is not None
    return kept.order_key

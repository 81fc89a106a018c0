"""Reviews, decisions and awards of the demonstration.

In the round under review, in the order of its applications: one that `reviewer` has drafted and `reviewer2` has sent; one that `reviewer` still has to
open; one at the panel for `moderator`; one decided by `manager` that waits for `manager2`. In the decided round: one award that every school has
accepted, and one application that was not approved, with feedback. In the round that waits for the desk: one to check and one to give to reviewers for
`officer`, one that the panel has discussed for `manager` to decide.
"""

import uuid
from collections.abc import Callable
from typing import Any

from portal.applying.applications import queries as applications
from portal.applying.applications.models import Application
from portal.applying.awards import queries as award_queries
from portal.applying.awards import services as awards
from portal.applying.awards.models import Outcome
from portal.applying.reviews import queries, services
from portal.applying.reviews.models import Review
from portal.applying.reviews.services import Reading
from portal.commands.demo.world import World
from portal.core.database import session

WORDS = (
    "The section “Why we belong together” names one reason that every school shares. The plan follows from it.",
    "The section “Plan” has months and names. For two of the absences it says who steps in; for the third it leaves that open.",
)
FEEDBACK = "A convincing reason to work together. Say for every activity who steps in when a teacher is away."
REASONS = "The reason that binds the schools is clear and shared, and the reviewers agree on it."


def load(world: World) -> None:
    """Take the submitted applications over the programme's desk, once."""
    made = world.made.get("application", {})
    steps: tuple[Callable[[World, uuid.UUID], None], ...] = (_half_read, _to_open, _at_the_panel, _held)
    for step, application_id in zip(steps, made.get("review", ()), strict=False):
        if _is_untouched(application_id):
            step(world, application_id)
    for step, application_id in zip((_to_check, _to_allocate, _to_decide), made.get("desk", ()), strict=False):
        if _is_untouched(application_id):
            step(world, application_id)
    for step, application_id in zip((_accepted, _declined), made.get("decided", ()), strict=False):
        if _is_untouched(application_id):
            step(world, application_id)


def _is_untouched(application_id: uuid.UUID) -> bool:
    return _get(application_id).stage == "submitted"


def _get(application_id: uuid.UUID) -> Application:
    session().commit()
    session().expire_all()
    return applications.get_application(application_id)


def checked(world: World, application_id: uuid.UUID, *, day: int, by: str = "officer") -> None:
    with world.then(days=day, hour=10):
        world.do(
            services.screen_application,
            _get(application_id),
            by=by,
            is_eligible=True,
            size_holds=True,
            heads_permit=True,
            safeguarding_named=True,
            partner_evidence=True,
        )


def assigned(world: World, application_id: uuid.UUID, *people: str, day: int, by: str = "officer") -> None:
    """Checked, and given to these reviewers."""
    checked(world, application_id, day=day, by=by)
    with world.then(days=day, hour=11):
        wanted = [world.people[key].id for key in people]
        world.do(services.assign_reviewers, _get(application_id), by=by, reviewer_ids=wanted)


def review_of(world: World, application_id: uuid.UUID, key: str) -> Review:
    found = next(r for r in queries.list_reviews(_get(application_id)) if r.reviewer_id == world.people[key].id)
    return queries.get_review(found.id)


def _reading(review: Review, scores: tuple[int, ...], *, recommendation: str, whole: bool = True) -> Reading:
    criteria = [c for c in queries.list_criteria(review.application) if not c.optional_plus]
    given: dict[uuid.UUID, tuple[int | None, str]] = {}
    for place, criterion in enumerate(criteria):
        if whole or place < 2:
            given[criterion.id] = (scores[place % len(scores)], WORDS[place % len(WORDS)])
    return Reading(given, recommendation if whole else "", FEEDBACK if whole else "", "Worth talking about the cover.")


def _open(world: World, application_id: uuid.UUID, key: str) -> Review:
    world.do(services.open_review, review_of(world, application_id, key), by=key)
    return review_of(world, application_id, key)


def send(
    world: World, application_id: uuid.UUID, key: str, scores: tuple[int, ...], *, day: int, said: str = "fund"
) -> None:
    with world.then(days=day, hour=16):
        review = _open(world, application_id, key)
        written = _reading(review, scores, recommendation=said)
        world.do(services.submit_review, review, by=key, version=review.version, reading=written)


def _half_read(world: World, application_id: uuid.UUID) -> None:
    assigned(world, application_id, "reviewer", "reviewer2", day=-12)
    send(world, application_id, "reviewer2", (4, 3, 4, 3, 4), day=-6)
    with world.then(days=-2, hour=20):
        review = _open(world, application_id, "reviewer")
        draft = _reading(review, (4, 3), recommendation="", whole=False)
        world.do(services.save_draft, review, by="reviewer", version=review.version, reading=draft)


def _to_open(world: World, application_id: uuid.UUID) -> None:
    """`reviewer` has still to open it; what `reviewer3` sent came back, because score and words differ."""
    assigned(world, application_id, "reviewer", "reviewer3", day=-5)
    send(world, application_id, "reviewer3", (1, 1, 2, 1, 1), day=-3)
    with world.then(days=-2, hour=11):
        words = "Your words praise the plan, your scores do not. Please look at the two again."
        world.do(services.give_back, review_of(world, application_id, "reviewer3"), by="moderator", reason=words)


def _at_the_panel(world: World, application_id: uuid.UUID) -> None:
    """The two reviewers differ, so that there is something to talk about."""
    assigned(world, application_id, "reviewer2", "reviewer3", day=-12)
    send(world, application_id, "reviewer2", (5, 4, 5, 4, 4), day=-8)
    send(world, application_id, "reviewer3", (2, 3, 2, 3, 2), day=-3, said="do_not_fund")


def noted(world: World, application_id: uuid.UUID, *, day: int, said: str) -> None:
    with world.then(days=day, hour=14):
        world.do(
            services.write_note,
            _get(application_id),
            by="moderator",
            words="The panel follows the reviewers. The cover for absences was discussed and is the point for the feedback.",
            recommendation=said,
        )


def decided(
    world: World,
    application_id: uuid.UUID,
    outcome: Outcome,
    *,
    day: int,
    reasons: str = REASONS,
    reserve_place: int | None = None,
) -> uuid.UUID:
    with world.then(days=day, hour=15):
        decision = world.do(
            awards.record_decision,
            _get(application_id),
            by="manager",
            version=0,
            outcome=outcome,
            reasons=reasons,
            conditions="Name a second contact at every school." if outcome == Outcome.CONDITIONAL else "",
            feedback=FEEDBACK,
            reserve_place=reserve_place,
            to_revise=outcome == Outcome.DECLINED,
            **_money(application_id, outcome),
        )
        made: uuid.UUID = decision.id
        return made


def _money(application_id: uuid.UUID, outcome: Outcome) -> dict[str, Any]:
    """What an approval gives, where the round has a budget."""
    lines = award_queries.budget(_get(application_id).round_id)
    return {"funding_line_id": lines[0].id, "amount": 2_900} if lines and outcome in awards.WITH_AWARD else {}


def _to_check(world: World, application_id: uuid.UUID) -> None:
    """It waits as it came in."""


def _to_allocate(world: World, application_id: uuid.UUID) -> None:
    checked(world, application_id, day=-2)


def _to_decide(world: World, application_id: uuid.UUID) -> None:
    assigned(world, application_id, "reviewer2", "reviewer3", day=-3)
    send(world, application_id, "reviewer2", (4, 4, 3, 4, 4), day=-2)
    send(world, application_id, "reviewer3", (4, 3, 4, 4, 3), day=-2)
    noted(world, application_id, day=-1, said="fund")


def _held(world: World, application_id: uuid.UUID) -> None:
    assigned(world, application_id, "reviewer", "reviewer3", day=-14)
    send(world, application_id, "reviewer", (4, 4, 5, 4, 4), day=-9)
    send(world, application_id, "reviewer3", (4, 3, 4, 4, 4), day=-7, said="fund_with_conditions")
    noted(world, application_id, day=-4, said="fund_with_conditions")
    decided(world, application_id, Outcome.CONDITIONAL, day=-1)


def _released(world: World, application_id: uuid.UUID, outcome: Outcome, reasons: str = REASONS) -> None:
    decision_id = decided(world, application_id, outcome, day=-50, reasons=reasons)
    with world.then(days=-48, hour=9):
        session().commit()
        session().expire_all()
        world.do(awards.check_letter, award_queries.get_decision(decision_id), by="manager2", is_right=True)
        session().commit()
        session().expire_all()
        world.do(awards.release_decision, award_queries.get_decision(decision_id), by="manager2")


def _read_by_two(
    world: World, application_id: uuid.UUID, scores: tuple[int, ...], said: str, *, by: str = "officer"
) -> None:
    assigned(world, application_id, "reviewer", "reviewer2", day=-74, by=by)
    send(world, application_id, "reviewer", scores, day=-65, said=said)
    send(world, application_id, "reviewer2", scores, day=-62, said=said)
    noted(world, application_id, day=-55, said=said)


def _accepted(world: World, application_id: uuid.UUID) -> None:
    _read_by_two(world, application_id, (4, 5, 4, 4, 4), "fund")
    _released(world, application_id, Outcome.APPROVED)
    award = award_queries.award_of(_get(application_id))
    if award is None:
        raise LookupError("the released approval has no award")
    award_id, schools = award.id, [one.school_id for one in award.acceptances]
    keys = {school.id: key for key, school in world.schools.items()}
    for place, school_id in enumerate(schools):
        with world.then(days=-46 + place, hour=12):
            session().commit()
            session().expire_all()
            head = world.made["head"][keys[school_id]]
            offered = award_queries.get_award(award_id)
            words = {"school_id": school_id, "digest": offered.terms_digest}
            world.do(awards.accept_award, offered, by=head, **words)


def _declined(world: World, application_id: uuid.UUID) -> None:
    _read_by_two(world, application_id, (2, 2, 1, 2, 3), "do_not_fund", by="manager2")
    reasons = (
        "The plan has no dates yet, and it stays open how the schools share the work. The theme itself fits the round."
    )
    _released(world, application_id, Outcome.DECLINED, reasons)

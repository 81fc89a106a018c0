"""An application on its way over the programme's desk, step by step, for the tests of reviews and awards."""

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.awards import queries as award_queries
from portal.applying.awards import services as awards
from portal.applying.awards.models import Award, Decision, Outcome
from portal.applying.funding import queries as funding_queries
from portal.applying.funding import services as funding
from portal.applying.programmes.models import Criterion
from portal.applying.reviews import queries, services
from portal.applying.reviews.models import Review
from portal.applying.reviews.services import Reading
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from tests.applying import support
from tests.support.cast import Cast
from tests.support.worlds import world

MARKS = {
    "justification": "MARKJUSTIFIED because the plan names two dates. It is in the part about the plan.",
    "private": "MARKPRIVATE the head seems unsure",
    "review_feedback": "MARKRAWFEEDBACK a clear plan",
    "panel": "MARKPANEL we discussed the cover",
    "reasons": "MARKREASONS the rationale holds",
    "feedback": "MARKFEEDBACK say more about cover",
    "letter": "MARKLETTER dear colleagues",
    "conditions": "MARKCONDITION name the second contact",
}


@world
def closed(cast: Cast, clock: Any, **rules: Any) -> uuid.UUID:
    """A submitted application of River, after the deadline."""
    made = support.make_submitted(cast, support.make_round(**rules))
    clock.hold(support.later(hours=1))
    return made


def read(application_id: uuid.UUID) -> Application:
    return support.application(application_id)


def criteria(application_id: uuid.UUID) -> list[Criterion]:
    """The rubric of its round."""
    return list(queries.list_criteria(read(application_id)))


def screen(cast: Cast, application_id: uuid.UUID, **values: Any) -> None:
    lines = {
        "size_holds": True,
        "heads_permit": True,
        "partner_evidence": None,
        "safeguarding_named": True,
        "is_eligible": True,
        "note": "" if values.get("is_eligible") is False else "No partner school is asked for in this round.",
        **values,
    }
    perform(services.screen_application, read(application_id), by=cast.signed_in("officer"), **lines)
    if not lines["is_eligible"]:
        perform(services.confirm_ineligible, read(application_id), by=cast.signed_in("manager"))


def assign(cast: Cast, application_id: uuid.UUID, *people: str) -> None:
    perform(
        services.assign_reviewers,
        read(application_id),
        by=cast.signed_in("officer"),
        reviewer_ids=[cast.people[p].id for p in people or ("reviewer", "reviewer2")],
    )


def review_of(cast: Cast, application_id: uuid.UUID, person: str) -> Review:
    """The latest review of this person, read afresh."""
    session().commit()
    session().expire_all()
    found = [r for r in queries.list_reviews(read(application_id)) if r.reviewer_id == cast.people[person].id]
    return queries.get_review(found[-1].id)


def open_it(cast: Cast, application_id: uuid.UUID, person: str) -> Review:
    perform(services.open_review, review_of(cast, application_id, person), by=cast.signed_in(person))
    return review_of(cast, application_id, person)


def reading(review: Review, score: int | None = 4, *, recommendation: str = "fund", plus: int | None = None) -> Reading:
    """The same score on every criterion; the optional plus left out unless given."""
    scores: dict[uuid.UUID, tuple[int | None, str]] = {}
    for criterion in queries.list_criteria(review.application):
        given = plus if criterion.optional_plus else score
        scores[criterion.id] = (given, MARKS["justification"] if given is not None else "")
    return Reading(scores, recommendation, MARKS["review_feedback"], MARKS["private"])


def send(cast: Cast, application_id: uuid.UUID, person: str, score: int = 4, recommendation: str = "fund") -> Review:
    """The person opens, writes and submits."""
    review = open_it(cast, application_id, person)
    written = reading(review, score, recommendation=recommendation)
    perform(services.submit_review, review, by=cast.signed_in(person), version=review.version, reading=written)
    return review_of(cast, application_id, person)


def note(cast: Cast, application_id: uuid.UUID, **values: Any) -> None:
    words = {"words": MARKS["panel"], "recommendation": "fund", **values}
    perform(services.write_note, read(application_id), by=cast.signed_in("moderator"), **words)


def decide(
    cast: Cast, application_id: uuid.UUID, outcome: Outcome = Outcome.APPROVED, *, by: str = "manager", **values: Any
) -> Decision:
    application = read(application_id)
    words = {
        "version": award_queries.count_decisions(application),
        "reasons": MARKS["reasons"],
        "feedback": MARKS["feedback"],
        "own_letter": MARKS["letter"],
        "change_reason": "We looked again.",
        **({"reserve_place": award_queries.next_place(application.round_id)} if outcome == Outcome.RESERVE else {}),
        **values,
    }
    made = perform(awards.record_decision, application, by=cast.signed_in(by), outcome=outcome, **words)
    return decision(made.id)


def decision(decision_id: uuid.UUID) -> Decision:
    session().commit()
    session().expire_all()
    return award_queries.get_decision(decision_id)


def check(cast: Cast, held: Decision, *, by: str = "manager2", is_right: bool = True, words: str = "") -> None:
    perform(awards.check_letter, decision(held.id), by=cast.signed_in(by), is_right=is_right, words=words)


def release(cast: Cast, held: Decision, *, by: str = "manager2") -> None:
    """The second person reads the letter, where nobody has, and the results are sent."""
    if decision(held.id).letter_read_at is None:
        check(cast, held, by=by)
    perform(awards.release_decision, decision(held.id), by=cast.signed_in(by))


def award_rules(application_id: uuid.UUID, **rules: Any) -> None:
    """The rules of the awards of its round: a reserve list and objections, unless told otherwise."""
    planned = read(application_id).round
    standing = funding_queries.rules_of(planned.id)
    values = {name: getattr(standing, name) for name in funding.FIELDS} | {"has_reserve": True, "has_appeals": True}
    perform(funding.set_rules, planned, by=SYSTEM, version=standing.version, **{**values, **rules})


def accept(cast: Cast, application_id: uuid.UUID, person: str, school: str) -> None:
    found = award(application_id)
    words = {"school_id": cast.school[school], "digest": found.terms_digest}
    perform(awards.accept_award, found, by=cast.signed_in(person), **words)


@world
def accepted(cast: Cast, clock: Any, outcome: Outcome = Outcome.APPROVED, **values: Any) -> uuid.UUID:
    """Every school has said yes."""
    made = released(cast, clock, outcome, **values)
    for person, school in (("head", "hill"), ("vale_head", "vale"), ("ford_head", "ford")):
        accept(cast, made, person, school)
    return made


def award(application_id: uuid.UUID) -> Award:
    found = award_queries.award_of(read(application_id))
    assert found is not None
    session().commit()
    return award_queries.get_award(found.id)


# whole ways


@world
def in_review(cast: Cast, clock: Any, **rules: Any) -> uuid.UUID:
    made = closed(cast, clock, **rules)
    screen(cast, made)
    assign(cast, made)
    return made


@world
def at_the_panel(cast: Cast, clock: Any, *scores: int, **rules: Any) -> uuid.UUID:
    made = in_review(cast, clock, **rules)
    for person, score in zip(("reviewer", "reviewer2"), scores or (4, 3), strict=True):
        send(cast, made, person, score)
    return made


def decided(cast: Cast, clock: Any, outcome: Outcome = Outcome.APPROVED, **values: Any) -> tuple[uuid.UUID, Decision]:
    made = at_the_panel(cast, clock)
    note(cast, made)
    award_rules(made)
    return made, decide(cast, made, outcome, **values)


@world
def released(cast: Cast, clock: Any, outcome: Outcome = Outcome.APPROVED, **values: Any) -> uuid.UUID:
    made, held = decided(cast, clock, outcome, **values)
    release(cast, held)
    return made


class Inside:
    """The steps of `desk`, each in an application context of its own, so that requests of readers have theirs."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __getattr__(self, name: str) -> Any:
        step = globals()[name]
        return lambda *args, **words: self.do(lambda: step(*args, **words))

    def do(self, make: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return make()

    def commit(self, make: Callable[[], Any]) -> Any:
        def deed(*, by: Any) -> Any:
            return make()

        return self.do(lambda: perform(deed, by=SYSTEM))

    def all(self, what: Any) -> list[Any]:
        """All rows of a kind, oldest first (keys are in the order of time)."""
        return self.do(lambda: list(session().scalars(sa.select(what).order_by(*sa.inspect(what).primary_key))))

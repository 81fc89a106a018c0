"""Rounds with applications that every member school has signed, sealed as they would have been when they came in."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.applications import content, events, finding, queries, receipts
from portal.applying.applications.models import (
    Answer,
    Application,
    ApplicationVersion,
    SignOff,
    Stage,
)
from portal.applying.applications.workflow import VERSIONS
from portal.applying.programmes import queries as programme_queries
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Kind, Question, Round, RoundMilestone, RoundSection
from portal.commands.demo import applying_forms
from portal.commands.demo.applying_applications import ANSWERS, BEFORE_IT_OPENS, begun, publish
from portal.commands.demo.last_year.laid import Rows
from portal.commands.demo.last_year.people import Cast, Together
from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person

LAST_MINUTES = (4, 9, 17, 31, 44, 190, 260, 400, 700, 1100)
"""Minutes before the deadline at which those that come last come."""


@dataclass(frozen=True)
class Call:
    """A round to be laid: its name, and the days from today on which it opens and closes."""

    name: str
    opens: int
    closes: int
    milestones: tuple[tuple[str, int], ...] = ()
    readers_each: int = 3


@dataclass(frozen=True)
class Applied:
    """An application that came in: its place among those of its round, and when."""

    id: uuid.UUID
    version_id: uuid.UUID
    round_id: uuid.UUID
    place: int
    by: Together
    at: datetime


def plan(world: World, programme_id: uuid.UUID, call: Call) -> uuid.UUID:
    """A round of the programme, with a budget to fill in, that has closed."""
    round_id = begun(
        world,
        programme_id,
        call.name,
        opens=call.opens,
        closes=call.closes,
        theme_direction="Rivers and roads: what comes to us from elsewhere, and what we send on.",
        guidance="Write as you would speak to a colleague. No form of cluster is better than another.",
        min_overseas=1,
        reviewers_each=call.readers_each,
    )
    with world.then(days=call.opens - BEFORE_IT_OPENS):
        section = applying_forms.add_section(world, round_id, "Budget", is_budget=True)
        chosen = programme_queries.get_section(round_id, section)
        words = {"text": "Your costs, line by line", "kind": Kind.BUDGET}
        world.do(programmes.add_question, chosen, by="manager", **words)
        publish(world, round_id)
    return round_id


def applied(
    world: World,
    rows: Rows,
    cast: Cast,
    round_id: uuid.UUID,
    call: Call,
    who: Sequence[int],
    stage_of: Callable[[int], tuple[Stage, int]],
) -> list[Applied]:
    """The clusters of these places applied, and stand since so many days at the stage that `stage_of` says for their place in the round."""
    closes_at = world.at(days=call.closes, hour=23, minute=59)
    for title, days in call.milestones:
        rows.add(
            RoundMilestone, world.at(days=call.opens), round_id=round_id, title=title, at=world.at(days=days, hour=12)
        )
    questions = questions_of(round_id)
    made = []
    for place, number in enumerate(who):
        came_late = place < len(LAST_MINUTES)
        at = closes_at - timedelta(minutes=LAST_MINUTES[place] if came_late else 1500 * (place - len(LAST_MINUTES) + 1))
        made.append(_one(world, rows, cast.clusters[number], round_id, place, at, stage_of(place), questions))
    return made


def _one(
    world: World,
    rows: Rows,
    by: Together,
    round_id: uuid.UUID,
    place: int,
    at: datetime,
    stands: tuple[Stage, int],
    questions: Sequence[Question],
) -> Applied:
    stage, since = stands
    began, signing = at - timedelta(days=9 + place % 17), at - timedelta(days=1 + place % 5)
    taken_back = {
        "withdrawn_at": world.at(days=since),
        "withdrawn_from": Stage.SUBMITTED,
        "withdrawal_reason": "Our partner school has moved to another town.",
    }
    number = receipts.new_number()
    application = rows.add(
        Application, began, round_id=round_id, cluster_id=by.id, stage=stage, stage_since=world.at(days=since, minute=place), theme=by.theme,
        receipt_number=number, submitted_at=at, submitted_by_id=by.lead.coordinator_id, version=2, **(taken_back if stage == Stage.WITHDRAWN else {}),
    )  # fmt: skip
    version = rows.add(
        ApplicationVersion, began, application_id=application, number=1, status="ready", signing_since=signing
    )
    for question in questions:
        section = question.section.position
        said = ANSWERS[section % len(ANSWERS)]
        text = _budget(place) if question.kind == Kind.BUDGET else said[(place + question.position) % len(said)]
        author = by.abroad if question.section.partner_only else by.lead
        rows.add(
            Answer, began + timedelta(hours=section + 1), application_version_id=version, question_id=question.id, text=text,
            school_id=author.school_id, author_id=author.coordinator_id, version=1,
        )  # fmt: skip
    for side, hours in ((by.lead, 3), (by.other, 20 + place % 9)):
        rows.add(
            SignOff, signing, application_version_id=version, school_id=side.school_id, status="signed", signed_by_id=side.head_id,
            signed_at=min(signing + timedelta(hours=hours), at),
        )  # fmt: skip
    about: dict[str, Any] = {"cluster_id": by.id, "application_id": application, "subject_id": application}
    coordinator, schools = by.lead.coordinator_id, (by.lead.school_id, by.other.school_id)
    rows.note(events.ApplicationStarted(by_id=coordinator, round_id=round_id, **about), began)
    rows.note(events.SignaturesAsked(by_id=coordinator, number=1, schools=schools, **about), signing)
    sent: dict[str, Any] = {"number": 1, "receipt_number": number, "sign_off_incomplete": False}
    rows.note(events.ApplicationSubmitted(by_id=coordinator, **sent, **about), at)
    return Applied(application, version, round_id, place, by, at)


def questions_of(round_id: uuid.UUID) -> Sequence[Question]:
    """The questions of a round in the order of its form, each with its section."""
    query = sa.select(Question).join(RoundSection).where(RoundSection.round_id == round_id)
    query = query.options(joinedload(Question.section)).order_by(RoundSection.position, Question.position)
    return session().scalars(query).all()


def _budget(place: int) -> str:
    """What an application asks for: between two and six and a half thousand."""
    cover, sets = 900 + 150 * (place * 7 % 19), 400 + 85 * (place * 5 % 13)
    visit = 700 + 90 * (place % 11)
    lines = (
        f"Cover for teachers | {cover // 150} days at 150 | {cover}.00",
        f"Measuring sets and postage | 1 lot | {sets}.00",
        f"One visit of two teachers | 2 tickets | {visit}.00",
    )
    return "\n".join(lines)


def seal(made: Sequence[Applied]) -> None:
    """Bind the signatures to what was shown, and seal every version with its digest, as `services.submit` does."""
    known = {one.id: one for one in made}
    query = sa.select(Application).where(Application.id.in_(known)).order_by(Application.id)
    whole = joinedload(Application.cluster).selectinload(Cluster.memberships).joinedload(ClusterMembership.school)
    rounds = joinedload(Application.round).joinedload(Round.programme)
    offices = joinedload(Application.cluster).selectinload(Cluster.offices)
    for application in session().scalars(query.options(whole, offices, rounds)):
        one = known[application.id]
        draft = queries.load_draft(application)
        if draft is None:
            raise LookupError("an application that was just laid has no draft")
        for school_id, sign_off in draft.sign_offs.items():
            sign_off.digest = content.digest_for(draft, school_id)
        facts = content.sealed_facts(
            draft,
            receipt_number=application.receipt_number or "",
            sealed_at=one.at.isoformat(),
            sealed_by=session().get_one(Person, one.by.lead.coordinator_id).name,
            lead_school_id=application.cluster.lead_school_id,
            evidence=[],
            statements=[],
        )
        VERSIONS.advance(
            draft.version, "seal", sealed_at=one.at, sealed_content=facts, sealed_digest=content.digest(facts)
        )
        finding.index(application, facts)

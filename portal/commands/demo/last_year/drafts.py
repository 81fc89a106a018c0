"""Applications to the round that is open: nine that are being written, each stuck somewhere else, two of which wait for signatures."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import queries, services
from portal.applying.applications.models import Answer, Application, ApplicationVersion, Stage
from portal.applying.programmes.models import Kind, Question, Round
from portal.commands.demo.applying_applications import ANSWERS, fresh
from portal.commands.demo.applying_forms import BUDGET, FACTS, GIVES
from portal.commands.demo.last_year.laid import Rows
from portal.commands.demo.last_year.people import Cast, Side
from portal.commands.demo.last_year.rounds import questions_of
from portal.commands.demo.world import World
from portal.core.database import session
from portal.forming.clusters.models import ClusterMembership
from portal.forming.evidence.models import EvidenceHeading, EvidenceItem

WRITERS = (13, 16, 17, 19, 20, 22, 24, 25, 26)
"""The places of the clusters that write."""
WRITTEN = (7, 6, 5, 4, 3, 3, 2, 1, 0)
"""How many sections of the form each of them has behind it."""
LONG = "We began with a map of the river and a question that every class could answer in its own way. " * 24
READY = 2
"""So many of them have finished, and ask for signatures."""


def write(world: World, rows: Rows, cast: Cast, round_id: uuid.UUID) -> list[uuid.UUID]:
    """Lay the drafts. Answers the ids of those that are finished."""
    questions = questions_of(round_id)
    order = list(dict.fromkeys(question.section_id for question in questions))
    finished = []
    for place, number in enumerate(WRITERS):
        by, at = cast.clusters[number], world.at(days=-6, hour=9 + place)
        members = (by.lead, by.other, _third(cast, number)) if place < READY else (by.lead, by.other)
        stands: dict[str, object] = {"stage": Stage.DRAFT, "stage_since": at, "theme": by.theme, "version": 1}
        application = rows.add(Application, at, round_id=round_id, cluster_id=by.id, **stands)
        version = rows.add(ApplicationVersion, at, application_id=application, number=1, status="drafting")
        far = len(order) if place < READY else WRITTEN[place]
        for question in questions:
            section = order.index(question.section_id)
            is_first = question.position == min(q.position for q in questions if q.section_id == question.section_id)
            if section < far or (section == far and is_first):
                text = LONG if place == 4 and section == 1 else _text(question, place)
                _answer(rows, world, members, by.abroad, version, question, section, text)
        if place < READY:
            finished.append(application)
    return finished


def _answer(
    rows: Rows, world: World, members: Sequence[Side], abroad: Side, version: uuid.UUID, question: Question, section: int, text: str
) -> None:  # fmt: skip
    """An answer of the cluster; of each member school, where every school answers for itself."""
    at, is_own = world.at(days=-5, hour=8 + section), question.section.per_school
    for side in members if is_own else (abroad if question.section.partner_only else members[0],):
        if text:
            rows.add(
                Answer, at, application_version_id=version, question_id=question.id, text=text, school_id=side.school_id,
                for_school_id=side.school_id if is_own else None, author_id=side.coordinator_id, version=1,
            )  # fmt: skip


def _third(cast: Cast, number: int) -> Side:
    """The school that joins the cluster of this place, so that it has three."""
    return cast.clusters[(number + 2) % len(cast.clusters)].lead


def _text(question: Question, place: int) -> str:
    if question.section.per_school:
        return GIVES
    if question.kind == Kind.BUDGET:
        return BUDGET
    facts = {text: words for text, _kind, _options, words in FACTS}
    if question.text in facts:
        return facts[question.text]
    said = ANSWERS[question.section.position % len(ANSWERS)]
    return said[(question.position + place) % len(said)]


def ask_for_signatures(world: World, cast: Cast, round_id: uuid.UUID, finished: list[uuid.UUID]) -> None:
    """The finished ones go to the heads: in one cluster the first has signed, in the other nobody."""
    world.do(_make_fit, world=world, cast=cast, round_id=round_id)
    for place, application_id in enumerate(finished):
        by, number = cast.clusters[WRITERS[place]], WRITERS[place] + 1
        with world.then(days=-3 + place, hour=14):
            world.do(services.ask_signatures, fresh(application_id), by=f"coordinator{number}")
        if place == 0:
            fresh(application_id)
            digest = queries.get_sign_off(application_id, by.lead.school_id).digest
            with world.then(days=-2, hour=9):
                signed = {"school_id": by.lead.school_id, "digest": digest}
                world.do(services.sign, fresh(application_id), by=f"principal{number}", **signed)


def _make_fit(*, by: Any, world: World, cast: Cast, round_id: uuid.UUID) -> None:
    """A third member school, and something under each heading that the round asks for."""
    codes = session().get_one(Round, round_id).required_headings
    headings = session().scalars(sa.select(EvidenceHeading.id).where(EvidenceHeading.code.in_(codes))).all()
    rows, at = Rows(), world.at(days=-60)
    for number in WRITERS[:READY]:
        cluster, third = cast.clusters[number], _third(cast, number)
        about = {"cluster_id": cluster.id, "school_id": third.school_id}
        rows.add(ClusterMembership, at, side="home", status="joined", joined_at=at, answered_at=at, **about)
        for heading in headings:
            words = {
                "claim": "We meet on the first Thursday of each month",
                "text": "The minutes hang in every staff room.",
            }
            rows.add(
                EvidenceItem,
                at,
                heading_id=heading,
                status="evidence",
                author_id=third.coordinator_id,
                became_evidence_on=at.date(),
                **about,
                **words,
            )
    rows.lay()

"""The part of the scale world in which a round is still open: every cluster has an application to it that all its schools have signed, ready to be sent.

Its applications are numbered on from those of the large round.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.applying.applications import content
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import Answer, Application, ApplicationVersion, SignOff
from portal.applying.programmes.models import Kind, Question, Round, RoundSection
from portal.commands import scale_form
from portal.commands.scale_applying import count
from portal.commands.scale_world import World
from portal.core.storage import StoredFile
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus, Side
from portal.identity.schools.models import SchoolFunction

OPEN, MOST_SCHOOLS, THEME = 1, 30, "Rivers"
"""The number of the round that is open; its rule about how many schools a cluster may have; the theme of all."""


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Who signs for the schools, the round with its form, then the applications with their answers and signatures."""
    yield "people who sign for schools", SchoolFunction, _signatories(world)
    yield "rounds that are open", Round, [_round(world)]
    yield "sections of the open form", RoundSection, scale_form.sections(world, OPEN)
    yield "questions of the open form", Question, scale_form.questions(world, OPEN)
    yield "applications to send", Application, _applications(world)
    yield "signed versions", ApplicationVersion, _versions(world)
    yield "files to send", StoredFile, (scale_form.stored_file(world, n) for n in numbers(world))
    yield "answers to send", Answer, (row for n in numbers(world) for row in scale_form.answers(world, OPEN, n))
    yield "signatures", SignOff, _signatures(world)


def numbers(world: World) -> range:
    """The numbers of the applications: one for each cluster, in order."""
    return range(count(world), count(world) + world.clusters)


def _round(world: World) -> dict[str, Any]:
    return world.record("round", OPEN) | {
        "programme_id": world.key("programme", 0), "name": "The open round", "status": "published", "opens_at": world.at - timedelta(days=30),
        "closes_at": world.at + timedelta(days=30), "required_headings": [], "reviewers_each": 3, "form_frozen_at": world.at, "max_schools": MOST_SCHOOLS,
        "currency": scale_form.CURRENCY,
    }  # fmt: skip


def _at_home(world: World, cluster: int) -> list[int]:
    return [school for school in world.schools_of(cluster) if world.zone_of(school) == "Europe/London"]


def _signatories(world: World) -> Iterable[dict[str, Any]]:
    for cluster in range(world.clusters):
        for school in _at_home(world, cluster):
            yield world.record("signatory", school) | {
                "school_id": world.key("school", school),
                "person_id": world.key("person", 2 * school + 1),
                "function": "signatory",
            }


def _applications(world: World) -> Iterable[dict[str, Any]]:
    for cluster, n in enumerate(numbers(world)):
        yield world.record("application", n, world.at - timedelta(days=20)) | {
            "round_id": world.key("round", OPEN), "cluster_id": world.key("cluster", cluster), "stage": "draft", "theme": THEME,
            "stage_since": world.at - timedelta(days=20), "version": 1,
        }  # fmt: skip


def _versions(world: World) -> Iterable[dict[str, Any]]:
    for n in numbers(world):
        yield world.record("application_version", n, world.at - timedelta(days=20)) | {
            "application_id": world.key("application", n),
            "number": 1,
            "status": "ready",
            "signing_since": world.at - timedelta(days=2),
        }


def _signatures(world: World) -> Iterable[dict[str, Any]]:
    form = [RoundSection(**row) for row in scale_form.sections(world, OPEN)]
    asked = [_question(row) for row in scale_form.questions(world, OPEN)]
    each = scale_form.QUESTIONS_EACH
    held = tuple(DraftSection(section, tuple(asked[n * each : (n + 1) * each]), None) for n, section in enumerate(form))
    planned = Round(id=world.key("round", OPEN), currency=scale_form.CURRENCY)
    for cluster, n in enumerate(numbers(world)):
        draft = _draft(world, planned, held, cluster, n)
        for school in _at_home(world, cluster):
            school_id = world.key("school", school)
            yield world.record("signature", school) | {
                "application_version_id": world.key("application_version", n), "school_id": school_id, "status": "signed",
                "digest": content.digest_for(draft, school_id), "signed_by_id": world.key("person", 2 * school + 1),
                "signed_at": world.at - timedelta(days=1),
            }  # fmt: skip


def _question(row: dict[str, Any]) -> Question:
    return Question(**(row | {"kind": Kind(row["kind"])}))


def _draft(world: World, planned: Round, held: tuple[DraftSection, ...], cluster: int, n: int) -> Draft:
    """The version as the portal would read it, as far as a signature goes."""
    members = [
        ClusterMembership(
            school_id=world.key("school", school), side=_side(world, school), status=MembershipStatus.JOINED
        )
        for school in world.schools_of(cluster)
    ]
    application = Application(
        id=world.key("application", n),
        round_id=planned.id,
        theme=THEME,
        round=planned,
        cluster=Cluster(memberships=members),
    )
    file = StoredFile(**scale_form.file_row(world, n))
    answers: dict[tuple[uuid.UUID, uuid.UUID | None], Answer] = {}
    for row in scale_form.answers(world, OPEN, n):
        answers[row["question_id"], None] = Answer(text=row["text"], file=file if row["file_id"] else None)
    return Draft(application, ApplicationVersion(number=1), held, answers)


def _side(world: World, school: int) -> Side:
    return Side.HOME if world.zone_of(school) == "Europe/London" else Side.PARTNER

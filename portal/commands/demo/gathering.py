"""What the clusters of the demonstration are inside: parts, feeder links, mentoring, supporters, support sheets. All invented."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo import gathering_more
from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster, get_membership, live_membership
from portal.forming.parts import queries, services
from portal.forming.parts.models import SchoolPart
from portal.forming.support.models import Backing, Share
from portal.forming.support.services import Answers, fill_sheet

# cluster, who, school, part, through which school
PARTS = (
    ("core", "contact3", "academy", "Core", None),
    ("core", "contact3", "quay", "Satellite", "academy"),
    ("core", "contact3", "orchard", "Annex", "quay"),
    ("himal", "abroadlead", "himal", "Lead", None),
    ("himal", "abroadlead", "jyoti", "Partner", None),
    ("himal", "abroadlead", "tara", "Network", None),
    ("beacon", "lead2", "beacon", "Mentor", None),
    ("beacon", "lead2", "quay", "Mentee", "beacon"),
    ("beacon", "lead2", "fen", "Mentee", "beacon"),
)

# school, head, governors, staff, classes, pupils, words
SHEETS = (
    ("hill", Backing.YES, Backing.YES, 9, 6, Share.MOST, "Two assemblies a term belong to the link."),
    ("mill", Backing.YES, Backing.TOLD, 3, 2, Share.QUARTER, ""),
    ("orchard", Backing.TOLD, Backing.NOT_YET, 1, 1, Share.FEW, "One class begins, the others watch."),
    ("tumaini", Backing.YES, Backing.NOT_YET, 4, 3, Share.HALF, "Tuesdays after lessons."),
)


def load(world: World) -> None:
    """Say who plays which part, once."""
    known = session().scalar(sa.select(SchoolPart.id).limit(1))
    session().commit()
    if known is not None:
        return
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    parts = {part.name: part.id for part in queries.offered_parts()}
    with world.then(days=-9):
        for cluster, by, school, part, through in PARTS:
            words: dict[str, Any] = {"part_id": parts[part]}
            if through is not None:
                words["through_id"] = _membership(world, clusters[cluster], through).id
            world.do(services.give_part, _membership(world, clusters[cluster], school), by=by, **words)
    with world.then(days=-30):
        for school in ("hill", "mill", "orchard"):
            schools = {"from_school_id": world.schools[school].id, "to_school_id": world.schools["academy"].id}
            world.do(services.note_feeder, get_cluster(clusters["marlbury"]), by="lead", **schools)
        friend = next(p.id for p in queries.offered_parts(for_supporters=True) if p.name == "Supporter")
        words = {"name": "Marlbury Museum", "part_id": friend, "words": "Lends objects and a room."}
        world.do(services.name_supporter, get_cluster(clusters["marlbury"]), by="lead", **words)
    _mentoring(world, clusters["beacon"])
    _sheets(world)
    gathering_more.load(world)


def _membership(world: World, cluster_id: uuid.UUID, school: str) -> Any:
    found = live_membership(cluster_id, world.schools[school].id)
    if found is None:
        raise LookupError(f"{school} is not in the cluster")
    return get_membership(cluster_id, found.id)


def _mentoring(world: World, cluster_id: uuid.UUID) -> None:
    """Beacon takes two schools along; one has agreed and met twice, the other is asked."""
    with world.then(days=-40):
        made = world.do(
            services.begin_mentoring,
            get_cluster(cluster_id),
            by="lead2",
            mentor_school_id=world.schools["beacon"].id,
            mentees=[world.schools["quay"].id, world.schools["fen"].id],
            goals="Both schools reach the Foundation level by the end of the school year.",
            ends_on=clock.today() + timedelta(days=300),
        )
        made_id = made.id
    with world.then(days=-36):
        by = str(world.made["contact"]["quay"])
        world.do(services.answer_mentoring, queries.get_mentoring(cluster_id, made_id), by=by, agrees=True)
    for days, words, step in (
        (-30, "Looked at the action plan together, in the staff room at Beacon.", "Quay writes three aims."),
        (-8, "Read the three aims; two are ready.", "A visit to the market in May."),
    ):
        with world.then(days=days):
            said = {"held_on": clock.today(), "words": words, "next_step": step}
            world.do(services.log_session, queries.get_mentoring(cluster_id, made_id), by="lead2", **said)


def _sheets(world: World) -> None:
    """Four schools have filled their support sheet, from the whole school to one class."""
    for school, head, governors, staff, classes, share, words in SHEETS:
        with world.then(days=-25):
            answers = Answers(head=head, governors=governors, staff=staff, classes=classes, share=share, words=words)
            by = str(world.made["contact"][school])
            world.do(fill_sheet, world.schools[school], by=by, version=0, answers=answers)

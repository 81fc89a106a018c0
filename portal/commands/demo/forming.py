"""Clusters of several forms, with evidence in every state, letters of support, and a school that left and was replaced. All invented.

`world.made["clusters"]` gives the ids by key:

- `marlbury`: the feeder family (hill leads, mill, academy, orchard) with its partner school tumaini in Kenya
- `beacon`: the award trio (beacon leads, quay, and fen, which took the place of castle); one half of the mirrored three by three
- `himal`: the other half, in Nepal (himal leads, jyoti, tara)
- `contrast`: town and valley inside one authority (ysgol leads, castle), with kiran in India; arz in Lebanon is invited
- `core`: a core with a satellite and an annex, still forming (academy, quay, orchard), with angkor in Cambodia; ridge is invited
- `trilateral`: quay with lilas in France and ipe in Brazil
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters import queries, services
from portal.forming.clusters.models import Cluster, ClusterForm, OfficeKind, Side
from portal.forming.evidence import letters
from portal.forming.evidence import queries as evidence_queries
from portal.forming.evidence import services as evidence
from portal.forming.evidence.models import EvidenceStatus, SupporterStatement
from portal.forming.evidence.services.statements import mark_of
from portal.identity.accounts.models import LinkPurpose
from portal.identity.accounts.queries import live_link


@dataclass(frozen=True)
class Plan:
    """A cluster of the demonstration. The first school leads; its starter becomes the contact teacher. `days` ago it began."""

    key: str
    name: str
    theme: str
    reasons: str
    rationale: str
    form: ClusterForm
    schools: tuple[str, ...]
    days: int
    partners: tuple[str, ...] = ()
    invited: tuple[tuple[str, Side], ...] = ()
    deputy: str | None = None
    is_complete: bool = True


PLANS = (
    Plan(
        "marlbury",
        "Marlbury Rivers",
        "Where our water comes from",
        "Every school lies on the same river, and all age groups can measure, draw and ask about water.",
        "We send pupils to one another. We want the youngest and the oldest to work on one question with friends who live by a lake.",
        ClusterForm.FEEDER_FAMILY,
        ("hill", "mill", "academy", "orchard"),
        200,
        partners=("tumaini",),
        deputy="contact",
    ),
    Plan(
        "beacon",
        "Beacon Award Trio",
        "Markets and fair prices",
        "Our pupils shop with their families; prices are a way into other lives.",
        "One school with long experience takes two newcomers along, step by step.",
        ClusterForm.MENTORING,
        ("beacon", "quay"),
        180,
        deputy="contact5",
    ),
    Plan(
        "himal",
        "हिमाल विद्यालय समूह (Himal Schools)",
        "Markets and fair prices",
        "The weekly market is the centre of our three villages.",
        "Our schools share teachers and a road, and want partners of the same size.",
        ClusterForm.SAME_TYPE,
        ("himal", "jyoti", "tara"),
        170,
    ),
    Plan(
        "contrast",
        "Aberwen Tref a Chwm (Town and Valley)",
        "Two languages, one place",
        "Ten miles apart, our pupils speak different languages at home.",
        "We are the two ends of one authority and want to know each other before we look further.",
        ClusterForm.COMMUNITY_COHESION,
        ("ysgol", "castle"),
        120,
        partners=("kiran",),
        invited=(("arz", Side.PARTNER),),
    ),
    Plan(
        "core",
        "Marlbury Core and Satellites",
        "Growing food on small ground",
        "",
        "",
        ClusterForm.CORE_SATELLITE,
        ("academy", "quay", "orchard"),
        12,
        partners=("angkor",),
        invited=(("ridge", Side.HOME),),
        is_complete=False,
    ),
    Plan(
        "trilateral",
        "Three Shores",
        "Harbours and who works there",
        "Each of the three towns lives by its harbour.",
        "One school in each of three countries, and one question for all.",
        ClusterForm.THEME,
        ("quay",),
        90,
        partners=("lilas", "ipe"),
    ),
)

HAVE, INTEND, NOT = EvidenceStatus.EVIDENCE, EvidenceStatus.INTENTION, EvidenceStatus.NOT_APPLICABLE
# heading, who, school, state, claim, text, link, days until due
EVIDENCE: tuple[tuple[str, str, str, EvidenceStatus, str, str, str, int], ...] = (
    ("community_links", "teacher", "hill", HAVE, "Allotment society and library take part in our river week",
     "Both have come each spring for three years.", "https://river-week.example/", 0),
    ("community_links", "contact3", "academy", HAVE, "Sixth-formers run a repair café with the town", "Once a month.", "", 0),
    ("diaspora_links", "contact", "mill", HAVE, "Two parents from lakeside families helped to plan the theme",
     "They will read the first letters with us.", "", 0),
    ("mutual_relationships", "lead", "hill", INTEND, "A first year of letters in both directions",
     "We will agree with our partner school what each side wants to gain.", "", 60),
    ("intention_to_link", "lead", "hill", HAVE, "Governors of all four schools want the link",
     "The means: a shared board, a named teacher in each school, and time in each timetable.", "", 0),
    ("flexibility", "contact4", "orchard", INTEND, "Practise a stand-in once a term", "", "", -3),
    ("simple_ict", "teacher", "hill", HAVE, "One laptop and a projector in the hall", "Mail is read each day.", "", 0),
    ("simple_ict", "contact", "mill", HAVE, "The office mailbox and a phone with a camera", "", "https://mill-lane.example/", 0),
    ("simple_ict", "contact4", "orchard", INTEND, "A quiet corner with one tablet", "", "", 30),
    ("whole_school_support", "lead", "hill", HAVE, "Two assemblies a term belong to the link", "Agreed with all staff.", "", 0),
    ("local_support", "lead", "hill", NOT, "Authority not available", "The office has no staff for this at present.", "", 0),
    ("mentoring", "contact3", "academy", HAVE, "Older pupils read with the youngest each week", "Since last autumn.", "", 0),
)  # fmt: skip


def load(world: World) -> None:
    """Make the clusters that are not there yet."""
    made: dict[str, uuid.UUID] = world.made.setdefault("clusters", {})
    for plan in PLANS:
        known = session().scalar(sa.select(Cluster.id).where(Cluster.name == plan.name))
        session().commit()
        if known is None:
            known = make(world, plan)
            if plan.key == "marlbury":
                _evidence(world, known)
                _letters(world, known)
            if plan.key == "beacon":
                _replace(world, known)
        made[plan.key] = known


def _speaker(world: World, school: str) -> str:
    """The key of the school's contact."""
    return str(world.made["contact"][school])


def make(world: World, plan: Plan) -> uuid.UUID:
    """The cluster of this plan, with its schools, offices and invitations. Its id."""
    lead = _speaker(world, plan.schools[0])
    with world.then(days=-plan.days):
        cluster = world.do(
            services.start_cluster,
            by=lead,
            school_id=world.schools[plan.schools[0]].id,
            name=plan.name,
            theme=plan.theme,
            theme_reasons=plan.reasons,
            rationale=plan.rationale,
            cluster_form=plan.form,
        )
        cluster_id: uuid.UUID = cluster.id
    for position, school in enumerate(plan.schools[1:], start=1):
        with world.then(days=-plan.days + position, hour=11):
            _take_in(world, cluster_id, school, lead)
    for position, school in enumerate(plan.partners, start=1):
        with world.then(days=-plan.days + 5 + position, hour=12):
            _take_in(world, cluster_id, school, lead, side=Side.PARTNER)
    if plan.is_complete:
        with world.then(days=-plan.days + 9):
            _accept(world, cluster_id, OfficeKind.LEAD_SCHOOL, lead)
            _accept(world, cluster_id, OfficeKind.CONTACT_TEACHER, lead)
    if plan.deputy is not None:
        _name_deputy(world, cluster_id, plan, lead)
    with world.then(days=-2):
        for school, side in plan.invited:
            _invite(world, cluster_id, school, lead, side=side)
    return cluster_id


def _invite(world: World, cluster_id: uuid.UUID, school: str, lead: str, **words: Any) -> uuid.UUID:
    words = {"message": "We think your school would fit well. Shall we talk?", **words}
    cluster = queries.get_cluster(cluster_id)
    invited = world.do(services.invite_school, cluster, by=lead, school_id=world.schools[school].id, **words)
    membership_id: uuid.UUID = invited.id
    return membership_id


def _take_in(world: World, cluster_id: uuid.UUID, school: str, lead: str, **words: Any) -> None:
    invited = _invite(world, cluster_id, school, lead, **words)
    membership = queries.get_membership(cluster_id, invited)
    world.do(services.join_cluster, membership, by=_speaker(world, school))


def _accept(world: World, cluster_id: uuid.UUID, kind: OfficeKind, who: str) -> None:
    nominee = queries.get_cluster(cluster_id).nominee(kind)
    if nominee is not None:
        world.do(services.accept_office, queries.get_office(cluster_id, nominee.id), by=who)


def _name_deputy(world: World, cluster_id: uuid.UUID, plan: Plan, lead: str) -> None:
    deputy = str(plan.deputy)
    school = next(s for s in plan.schools if _speaker(world, s) == deputy)
    person_id = world.people[deputy].id
    with world.then(days=-plan.days + 12):
        cluster = queries.get_cluster(cluster_id)
        school_id = world.schools[school].id
        office = world.do(
            services.nominate, cluster, by=lead, kind=OfficeKind.DEPUTY, school_id=school_id, person_id=person_id
        )
        office_id = office.id
        for other in plan.schools[1:]:
            words = {"school_id": world.schools[other].id, "agrees": True}
            nomination = queries.get_office(cluster_id, office_id)
            world.do(services.back_nomination, nomination, by=_speaker(world, other), **words)
        _accept(world, cluster_id, OfficeKind.DEPUTY, deputy)


def _replace(world: World, cluster_id: uuid.UUID) -> None:
    """A school of the trio left, and another took its place."""
    with world.then(days=-160):
        _take_in(world, cluster_id, "castle", "lead2")
    school_id = world.schools["castle"].id
    with world.then(days=-70):
        membership = queries.live_membership(cluster_id, school_id)
        if membership is None:
            raise LookupError("castle has not joined")
        membership = queries.get_membership(cluster_id, membership.id)
        leaving_on = clock.today() + timedelta(days=10)
        words = {"leaving_on": leaving_on, "reason": "We go on with a school in our own valley."}
        world.do(services.give_notice, membership, by="contact7", **words)
        membership_id = membership.id
    with world.then(days=-60):
        membership = queries.get_membership(cluster_id, membership_id)
        vacancy = world.do(services.complete_leaving, membership, by="contact7")
        vacancy_id = vacancy.id
    with world.then(days=-50):
        place = queries.get_vacancy(cluster_id, vacancy_id)
        invited = world.do(services.invite_into_vacancy, place, by="lead2", school_id=world.schools["fen"].id)
        membership = queries.get_membership(cluster_id, invited.id)
        world.do(services.join_cluster, membership, by="contact6")


def _evidence(world: World, cluster_id: uuid.UUID) -> None:
    headings = {h.code: h.id for h in evidence_queries.list_headings()}
    for position, (code, who, school, state, claim, text, link, due) in enumerate(EVIDENCE):
        with world.then(days=-100 + position):
            due_on = clock.today() + timedelta(days=due + 100 - position) if state == INTEND else None
            cluster = queries.get_cluster(cluster_id)
            world.do(
                evidence.add_item,
                cluster,
                by=who,
                heading_id=headings[code],
                school_id=world.schools[school].id,
                status=state,
                claim=claim,
                text=text,
                link=link,
                due_on=due_on,
            )
    with world.then(days=-80):
        cluster = queries.get_cluster(cluster_id)
        words = {"heading_id": headings["whole_school_support"], "school_id": world.schools["mill"].id}
        intended = world.do(
            evidence.add_item,
            cluster,
            by="contact",
            status=INTEND,
            claim="Time in the timetable for the link teacher",
            due_on=clock.today() + timedelta(days=40),
            **words,
        )
        intended_id = intended.id
    with world.then(days=-45):
        item = evidence_queries.get_item(cluster_id, intended_id)
        text = "One lesson a week since half-term."
        world.do(evidence.fulfil_intention, item, by="contact", done_on=clock.today(), text=text)


def _letters(world: World, cluster_id: uuid.UUID) -> None:
    """One letter of support that was given, one that is asked for."""
    headings = {h.code: h.id for h in evidence_queries.list_headings()}
    tokens: list[str] = []

    def keep(_kind: str, _statement: SupporterStatement, token: str) -> None:
        tokens.append(token)

    with world.then(days=-40):
        museum = {"organisation": "Marlbury Museum", "organisation_kind": "museum", "email": "curator@museum.example"}
        cluster = queries.get_cluster(cluster_id)
        words: dict[str, Any] = {"heading_id": headings["local_support"], "write": keep, **museum}
        world.do(evidence.ask_statement, cluster, by="lead", **words)
    with world.then(days=-35):
        link = live_link(tokens[-1], LinkPurpose.GIVE_STATEMENT)
        statement = evidence_queries.statement_of_link(link.subject_id if link else None)
        if link is None or statement is None:
            raise LookupError("the letter was not asked for")
        perform(
            evidence.give_statement,
            link,
            by=SYSTEM,
            shown=mark_of(statement.text_shown),
            name="Petra Lindgren-Shaw",
            post="Curator of learning",
            organisation="Marlbury Museum",
            how_known="Classes of all four schools come to our river gallery each year.",
            what_supported="The theme suits our collection, and the schools already plan together.",
            what_offered="A room for meetings, and objects to lend.",
            write=keep,
        )
    with world.then(days=-1):
        group = {
            "organisation": "Lakeside Families",
            "organisation_kind": "diaspora",
            "email": "office@lakeside.example",
        }
        cluster = queries.get_cluster(cluster_id)
        words = {"heading_id": headings["diaspora_links"], "write": letters.write, **group}
        world.do(evidence.ask_statement, cluster, by="lead", **words)

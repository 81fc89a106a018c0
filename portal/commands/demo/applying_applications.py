"""Programmes, rounds and applications of the demonstration: a round that is open, one in review, one that was decided, one that waits for the desk.

`world.made["round"]`: open, review, decided, desk. `world.made["application"]`: open (partly signed; Mill Lane's head still has to sign), and lists
under review, decided and desk, all submitted, for the reviews to go on from.
"""

import uuid
from datetime import time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import content, queries, services
from portal.applying.applications.models import Application
from portal.applying.programmes import queries as programme_queries
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Programme, Round
from portal.commands.demo import applying_forms, applying_headings, applying_welsh
from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.models import Cluster, Office, OfficeKind, OfficeStatus
from portal.forming.evidence.models import EvidenceHeading, EvidenceItem, EvidenceStatus

LAST_TO_SIGN = "mill"
PROGRAMME = "Linked Schools Programme"
BEFORE_IT_OPENS = 3
"""So many days before it opens a round is planned and published."""
BEFORE_THE_START = (
    "Does every school of your cluster know that you apply?",
    "Can each school give the work two hours a month?",
)
ANSWERS = (
    (
        "Our schools share a valley, a bus route and, in the end, the same pupils. What one school begins the next one continues.",
        "Each school leads one term. When a teacher is away the school next on our list steps in; we agreed this before we wrote anything else.",
    ),
    (
        "Pupils here walk past the river every day and know little of where its water comes from. A survey in four classes told us so.",
        "The round asks for links between daily life here and abroad. Water is the plainest one we know.",
    ),
    (
        "Autumn: letters and maps. Spring: a shared measuring week. Summer: an exhibition in each school, shown to the others by video.",
        "The back-up teacher named for each activity takes it with our class; for a live call, the neighbouring school does.",
    ),
    (
        "Pupils can explain one thing they learned from a class abroad. We ask the same five questions in September and in July.",
        "Every task has a version with pictures and one with sounds. The special school in our cluster tries each of them first.",
    ),
    ("We hope to be asked as often as we are told.",),
    ("Postage and materials 400 pounds, measuring sets 900 pounds, two days of cover for each school 1,600 pounds.",),
)


def load(world: World) -> None:
    """Lay it all out, once. Where it is there already, `made` says that there is nothing to go on from."""
    world.made["round"], world.made["application"] = {}, {"open": None, "review": [], "decided": [], "desk": []}
    if session().scalar(sa.select(Programme.id).where(Programme.name == PROGRAMME)) is not None:
        return
    session().commit()
    made = world.do(
        programmes.make_programme,
        by="manager",
        name=PROGRAMME,
        summary="Small grants for clusters of schools that want to learn with schools abroad, and keep at it.",
    )
    world.made["round"] = {
        "decided": plan(world, made.id, "First round", opens=-110, closes=-80, least=2),
        "review": plan(world, made.id, "Second round", opens=-50, closes=-20, least=2),
        "desk": plan(world, made.id, "Small steps: one visit, one letter", opens=-30, closes=-4, least=2),
        "open": plan(world, made.id, "Third round: water, food, home", opens=-7, closes=21, least=3),
    }
    world.made["application"] = {
        "decided": submitted(world, "decided", ("beacon", "ysgol"), day=-85),
        "review": submitted(world, "review", ("ysgol", "beacon", "hill", "himal"), day=-26),
        "desk": submitted(world, "desk", ("himal", "beacon", "ysgol"), day=-9),
        "open": _partly_signed(world),
    }
    applying_headings.load(world, made.id)


def plan(world: World, programme_id: uuid.UUID, name: str, *, opens: int, closes: int, least: int) -> uuid.UUID:
    round_id = begun(
        world,
        programme_id,
        name,
        opens=opens,
        closes=closes,
        theme_direction="Daily life here and there: water, food, home. Any theme that pupils of both sides can touch is welcome.",
        guidance="Write as you would speak to a colleague. No form of cluster is better than another, and you need not have worked together before.",
        min_schools=least,
        required_headings=_headings_of(led_by(world, "hill")) if name.startswith("Third") else [],
    )
    with world.then(days=opens - BEFORE_IT_OPENS):
        if opens <= 0 < closes:
            applying_forms.add_questions(world, round_id)
            _ask_before_the_start(world, round_id)
            applying_welsh.give(world, round_id)
        publish(world, round_id)
    return round_id


def begun(world: World, programme_id: uuid.UUID, name: str, *, opens: int, closes: int, **more: Any) -> uuid.UUID:
    """A round that is not published yet; it opens and closes so many days from today. `more`: its words, and what is not as in most rounds."""
    today = clock.today()
    usual = {"min_schools": 2, "max_schools": 8, "min_overseas": 0, "required_headings": [], "lead_signs_first": True}
    with world.then(days=opens - BEFORE_IT_OPENS):
        planned: Round = world.do(
            programmes.plan_round,
            by="manager",
            programme_id=programme_id,
            name=name,
            opens_on=today + timedelta(days=opens),
            opens_time=time(9, 0),
            closes_on=today + timedelta(days=closes),
            closes_time=time(23, 59),
            zone="Europe/London",
            **{**usual, **more},
        )
        round_id: uuid.UUID = planned.id
    session().commit()
    return round_id


def publish(world: World, round_id: uuid.UUID) -> None:
    """The round is there for everybody to read."""
    world.do(programmes.publish_round, programme_queries.get_round_whole(round_id), by="manager")


def _ask_before_the_start(world: World, round_id: uuid.UUID) -> None:
    planned = programme_queries.get_round(round_id)
    rules = ("themes", "countries", "home_per_overseas", "needs_deputy", "needs_declarations", "most_money")
    world.do(
        programmes.set_entry_rules,
        planned,
        by="manager",
        read_version=planned.version,
        entry_questions=BEFORE_THE_START,
        **{name: getattr(planned, name) for name in rules},
    )


def _headings_of(cluster: Cluster | None) -> list[str]:
    """Three headings under which the cluster has something, so that the demonstration can go on to be submitted."""
    if cluster is None:
        return []
    query = (
        sa.select(EvidenceHeading.code)
        .where(
            EvidenceHeading.id.in_(
                sa.select(EvidenceItem.heading_id).where(
                    EvidenceItem.cluster_id == cluster.id, EvidenceItem.status == EvidenceStatus.EVIDENCE
                )
            )
        )
        .order_by(EvidenceHeading.position)
        .limit(3)
    )
    return list(session().scalars(query))


def led_by(world: World, school: str) -> Cluster | None:
    """The cluster that this school leads."""
    query = sa.select(Cluster).join(Office)
    return (
        session()
        .scalars(
            query.where(
                Office.kind == OfficeKind.LEAD_SCHOOL,
                Office.status == OfficeStatus.ACCEPTED,
                Office.school_id == world.schools[school].id,
            ).order_by(Cluster.id)
        )
        .first()
    )


def coordinator(world: World, cluster: Cluster) -> str:
    """The key of the cluster's coordinator."""
    return next(key for key, person in world.people.items() if person.id == cluster.contact_teacher_id)


def submitted(world: World, which: str, schools: tuple[str, ...], *, day: int) -> list[uuid.UUID]:
    """The clusters of these lead schools applied in time, every school having signed."""
    made = []
    for place, school in enumerate(schools):
        cluster = led_by(world, school)
        if cluster is None:
            continue
        with world.then(days=day + place, hour=11):
            application_id = written(world, cluster, world.made["round"][which])
            by = coordinator(world, cluster)
            _ask(world, application_id, by=by)
            _sign(world, application_id)
            world.do(services.submit, fresh(application_id), by=by, number=1, arrived_at=clock.now())
            made.append(application_id)
    return made


def _partly_signed(world: World) -> uuid.UUID | None:
    cluster = led_by(world, "hill")
    if cluster is None:
        return None
    with world.then(days=-3, hour=15):
        application_id = written(world, cluster, world.made["round"]["open"])
        if cluster.lead_school_id is not None:
            applying_forms.answer(
                world, application_id, by=coordinator(world, cluster), school_id=cluster.lead_school_id
            )
        _ask(world, application_id, by=coordinator(world, cluster))
    with world.then(days=-1, hour=9):
        _sign(world, application_id, but=LAST_TO_SIGN)
    return application_id


def fresh(application_id: uuid.UUID) -> Application:
    session().commit()
    session().expire_all()
    return queries.get_application(application_id)


def written(world: World, cluster: Cluster, round_id: uuid.UUID) -> uuid.UUID:
    by = coordinator(world, cluster)
    school_id = cluster.lead_school_id
    application_id: uuid.UUID = world.do(
        services.start_application, cluster, by=by, round_id=round_id, entry={1: True, 2: True}
    ).id
    draft = queries.load_draft(fresh(application_id))
    if draft is None or school_id is None:
        raise LookupError("the application that was just started has no draft")
    work = [
        (
            held.section.id,
            {q.id: (text, draft.version_of(q)) for q, text in zip(held.questions, texts, strict=True)},
        )
        for held, texts in zip(draft.sections, ANSWERS, strict=False)
        if not held.section.partner_only
    ]
    for section_id, answers in work:
        world.do(
            services.save_section,
            fresh(application_id),
            by=by,
            section_id=section_id,
            answers=answers,
            school_id=school_id,
        )
    return application_id


def _ask(world: World, application_id: uuid.UUID, *, by: str) -> None:
    world.do(services.ask_signatures, fresh(application_id), by=by)


def _sign(world: World, application_id: uuid.UUID, *, but: str | None = None) -> None:
    keys = {school.id: key for key, school in world.schools.items()}
    heads: dict[str, Any] = world.made["head"]
    for school_id in [m.school_id for m in content.members(fresh(application_id).cluster)]:
        key = keys[school_id]
        if key != but:
            digest = queries.get_sign_off(application_id, school_id).digest
            world.do(services.sign, fresh(application_id), by=heads[key], school_id=school_id, digest=digest)

"""Visits in all their states, and whose turn it is. All invented; every day is relative to today.

Marlbury: a visit to Kisumu that was reported on; one in three weeks, confirmed, on which a teacher of Marlbury High School takes the questions of others along
(asked of Marlbury Hill: teacher@); one from Kisumu in six weeks, whose safety list is half done (lead@, abroad@). Asked of Nepal (abroadlead@): a visit of
Quayside. Orchard House asks Marlbury Hill to swap turns. `world.made["visits"]` gives the ids by title.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.running.visits import models, queries, services
from portal.running.visits.models import CheckState, End, Turn, Visit

PLANNED, AGREED, READY, CONFIRMED, REPORTED, CANCELLED = range(6)


@dataclass(frozen=True)
class Trip:
    """A visit: of which school (and who plans it), to which (and who answers), from which day from today and for how long, who travels, how far it came."""

    cluster: str
    title: str
    purpose: str
    guest: tuple[str, str]
    host: tuple[str, str]
    days: int
    length: int
    travellers: tuple[str, ...]
    until: int
    cost: int | None = None
    currency: str = "GBP"
    pupils: int = 0
    questions: tuple[tuple[str, str, str], ...] = ()
    represented: tuple[str, ...] = ()
    report: str = ""


TRIPS = (
    Trip(
        "marlbury",
        "Five days by the lake",
        "To meet, to teach one lesson together each day, and to write the plan for this year.",
        ("hill", "lead"),
        ("tumaini", "abroad"),
        -96,
        5,
        ("lead", "teacher"),
        REPORTED,
        cost=2600,
        questions=(("mill", "contact", "How do your pupils come to school when it rains?"),),
        represented=("mill",),
        report="We were met at the bus with songs. Each morning we taught one lesson together; the weather stations now count in the same way.\n\n"
        "What comes next: letters about wells in both directions, and a call on the first Tuesday of each month. Please look after the two rain gauges "
        "that we brought back.",
    ),
    Trip(
        "marlbury",
        "A week of science in Kisumu",
        "To see how science is taught with few things, and to bring ideas home for all of us.",
        ("academy", "contact3"),
        ("tumaini", "abroad"),
        23,
        6,
        ("contact3",),
        CONFIRMED,
        cost=1900,
        questions=(("mill", "contact", "Which experiments work without electricity?"), ("mill", "contact", "May we have a photo of the borehole?")),
        represented=("hill", "mill", "orchard"),
    ),
    Trip(
        "marlbury",
        "Two teachers from Kisumu in Marlbury",
        "To see our schools, to meet the parents, and to cook together.",
        ("tumaini", "abroad"),
        ("hill", "lead"),
        44,
        8,
        ("abroad", "abroadhead"),
        AGREED,
        cost=310_000,
        currency="KES",
    ),
    Trip(
        "beacon",
        "Spring in the hills",
        "To visit the three schools in the valley, and to see whether pupils can come next year.",
        ("quay", "contact5"),
        ("himal", "abroadlead"),
        65,
        10,
        ("contact5", "lead2"),
        PLANNED,
        cost=2200,
    ),
    Trip(
        "trilateral",
        "Three days at the harbour",
        "To plan the market project.",
        ("lilas", "lilas"),
        ("quay", "contact5"),
        30,
        3,
        ("lilas",),
        CANCELLED,
        currency="EUR",
        cost=900,
        pupils=12,
    ),
)  # fmt: skip


def load(world: World) -> None:
    """What is there already is left alone."""
    clusters: dict[str, uuid.UUID] = world.made["clusters"]
    made: dict[str, uuid.UUID] = world.made.setdefault("visits", {})
    for trip in TRIPS:
        known = session().scalar(sa.select(Visit.id).where(Visit.title == trip.title))
        session().commit()
        made[trip.title] = known or _Journey(world, clusters[trip.cluster], trip).made()
    if session().scalar(sa.select(sa.exists().where(Visit.afterwards))) is False:
        session().commit()
        _last_year(world, clusters["marlbury"])
    asked = session().scalar(sa.select(sa.exists().where(models.TurnSwap.cluster_id == clusters["marlbury"])))
    session().commit()
    if not asked:
        words: dict[str, Any] = {"turn": Turn.TRAVEL, "other_school_id": world.schools["hill"].id}
        note = "Our bus for wheelchairs is free only in autumn. Could you travel before us?"
        world.do(services.ask_swap, get_cluster(clusters["marlbury"]), by="contact4", note=note, **words)


def _last_year(world: World, cluster_id: uuid.UUID) -> None:
    """A visit from before the cluster was here, written down afterwards."""
    first = clock.today() - timedelta(days=300)
    plan = models.Plan(
        title="First look at the lake",
        purpose="To meet, and to see whether we fit together.",
        school_id=world.schools["orchard"].id,
        host_school_id=world.schools["tumaini"].id,
        starts_on=first,
        ends_on=first + timedelta(days=4),
        travellers=(world.people["teacher3"].id,),
    )
    words = "We saw three lessons and were asked to teach one. Out of this came the letters about fish."
    world.do(services.write_down_visit, get_cluster(cluster_id), by="teacher3", plan=plan, report=words)


class _Journey:
    """One visit, brought as far as its plan says."""

    def __init__(self, world: World, cluster_id: uuid.UUID, trip: Trip) -> None:
        self.world, self.cluster_id, self.trip = world, cluster_id, trip
        self.asked = min(-6, trip.days - 40)  # the day from today on which it was planned
        self.visit_id = uuid.UUID(int=0)  # until it is planned

    def made(self) -> uuid.UUID:
        trip, by = self.trip, self.trip.guest[1]
        with self.world.then(days=self.asked):
            visit: Visit = self.world.do(services.plan_visit, get_cluster(self.cluster_id), by=by, plan=self._plan())
            self.visit_id = visit.id
        if trip.until == CANCELLED:
            with self.world.then(days=self.asked + 2):
                self._do(
                    services.cancel_visit, by, reason="The boats are being repaired. We choose another week together."
                )
        elif trip.until >= AGREED:
            self._agree()
        return self.visit_id

    def _plan(self) -> models.Plan:
        trip, people = self.trip, self.world.people
        first = clock.today() + timedelta(days=trip.days - self.asked)
        return models.Plan(
            title=trip.title,
            purpose=trip.purpose,
            school_id=self.world.schools[trip.guest[0]].id,
            host_school_id=self.world.schools[trip.host[0]].id,
            starts_on=first,
            ends_on=first + timedelta(days=trip.length - 1),
            travellers=tuple(people[key].id for key in trip.travellers),
            pupil_count=trip.pupils,
            cost_cap=trip.cost,
            currency=trip.currency,
        )

    def _load(self) -> Visit:
        return queries.get_visit(self.cluster_id, self.visit_id)

    def _do(self, deed: Any, by: str, **words: Any) -> Any:
        return self.world.do(deed, self._load(), by=by, **words)

    def _agree(self) -> None:
        trip = self.trip
        with self.world.then(days=self.asked + 1):
            self._do(services.agree_visit, trip.host[1])
        with self.world.then(days=self.asked + 2):
            if trip.represented:
                self._represent()
            self._check(End.GUEST, trip.guest[1], all_of_it=trip.until > AGREED)
        if trip.until >= READY:
            with self.world.then(days=self.asked + 3):
                self._check(End.HOST, trip.host[1], all_of_it=True)
                people = ((End.GUEST, trip.guest[1], trip.travellers[0]), (End.HOST, trip.host[1], trip.host[1]))
                for end, by, named in people:
                    self._do(services.name_adult, by, end=end, person_id=self.world.people[named].id)
        if trip.until >= CONFIRMED:
            with self.world.then(days=self.asked + 4):
                self._do(services.confirm_visit, trip.guest[1])
        if trip.until == REPORTED:
            self._come_home()

    def _check(self, end: End, by: str, *, all_of_it: bool) -> None:
        found: Sequence[models.VisitCheck] = [c for c in queries.list_checks(self._load()) if c.end == end]
        keys = [check.id for check in (found if all_of_it else found[:2])]
        session().rollback()
        for key in keys:
            words: dict[str, Any] = {"state": CheckState.DONE, "note": "", "version": 1}
            self.world.do(services.check_item, queries.get_check(self.cluster_id, key), by=by, **words)

    def _represent(self) -> None:
        trip = self.trip
        schools = [self.world.schools[key].id for key in trip.represented]
        delegate = self.world.people[trip.travellers[0]].id
        self._do(services.name_delegate, trip.guest[1], person_id=delegate, school_ids=schools)
        for school, by, question in trip.questions:
            one = next(r for r in self._load().represented if r.school_id == self.world.schools[school].id).id
            session().rollback()
            given = {"question": question, "for_host": True}
            self.world.do(services.give_question, queries.get_represented(self.cluster_id, one), by=by, **given)

    def _come_home(self) -> None:
        trip = self.trip
        with self.world.then(days=trip.days + trip.length + 3):
            questions = [question.id for question in queries.list_questions(self._load())]
            session().rollback()
            for key in questions:
                answer = "On foot, and late. On such days lessons begin an hour later, and nobody is scolded."
                question = queries.get_question(self.cluster_id, key)
                self.world.do(services.bring_answer, question, by=trip.travellers[0], answer=answer, version=1)
            self._do(services.report_visit, trip.guest[1], words=trip.report)

"""A larger cluster over two others, with a notice. All invented."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.backing.models import Help
from portal.forming.backing.services import note_support
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import Cluster, OfficeKind
from portal.forming.clusters.queries import get_cluster, get_office
from portal.forming.formality.models import Level
from portal.forming.formality.services import choose_level
from portal.running.groups import queries as groups
from portal.running.groups.models import Way
from portal.running.groups.services import answer, ask, write_notice
from portal.running.ledger import services as ledger
from portal.running.ledger.money import Paid
from portal.running.ledger.queries import get_purse
from portal.running.responsibility import queries as transfers
from portal.running.responsibility import services as responsibility
from portal.running.responsibility.models import Phase
from portal.running.things import queries as thing_queries
from portal.running.things import services as things
from portal.running.things.models import ThingKind, Topic

COUNTY = "Marlbury and Beacon Schools Together"


def load(world: World) -> None:
    """Make what is not there yet, after the clusters and what they do."""
    known = session().scalar(sa.select(Cluster.id).where(Cluster.name == COUNTY))
    session().commit()
    world.made["clusters"]["county"] = county = known or _county(world)
    if known is not None:
        return
    with world.then(days=-30):
        world.do(choose_level, get_cluster(county), by="lead", version=0, level=Level.CONSORTIUM)
    _money(world, county)
    _support(world)
    _things(world)
    _handing_over(world)


def _county(world: World) -> uuid.UUID:
    """Started by the coordinator of the rivers, who asks the award trio in."""
    with world.then(days=-40):
        words: dict[str, Any] = {
            "name": COUNTY,
            "theme": "What our clusters share",
            "rationale": "Two clusters share dates, a bus and a science kit.",
        }
        made = world.do(clusters.start_cluster, by="lead", school_id=world.schools["hill"].id, **words)
        county: uuid.UUID = made.id
    with world.then(days=-39):
        marlbury = get_cluster(world.made["clusters"]["marlbury"]).name
        world.do(ask, get_cluster(county), by="lead", name=marlbury, as_child=False)
        beacon = get_cluster(world.made["clusters"]["beacon"])
        asked = {"name": beacon.name, "as_child": False, "words": "One calendar for both, and a fair in May."}
        link_id = world.do(ask, get_cluster(county), by="lead", **asked).id
    with world.then(days=-37):
        world.do(answer, groups.get_link(beacon.id, link_id), by="lead2", agrees=True)
        for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
            nominee = get_cluster(county).nominee(kind)
            if nominee is not None:
                world.do(clusters.accept_office, get_office(county, nominee.id), by="lead")
    with world.then(days=-3):
        words = {
            "title": "Science fair in May",
            "words": "Which Friday suits your schools? Please tell us within two weeks.",
        }
        world.do(write_notice, get_cluster(county), by="lead", way=Way.DOWN, **words)
    return county


def _money(world: World, county: uuid.UUID) -> None:
    """The school of the coordinator keeps the money: a grant, contributions, a bus shared by both, and a bill that waits for a second person."""
    hill, beacon = world.schools["hill"].id, world.schools["beacon"].id
    with world.then(days=-29):
        words: dict[str, Any] = {"school_id": hill, "currency": "GBP", "limit_minor": 20_000}
        world.do(ledger.open_purse, get_cluster(county), by="lead", **words)
    entries: tuple[tuple[int, Any, dict[str, Any], int, str], ...] = (
        (-28, ledger.take_income, {}, 50_000, "Grant of the river trust"),
        (-27, ledger.pay_in, {"school_id": beacon}, 12_000, "Contribution for the year"),
        (-20, ledger.enter_bill, {}, 18_550, "Bus to the lake"),
        (-15, ledger.enter_bill, {"from_income": True}, 9_995, "Water test kits"),
        (-2, ledger.enter_bill, {}, 31_200, "Hall for the science fair"),
    )
    for days, deed, more, minor, title in entries:
        with world.then(days=days):
            paid = Paid(minor, "GBP", title, clock.today())
            world.do(deed, get_purse(county), by="lead", paid=paid, **more)


def _support(world: World) -> None:
    """One body supports the rivers now, another one did."""
    cluster_id: uuid.UUID = world.made["clusters"]["marlbury"]
    today = clock.today()
    for agency, kind, start, end in (
        ("Marlbury Rivers Trust", Help.MATERIALS, -150, 215),
        ("Lakeland University", Help.TRAINING, -190, -20),
    ):
        with world.then(days=-100):
            words = {"agency": agency, "kind": kind, "from_on": today + timedelta(days=start)}
            until_on = today + timedelta(days=end)
            world.do(note_support, get_cluster(cluster_id), by="lead", until_on=until_on, **words)


def _things(world: World) -> None:
    """Three things of the rivers, one of them lent; a shared teacher; what three schools need and offer."""
    cluster_id: uuid.UUID = world.made["clusters"]["marlbury"]
    hill, mill, academy = (world.schools[key].id for key in ("hill", "mill", "academy"))
    kinds: tuple[tuple[str, uuid.UUID, ThingKind, str, bool], ...] = (
        ("lead", hill, ThingKind.KIT, "Water test kits, class set", False),
        ("contact3", academy, ThingKind.LIBRARY, "Atlas of rivers, 30 copies", False),
        ("contact", mill, ThingKind.SKILL, "Teaches Swahili songs", True),
        ("contact3", academy, ThingKind.PERSON, "Science technician", False),
    )
    made: list[uuid.UUID] = []
    with world.then(days=-60):
        for who, school_id, kind, name, is_me in kinds:
            words: dict[str, Any] = {"school_id": school_id, "kind": kind, "name": name, "is_me": is_me}
            made.append(world.do(things.add_thing, get_cluster(cluster_id), by=who, **words).id)
    with world.then(days=-59):
        week = {1: academy, 2: academy, 3: hill, 4: mill, 5: None}
        world.do(things.share_week, thing_queries.get_thing(cluster_id, made[3]), by="contact3", version=1, week=week)
    with world.then(days=-10):
        today = clock.today()
        dates = {"from_on": today + timedelta(days=2), "due_on": today + timedelta(days=24)}
        thing = thing_queries.get_thing(cluster_id, made[0])
        loan_id = world.do(things.ask, thing, by="contact", school_id=mill, **dates).id
    for days, deed in ((-9, things.promise), (-8, things.hand_out)):
        with world.then(days=days):
            world.do(deed, thing_queries.get_loan(cluster_id, loan_id), by="lead")
    wants = (
        ("lead", hill, (Topic.LANGUAGES, Topic.ICT), (Topic.SCIENCE,)),
        ("contact", mill, (Topic.SCIENCE, Topic.TRANSPORT), (Topic.ARTS, Topic.LANGUAGES)),
        ("contact3", academy, (Topic.READING,), (Topic.SCIENCE, Topic.ROOMS, Topic.ICT)),
    )
    with world.then(days=-50):
        for who, school_id, needs, offers in wants:
            said: dict[str, Any] = {"school_id": school_id, "needs": needs, "offers": offers}
            world.do(things.say_wants, get_cluster(cluster_id), by=who, **said)


def _handing_over(world: World) -> None:
    """What a university did for the core cluster passes to the authority; the training is over, in transition the meetings still wait for it."""
    cluster_id: uuid.UUID = world.made["clusters"]["marlbury"]
    today = clock.today()
    with world.then(days=-80):
        words: dict[str, Any] = {"body": "Lakeland University", "authority": "Marlbury County"}
        review_on = today + timedelta(days=200)
        key = world.do(responsibility.begin, get_cluster(cluster_id), by="lead", review_on=review_on, **words).id
        tasks = (
            ("Train new teachers each autumn", Phase.TRAINING, 60),
            ("Call the meetings", Phase.TRANSITION, 300),
            ("Pay for the science kits", Phase.MAINTENANCE, 600),
        )
        for title, phase, days in tasks:
            due_on = today + timedelta(days=days)
            transfer = transfers.get_transfer(cluster_id, key)
            world.do(responsibility.plan_task, transfer, by="lead", title=title, phase=phase, due_on=due_on)
    with world.then(days=-70):
        terms: dict[str, Any] = {"official": "Office of primary education", "committed_on": clock.today()}
        funding = {today.year: 100, today.year + 1: 60, today.year + 2: 20, today.year + 3: 0}
        transfer = transfers.get_transfer(cluster_id, key)
        more = {"version": 1, "review_on": review_on, "funding": funding}
        world.do(responsibility.change_terms, transfer, by="lead", **more, **terms)
    with world.then(days=-69):
        world.do(responsibility.open_gate, transfers.get_transfer(cluster_id, key), by="lead")
    with world.then(days=-21):
        waits = transfers.get_transfer(cluster_id, key).waiting(Phase.TRAINING)
        task = transfers.get_task(cluster_id, waits[0].id)
        world.do(responsibility.take_over, task, by="lead", taken_by="Office of primary education, teacher training")
    with world.then(days=-20):
        world.do(responsibility.open_gate, transfers.get_transfer(cluster_id, key), by="lead")

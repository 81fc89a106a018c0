"""Schools that wait: one flagged, one abroad with a document and a vouch, one that is to be looked at again. All invented.

- `quiet` (waits): the head's address is not at the website's domain
- `mto` (waits, Tanzania): invited by name into `marlbury` as a partner school; `contact` of mill vouched for it; its ministry's letter is on file
- `ridge` (verified): to be looked at again
- `lapwing` (on hold): nobody at the number in the register knows who writes for it
"""

import io
from datetime import timedelta

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock, storage
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.forming.clusters import queries as clusters
from portal.forming.clusters import services as forming
from portal.forming.clusters.models import Side
from portal.forming.evidence import letters
from portal.forming.evidence import queries as evidence
from portal.forming.evidence import services as letters_of_support
from portal.identity.organisations import services as organisations
from portal.identity.organisations.models import OrganisationKind
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.identity.verification import services
from portal.identity.verification.models import FlagKind, Vouch
from portal.running.vouches import queries as vouches
from portal.running.vouches import services as vouching

LETTER = b"Mwanza district education office\n\nThis letter confirms that Shule ya Msingi Mto Wetu is a public primary school.\n"
MOST_BYTES = 1024 * 1024
ORGANISATIONS = (
    (OrganisationKind.AUTHORITY, "Marlbury", "990", "GB"),
    (OrganisationKind.AUTHORITY, "Otherham", "991", "GB"),
    (OrganisationKind.EDUCATION_CENTRE, "Marlbury Global Learning Centre", None, "GB"),
    (OrganisationKind.MUSEUM, "Museum of the River, Marlbury", None, "GB"),
    (OrganisationKind.COMMUNITY, "Otherham Neighbours", None, "GB"),
    (OrganisationKind.DIASPORA, "Lakeside Families Association", None, "GB"),
    (OrganisationKind.DISTRICT_OFFICE, "Mwanza District Education Office", None, "TZ"),
)


def load(world: World) -> None:
    """Make what is not there yet."""
    if session().scalar(sa.select(Vouch.id).where(Vouch.school_id == world.schools["mto"].id)) is not None:
        return
    world.do(_flag_quiet, world=world)
    _vouch_for_mto(world)
    world.do(_look_again, world=world)
    for kind, name, code, country in ORGANISATIONS:
        world.do(_enter, kind=kind, name=name, code=code, country=country)
    _ask_the_authority(world)
    school = schools.get_school(world.schools["lapwing"].id)
    why = "The office at the number in the register does not know the person who writes for the school. Please telephone us."
    world.do(services.suspend_school, school, by="manager", reason=why, hides_posts=False)


def _ask_the_authority(world: World) -> None:
    """So that its officer (authority@) has a letter of support to see."""
    cluster = clusters.get_cluster(world.made["clusters"]["marlbury"])
    heading = next(h for h in evidence.list_headings() if h.code == "local_support")
    words = {"organisation": "Marlbury", "organisation_kind": "authority", "email": "education@marlbury.example"}
    world.do(letters_of_support.ask_statement, cluster, by="lead", heading_id=heading.id, write=letters.write, **words)


def _enter(*, by: Actor, kind: OrganisationKind, name: str, code: str | None, country: str) -> None:
    made = organisations.add_organisation(by=SYSTEM, kind=kind, name=name, country=country)
    made.code = code


def _flag_quiet(*, by: Actor, world: World) -> None:
    school = schools.get_school(world.schools["quiet"].id)
    services.flag_school(school, FlagKind.HEAD_ADDRESS, by=SYSTEM, detail="demo.example / 900011.school.example")
    waits_since = clock.now() - timedelta(days=9)
    looks = sa.update(Duty).where(Duty.kind == DutyKind.VERIFY_SCHOOL, Duty.subject_id == school.id)
    session().execute(looks.values(created_at=waits_since, due_at=waits_since + timedelta(days=7)))


def _vouch_for_mto(world: World) -> None:
    mto, marlbury = world.schools["mto"].id, world.made["clusters"]["marlbury"]
    upload = storage.receive(io.BytesIO(LETTER), "letter.txt", field="file", most_bytes=MOST_BYTES)
    words = "Letter of the district education office"
    world.do(services.add_evidence, schools.get_school(mto), by="waiting3", words=words, upload=upload)
    river = clusters.get_cluster(marlbury)
    message = "Amani told us about you. Please look at our board."
    world.do(forming.invite_school, river, by="lead", school_id=mto, side=Side.PARTNER, message=message)
    how = "Our deputy head taught there in 2019, and we telephoned its head last week."
    world.do(vouching.vouch, vouches.get_waiting_school(marlbury, mto), by="contact", how_known=how)


def _look_again(*, by: Actor, world: World) -> None:
    services.ask_to_see_again(session().get_one(School, world.schools["ridge"].id), by=SYSTEM, why="staff_asked")

"""Schools that can be found: three dozen all over the world beside those of the other modules, each with what it says of itself; requests in each state."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.finding_places import OF_THE_OTHERS, PLACES, Listed
from portal.commands.demo.people import DOMAIN
from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.forming.approaches import services as approaches
from portal.forming.approaches.models import PartnershipRequest
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.finding import services
from portal.identity.finding.queries import get_listing
from portal.identity.finding.services.listing import FACTS
from portal.identity.profiles import queries as profiles
from portal.identity.profiles.models import Looking, Setting
from portal.identity.profiles.services import begin_record, say_looking, set_tags
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
    VerificationLevel,
)


def load(world: World) -> None:
    """Lay the schools; what is there already is left alone."""
    world.do(_load, world=world)
    _ask(world)


# who asks whom (both by the key of the school), as whom, how many days ago, for what, and what became of it
REQUESTS = (
    ("ridge", "baraka", "contact8", 2, "Pictures and letters about two seas", "open"),
    ("amani", "ridge", "amani", 4, "Photographs of what we eat", "open"),
    ("ysgol", "kelso", "lead3", 9, "Songs in two small languages", "accepted"),
    ("harbour", "adom", "harbour", 12, "Trade, then and now", "accepted"),
    ("ridge", "sakura", "contact8", 30, "A short film about a school day", "declined"),
    ("lough", "lotus", "lough", 40, "Living together in two places", "expired"),
    ("tilleul", "ridge", "tilleul", 15, "Letters in English and French", "withdrawn"),
)


def _ask(world: World) -> None:
    """Requests in each state."""
    if session().scalar(sa.select(PartnershipRequest.id).limit(1)) is not None:
        return
    session().rollback()
    for asking, asked, as_whom, days, proposal, became in REQUESTS:
        with world.then(days=-days):
            made = world.do(
                approaches.ask_school,
                get_listing(world.schools[asked].id),
                by=as_whom,
                school_id=world.schools[asking].id,
                proposal=proposal,
                message=f"{proposal}: we would like to try this with you. We are teachers of {world.schools[asking].name}. What do you think?",
            )
        by = asked if asked in OF_THE_PLACES else world.made["contact"][asked]
        with world.then(days=-days + (22 if became == "expired" else 1)):
            match became:
                case "accepted":
                    world.do(approaches.accept_request, made, by=by)
                case "declined":
                    reason = "Thank you! We have a partner until March. Please ask us again in April."
                    world.do(approaches.decline_request, made, by=by, reason=reason)
                case "withdrawn":
                    world.do(approaches.withdraw_request, made, by=as_whom)
                case "expired":
                    world.do(approaches.expire_request, made)


OF_THE_PLACES = frozenset(place.key for place in PLACES)


def _load(*, by: Any, world: World) -> None:
    password_hash = world.people["lead"].password_hash
    for place in PLACES:
        _lay(place, world, password_hash)
    for key, said in OF_THE_OTHERS.items():
        school = session().get_one(School, world.schools[key].id)
        _describe(school, {**said}, by=by)
        services.keep_listing(school)
    for school in world.schools.values():
        services.keep_listing(session().get_one(School, school.id), is_alive=False)


def _lay(place: Listed, world: World, password_hash: str | None) -> None:
    address = f"contact.{place.key}@{DOMAIN}"
    there = session().scalar(sa.select(Person).where(Person.email == address))
    if there is not None:
        member = session().scalar(sa.select(SchoolMember).where(SchoolMember.person_id == there.id))
        if member is not None:
            world.schools[place.key], world.people[place.key] = session().get_one(School, member.school_id), there
        return
    school = School(
        name=place.name,
        town=place.town,
        country=place.country,
        nation=place.nation,
        zone=place.zone,
        phase=place.phases[0],
        authority_code=place.authority[0],
        authority_name=place.authority[1],
        status=SchoolStatus.VERIFIED,
        verification_level=VerificationLevel.DOCUMENT_SEEN,
        head_email=f"head.{place.key}@{DOMAIN}",
        head_name="The head",
        evidence_named="Letter of the education office, seen on paper.",
        head_confirmed_at=clock.now(),
        verified_at=clock.now(),
    )
    person = Person(
        name=place.contact, email=address, password_hash=password_hash, status=PersonStatus.ACTIVE, zone=place.zone,
        confirmed_at=clock.now(), is_demonstration=True,
    )  # fmt: skip
    session().add_all([school, person])
    session().flush()
    session().add(SchoolMember(school_id=school.id, person_id=person.id, status=MemberStatus.MEMBER, job="Teacher"))
    session().add(SchoolFunction(school_id=school.id, person_id=person.id, function=Function.CONTACT))
    said = {
        "ages": place.ages,
        "pupils": place.pupils,
        "setting": place.setting,
        "looking": place.looking,
        "wish": place.wish,
    }
    _describe(school, {**said, **place.said()}, by=person)
    listing = services.keep_listing(school)
    listing.partners_wanted = place.wanted
    listing.reply_hours = place.answers
    listing.active_at -= timedelta(days=place.silent or _spread(school.id))
    session().flush()
    world.schools[place.key], world.people[place.key] = school, person


def _spread(school_id: uuid.UUID) -> int:
    """Nought to twenty days ago."""
    return school_id.int % 21


def _describe(school: School, said: Mapping[str, Any], *, by: Any) -> None:
    """What the school says of itself, as far as it has not said it yet."""
    profile = begin_record(school, by=by)
    if profile.looking_at is not None:
        return
    profile.low_age, profile.high_age = said["ages"]
    profile.pupils = said["pupils"]
    profile.setting = Setting(said["setting"])
    say_looking(school, by=by, looking=Looking(said["looking"]), looking_for=said.get("wish", ""))
    for name, kind in FACTS.items():
        if name in said and (name in ("phases", "languages") or not profiles.tags_of(school.id, kind)):
            set_tags(school, kind, said[name])

"""Registering a school: from an entry of a register, or without one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from babel import Locale

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.moments import is_zone
from portal.core.text import fold_email
from portal.core.workflow import claim
from portal.identity.accounts import queries as accounts
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools import events, queries
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
)
from portal.identity.schools.queries import FoundEntry
from portal.identity.schools.services.confirmation import Write, ask_for_confirmation, send_link_to_head
from portal.identity.schools.services.verification import make_findable
from portal.identity.schools.services.versions import stale

MOST_WAITING = 3
on_registered: list[Callable[..., object]] = []
"""Rooms beside this one: `begin(school, *, by)`, called inside the deed by which a school is registered."""

NATIONS = {"England": "GB-ENG", "Northern Ireland": "GB-NIR", "Scotland": "GB-SCT", "Wales": "GB-WLS"}


@dataclass(frozen=True)
class Head:
    """Who leads the school, and where they are written to."""

    name: str
    email: str


@dataclass(frozen=True)
class Details:
    """What is said of a school that is registered without an entry."""

    name: str
    country: str
    nation: str | None
    town: str
    zone: str
    language: str
    phase: str
    evidence: str
    number: str = ""


def register_from_entry(
    found: FoundEntry, *, by: Actor, job: str, head: Head, zone: str, language: str, write: Write
) -> School:
    """Register the school of this entry. The person becomes its first contact; its head is asked to confirm."""
    entry = found.entry
    if found.school is not None:
        raise RuleBroken(None, _("This school is already registered. Ask to join it instead."))
    if not found.can_be_registered:
        raise RuleBroken(None, _("The register says that this school is closed. Look for the school that follows it."))
    country = _country_of(entry)
    school = School(
        name=entry.name,
        register=entry.register,
        number=entry.number,
        register_entry_id=entry.id,
        country=country,
        nation=NATIONS.get(entry.country_name) if country == "GB" else None,
        town=entry.town,
        postcode=entry.postcode,
        authority_code=entry.authority_code,
        authority_name=entry.authority_name,
        phase=entry.phase,
        type_name=entry.type_name,
        zone=zone,
        language=language,
    )
    return _propose(school, by=by, job=job, head=head, write=write)


def _country_of(entry: RegisterEntry) -> str:
    """The code of the entry's country; the register has only a name for British schools overseas."""
    if entry.country:
        return entry.country[:2]
    for code, name in Locale.parse("en").territories.items():
        if name == entry.country_name and len(code) == 2:
            return str(code)
    raise RuleBroken(
        None, _("The register does not say which country this school is in. Register it without a number.")
    )


def register_abroad(*, by: Actor, details: Details, job: str, head: Head, write: Write) -> School:
    """Register a school that no register here has: abroad, or too new. A person of the programme looks at the evidence that is named."""
    if details.country == "GB" and not details.nation:
        raise RuleBroken("nation", _("Choose the part of the United Kingdom."))
    evidence = details.evidence
    if details.number:
        evidence = _("Ministry number: %(number)s", number=details.number) + "\n" + evidence
    school = School(
        name=details.name,
        country=details.country,
        nation=details.nation if details.country == "GB" else None,
        town=details.town,
        zone=details.zone,
        language=details.language,
        phase=details.phase,
        evidence_named=evidence,
    )
    return _propose(school, by=by, job=job, head=head, write=write)


def _propose(school: School, *, by: Actor, job: str, head: Head, write: Write) -> School:
    me = accounts.get_person(by.id)  # type: ignore[arg-type]
    if not is_zone(school.zone):
        raise RuleBroken("zone", _("Choose the school's time zone."))
    if fold_email(head.email) == me.email:
        raise RuleBroken(
            "head_email",
            _("Give the head's own address, or the address of the school office: the head confirms who acts."),
        )
    if queries.count_proposed_by(by.id) >= MOST_WAITING:
        raise NotAllowedNow(_("You have registered three schools whose heads have not answered. Wait for them first."))
    school.proposed_by_id = by.id
    school.head_name, school.head_email = head.name, fold_email(head.email)
    session().add(school)
    session().flush()
    session().add(SchoolMember(school_id=school.id, person_id=me.id, status=MemberStatus.MEMBER, job=job))
    session().add(SchoolFunction(school_id=school.id, person_id=me.id, function=Function.CONTACT))
    for begin in on_registered:
        begin(school, by=by)
    record(events.SchoolProposed(by_id=by.id, school_id=school.id))
    ask_for_confirmation(school)
    send_link_to_head(school, by=by, write=write)
    return school


def edit_school(school: School, *, by: Actor, version: int, **values: Any) -> None:
    """Change what the contact may change: town, phase, time zone, language. `version` is the one that was read."""
    if not is_zone(values["zone"]):
        raise RuleBroken("zone", _("Choose the school's time zone."))
    if not claim(school, {"version": version}, {**values, "version": version + 1}):
        raise stale(school, tuple(values))
    record(events.SchoolEdited(by_id=by.id, school_id=school.id))
    if school.is_verified:
        make_findable(school)

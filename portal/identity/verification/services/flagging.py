"""Flags: what a person should look at twice. Raised where a fact makes it so, settled by whoever looked."""

import uuid

from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.identity.verification import events, queries
from portal.identity.verification.models import FlagKind, SchoolFlag


def flag_school(
    school: School, kind: FlagKind, *, by: Actor, detail: str = "", person_id: uuid.UUID | None = None
) -> SchoolFlag | None:
    """Say that something should be looked at; None when that was said already and nobody has looked yet."""
    if any(flag.person_id == person_id for flag in queries.open_flags(school.id, kind)):
        return None
    made = SchoolFlag(
        school_id=school.id,
        kind=kind,
        person_id=person_id,
        detail=detail[:200],
        open_key=f"{school.id}:{kind.value}:{person_id or ''}",
    )
    session().add(made)
    session().flush()
    record(
        events.SchoolFlagged(by_id=by.id, school_id=school.id, person_id=person_id, subject_id=made.id, flag=kind.value)
    )
    return made


def look_at_head(school: School) -> SchoolFlag | None:
    """Is the head's address at the domain of the website that the register names? An older flag about another address is settled."""
    for flag in queries.open_flags(school.id, FlagKind.HEAD_ADDRESS):
        _close(flag, by=SYSTEM)
    website = school.entry.website if school.entry is not None else ""
    host = queries.host_of(website)
    if not host or not school.head_email or queries.is_at(school.head_email, [host]):
        return None
    detail = _differing(school.head_email, [host])
    return flag_school(school, FlagKind.HEAD_ADDRESS, by=SYSTEM, detail=detail)


def look_at_register(school: School) -> SchoolFlag | None:
    """Does the register say that this school is open?"""
    entry = school.entry
    if entry is None or (entry.status in ("open", "closing") and entry.missing_since is None):
        return None
    said = "missing" if entry.missing_since is not None else entry.status
    return flag_school(school, FlagKind.REGISTER, by=SYSTEM, detail=said)


def look_at_member(school: School, person: Person) -> SchoolFlag | None:
    """Is this person's address at one of the school's own domains, as far as those are known?"""
    domains = queries.domains_of(school)
    if not domains or queries.is_at(person.email, domains):
        return None
    detail = _differing(person.email, domains)
    return flag_school(school, FlagKind.MEMBER_ADDRESS, by=SYSTEM, detail=detail, person_id=person.id)


def _differing(address: str, domains: list[str]) -> str:
    return f"{address.rpartition('@')[2]} / {', '.join(domains)}"


def settle_flag(flag: SchoolFlag, *, by: Actor) -> None:
    """Someone looked: it is all right."""
    if flag.settled_at is not None:
        raise NotAllowedNow(_("Someone has looked at this already."))
    _close(flag, by=by)


def settle_all(school_id: uuid.UUID, *, by: Actor) -> None:
    """A decision about the school settles everything that was flagged."""
    for flag in queries.open_flags(school_id):
        _close(flag, by=by)


def settle_member(school_id: uuid.UUID, person_id: uuid.UUID | None, *, by: Actor) -> None:
    """The school's contact answered the person: their address is no longer a question."""
    for flag in queries.open_flags(school_id, FlagKind.MEMBER_ADDRESS):
        if flag.person_id == person_id:
            _close(flag, by=by)


def _close(flag: SchoolFlag, *, by: Actor) -> None:
    values = {"settled_at": clock.now(), "settled_by_id": by.id, "open_key": None}
    if claim(flag, {"settled_at": None}, values):
        record(
            events.SchoolFlagSettled(
                by_id=by.id,
                school_id=flag.school_id,
                person_id=flag.person_id,
                subject_id=flag.id,
                flag=flag.kind.value,
            )
        )

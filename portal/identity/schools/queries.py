"""Finding schools, their people, and entries of the registers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import search
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person, PersonStatus
from portal.identity.registers import queries as registers
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
    Verification,
)

ENOUGH_CONTACTS = 2
_LIVE = (SchoolStatus.PROPOSED, SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.VERIFIED, SchoolStatus.SUSPENDED)


@dataclass(frozen=True)
class FoundEntry:
    """An entry of a register, and the school that was registered from it, if one was."""

    entry: RegisterEntry
    school: School | None

    @property
    def can_be_registered(self) -> bool:
        return self.school is None and self.entry.status != "closed" and self.entry.missing_since is None


# schools


def get_school(school_id: uuid.UUID) -> School:
    """The school with its members, their people and functions; for an entry that was merged, the school it is part of. Raises NotFound."""
    loading = (
        selectinload(School.members).joinedload(SchoolMember.person),
        selectinload(School.functions).joinedload(SchoolFunction.person),
        joinedload(School.entry),
        joinedload(School.proposed_by),
    )
    found = session().scalar(sa.select(School).where(School.id == school_id).options(*loading))
    if found is None:
        raise NotFound
    return get_school(found.merged_into_id) if found.merged_into_id is not None else found


def get_school_to_join(school_id: uuid.UUID) -> School:
    """A school that can be joined: one that was neither rejected nor closed. Raises NotFound."""
    found = get_school(school_id)
    if found.status not in _LIVE:
        raise NotFound
    return found


def get_member(school_id: uuid.UUID, member_id: uuid.UUID) -> SchoolMember:
    """A person's standing at this very school. Raises NotFound."""
    query = sa.select(SchoolMember).where(SchoolMember.id == member_id, SchoolMember.school_id == school_id)
    found = session().scalar(query.options(joinedload(SchoolMember.person), joinedload(SchoolMember.school)))
    if found is None:
        raise NotFound
    return found


def schools_of(person: Actor) -> Sequence[SchoolMember]:
    """Where this person is a member, has asked to be one, or was refused lately, oldest first; each with its school."""
    query = (
        sa.select(SchoolMember)
        .where(SchoolMember.person_id == person.id, SchoolMember.status != MemberStatus.ENDED)
        .options(joinedload(SchoolMember.school))
    )
    return session().scalars(query.order_by(SchoolMember.id).limit(50)).all()


def list_verified_schools(words: str = "", after: str | None = None) -> Page[School]:
    """The directory: verified schools by name; those that hold every word, where words are given."""
    query = sa.select(School).where(School.status == SchoolStatus.VERIFIED)
    if words.strip():
        matching = search.matching("school", words, scopes=["schools"])
        if matching is None:
            return Page(items=[], next=None, first=True)
        hits = matching.subquery()
        query = query.where(School.id.in_(sa.select(hits.c.subject_id)))
    return page_by_key(query, School.name, School.id, after=after)


def contacts_of(school_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The people who hold the function of contact, oldest first."""
    return _holders(school_id, Function.CONTACT)


def speakers_of(school_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Contacts and signatory, oldest first."""
    return _holders(school_id, Function.CONTACT, Function.SIGNATORY)


def signing_head(school_id: uuid.UUID) -> Person | None:
    """Who signs for the school now, and has an account that is not on hold or closed (a password is not needed)."""
    query = sa.select(Person).join(SchoolFunction, SchoolFunction.person_id == Person.id)
    query = query.where(
        SchoolFunction.school_id == school_id,
        SchoolFunction.function == Function.SIGNATORY,
        SchoolFunction.ended_on.is_(None),
        Person.status == PersonStatus.ACTIVE,
    )
    return session().scalars(query).one_or_none()


def _holders(school_id: uuid.UUID, *functions: Function) -> Sequence[uuid.UUID]:
    query = sa.select(SchoolFunction.person_id).where(
        SchoolFunction.school_id == school_id,
        SchoolFunction.function.in_(functions),
        SchoolFunction.ended_on.is_(None),
    )
    return list(dict.fromkeys(session().scalars(query.order_by(SchoolFunction.id).limit(50)).all()))


def count_proposed_by(person_id: uuid.UUID | None) -> int:
    """How many schools this person registered that still wait for their head."""
    where = (School.proposed_by_id == person_id, School.status == SchoolStatus.PROPOSED)
    return session().scalar(sa.select(sa.func.count()).select_from(School).where(*where)) or 0


def head_written_to_at(school_id: uuid.UUID) -> datetime | None:
    """When the head was last sent a link."""
    where = (OneTimeLink.purpose == LinkPurpose.CONFIRM_SCHOOL, OneTimeLink.subject_id == school_id)
    return session().scalar(sa.select(sa.func.max(OneTimeLink.created_at)).where(*where))


def latest_decision(school_id: uuid.UUID) -> Verification | None:
    """What the programme last decided about the school."""
    query = sa.select(Verification).where(Verification.school_id == school_id)
    return session().scalar(query.order_by(Verification.id.desc()).limit(1))


def successor_at(school: School, leaver_id: uuid.UUID) -> uuid.UUID | None:
    """Who takes over what someone leaves behind: the school's first contact, else its head; never the leaver."""
    held = [*school.holders(Function.CONTACT), *school.holders(Function.SIGNATORY)]
    return next((f.person_id for f in held if f.person_id != leaver_id), None)


def count_contacts(school: School) -> int:
    """How many people speak for the school: contacts and head with a live account, and who reads the school's mailbox."""
    held = [*school.holders(Function.CONTACT), *school.holders(Function.SIGNATORY)]
    people = {f.person_id for f in held if f.person.status == PersonStatus.ACTIVE}
    return len(people) + bool(school.mailbox_name)


def lacks_a_contact(school: School) -> bool:
    """Is the school in use with fewer than two people who speak for it?"""
    is_used = school.status in (SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.VERIFIED)
    return is_used and count_contacts(school) < ENOUGH_CONTACTS


def list_leaving_before(day: date) -> Sequence[SchoolMember]:
    """Members whose last day is earlier than this day, the earliest first; each with its school."""
    where = (SchoolMember.status == MemberStatus.MEMBER, SchoolMember.leaving_on < day)
    query = sa.select(SchoolMember).where(*where).options(joinedload(SchoolMember.school))
    return session().scalars(query.order_by(SchoolMember.leaving_on, SchoolMember.id).limit(500)).all()


# the registers


def get_entry(entry_id: uuid.UUID) -> FoundEntry:
    """An entry of a register. Raises NotFound."""
    entry = registers.get_entry(entry_id)
    return FoundEntry(entry, _schools_from([entry]).get((entry.register, entry.number)))


def find_entries(words: str, after: str | None = None) -> Page[FoundEntry]:
    """Entries by name, town, postcode (with or without its space) or number, at most 50 at a time, each with its school if it has one here."""
    found = registers.find_entries(words, after=after)
    schools = _schools_from(found.items)
    items = [FoundEntry(entry, schools.get((entry.register, entry.number))) for entry in found.items]
    return Page(items=items, next=found.next, first=found.first)


def with_schools(entries: Sequence[RegisterEntry]) -> list[FoundEntry]:
    """These entries, each with its school if it has one here."""
    found = _schools_from(entries)
    return [FoundEntry(entry, found.get((entry.register, entry.number))) for entry in entries]


def successors_of(entry: RegisterEntry) -> Sequence[RegisterEntry]:
    """The schools that follow a closed one, as far as the register knows them."""
    numbers = registers.list_successors(entry.register, entry.number)
    found = registers.entries_with_numbers(entry.register, numbers)
    following = {
        found[number].id: found[number] for number in numbers if number in found and found[number].id != entry.id
    }
    return list(following.values())[:10]


def _schools_from(entries: Sequence[RegisterEntry]) -> dict[tuple[str, str], School]:
    """The schools that were registered from these entries, or from another entry of the same school (Welsh schools stand in two registers)."""
    known: dict[uuid.UUID | None, tuple[str, str]] = {entry.id: (entry.register, entry.number) for entry in entries}
    fuller = sa.select(School, RegisterEntry.same_as_id).outerjoin(
        RegisterEntry, School.register_entry_id == RegisterEntry.id
    )
    mine = sa.or_(School.number.in_({entry.number for entry in entries}), RegisterEntry.same_as_id.in_(known))
    rows = session().execute(fuller.where(mine, School.status.in_(_LIVE)).order_by(School.id).limit(200))
    return {known.get(same, (school.register or "", school.number or "")): school for school, same in rows}


def schools_being_left(person_id: uuid.UUID) -> set[uuid.UUID]:
    """The schools at which this person's last day is set."""
    where = (SchoolMember.person_id == person_id, SchoolMember.status == MemberStatus.MEMBER)
    query = sa.select(SchoolMember.school_id).where(*where, SchoolMember.leaving_on.is_not(None))
    return set(session().scalars(query.order_by(SchoolMember.school_id).limit(100)))

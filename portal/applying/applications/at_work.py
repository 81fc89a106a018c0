"""Who works on an application: who was asked to write a section, who is in it now, and which schools have somebody who signs."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import checks
from portal.applying.applications.content import DraftSection, members, partners
from portal.applying.applications.models import Application, SectionPresence, SectionWriter
from portal.applying.programmes.models import RoundSection
from portal.core.database import session
from portal.identity.accounts.models import Person
from portal.identity.schools.models import MemberStatus, SchoolFunction, SchoolMember

Place = tuple[uuid.UUID, uuid.UUID | None]
MOST = 500


@dataclass(frozen=True)
class Somebody:
    """A person as these lists name them."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True)
class AtWork:
    """Who was asked to write each section, and who is in it: by section and, where every school answers for itself, by school."""

    writers: dict[Place, Somebody] = field(default_factory=dict)
    present: dict[Place, list[Somebody]] = field(default_factory=dict)
    signing_schools: set[uuid.UUID] = field(default_factory=set)

    def writer(self, held: DraftSection) -> Somebody | None:
        """Who was asked to write this section."""
        return self.writers.get((held.section.id, held.for_school_id))

    def others_in(self, held: DraftSection, person_id: uuid.UUID) -> list[Somebody]:
        """Who else is in this section now."""
        return [one for one in self.present.get((held.section.id, held.for_school_id), []) if one.id != person_id]


def at_work(application: Application, now: datetime) -> AtWork:
    """One statement: who was asked, who is there, and which schools of the cluster have somebody who signs."""
    asked = sa.select(
        SectionWriter.section_id, SectionWriter.for_school_id, Person.id, Person.name, sa.literal("asked").label("what")
    )
    asked = asked.join(Person, Person.id == SectionWriter.person_id)
    there = sa.select(
        SectionPresence.section_id, SectionPresence.for_school_id, Person.id, Person.name, sa.literal("there")
    )
    there = there.join(Person, Person.id == SectionPresence.person_id).where(SectionPresence.until > now)
    signs = checks.signatories(application.cluster.live_memberships()).with_only_columns(
        sa.null(), SchoolFunction.school_id, SchoolFunction.person_id, sa.literal(""), sa.literal("signs")
    )
    all_of_them = sa.union_all(
        asked.where(SectionWriter.application_id == application.id),
        there.where(SectionPresence.application_id == application.id),
        signs,
    ).subquery()
    found = AtWork()
    for section_id, school_id, person_id, name, what in session().execute(
        sa.select(all_of_them).order_by(all_of_them.c.name, all_of_them.c.id).limit(MOST)
    ):
        if what == "signs":
            found.signing_schools.add(school_id)
        elif what == "asked":
            found.writers[section_id, school_id] = Somebody(person_id, name)
        else:
            found.present.setdefault((section_id, school_id), []).append(Somebody(person_id, name))
    return found


def who_may_write(
    application: Application, section: RoundSection, school_id: uuid.UUID | None
) -> Sequence[tuple[uuid.UUID, str, uuid.UUID, str]]:
    """Who can be asked to write a section: (person, name, school, name of the school), by name. `school_id`: of this school alone."""
    side = partners if section.partner_only else members
    schools = {m.school_id: m.school.name for m in side(application.cluster)}
    wanted: Iterable[uuid.UUID] = [school_id] if school_id is not None else schools
    query: Any = (
        sa.select(Person.id, Person.name, SchoolMember.school_id)
        .join(SchoolMember, SchoolMember.person_id == Person.id)
        .where(SchoolMember.school_id.in_(list(wanted)), SchoolMember.status == MemberStatus.MEMBER)
        .order_by(Person.name, Person.id)
        .limit(MOST)
    )
    return [(person, name, school, schools.get(school, "")) for person, name, school in session().execute(query)]


def sections_of_writer(application: Application, person_id: uuid.UUID) -> set[Place]:
    """The sections that a person was asked to write."""
    query = sa.select(SectionWriter.section_id, SectionWriter.for_school_id).where(
        SectionWriter.application_id == application.id, SectionWriter.person_id == person_id
    )
    return {(section_id, school_id) for section_id, school_id in session().execute(query)}

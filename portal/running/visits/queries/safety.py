"""The safety list of a visit: its points, and what stands between it and being confirmed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.running.visits.models import CheckState, End, Lodging, SafetyItem, Visit, VisitCheck

MOST = 100


@dataclass(frozen=True)
class Readiness:
    """How far a visit is from being confirmed. `missing`: in words, for everybody; `later`: what will run out before it ends."""

    checks: Sequence[VisitCheck]
    missing: list[str]
    missing_at: dict[End, int]
    later: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def of(self, end: End) -> list[VisitCheck]:
        """The points that one end looks after."""
        return [check for check in self.checks if check.end == end]


def list_items(*, used: bool | None = None) -> Sequence[SafetyItem]:
    """The programme's safety list, in its order."""
    query = sa.select(SafetyItem)
    if used is not None:
        query = query.where(SafetyItem.is_used == used)
    return session().scalars(query.order_by(SafetyItem.position, SafetyItem.id).limit(MOST)).all()


def get_item(safety_item_id: uuid.UUID) -> SafetyItem:
    """A point of the programme's list. Raises NotFound."""
    found = session().get(SafetyItem, safety_item_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def list_checks(visit: Visit) -> Sequence[VisitCheck]:
    """The points that count for this visit: those about host families only where somebody stays with one."""
    query = sa.select(VisitCheck).where(VisitCheck.visit_id == visit.id)
    if visit.lodging != Lodging.FAMILIES:
        query = query.where(VisitCheck.only_families.is_(False))
    query = query.options(joinedload(VisitCheck.checked_by)).order_by(VisitCheck.position, VisitCheck.id)
    return session().scalars(query.limit(MOST).execution_options(populate_existing=True)).all()


def readiness(visit: Visit) -> Readiness:
    """What is still missing before the visit can be confirmed. Three statements."""
    checks = list_checks(visit)
    open_at = {end: [c for c in checks if c.end == end and c.state == CheckState.OPEN] for end in End}
    names = {End.GUEST: visit.school.name, End.HOST: visit.host_school.name}
    missing = [
        _("%(point)s (%(school)s)", point=check.title, school=names[end]) for end in End for check in open_at[end]
    ]
    counts = {end: len(open_at[end]) for end in End}
    for end in End:
        if not _is_named(visit, end):
            counts[end] += 1
            missing.append(_("%(school)s names an adult who is responsible there.", school=names[end]))
    missing += [
        _("%(school)s says that %(person)s may travel.", school=one.school.name, person=one.person.name)
        for one in visit.going
        if one.waits
    ]
    declared, later = _declared(visit)
    return Readiness(checks, missing + declared, counts, later)


def _is_named(visit: Visit, end: End) -> bool:
    """Is there an adult at this end who travels, or who is at the host school now?"""
    if end == End.GUEST:
        return any(one.person_id == visit.guest_adult_id for one in visit.going)
    return visit.host_adult_id is not None and is_member(visit.host_school_id, visit.host_adult_id)


def is_member(school_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Does this person belong to that school now?"""
    where = (SchoolMember.school_id == school_id, SchoolMember.person_id == person_id)
    query = sa.select(SchoolMember.id).where(*where, SchoolMember.status == MemberStatus.MEMBER)
    return session().scalar(query.limit(1)) is not None


def _declared(visit: Visit) -> tuple[list[str], list[str]]:
    """At each end safeguarding answers that hold today, and a verified school. What runs out before the visit ends is told, and does not stand in the way."""
    ends = {school.id: school for school in (visit.school, visit.host_school)}
    query = sa.select(SafeguardingDeclaration.school_id, SafeguardingDeclaration.expires_on)
    query = query.where(SafeguardingDeclaration.school_id.in_(sorted(ends)), SafeguardingDeclaration.is_current)
    until = {row.school_id: row.expires_on for row in session().execute(query.limit(10))}
    missing, later = [], []
    for school in ends.values():
        expires_on = until.get(school.id)
        if expires_on is None or expires_on < visit.today():
            missing.append(_("%(school)s gives its safeguarding answers.", school=school.name))
        elif expires_on < visit.ends_on:
            later.append(school.name)
        if not school.is_verified:
            missing.append(_("%(school)s is verified.", school=school.name))
    return missing, later

"""Finding reports and decisions; who is told of a report at the school concerned."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold, fold_email
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember
from portal.oversight.reports.models import (
    EntryKind,
    ModerationDecision,
    Report,
    ReportEntry,
    ReportFile,
    ReportStatus,
    SubjectKind,
)
from portal.policy.people import Role

MOST = 100
_WAITS = (ReportStatus.RECEIVED, ReportStatus.ACKNOWLEDGED)
_NOT_TOLD = frozenset({"child_harm", "adult_conduct"})


def get_report(report_id: uuid.UUID) -> Report:
    """A report with its log, its decisions and everyone it names. Raises NotFound."""
    query = sa.select(Report).where(Report.id == report_id)
    query = query.options(
        selectinload(Report.files).joinedload(ReportFile.file),
        joinedload(Report.reporter),
        joinedload(Report.about),
        joinedload(Report.school),
        joinedload(Report.cluster),
        joinedload(Report.handler),
        selectinload(Report.entries).joinedload(ReportEntry.by),
        selectinload(Report.decisions),
    )
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def get_file(report_id: uuid.UUID, report_file_id: uuid.UUID) -> ReportFile:
    """A file that belongs to this report. Raises NotFound."""
    query = sa.select(ReportFile).options(joinedload(ReportFile.file), joinedload(ReportFile.report))
    found = session().scalar(query.where(ReportFile.id == report_file_id, ReportFile.report_id == report_id))
    if found is None:
        raise NotFound
    return found


def list_reports(
    routes: Sequence[str], *, is_open: bool, but_about: uuid.UUID, after: str | None = None
) -> Page[Report]:
    """Reports that these roles handle: open ones oldest first, closed ones newest first; none about the reader (`but_about`)."""
    query = sa.select(Report).options(joinedload(Report.handler)).where(Report.route.in_(routes))
    query = query.where(sa.or_(Report.about_id.is_(None), Report.about_id != but_about))
    query = query.where(Report.status != ReportStatus.CLOSED if is_open else Report.status == ReportStatus.CLOSED)
    return page_by_key(query, Report.id, after=after, newest_first=not is_open)


def list_not_taken(at: datetime, after: str | None = None) -> Page[Report]:
    """Reports of every kind that nobody has taken in hand in time, oldest first. For those who see to it that somebody does: they see no word of it."""
    query = sa.select(Report).where(Report.status.in_(_WAITS), Report.due_at < at)
    return page_by_key(query, Report.id, after=after)


def list_due(at: datetime) -> Sequence[uuid.UUID]:
    """The reports about which those who look after the programme are to be told now."""
    where = (Report.status.in_(_WAITS), Report.due_at < at, Report.escalated_at.is_(None))
    return session().scalars(sa.select(Report.id).where(*where).order_by(Report.id).limit(MOST)).all()


def list_made_by(person_id: uuid.UUID, after: str | None = None) -> Page[Report]:
    """What this person reported, the newest first."""
    query = sa.select(Report).where(Report.reporter_id == person_id)
    return page_by_key(query, Report.id, after=after, newest_first=True)


def list_earlier(report: Report) -> Sequence[Report]:
    """Other reports about the same thing or the same person that the same people handle, the newest first."""
    same = [sa.and_(Report.subject_kind == report.subject_kind, Report.subject_id == report.subject_id)]
    if report.about_id is not None:
        same.append(Report.about_id == report.about_id)
    if report.subject_id is None and report.about_id is None:
        return []
    query = sa.select(Report).where(sa.or_(*same), Report.id != report.id, Report.route == report.route)
    return session().scalars(query.order_by(Report.id.desc()).limit(20)).all()


def holder_of_words(report: Report) -> Report | None:
    """Of the reports about the same thing, the one with which its words were taken out of sight."""
    query = sa.select(Report).where(Report.subject_kind == report.subject_kind, Report.subject_id == report.subject_id)
    found = session().scalars(query.order_by(Report.id.desc()).limit(MOST)).all()
    return next((one for one in found if "taken_out" in one.evidence), None)


def roles_of(person_id: uuid.UUID | None) -> set[Role]:
    """The roles of the programme that someone holds now."""
    if person_id is None:
        return set()
    query = sa.select(RoleGrant.role).where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
    return {Role(role) for role in session().scalars(query.order_by(RoleGrant.id).limit(MOST))}


def holders_of(role: str) -> Sequence[str]:
    """The names of those who hold a role of the programme."""
    query = sa.select(Person.name).join(RoleGrant, RoleGrant.person_id == Person.id)
    query = query.where(
        RoleGrant.role == Role(role), RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE
    )
    return session().scalars(query.order_by(Person.name, Person.id).limit(MOST)).all()


def count_hidden_by(person_id: uuid.UUID, since: datetime) -> int:
    """How many things this person has hidden by reporting them since then."""
    query = sa.select(sa.func.count()).select_from(ReportEntry).join(Report, Report.id == ReportEntry.report_id)
    where = (ReportEntry.kind == EntryKind.HIDDEN, ReportEntry.by_id.is_(None), ReportEntry.created_at > since)
    return session().scalar(query.where(Report.reporter_id == person_id, *where)) or 0


def has_read_lately(report_id: uuid.UUID, person_id: uuid.UUID, at: datetime) -> bool:
    """Whether it stands in the log already that this person read the report within the last hour."""
    where = (ReportEntry.report_id == report_id, ReportEntry.by_id == person_id, ReportEntry.kind == EntryKind.READ)
    query = sa.select(ReportEntry.id).where(*where, ReportEntry.created_at > at - timedelta(hours=1))
    return session().scalar(query.limit(1)) is not None


def current_decision(kind: SubjectKind, subject_id: uuid.UUID) -> ModerationDecision | None:
    """The decision that stands about a thing."""
    where = (ModerationDecision.subject_kind == kind, ModerationDecision.subject_id == subject_id)
    query = sa.select(ModerationDecision).where(*where, ModerationDecision.replaced_at.is_(None))
    return session().scalar(query)


def get_decision(moderation_id: uuid.UUID) -> ModerationDecision:
    """A decision with its report. Raises NotFound; also for one that its author is not told of yet."""
    query = sa.select(ModerationDecision).options(joinedload(ModerationDecision.report))
    found = session().scalar(query.where(ModerationDecision.id == moderation_id, _is_told()))
    if found is None:
        raise NotFound
    return found


def list_decisions_about(person_id: uuid.UUID, after: str | None = None) -> Page[ModerationDecision]:
    """What was decided about things that this person wrote, the newest first."""
    query = sa.select(ModerationDecision).where(ModerationDecision.author_id == person_id, _is_told())
    return page_by_key(query, ModerationDecision.id, after=after, newest_first=True)


def _is_told() -> sa.ColumnElement[bool]:
    """A thing that the portal hid because of harm to a child is not told of before someone has looked."""
    kind = sa.select(Report.kind).where(Report.id == ModerationDecision.report_id).scalar_subquery()
    return sa.or_(ModerationDecision.decided_by_id.is_not(None), kind.not_in(_NOT_TOLD))


def list_log(routes: Sequence[str], after: str | None = None) -> Page[ModerationDecision]:
    """The decisions of those who hold these roles, the newest first."""
    query = sa.select(ModerationDecision).join(Report, Report.id == ModerationDecision.report_id)
    query = query.where(Report.route.in_(routes)).options(
        joinedload(ModerationDecision.report), joinedload(ModerationDecision.author)
    )
    return page_by_key(query, ModerationDecision.id, after=after, newest_first=True)


def list_appeals(after: str | None = None) -> Page[ModerationDecision]:
    """Objections that wait for an answer, oldest first."""
    waiting = (ModerationDecision.appealed_at.is_not(None), ModerationDecision.answered_at.is_(None))
    return page_by_key(sa.select(ModerationDecision).where(*waiting), ModerationDecision.id, after=after)


@dataclass(frozen=True)
class SchoolLeads:
    """Who looks after safeguarding at a school: accounts, and addresses of people without one."""

    people: list[uuid.UUID] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def leads_to_tell(school_id: uuid.UUID, about_id: uuid.UUID | None) -> SchoolLeads:
    """The safeguarding lead of a school, as far as it is known; past whoever is reported: then the deputy, then the head. Never the international contact
    as such."""
    about = session().get(Person, about_id) if about_id is not None else None
    people = [one for one in _holders(school_id, Function.DSL) if one != about_id]
    given = session().scalar(
        sa.select(SafeguardingDeclaration).where(
            SafeguardingDeclaration.school_id == school_id, SafeguardingDeclaration.is_current
        )
    )
    reaches = [(given.lead_name, given.lead_reach), (given.deputy_name, given.deputy_reach)] if given else []
    known = [address for name, reach in reaches if not _is(about, name, reach) and (address := _address(reach))]
    addresses = [fold_email(address) for address in known[:1]]
    accounts = _people_with(school_id, addresses)
    people += [person_id for person_id, _email in accounts if person_id not in people]
    addresses = [address for address in addresses if address not in {email for _id, email in accounts}]
    if not people and not addresses:
        people = [one for one in _holders(school_id, Function.SIGNATORY) if one != about_id]
        head = session().scalar(sa.select(School.head_email).where(School.id == school_id)) or ""
        if not people and head and (about is None or fold_email(about.email) != fold_email(head)):
            addresses = [fold_email(head)]
    return SchoolLeads(people, addresses)


def _is(about: Person | None, name: str, reach: str) -> bool:
    """Is this entry of a school's answers the very person who is reported?"""
    if about is None:
        return False
    return fold(about.name) == fold(name) or fold_email(about.email) == fold_email(_address(reach))


def _address(reach: str) -> str:
    """The e-mail address in what a school wrote; empty when it wrote a telephone number."""
    found = next((part for part in reach.replace(",", " ").replace(";", " ").split() if "@" in part), "")
    address = parseaddr(found)[1]
    return address if "@" in address and "." in address.rpartition("@")[2] else ""


def _people_with(school_id: uuid.UUID, addresses: Sequence[str]) -> list[tuple[uuid.UUID, str]]:
    query = sa.select(Person.id, Person.email).join(SchoolMember, SchoolMember.person_id == Person.id)
    query = query.where(
        SchoolMember.school_id == school_id,
        SchoolMember.status == MemberStatus.MEMBER,
        Person.status == PersonStatus.ACTIVE,
        sa.func.lower(Person.email).in_(addresses),
    )
    return [(row[0], fold_email(row[1])) for row in session().execute(query.order_by(Person.id).limit(MOST))]


def _holders(school_id: uuid.UUID, function: Function) -> list[uuid.UUID]:
    query = sa.select(SchoolFunction.person_id).join(Person, Person.id == SchoolFunction.person_id)
    query = query.where(
        SchoolFunction.school_id == school_id,
        SchoolFunction.function == function,
        SchoolFunction.ended_on.is_(None),
        Person.status == PersonStatus.ACTIVE,
    )
    return list(session().scalars(query.order_by(SchoolFunction.person_id).limit(MOST)))


def lead_of_my_school(school_ids: Sequence[uuid.UUID]) -> Sequence[SafeguardingDeclaration]:
    """What my schools answered about who looks after safeguarding, for the page on which I report."""
    query = sa.select(SafeguardingDeclaration).options(joinedload(SafeguardingDeclaration.school))
    query = query.where(SafeguardingDeclaration.school_id.in_(school_ids), SafeguardingDeclaration.is_current)
    return session().scalars(query.order_by(SafeguardingDeclaration.id).limit(10)).all()

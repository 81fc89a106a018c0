"""Finding applications, their versions and drafts. Every list is scoped by `applications_visible_to`."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer
from sqlalchemy.orm.attributes import set_committed_value

from portal.applying.applications import finding
from portal.applying.applications.content import Draft, DraftSection, members, partners, sealed_files
from portal.applying.applications.models import (
    BLIND_PHASE,
    OPEN_STATUSES,
    Answer,
    Application,
    ApplicationVersion,
    EntryAnswer,
    LatePermit,
    SectionAssignment,
    SignOff,
    Stage,
    VersionStatus,
    came_in,
)
from portal.applying.programmes.models import Question, Round, RoundSection, RoundStatus
from portal.applying.rules.models import ReviewRules
from portal.core import search
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.storage import StoredFile
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterMembership, Office, OfficeKind, OfficeStatus
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.policy.people import STAFF, Role, SignedIn
from portal.policy.predicates import is_kept_blind

MOST_VERSIONS = 10_000
PROGRAMME_DUTIES = (
    DutyKind.SCREEN_APPLICATION,
    DutyKind.ALLOCATE_APPLICATION,
    DutyKind.MODERATE,
    DutyKind.DECIDE,
    DutyKind.RELEASE,
)


def _with_what_the_policy_reads(query: sa.Select[Application]) -> sa.Select[Application]:
    """Round, programme, cluster, memberships with their schools and the offices that are held: one statement."""
    held = Cluster.offices.and_(Office.status == OfficeStatus.ACCEPTED)
    return query.options(
        joinedload(Application.round).joinedload(Round.programme),
        joinedload(Application.cluster).options(
            joinedload(Cluster.memberships).joinedload(ClusterMembership.school), joinedload(held)
        ),
    )


@cache
def _one() -> Any:
    here = Application.id == sa.bindparam("application_id", type_=Key())
    return _with_what_the_policy_reads(sa.select(Application).where(here))


def get_application(application_id: uuid.UUID) -> Application:
    """The application with round, cluster, member schools and offices. Raises NotFound."""
    found: Application | None = session().scalars(_one(), {"application_id": application_id}).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class SectionOfApplication:
    """A section as a subject of the policy: whose application it belongs to and who writes it."""

    application: Application
    section: RoundSection
    assigned_school_id: uuid.UUID | None
    for_school_id: uuid.UUID | None = None

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.application.cluster_id

    @property
    def partner_only(self) -> bool:
        return self.section.partner_only


def get_section(
    application_id: uuid.UUID, section_id: uuid.UUID, school_id: uuid.UUID | None = None
) -> SectionOfApplication:
    """A section of this application's form; of this school, where every school answers for itself. Raises NotFound."""
    values = {"application_id": application_id, "section_id": section_id}
    row = session().execute(_section(), values).unique().one_or_none()
    if row is None:
        raise NotFound
    application, section, writes_it = row
    if section.per_school != (school_id is not None):
        raise NotFound
    if section.per_school and school_id not in owners(application, section):
        raise NotFound
    return SectionOfApplication(application, section, school_id or writes_it, school_id)


def _form_of(application: Application) -> dict[str, Any]:
    """The parameters of what asks for the form of an application."""
    return {
        "application_id": application.id,
        "round_id": application.round_id,
        "form_number": application.form_number,
    }


def _in_the_form(query: Any) -> Any:
    """Sections of the form, with who writes each. Parameters: `_form_of`."""
    here = SectionAssignment.application_id == sa.bindparam("application_id", type_=Key())
    joined = query.outerjoin(SectionAssignment, sa.and_(SectionAssignment.section_id == RoundSection.id, here))
    return joined.where(
        RoundSection.round_id == sa.bindparam("round_id", type_=Key()),
        RoundSection.form_number == sa.bindparam("form_number"),
    )


@cache
def _section() -> Any:
    """The application as `_one` reads it, a section of its form and the school that writes it: one statement."""
    form = sa.and_(RoundSection.round_id == Application.round_id, RoundSection.form_number == Application.form_number)
    mine = sa.and_(SectionAssignment.section_id == RoundSection.id, SectionAssignment.application_id == Application.id)
    query: Any = sa.select(Application, RoundSection, SectionAssignment.school_id)
    query = query.join(RoundSection, form).outerjoin(SectionAssignment, mine)
    here = Application.id == sa.bindparam("application_id", type_=Key())
    return _with_what_the_policy_reads(query.where(here, RoundSection.id == sa.bindparam("section_id", type_=Key())))


def owners(application: Application, section: RoundSection) -> list[uuid.UUID]:
    """The schools that each answer this section for themselves."""
    found = partners(application.cluster) if section.partner_only else members(application.cluster)
    return [m.school_id for m in found]


@dataclass(frozen=True)
class AnswerOfApplication:
    """An answer that is a file, as a subject of the policy."""

    application: Application
    answer: Answer
    file: StoredFile
    is_budget: bool

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.application.cluster_id


def get_answer(application_id: uuid.UUID, answer_id: uuid.UUID) -> AnswerOfApplication:
    """An answer of this application that is a file. Raises NotFound."""
    application = get_application(application_id)
    query = (
        sa.select(Answer, StoredFile, RoundSection.is_budget)
        .join(ApplicationVersion, ApplicationVersion.id == Answer.application_version_id)
        .join(StoredFile, StoredFile.id == Answer.file_id)
        .join(Question, Question.id == Answer.question_id)
        .join(RoundSection, RoundSection.id == Question.section_id)
        .where(Answer.id == answer_id, Answer.text != "", ApplicationVersion.application_id == application_id)
    )
    row = session().execute(query).first()
    if row is None:
        raise NotFound
    return AnswerOfApplication(application, *row)


@dataclass(frozen=True)
class SealedFile:
    """A file that a sealed version names, as a subject of the policy."""

    version: ApplicationVersion
    file: StoredFile
    home_only: bool

    @property
    def application(self) -> Application:
        return self.version.application

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.version.application.cluster_id


def get_sealed_file(application_id: uuid.UUID, number: int, sealed_file_id: uuid.UUID) -> SealedFile:
    """A file that this sealed version names, in an answer or among the evidence. Raises NotFound, also when its name was removed by age."""
    version = get_sealed_version(application_id, number)
    for home_only, facts in sealed_files(version.sealed_content or {}):
        if not facts["name"]:
            continue
        if facts["id"] == str(sealed_file_id) and (file := session().get(StoredFile, sealed_file_id)) is not None:
            return SealedFile(version, file, home_only)
    raise NotFound


def get_sign_off(application_id: uuid.UUID, school_id: uuid.UUID) -> SignOff:
    """The sign-off of a school that counts now: of the version being signed, else of the one that was submitted. Raises NotFound."""
    application = get_application(application_id)
    query = (
        sa.select(SignOff)
        .join(ApplicationVersion)
        .where(ApplicationVersion.application_id == application.id, SignOff.school_id == school_id)
        .where(ApplicationVersion.status.in_([VersionStatus.SIGNING, VersionStatus.READY, VersionStatus.SEALED]))
        .order_by(ApplicationVersion.number.desc())
        .options(contains_eager(SignOff.application_version), joinedload(SignOff.school))
    )
    found = session().scalars(query.limit(1)).first()
    if found is None:
        raise NotFound
    return found


def sign_off_of_link(sign_off_id: uuid.UUID | None) -> SignOff | None:
    """The signature of a mailed link with its application and cluster, while it counts: of the version being signed, or of the one that was submitted."""
    if sign_off_id is None:
        return None
    found = session().get(SignOff, sign_off_id)
    if found is None:
        return None
    try:
        current = get_sign_off(found.application_version.application_id, found.school_id)
    except NotFound:
        return None
    return current if current.id == sign_off_id else None


def get_sealed_version(application_id: uuid.UUID, number: int) -> ApplicationVersion:
    """A sealed version with its content, its application and its signatures. Raises NotFound."""
    if number > MOST_VERSIONS:
        raise NotFound
    application = get_application(application_id)
    query = sa.select(ApplicationVersion).where(
        ApplicationVersion.application_id == application.id,
        ApplicationVersion.number == number,
        ApplicationVersion.status == VersionStatus.SEALED,
    )
    query = query.options(
        undefer(ApplicationVersion.sealed_content),
        selectinload(ApplicationVersion.sign_offs).options(joinedload(SignOff.school), joinedload(SignOff.signed_by)),
    )
    found = session().scalars(query).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class VersionAs:
    """A sealed version as a file of a kind: text, pdf or json."""

    version: ApplicationVersion
    kind: str

    @property
    def application(self) -> Application:
        return self.version.application

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.version.application.cluster_id


def get_sealed_version_as(application_id: uuid.UUID, number: int, kind: str) -> VersionAs:
    """Raises NotFound, also for a kind there is none of."""
    if kind not in ("txt", "json", "pdf"):
        raise NotFound
    return VersionAs(get_sealed_version(application_id, number), kind)


def standing_version(application: Application) -> ApplicationVersion:
    """The submission of record with its sealed content. Raises NotFound before the first submission."""
    number = session().scalar(
        sa.select(sa.func.max(ApplicationVersion.number)).where(
            ApplicationVersion.application_id == application.id, ApplicationVersion.status == VersionStatus.SEALED
        )
    )
    if number is None:
        raise NotFound
    return get_sealed_version(application.id, number)


def list_versions(application: Application) -> Sequence[ApplicationVersion]:
    """All versions with their sign-offs, oldest first; fills `application.versions`."""
    found: Sequence[ApplicationVersion] = (
        session().scalars(_versions(), {"application_id": application.id}).unique().all()
    )
    set_committed_value(application, "versions", list(found))
    return found


@cache
def _versions() -> Any:
    query = (
        sa.select(ApplicationVersion)
        .where(ApplicationVersion.application_id == sa.bindparam("application_id", type_=Key()))
        .order_by(ApplicationVersion.number)
        .options(
            joinedload(ApplicationVersion.sign_offs).options(joinedload(SignOff.school), joinedload(SignOff.signed_by))
        )
    )
    return query.execution_options(populate_existing=True)


def list_sections(application: Application) -> tuple[DraftSection, ...]:
    """The form in order, with the school that writes each section."""
    sections: dict[uuid.UUID, tuple[RoundSection, list[Question], uuid.UUID | None]] = {}
    for section, question, assigned_id in session().execute(_whole_form(), _form_of(application)):
        held = sections.setdefault(section.id, (section, [], assigned_id))
        if question is not None:
            held[1].append(question)
    made: list[DraftSection] = []
    for section, questions, school_id in sections.values():
        if section.per_school:
            made += [DraftSection(section, tuple(questions), owner, True) for owner in owners(application, section)]
        else:
            made.append(DraftSection(section, tuple(questions), school_id))
    return tuple(made)


@cache
def _whole_form() -> Any:
    query = sa.select(RoundSection, Question, SectionAssignment.school_id)
    query = _in_the_form(query.outerjoin(Question, Question.section_id == RoundSection.id))
    return query.order_by(RoundSection.position, RoundSection.id, Question.position, Question.id)


def list_entry_answers(application: Application) -> Sequence[EntryAnswer]:
    """What the cluster said before it started this application, in the order in which it was asked."""
    query = sa.select(EntryAnswer).where(EntryAnswer.application_id == application.id)
    return session().scalars(query.order_by(EntryAnswer.number).limit(50)).all()


def load_draft(application: Application, version: ApplicationVersion | None = None) -> Draft | None:
    """The open version (or the one given) as it stands; None when no version is open. Three statements."""
    versions = list_versions(application)
    chosen = version or application.open_version
    if chosen is None:
        return None
    held = next(v for v in versions if v.id == chosen.id)
    rows = session().execute(_answers(), {"version_id": held.id}).all()
    return Draft(
        application=application,
        version=held,
        sections=list_sections(application),
        answers={(answer.question_id, answer.for_school_id): answer for answer, _name in rows},
        authors={answer.id: name for answer, name in rows if name is not None},
        sign_offs={s.school_id: s for s in held.sign_offs},
    )


@cache
def _answers() -> Any:
    query = sa.select(Answer, Person.name).outerjoin(Person, Person.id == Answer.author_id)
    query = query.options(joinedload(Answer.file))
    return query.where(Answer.application_version_id == sa.bindparam("version_id", type_=Key()))


# lists


def applications_visible_to(person: SignedIn) -> sa.Select[Application]:
    """Those of the person's clusters; for programme staff, the panel and auditors also what was submitted, without clusters of their own schools."""
    mine = [place.cluster_id for place in person.places.values() if place.member]
    ways: list[sa.ColumnElement[bool]] = [Application.cluster_id.in_(mine)] if mine else []
    if person.has(*STAFF, Role.MODERATOR, Role.AUDITOR):
        ways.append(
            sa.and_(came_in(), Application.cluster_id.not_in(list(person.kept_from))) if person.kept_from else came_in()
        )
    query: sa.Select[Application] = _with_names(
        sa.select(Application).where(sa.or_(*ways) if ways else sa.false()), person
    )
    return query


def _with_names(query: Any, person: SignedIn) -> Any:
    """Who chairs the panel does not find the applications of a blind round by name before their reviews are closed."""
    if not is_kept_blind(person):
        return query
    hidden = sa.select(ReviewRules.round_id).where(ReviewRules.is_blind)
    mine = [place.cluster_id for place in person.places.values() if place.member]
    return query.where(
        sa.or_(
            Application.stage.not_in(BLIND_PHASE),
            Application.round_id.not_in(hidden),
            Application.cluster_id.in_(mine),
        )
    )


def list_of_cluster(cluster: Any, person: SignedIn) -> Sequence[Application]:
    """A cluster's applications that this person sees, newest first."""
    query = applications_visible_to(person).where(Application.cluster_id == cluster.id)
    query = query.options(joinedload(Application.round).joinedload(Round.programme))
    return session().scalars(query.order_by(Application.id.desc()).limit(50)).all()


@dataclass(frozen=True)
class Glimpse:
    """An application as the home of its cluster shows it."""

    id: uuid.UUID
    stage: Stage
    round_name: str


def latest_of_cluster(cluster_id: uuid.UUID, person: SignedIn, *, limit: int = 3) -> list[Glimpse]:
    """The newest applications of a cluster that this person sees: the same answer as `applications_visible_to`."""
    place = person.place_in(cluster_id)
    is_member = place is not None and place.member
    if not is_member and (cluster_id in person.kept_from or not person.has(*STAFF, Role.AUDITOR)):
        return []
    return [Glimpse(*row) for row in fetch(_latest(is_member), {"cluster_id": cluster_id, "limit": limit})]


@cache
def _latest(with_drafts: bool) -> Any:
    query = sa.select(Application.id, Application.stage, Round.name).join(Round, Round.id == Application.round_id)
    query = query.where(Application.cluster_id == sa.bindparam("cluster_id"))
    if not with_drafts:
        query = query.where(came_in())
    return query.order_by(Application.id.desc()).limit(sa.bindparam("limit"))


def live_in_round(cluster_id: uuid.UUID, round_id: uuid.UUID) -> Application | None:
    """The cluster's live application in this round, if there is one."""
    query = sa.select(Application).where(Application.cluster_id == cluster_id, Application.round_id == round_id)
    return session().scalar(query.where(Application.stage.not_in([Stage.WITHDRAWN, Stage.LAPSED])))


def live_of(
    cluster_ids: Collection[uuid.UUID], round_ids: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID]:
    """The live applications of these clusters in these rounds, by (cluster, round). One statement."""
    query = sa.select(Application.cluster_id, Application.round_id, Application.id)
    query = query.where(Application.cluster_id.in_(cluster_ids), Application.round_id.in_(round_ids))
    query = query.where(Application.stage.not_in([Stage.WITHDRAWN, Stage.LAPSED]))
    return {(row[0], row[1]): row[2] for row in session().execute(query)}


def list_open_rounds(now: datetime) -> Sequence[Round]:
    """Rounds that take applications now, the one that closes first on top."""
    query = sa.select(Round).where(Round.status == RoundStatus.PUBLISHED, Round.opens_at <= now, Round.closes_at >= now)
    query = query.options(joinedload(Round.programme)).order_by(Round.closes_at, Round.id).limit(50)
    return session().scalars(query).all()


def list_late(planned: Round, person: SignedIn, now: datetime) -> Sequence[Application]:
    """What waits for the programme past its date, oldest first: submitted and not checked after the days for it."""
    overdue = sa.select(Duty.subject_id).where(
        Duty.kind.in_(PROGRAMME_DUTIES), Duty.closed_at.is_(None), Duty.due_at < now
    )
    query = _staff_only(applications_visible_to(person), person).where(
        Application.round_id == planned.id, Application.id.in_(overdue)
    )
    return (
        session()
        .scalars(
            query.options(joinedload(Application.cluster)).order_by(Application.submitted_at, Application.id).limit(20)
        )
        .all()
    )


def page_in_round(
    planned: Round, person: SignedIn, *, words: str = "", stage: Stage | None = None, after: str | None = None
) -> Page[Application]:
    """What came in to a round, oldest first, without what the person has a conflict with. With `words`: only what has each of them, or its beginning, in
    the receipt number or in the names of its cluster and schools."""
    query = _staff_only(applications_visible_to(person), person).where(Application.round_id == planned.id)
    if words:
        found = search.all_within(finding.KIND, words, scope=planned.id.hex)
        if found is None:
            return Page(items=[], next=None, first=True)
        query = query.where(_by_arrival().in_(found))
    if stage is not None:
        query = query.where(Application.stage == stage)
    query = query.options(joinedload(Application.cluster))
    return page_by_key(query, Application.submitted_at, Application.id, after=after)


def _by_arrival() -> Any:
    """The id of an application. On SQLite the plus keeps the planner from reading all that was found, whole, to put it in order: it walks the arrivals and
    stops when a page is full."""
    return Application.id if search.is_postgresql() else sa.literal_column("+application.id", Application.id.type)


def _staff_only(query: Any, person: SignedIn) -> Any:
    """On the desk of the programme clusters that a person is tied to are absent, even those they may see as a teacher."""
    return query.where(Application.cluster_id.not_in(list(person.kept_from))) if person.kept_from else query


class Pile(NamedTuple):
    """How many applications of a round stand where. `taken_back_unsent`: those that were taken back before they were ever sent; they are at no stage of it."""

    by_stage: dict[Stage, int]
    taken_back_unsent: int


def count_by_stage(planned: Round, person: SignedIn) -> Pile:
    """Drafts as a bare number, and so is what was taken back unsent; what the person has a conflict with is not counted. One statement."""
    unsent = sa.case((sa.and_(Application.stage == Stage.WITHDRAWN, Application.receipt_number.is_(None)), 1), else_=0)
    query: Any = sa.select(Application.stage, unsent, sa.func.count()).where(Application.round_id == planned.id)
    found: Any = session().execute(_staff_only(query, person).group_by(Application.stage, unsent)).all()
    counts = {stage: number for stage, was_unsent, number in found if not was_unsent}
    by_stage = {stage: counts[stage] for stage in Stage if stage in counts}
    return Pile(by_stage, sum(number for _stage, was_unsent, number in found if was_unsent))


def count_unsent(planned: Round, person: SignedIn) -> dict[VersionStatus, int]:
    """How many of what was started are being written, are being signed, and are ready and not sent: bare numbers, nothing of what is in them."""
    query: Any = (
        sa.select(ApplicationVersion.status, sa.func.count())
        .join(Application, Application.id == ApplicationVersion.application_id)
        .where(
            Application.round_id == planned.id,
            Application.stage == Stage.DRAFT,
            ApplicationVersion.status.in_(list(OPEN_STATUSES)),
        )
    )
    rows: Any = session().execute(_staff_only(query, person).group_by(ApplicationVersion.status))
    found: dict[VersionStatus, int] = dict(rows.all())
    return {status: found[status] for status in VersionStatus if status in found}


def due_to_lapse(now: datetime, *, limit: int = 200) -> Sequence[Application]:
    """Applications with an unfinished version whose round may have closed, oldest first."""
    query = (
        sa.select(Application)
        .join(Round)
        .join(ApplicationVersion, ApplicationVersion.application_id == Application.id)
        .where(Round.closes_at < now, sa.or_(Application.late_until.is_(None), Application.late_until < now))
        .where(ApplicationVersion.status.in_(["drafting", "signing", "ready"]))
        .order_by(Application.id)
        .limit(limit)
        .options(contains_eager(Application.round))
    )
    return session().scalars(query).all()


def list_sealed(*, after: uuid.UUID | None = None, limit: int = 100) -> Sequence[ApplicationVersion]:
    """Sealed versions with their content, by id, from after this one on."""
    query = sa.select(ApplicationVersion).where(ApplicationVersion.status == VersionStatus.SEALED)
    if after is not None:
        query = query.where(ApplicationVersion.id > after)
    query = query.options(undefer(ApplicationVersion.sealed_content)).order_by(ApplicationVersion.id).limit(limit)
    return session().scalars(query).all()


# more time


def list_not_submitted(planned: Round, person: SignedIn) -> Sequence[Application]:
    """Started and not submitted, by the name of the cluster, without the person's own clusters: names alone, nothing of what is in them."""
    query = sa.select(Application).join(Cluster, Cluster.id == Application.cluster_id)
    query = query.where(Application.round_id == planned.id, Application.stage.in_([Stage.DRAFT, Stage.LAPSED]))
    query = _staff_only(query, person).options(contains_eager(Application.cluster), joinedload(Application.round))
    return session().scalars(query.order_by(Cluster.name, Application.id).limit(2000)).all()


def list_stopped_by_the_clock(planned: Round) -> Sequence[Application]:
    """Applications that lapsed, or whose newer version was set aside at the deadline."""
    aside = sa.select(ApplicationVersion.application_id).where(ApplicationVersion.status == VersionStatus.SET_ASIDE)
    query = sa.select(Application).where(
        Application.round_id == planned.id,
        Application.stage.in_([Stage.LAPSED, Stage.SUBMITTED]),
        Application.id.in_(aside),
    )
    return session().scalars(query.order_by(Application.id).limit(5000)).all()


def get_permit(permit_id: uuid.UUID) -> LatePermit:
    """A late permit with its application, round and cluster. Raises NotFound."""
    query = sa.select(LatePermit).where(LatePermit.id == permit_id)
    found = session().scalars(query.options(*_with_the_permit())).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_managers(*, but: Collection[uuid.UUID]) -> Sequence[uuid.UUID]:
    """The programme's managers who can act now, without these people."""
    query = (
        sa.select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.PROGRAMME_MANAGER,
            RoleGrant.ended_at.is_(None),
            Person.status == PersonStatus.ACTIVE,
            Person.id.not_in(but),
        )
    )
    return session().scalars(query.distinct().order_by(Person.id).limit(200)).all()


def list_permits(planned: Round, person: SignedIn) -> Sequence[LatePermit]:
    """The late permits of a round, newest first, without the person's own clusters."""
    query = sa.select(LatePermit).join(Application, Application.id == LatePermit.application_id)
    query = _with_names(_staff_only(query.where(Application.round_id == planned.id), person), person)
    return session().scalars(query.options(*_with_the_permit()).order_by(LatePermit.id.desc()).limit(500)).all()


def _with_the_permit() -> Any:
    application = joinedload(LatePermit.application)
    return (
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster),
        joinedload(LatePermit.asked_by),
        joinedload(LatePermit.decided_by),
    )


def coordinators_in_round(planned: Round) -> Sequence[uuid.UUID]:
    """Contact teachers and deputies of the clusters with an application that can still come in, by id."""
    clusters = sa.select(Application.cluster_id).where(
        Application.round_id == planned.id, Application.stage.in_([Stage.DRAFT, Stage.SUBMITTED])
    )
    query = sa.select(Office.person_id).where(
        Office.cluster_id.in_(clusters),
        Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
        Office.status == OfficeStatus.ACCEPTED,
    )
    found: Any = session().scalars(query.distinct().order_by(Office.person_id).limit(MOST_VERSIONS))
    return [person_id for person_id in found if person_id is not None]

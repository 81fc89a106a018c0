"""What is owed. One row for every promise with an owner, a date and an understudy; the page *What needs me*, the reminders, the daily mail,
the exit list and the leaver drill all read these rows and nothing else."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import Record, choice, fetch, reference, session


class DutyKind(StrEnum):
    """The kinds of things that can be owed."""

    CONFIRM_SCHOOL = "confirm_school"
    VERIFY_SCHOOL = "verify_school"
    RECHECK_SCHOOL = "recheck_school"
    CONFIRM_ROLE = "confirm_role"
    CHOOSE_SUCCESSOR = "choose_successor"
    ANSWER_JOIN_REQUEST = "answer_join_request"
    ANSWER_INVITATION = "answer_invitation"
    ACCEPT_OFFICE = "accept_office"
    AGREE_NOMINATION = "agree_nomination"
    FULFIL_INTENTION = "fulfil_intention"
    READ_IN = "read_in"
    ANSWER_GROUP = "answer_group"
    PAY_SHARE = "pay_share"
    PAY_BACK = "pay_back"
    APPROVE_PAYMENT = "approve_payment"
    TAKE_PURSE = "take_purse"
    ANSWER_LOAN = "answer_loan"
    HAND_OUT_LOAN = "hand_out_loan"
    BRING_BACK = "bring_back"
    CHECK_AFTER_SUPPORT = "check_after_support"
    ANSWER_RESHAPING = "answer_reshaping"
    PASS_TASK = "pass_task"
    WRITE_ANNUAL = "write_annual"
    PASS_ON_LEARNING = "pass_on_learning"
    REVIEW_WORKING = "review_working"
    SIGN_WORKING = "sign_working"
    APPROVE_CHANGE = "approve_change"
    GIVE_STATEMENT = "give_statement"
    WRITE_SECTION = "write_section"
    SIGN_APPLICATION = "sign_application"
    SUBMIT_APPLICATION = "submit_application"
    SCREEN_APPLICATION = "screen_application"
    CONFIRM_INELIGIBLE = "confirm_ineligible"
    ANSWER_CLARIFICATION = "answer_clarification"
    SIGN_CLARIFICATION = "sign_clarification"
    CONFIRM_REVIEW = "confirm_review"
    ALLOCATE_APPLICATION = "allocate_application"
    REVIEW = "review"
    CALIBRATE = "calibrate"
    AGREE_SCORES = "agree_scores"
    MODERATE = "moderate"
    DECIDE = "decide"
    RELEASE = "release"
    ACCEPT_AWARD = "accept_award"
    AGREE_PAIR = "agree_pair"
    REPLY = "reply"
    ANSWER_HELP = "answer_help"
    CONFIRM_ACTIVITY = "confirm_activity"
    DELIVER_ACTIVITY = "deliver_activity"
    CONFIRM_DELIVERY = "confirm_delivery"
    ANSWER_HANDOFF = "answer_handoff"
    HAND_BACK = "hand_back"
    AGREE_TIME_OUT = "agree_time_out"
    FILL_VACANCY = "fill_vacancy"
    PASS_ON = "pass_on"
    ANSWER_PARTNERSHIP = "answer_partnership"
    ANSWER_CLUSTER = "answer_cluster"
    BUILD_TWIN = "build_twin"
    JOIN_AS_INVITED = "join_as_invited"
    NAME_CONTACT = "name_contact"
    NAME_HEAD = "name_head"
    CONFIRM_MEMBERS = "confirm_members"
    YEARLY_YES = "yearly_yes"
    REVIEW_SAFEGUARDING = "review_safeguarding"
    READ_FIRST_POST = "read_first_post"
    BREAK_SILENCE = "break_silence"
    RESUME_PARTNERSHIP = "resume_partnership"
    ANSWER_MEDIATION = "answer_mediation"
    MEDIATE = "mediate"
    LEAD_TALKS = "lead_talks"
    CHOOSE_MEDIATOR = "choose_mediator"
    DO_AGREED = "do_agreed"
    REVIEW_MEDIATION = "review_mediation"
    HELP_MEDIATION = "help_mediation"
    KEEP_ACCOUNT = "keep_account"
    ANSWER_RIGHTS = "answer_rights"
    TELL_REGULATOR = "tell_regulator"
    CONTACT_CLUSTER = "contact_cluster"
    NAME_ADVISER = "name_adviser"
    DO_TASK = "do_task"
    SUPPORT_TASK = "support_task"
    FIND_HELPER = "find_helper"
    NAME_CLASS = "name_class"
    HANDLE_REPORT = "handle_report"
    CHASE_REPORT = "chase_report"
    ANSWER_APPEAL = "answer_appeal"
    SIGN_AGREEMENT = "sign_agreement"
    REVIEW_AGREEMENT = "review_agreement"
    RENEW_STATEMENT = "renew_statement"
    AGREE_MENTORING = "agree_mentoring"
    END_MENTORING = "end_mentoring"
    NAME_ADULT = "name_adult"
    NAME_TEACHER = "name_teacher"
    ANSWER_ACTIVITY = "answer_activity"
    AGREE_VISIT = "agree_visit"
    LET_TRAVEL = "let_travel"
    CHECK_VISIT = "check_visit"
    CONFIRM_VISIT = "confirm_visit"
    REPORT_VISIT = "report_visit"
    GIVE_QUESTIONS = "give_questions"
    BRING_ANSWERS = "bring_answers"
    ANSWER_SWAP = "answer_swap"
    NAME_SEAT = "name_seat"
    RENEW_SEAT = "renew_seat"
    ANSWER_MEETING = "answer_meeting"
    WRITE_MINUTES = "write_minutes"
    VOTE_DECISION = "vote_decision"
    DO_ACTION = "do_action"
    HOLD_MEETING = "hold_meeting"
    ANSWER_ROTA_SWAP = "answer_rota_swap"
    HAND_ON = "hand_on"
    TAKE_OVER = "take_over"
    SELF_CHECK = "self_check"
    CHECK_LETTER = "check_letter"
    DECIDE_PERMIT = "decide_permit"
    MEET_CONDITION = "meet_condition"
    CHECK_CONDITION = "check_condition"
    OFFER_RESERVE = "offer_reserve"
    ASSIGN_OBJECTION = "assign_objection"
    HEAR_OBJECTION = "hear_objection"
    WRITE_REPORT = "write_report"
    ADD_TO_REPORT = "add_to_report"
    CHECK_REPORT = "check_report"
    ANSWER_AWARD_CHANGE = "answer_award_change"


class Duty(Record):
    """Something owed. Open while `closed_at` is empty; out of sight while `suspended_at` is set (another school has taken it over).

    Who owes it: a named person; else a school, through the holder of `office` there ("contact", "signatory") or any member when empty; else the
    holder of `office` in the cluster ("contact_teacher"); else everyone with the staff `role`.
    `title` is the subject's own title, kept here so that the list needs no joins. `asked_by_id` and `asked_by_school_id` say who asked for it,
    where someone did: they are told when it is settled, and may say that it is no longer needed.
    """

    __tablename__ = "duty"

    kind: Mapped[DutyKind] = choice(DutyKind)
    subject_id: Mapped[uuid.UUID] = mapped_column(index=True)
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    understudy_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    office: Mapped[str | None] = mapped_column(sa.String(40))
    role: Mapped[str | None] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(300))
    asked_by_id: Mapped[uuid.UUID | None]
    asked_by_school_id: Mapped[uuid.UUID | None]
    due_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    outcome: Mapped[str | None] = mapped_column(sa.String(40))
    open_key: Mapped[str | None] = mapped_column(sa.String(250), unique=True)

    __table_args__ = (
        sa.Index(
            "ix_duty_open_person",
            "person_id",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_duty_open_school",
            "school_id",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_duty_open_understudy",
            "understudy_id",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_duty_open_kind",
            "kind",
            "due_at",
            "subject_id",
            sqlite_where=sa.text("closed_at IS NULL AND due_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND due_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_duty_open_role",
            "role",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    def is_overdue(self, now: datetime) -> bool:
        return self.closed_at is None and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Owner:
    """Who may owe something, as the list of duties asks for it. What a role owes about one of `own_clusters` is not theirs: a conflict of interest.
    `shared`: (role, kind) of what is owed by another role together with theirs."""

    person_id: uuid.UUID
    schools: frozenset[uuid.UUID] = frozenset()
    functions: frozenset[tuple[uuid.UUID, str]] = frozenset()
    offices: frozenset[tuple[uuid.UUID, str]] = frozenset()
    roles: frozenset[str] = field(default_factory=frozenset)
    own_clusters: frozenset[uuid.UUID] = frozenset()
    shared: frozenset[tuple[str, DutyKind]] = frozenset()


def owe(
    kind: DutyKind,
    *,
    subject_id: uuid.UUID,
    title: str,
    cluster_id: uuid.UUID | None = None,
    school_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    understudy_id: uuid.UUID | None = None,
    office: str | None = None,
    role: str | None = None,
    due_at: datetime | None = None,
    asked_by_id: uuid.UUID | None = None,
    asked_by_school_id: uuid.UUID | None = None,
) -> Duty:
    """State that something is owed from now on. A second open row for the same owner and subject is refused by the database."""
    duty = Duty(
        kind=kind,
        subject_id=subject_id,
        title=title[:300],
        cluster_id=cluster_id,
        school_id=school_id,
        person_id=person_id,
        understudy_id=understudy_id,
        office=office,
        role=role,
        due_at=due_at,
        asked_by_id=asked_by_id,
        asked_by_school_id=asked_by_school_id,
    )
    duty.open_key = key_of(duty)
    session().add(duty)
    session().flush()
    return duty


def key_of(duty: Duty) -> str:
    """The key of an open duty: one row for one owner and subject. Set anew by who moves a duty to another owner."""
    parts = (duty.kind.value, duty.subject_id, duty.school_id, duty.person_id, duty.office, duty.role)
    return ":".join(str(part or "") for part in parts)


def open_duties(kind: DutyKind, subject_id: uuid.UUID) -> Sequence[Duty]:
    """What is still owed on this subject, suspended rows too, oldest first."""
    where = (Duty.kind == kind, Duty.subject_id == subject_id, Duty.closed_at.is_(None))
    return session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(500)).all()


def settle(
    kind: DutyKind,
    subject_id: uuid.UUID,
    *,
    by: Actor,
    outcome: str = "done",
    school_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
) -> int:
    """Close what is owed on this subject (of one school or person, where given). Returns how many rows were closed."""
    closed = 0
    for duty in open_duties(kind, subject_id):
        if school_id is not None and duty.school_id != school_id:
            continue
        if person_id is not None and duty.person_id != person_id:
            continue
        close(duty, by=by, outcome=outcome)
        closed += 1
    session().flush()
    return closed


def close(duty: Duty, *, by: Actor, outcome: str = "done") -> None:
    """Close one duty."""
    duty.closed_at, duty.closed_by_id, duty.outcome, duty.open_key = clock.now(), by.id, outcome, None


def suspend(kind: DutyKind, subject_id: uuid.UUID, *, school_id: uuid.UUID | None = None) -> None:
    """Take what is owed on this subject (by one school, where given) out of sight while another school holds it."""
    _set_suspended(kind, subject_id, school_id, clock.now())


def resume(kind: DutyKind, subject_id: uuid.UUID, *, school_id: uuid.UUID | None = None) -> None:
    """Bring a suspended duty back into sight."""
    _set_suspended(kind, subject_id, school_id, None)


def _set_suspended(kind: DutyKind, subject_id: uuid.UUID, school_id: uuid.UUID | None, at: datetime | None) -> None:
    for duty in open_duties(kind, subject_id):
        if school_id is None or duty.school_id == school_id:
            duty.suspended_at = at
    session().flush()


class OwedLine(NamedTuple):
    """A duty as lists show it."""

    kind: DutyKind
    subject_id: uuid.UUID
    cluster_id: uuid.UUID | None
    school_id: uuid.UUID | None
    person_id: uuid.UUID | None
    understudy_id: uuid.UUID | None
    office: str | None
    title: str
    due_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


_LINE = (
    Duty.kind,
    Duty.subject_id,
    Duty.cluster_id,
    Duty.school_id,
    Duty.person_id,
    Duty.understudy_id,
    Duty.office,
    Duty.title,
    Duty.due_at,
)


def list_owed(owner: Owner, *, limit: int = 50) -> list[OwedLine]:
    """What this person owes now: dated things first by date, then the others, oldest first."""
    values: dict[str, Any] = {"person_id": owner.person_id, "schools": list(owner.schools), "limit": limit}
    functions = sorted({function for _school, function in owner.functions})
    offices = sorted({office for _cluster, office in owner.offices})
    for function in functions:
        values[f"with_{function}"] = [school for school, held in owner.functions if held == function]
    for office in offices:
        values[f"as_{office}"] = [cluster for cluster, held in owner.offices if held == office]
    if owner.roles:
        values |= {"roles": sorted(owner.roles), "own_clusters": list(owner.own_clusters)}
    rows = fetch(_owed(tuple(functions), tuple(offices), bool(owner.roles), owner.shared), values)
    return [OwedLine._make(row) for row in rows]


@lru_cache(maxsize=128)
def _owed(
    functions: tuple[str, ...], offices: tuple[str, ...], has_roles: bool, shared: frozenset[tuple[str, DutyKind]]
) -> Any:
    """The statement for owners who hold these functions at schools and these offices in clusters.

    Each way of owing reads its own index; with "or" between them SQLite looked at everything that anybody owes.
    """

    def listed(name: str) -> Any:
        return sa.bindparam(name, expanding=True)

    person_id: Any = sa.bindparam("person_id")
    of_nobody, of_no_school = _is_empty(Duty.person_id), _is_empty(Duty.school_id)
    ways: list[sa.ColumnElement[bool]] = [
        Duty.person_id == person_id,
        Duty.understudy_id == person_id,
        sa.and_(Duty.school_id.in_(listed("schools")), of_nobody, Duty.office.is_(None)),
    ]
    for function in functions:
        at_schools = Duty.school_id.in_(listed(f"with_{function}"))
        ways.append(sa.and_(at_schools, of_nobody, Duty.office == function))
    for office in offices:
        in_clusters = Duty.cluster_id.in_(listed(f"as_{office}"))
        ways.append(sa.and_(in_clusters, of_no_school, of_nobody, Duty.office == office))
    if has_roles:
        clear = sa.or_(Duty.cluster_id.is_(None), Duty.cluster_id.not_in(listed("own_clusters")))
        ways.append(sa.and_(Duty.role.in_(listed("roles")), clear))
    for role, kind in sorted(shared):
        ways.append(sa.and_(Duty.role == role, Duty.kind == kind))
    mine = sa.union_all(*(sa.select(Duty.id).where(way, Duty.closed_at.is_(None)) for way in ways))
    query = sa.select(*_LINE).where(Duty.id.in_(mine), Duty.closed_at.is_(None), Duty.suspended_at.is_(None))
    return query.order_by(Duty.due_at.is_(None), Duty.due_at, Duty.id).limit(sa.bindparam("limit"))


def _is_empty(column: Any) -> sa.ColumnElement[bool]:
    """As IS NULL, but no reason to read the index of this column, in which most rows are empty."""
    return sa.case((column.is_(None), 1), else_=0) == 1


def list_owed_in_cluster(cluster_id: uuid.UUID, *, kinds: Iterable[DutyKind], limit: int = 100) -> list[OwedLine]:
    """What is owed inside a cluster, by date; what the programme's staff owe about it is theirs to know."""
    query = _owed_in_cluster(frozenset(kinds))
    return [OwedLine._make(row) for row in fetch(query, {"cluster_id": cluster_id, "limit": limit})]


@lru_cache(maxsize=64)
def _owed_in_cluster(kinds: frozenset[DutyKind]) -> Any:
    where = [
        Duty.cluster_id == sa.bindparam("cluster_id"),
        Duty.role.is_(None),
        Duty.closed_at.is_(None),
        Duty.suspended_at.is_(None),
    ]
    if kinds != frozenset(DutyKind):
        where.append(Duty.kind.in_(kinds))
    query = sa.select(*_LINE).where(*where)
    return query.order_by(Duty.due_at.is_(None), Duty.due_at, Duty.id).limit(sa.bindparam("limit"))


def list_owed_by_school(
    school_id: uuid.UUID, *, cluster_id: uuid.UUID | None = None, limit: int = 200
) -> Sequence[Duty]:
    """Everything a school owes (in one cluster, where given), suspended rows too."""
    where = [Duty.school_id == school_id, Duty.closed_at.is_(None)]
    if cluster_id is not None:
        where.append(Duty.cluster_id == cluster_id)
    return session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(limit)).all()


def list_owed_by_offices(cluster_id: uuid.UUID, *, limit: int = 200) -> Sequence[Duty]:
    """What is owed in a cluster by whoever holds an office there, not by a school, a person or the programme."""
    nobody = (Duty.school_id.is_(None), Duty.person_id.is_(None), Duty.role.is_(None))
    where = (Duty.cluster_id == cluster_id, Duty.office.is_not(None), Duty.closed_at.is_(None), *nobody)
    return session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(limit)).all()


def list_owed_by_person(
    person_id: uuid.UUID, *, school_id: uuid.UUID | None = None, limit: int = 200
) -> Sequence[Duty]:
    """Everything that is owed by this very person (for one school, where given), suspended rows too."""
    where = [Duty.person_id == person_id, Duty.closed_at.is_(None)]
    if school_id is not None:
        where.append(Duty.school_id == school_id)
    return session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(limit)).all()

"""The lists of those who can be written to in a round beside those who have not signed: applicants, reviewers, schools that see to a condition.

Whom the reader has a tie with is absent. A list ends at 5,000 lines; who was written to is left out of it before, so that the next one goes on from there. Of
an application that was not sent nothing is read but how far it is, and whether a section is empty or lacks an answer that has to be given.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import (
    OPEN_STATUSES,
    Answer,
    Application,
    ApplicationVersion,
    Stage,
    VersionStatus,
)
from portal.applying.awards.models import FREED, Award, AwardCondition, ConditionStatus, Decision
from portal.applying.mailings.models import Audience, RoundMail, RoundMailPerson
from portal.applying.mailings.queries import MOST, Line, add_people, has_others
from portal.applying.programmes.models import Question, Round, RoundSection
from portal.applying.reviews.models import Review
from portal.applying.reviews.workflow import PENDING
from portal.core import clock
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import School
from portal.policy.people import SignedIn

REST = timedelta(hours=20)
"""Who was written to is left alone for a day."""
LEAST = 5
"""Of fewer drafts than these nothing is said of their sections, here as in the picture of them."""
MOST_REVIEWS = 100_000
REVIEWERS = (Audience.LATE_REVIEWS, Audience.OPEN_REVIEWS)
CONDITIONS = (Audience.LATE_CONDITIONS, Audience.OPEN_CONDITIONS)
ABOUT_DRAFTS = (Audience.IN_PROGRESS, Audience.READY, Audience.SECTION)


def list_lines(
    planned: Round, audience: Audience, section: RoundSection | None, person: SignedIn, *, words: str = ""
) -> list[Line]:
    """Exactly who is written to, without those who may not be: see `written_to`. A constant number of statements."""
    but = written_to(planned, audience, section, words)
    lines, resting = LISTS[audience](planned, section, person, but), _keys(but)
    for one in lines:
        one.people = {key: name for key, name in one.people.items() if key not in resting}
    return [one for one in lines if one.people]


def written_to(planned: Round, audience: Audience, section: RoundSection | None, words: str) -> Any:
    """A statement of who may not be written to now: who was within the last day. Reviewers: by either mail to reviewers of any round, and by the reminders that
    go out by themselves. Applicants: who was told these very words in this round, whenever it was; nobody, before there are words."""
    since = clock.now() - REST
    sent = sa.select(RoundMailPerson.person_id).join(RoundMail, RoundMail.id == RoundMailPerson.mail_id)
    if audience in REVIEWERS:
        sent = sent.where(RoundMail.sent_at > since, RoundMail.audience.in_(REVIEWERS))
        return sa.union(sent, sa.select(Review.reviewer_id).where(Review.reminded_at > since))
    kin = CONDITIONS if audience in CONDITIONS else (audience,)
    sent = sent.where(RoundMail.round_id == planned.id, RoundMail.audience.in_(kin))
    if audience == Audience.APPLICANTS:
        return sent.where(RoundMail.words == words if words else sa.false())
    sent = sent.where(RoundMail.sent_at > since)
    return sent.where(RoundMail.section_id == section.id) if section is not None else sent


def count_resting(planned: Round, audience: Audience, section: RoundSection | None) -> int:
    """How many were written to within the last day and are left out for that."""
    return len(_keys(written_to(planned, audience, section, "")))


def _keys(query: Any) -> frozenset[uuid.UUID]:
    return frozenset(row[0] for row in fetch(query))


def hold(planned: Round, audience: Audience) -> None:
    """Let nobody else send to the same people meanwhile: two who press at once write once."""
    session().refresh(planned, ["status"], with_for_update=True)
    if audience in REVIEWERS:
        whose = sa.select(Review.reviewer_id).join(Application).where(Application.round_id == planned.id)
        session().execute(sa.select(Person.id).where(Person.id.in_(whose)).order_by(Person.id).with_for_update())


# applicants


def _in_round(planned: Round, person: SignedIn) -> list[Any]:
    return [Application.round_id == planned.id, Application.cluster_id.not_in(list(person.kept_from))]


def _applications(where: list[Any], but: Any) -> list[Line]:
    query = sa.select(Application.id, Cluster.id, Cluster.name).join(Cluster, Cluster.id == Application.cluster_id)
    rows = fetch(query.where(*where, has_others(but)).order_by(Cluster.name, Application.id).limit(MOST))
    found = [Line(row[0], row[1], row[2]) for row in rows]
    add_people(found)
    return found


def _applicants(planned: Round, section: RoundSection | None, person: SignedIn, but: Any) -> list[Line]:
    gone = Application.stage.in_([Stage.WITHDRAWN, Stage.LAPSED])
    return _applications([*_in_round(planned, person), sa.not_(gone)], but)


def _drafts(planned: Round, person: SignedIn, *statuses: VersionStatus) -> list[Any]:
    """Applications that were never sent and can still be: their open version is at one of these."""
    now = clock.now()
    where = [*_in_round(planned, person), Application.stage == Stage.DRAFT]
    if planned.closes_at < now:
        where.append(Application.late_until >= now)
    has = sa.exists().where(
        ApplicationVersion.application_id == Application.id, ApplicationVersion.status.in_(sorted(statuses))
    )
    return [*where, has]


def _unsent(
    planned: Round, section: RoundSection | None, person: SignedIn, but: Any, *, at: tuple[VersionStatus, ...]
) -> list[Line]:
    return _applications(_drafts(planned, person, *at), but)


def says_nothing_of_sections(planned: Round, person: SignedIn) -> bool:
    """Are there so few drafts that a list of those that lack a section would tell too much?"""
    query = sa.select(sa.func.count()).select_from(Application)
    return (session().scalar(query.where(*_drafts(planned, person, *OPEN_STATUSES))) or 0) < LEAST


def _lacking(planned: Round, section: RoundSection | None, person: SignedIn, but: Any) -> list[Line]:
    if section is None or says_nothing_of_sections(planned, person):
        return []
    has = sa.case((Answer.text != "", 1), else_=0)
    empty = sa.func.coalesce(Answer.text, "") == ""
    missing = sa.case((sa.and_(Question.is_required, Question.shown_if_id.is_(None), empty), 1), else_=0)
    same = sa.and_(RoundSection.round_id == Application.round_id, RoundSection.form_number == Application.form_number)
    answered = sa.and_(Answer.question_id == Question.id, Answer.application_version_id == ApplicationVersion.id)
    lacking = (
        sa.select(Application.id)
        .join(ApplicationVersion, ApplicationVersion.application_id == Application.id)
        .join(RoundSection, same)
        .join(Question, Question.section_id == RoundSection.id)
        .outerjoin(Answer, answered)
        .where(Application.round_id == planned.id, RoundSection.title == section.title)
        .where(ApplicationVersion.status == VersionStatus.DRAFTING)
        .group_by(Application.id)
        .having(sa.or_(sa.func.sum(has) == 0, sa.func.sum(missing) > 0))
    )
    return _applications([*_drafts(planned, person, VersionStatus.DRAFTING), Application.id.in_(lacking)], but)


def list_sections(planned: Round) -> list[RoundSection]:
    """The sections of the round, each title once, as the newest version of the form has it."""
    query = sa.select(RoundSection).where(RoundSection.round_id == planned.id)
    query = query.order_by(RoundSection.form_number.desc(), RoundSection.position, RoundSection.id).limit(500)
    found: dict[str, RoundSection] = {}
    for section in session().scalars(query):
        found.setdefault(section.title, section)
    return list(found.values())


# reviewers


def _readers(
    planned: Round, section: RoundSection | None, person: SignedIn, but: Any, *, only_late: bool
) -> list[Line]:
    owed = sa.and_(Duty.subject_id == Review.id, Duty.kind == DutyKind.REVIEW, Duty.closed_at.is_(None))
    query = (
        sa.select(Person.id, Person.name, Review.id, Duty.due_at)
        .select_from(Review)
        .join(Application, Application.id == Review.application_id)
        .join(Person, Person.id == Review.reviewer_id)
        .outerjoin(Duty, owed)
        .where(*_in_round(planned, person), Application.stage == Stage.IN_REVIEW)
        .where(Review.status.in_(sorted(PENDING)), Person.status == PersonStatus.ACTIVE, Person.id.not_in(but))
        .order_by(Person.name, Person.id, Review.id)
    )
    now = clock.now()
    held: dict[uuid.UUID, tuple[str, dict[uuid.UUID, datetime | None]]] = {}
    rows = fetch(query.limit(MOST_REVIEWS))
    for row in rows:
        held.setdefault(row[0], (row[1], {}))[1][row[2]] = row[3]
    if len(rows) == MOST_REVIEWS:  # the last one may have more
        held.popitem()
    lines = []
    for person_id, (name, reviews) in held.items():
        late = sum(due_at is not None and due_at < now for due_at in reviews.values())
        if late or not only_late:
            line = Line(None, None, name, people={person_id: name}, subject_id=person_id)
            line.reviews, line.late, line.marks = len(reviews), late, tuple(f"{key}" for key in reviews)
            lines.append(line)
    return lines


# conditions


def _conditions(
    planned: Round, section: RoundSection | None, person: SignedIn, but: Any, *, only_late: bool
) -> list[Line]:
    c = AwardCondition
    query = (
        sa.select(Application.id, Cluster.id, Cluster.name, c.id, School.id, School.name, c.due_on)
        .select_from(c)
        .join(Decision, Decision.id == c.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(School, School.id == c.school_id)
        .outerjoin(Award, Award.application_id == Application.id)
        .where(*_in_round(planned, person), Application.stage != Stage.WITHDRAWN)
        .where(Decision.released_at.is_not(None), Decision.replaced_at.is_(None), c.status == ConditionStatus.OPEN)
        .where(sa.or_(Award.id.is_(None), Award.status.not_in(sorted(FREED))), has_others(but, c.school_id))
        .order_by(c.due_on, Cluster.name, c.number, c.id)
    )
    if only_late:
        query = query.where(c.due_on < clock.today())
    found = []
    for row in fetch(query.limit(MOST)):
        line = Line(row[0], row[1], row[2], schools={row[4]: row[5]}, subject_id=row[3])
        line.due_on, line.marks = row[6], (str(row[6]),)
        found.append(line)
    add_people(found)
    return found


LISTS: Mapping[Audience, Callable[[Round, RoundSection | None, SignedIn, Any], list[Line]]] = {
    Audience.APPLICANTS: _applicants,
    Audience.IN_PROGRESS: partial(_unsent, at=(VersionStatus.DRAFTING, VersionStatus.SIGNING)),
    Audience.READY: partial(_unsent, at=(VersionStatus.READY,)),
    Audience.SECTION: _lacking,
    Audience.LATE_REVIEWS: partial(_readers, only_late=True),
    Audience.OPEN_REVIEWS: partial(_readers, only_late=False),
    Audience.LATE_CONDITIONS: partial(_conditions, only_late=True),
    Audience.OPEN_CONDITIONS: partial(_conditions, only_late=False),
}

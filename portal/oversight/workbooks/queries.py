"""Finding workbooks, and reading what goes into one: some hundred applications at a time, every sheet of them by one statement."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.applying.applications.models import Answer, Application, ApplicationVersion, VersionStatus, came_in
from portal.applying.awards.models import AwardCondition, Decision
from portal.applying.programmes.models import Criterion, Question, RoundSection
from portal.applying.reviews import links
from portal.applying.reviews.models import Review, ReviewScore
from portal.applying.reviews.scoring import whole
from portal.applying.reviews.workflow import COUNTED
from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.oversight.audit.models import AuditEntry
from portal.oversight.pictures.queries.views import View, in_round, with_scores
from portal.oversight.workbooks.models import Workbook, WorkbookStatus

AT_ONCE = 250
SHOWN = 10


def get_workbook(workbook_id: uuid.UUID) -> Workbook:
    """With its round. Raises NotFound."""
    query = sa.select(Workbook).where(Workbook.id == workbook_id)
    found = session().scalar(query.options(joinedload(Workbook.round), joinedload(Workbook.asked_by)))
    if found is None:
        raise NotFound
    return found


def list_of(round_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Workbook]:
    """The last workbooks that this person asked for of this round, the newest first."""
    query = sa.select(Workbook).where(Workbook.round_id == round_id, Workbook.asked_by_id == person_id)
    return session().scalars(query.order_by(Workbook.id.desc()).limit(SHOWN)).all()


def next_waiting() -> uuid.UUID | None:
    """The oldest that waits, or that a runner left half done."""
    under_way = Workbook.status.in_([WorkbookStatus.WAITING, WorkbookStatus.RUNNING])
    return session().scalar(sa.select(Workbook.id).where(under_way).order_by(Workbook.id).limit(1))


def list_over(now: datetime) -> Sequence[uuid.UUID]:
    """Those whose day is over."""
    query = sa.select(Workbook.id).where(Workbook.status == WorkbookStatus.READY, Workbook.ends_at <= now)
    return session().scalars(query.order_by(Workbook.id).limit(100)).all()


def status_of(workbook_id: uuid.UUID) -> WorkbookStatus | None:
    """As the database has it now."""
    return session().scalar(sa.select(Workbook.status).where(Workbook.id == workbook_id))


def tied_by_now(person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The clusters that this person has a conflict of interest with, as the records stand now."""
    return links.clusters_of(person_id)


# what goes into it


def _wanted(view: View, stage: str) -> list[sa.ColumnElement[bool]]:
    """What was sent; of what was not, there are only counts, and those are on the dashboard."""
    where = [*in_round(view), came_in()]
    return [*where, Application.stage == stage] if stage else where


def count(view: View, stage: str) -> int:
    """How many applications it will hold."""
    query = sa.select(sa.func.count()).select_from(Application).where(*_wanted(view, stage))
    return int(fetch(query)[0][0])


def applications_after(view: View, stage: str, after: uuid.UUID | None) -> list[uuid.UUID]:
    """The next applications, by id."""
    query = sa.select(Application.id).where(*_wanted(view, stage))
    if after is not None:
        query = query.where(Application.id > after)
    return [row[0] for row in fetch(query.order_by(Application.id).limit(AT_ONCE))]


@dataclass(frozen=True)
class Sheet:
    """A table of the workbook. `rows(view, ids)`: a statement that answers its columns, for these applications. `columns`: (name, what it says). `points`: the
    columns with points that are kept more finely than they are said."""

    name: str
    columns: Sequence[tuple[str, str]]
    rows: Callable[[View, Sequence[uuid.UUID]], Any]
    points: Collection[str] = ()


def _applications(view: View, ids: Sequence[uuid.UUID]) -> Any:
    a = Application
    query = sa.select(
        a.receipt_number, Cluster.name, a.stage, a.stage_since, a.theme, a.created_at, a.submitted_at, a.sign_off_incomplete, a.late_until, a.withdrawn_at
    )  # fmt: skip
    return query.join(Cluster, Cluster.id == a.cluster_id).where(a.id.in_(ids)).order_by(a.id)


def _answers(view: View, ids: Sequence[uuid.UUID]) -> Any:
    """Of the version of record: the sealed one with the highest number."""
    newer = aliased(ApplicationVersion)
    newest = (
        sa.select(sa.func.max(newer.number))
        .where(newer.application_id == Application.id, newer.status == VersionStatus.SEALED)
        .scalar_subquery()
    )
    query = sa.select(
        Application.receipt_number, ApplicationVersion.number, RoundSection.title, Question.text, Answer.text
    )
    return (
        query.select_from(Answer)
        .join(ApplicationVersion, ApplicationVersion.id == Answer.application_version_id)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .join(Question, Question.id == Answer.question_id)
        .join(RoundSection, RoundSection.id == Question.section_id)
        .where(
            ApplicationVersion.status == VersionStatus.SEALED,
            ApplicationVersion.number == newest,
            Application.id.in_(ids),
        )
        .order_by(Application.id, RoundSection.position, Question.position, Answer.id)
    )


def _reviews(view: View, ids: Sequence[uuid.UUID]) -> Any:
    query = sa.select(
        Application.receipt_number, Person.name, Review.status, Review.submitted_at, Review.total, Review.recommendation, Review.feedback, Review.private_note
    )  # fmt: skip
    query = query.select_from(Review).join(Application, Application.id == Review.application_id)
    query = query.join(Person, Person.id == Review.reviewer_id)
    return query.where(*with_scores(view), Review.status.in_(COUNTED), Application.id.in_(ids)).order_by(
        Application.id, Review.id
    )


def _criteria(view: View, ids: Sequence[uuid.UUID]) -> Any:
    query = sa.select(
        Application.receipt_number,
        Person.name,
        Criterion.title,
        Criterion.weight,
        ReviewScore.score,
        ReviewScore.justification,
    ).select_from(ReviewScore)
    query = query.join(Review, Review.id == ReviewScore.review_id).join(
        Criterion, Criterion.id == ReviewScore.criterion_id
    )
    query = query.join(Application, Application.id == Review.application_id).join(
        Person, Person.id == Review.reviewer_id
    )
    query = query.where(*with_scores(view), Review.status.in_(COUNTED), Application.id.in_(ids))
    return query.order_by(Application.id, Review.id, Criterion.position, Criterion.id)


def _decisions(view: View, ids: Sequence[uuid.UUID]) -> Any:
    decider, sender = aliased(Person), aliased(Person)
    d = Decision
    who_and_when = (decider.name, d.decided_at, sender.name, d.released_at, d.replaced_at, d.accept_by)
    query = sa.select(
        Application.receipt_number, d.outcome, d.amount, *who_and_when, d.reasons, d.feedback, d.to_revise
    )
    query = query.select_from(d).join(Application, Application.id == d.application_id)
    query = query.join(decider, decider.id == d.decided_by_id).outerjoin(sender, sender.id == d.released_by_id)
    query = query.where(d.application_id.in_(ids))
    query = query if view.sees_held else query.where(d.released_at.is_not(None))
    return query.order_by(Application.id, d.id)


def _conditions(view: View, ids: Sequence[uuid.UUID]) -> Any:
    c = AwardCondition
    query = sa.select(
        Application.receipt_number, c.number, c.words, School.name, c.due_on, c.status, c.evidence, c.note
    )
    query = query.select_from(c).join(Decision, Decision.id == c.decision_id)
    query = query.join(Application, Application.id == Decision.application_id).join(School, School.id == c.school_id)
    query = query.where(Decision.application_id.in_(ids), Decision.replaced_at.is_(None))
    query = query if view.sees_held else query.where(Decision.released_at.is_not(None))
    return query.order_by(Application.id, c.number)


def _events(view: View, ids: Sequence[uuid.UUID]) -> Any:
    query = sa.select(Application.receipt_number, AuditEntry.at, AuditEntry.kind, Person.name).select_from(AuditEntry)
    query = query.join(Application, Application.id == AuditEntry.application_id).outerjoin(
        Person, Person.id == AuditEntry.by_id
    )
    return query.where(AuditEntry.application_id.in_(ids)).order_by(AuditEntry.application_id, AuditEntry.id)


_RECEIPT = ("application", "The number of its receipt: the same on every sheet")
SHEETS: Sequence[Sheet] = (
    Sheet(
        "applications",
        (
            _RECEIPT,
            ("cluster", "The name of the cluster"),
            ("stage", "Where the programme stands with it"),
            ("stage since", "Since when, UTC"),
            ("theme", "The theme of the application"),
            ("started at", "When the cluster began it, UTC"),
            ("submitted at", "When it arrived last, UTC"),
            ("signatures missing", "1: it was sent before every school had signed, and some still have to"),
            ("late permit until", "Its own later deadline, UTC"),
            ("withdrawn at", "When the cluster took it back, UTC: for 24 hours it can let it stand again"),
        ),
        _applications,
    ),
    Sheet(
        "answers",
        (
            _RECEIPT,
            ("version", "The sealed version that counts"),
            ("section", "The section of the form"),
            ("question", "The question as it was asked"),
            ("answer", "The answer as it was sealed"),
        ),
        _answers,
    ),
    Sheet(
        "reviews",
        (
            _RECEIPT,
            ("reviewer", "Who read it"),
            ("state", "submitted, or locked when the panel has begun"),
            ("submitted at", "When the review was sent, UTC"),
            ("total", "0 to 100 in whole points, by the weights of the criteria"),
            ("recommendation", "fund, fund_with_conditions or do_not_fund"),
            ("feedback", "What the reviewer wrote for the cluster"),
            ("private note", "What the reviewer wrote for the panel: never for the cluster"),
        ),
        _reviews,
        points={"total"},
    ),
    Sheet(
        "criteria",
        (
            _RECEIPT,
            ("reviewer", "Who read it"),
            ("criterion", "The line of the rubric"),
            ("weight", "Its weight"),
            ("score", "0 to 5; empty is not zero"),
            ("justification", "The words that justify it"),
        ),
        _criteria,
    ),
    Sheet(
        "decisions",
        (
            _RECEIPT,
            ("outcome", "approved, conditional, reserve, declined or ineligible"),
            ("amount", "What is awarded, in the round's currency"),
            ("decided by", "Who recorded it"),
            ("decided at", "When, UTC"),
            ("sent by", "The second person; empty while it is held"),
            ("sent at", "When, UTC; empty while it is held"),
            ("replaced at", "When another decision took its place, UTC"),
            ("accept by", "The last day to accept"),
            ("reasons", "The reasons"),
            ("feedback", "The feedback to the schools"),
            ("to revise", "1: not approved, and invited to revise and apply again"),
        ),
        _decisions,
    ),
    Sheet(
        "conditions",
        (
            _RECEIPT,
            ("number", "Its number in the letter"),
            ("condition", "What has to be done first"),
            ("school", "Who sees to it"),
            ("due on", "Until when"),
            ("state", "open, reported, met, waived or failed"),
            ("evidence", "What the school says"),
            ("note", "What the programme says"),
        ),
        _conditions,
    ),
    Sheet(
        "events",
        (
            _RECEIPT,
            ("at", "When it happened, UTC"),
            ("what", "The kind of fact in the record"),
            ("by", "Who did it; empty: the portal itself"),
        ),
        _events,
    ),
)  # fmt: skip
HELD = frozenset({"decision_recorded", "letter_read", "letter_sent_back"})
"""Facts that say that a decision is held: only for those who know of it."""


def rows_of(sheet: Sheet, view: View, ids: Sequence[uuid.UUID]) -> Sequence[Any]:
    """The rows of a sheet for these applications. One statement."""
    query = sheet.rows(view, ids)
    if sheet.name == "events" and not view.sees_held:
        query = query.where(AuditEntry.kind.not_in(HELD))
    rows = fetch(query)
    if not sheet.points:
        return rows
    points = [name in sheet.points for name, _says in sheet.columns]
    return [
        [whole(cell) if is_points and cell is not None else cell for cell, is_points in zip(row, points, strict=True)]
        for row in rows
    ]


def as_kept(view: View) -> Mapping[str, Any]:
    """What a person may see, to be kept until the workbook is made."""
    return {
        "away": sorted(str(key) for key in view.away),
        "open_scores": view.sees_open_scores,
        "held": view.sees_held,
        "names": view.sees_names,
    }


def kept_view(made: Workbook, now: datetime) -> View:
    """What the person may see in it: what they could when they asked, without what they have a conflict with by now."""
    away = frozenset(uuid.UUID(key) for key in made.view["away"]) | tied_by_now(made.asked_by_id)
    return View(
        made.round,
        away,
        bool(made.view["open_scores"]),
        bool(made.view["held"]),
        now,
        None,
        made.view.get("names", True),
    )

"""Finding samples, what was given for them, and who has not scored them yet."""

import statistics
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.applying.applications.models import Application, ApplicationVersion, Stage, VersionStatus
from portal.applying.calibration.models import (
    AgreedScore,
    CalibrationReading,
    CalibrationSample,
    CalibrationScore,
    SampleStatus,
)
from portal.applying.calibration.workflow import SHOWN
from portal.applying.programmes.models import Round
from portal.applying.reviews import links
from portal.applying.reviews.queries import text_for_reviewers
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.policy.people import Role, SignedIn

MOST_SAMPLES = 6
MOST_READERS = 2_000
STEPS = 6


def get_sample(sample_id: uuid.UUID) -> CalibrationSample:
    """A sample with its round. Raises NotFound."""
    query = sa.select(CalibrationSample).where(CalibrationSample.id == sample_id)
    found = session().scalar(query.options(joinedload(CalibrationSample.round).joinedload(Round.programme)))
    if found is None:
        raise NotFound
    return found


def list_samples(
    round_id: uuid.UUID,
    *,
    statuses: Collection[SampleStatus] = tuple(SampleStatus),
    kept_from: Collection[uuid.UUID] = (),
) -> Sequence[CalibrationSample]:
    """The samples of a round, oldest first, without those of clusters that someone is kept from."""
    query = sa.select(CalibrationSample).where(
        CalibrationSample.round_id == round_id,
        CalibrationSample.status.in_(list(statuses)),
        _is_open_to(kept_from),
    )
    return session().scalars(query.order_by(CalibrationSample.id).limit(50)).all()


def _is_open_to(kept_from: Collection[uuid.UUID]) -> Any:
    return sa.or_(CalibrationSample.cluster_id.is_(None), CalibrationSample.cluster_id.not_in(list(kept_from)))


class Practice(NamedTuple):
    """A sample on the desk of a reviewer. `began`: whether they have begun to score it; `sent_at`: when they sent their scores."""

    id: uuid.UUID
    title: str
    status: SampleStatus
    due_at: datetime
    round_name: str
    began: bool
    sent_at: datetime | None


def list_for_reader(person: SignedIn) -> Sequence[Practice]:
    """What this reviewer can score, or has scored: the newest thirty, with how far they are. One statement."""
    values = {"reader_id": person.id, "kept_from": list(person.kept_from)}
    return [Practice(*row) for row in fetch(_for_reader(), values)]


@cache
def _for_reader() -> Any:
    sample, reading = CalibrationSample, CalibrationReading
    mine = sa.and_(reading.sample_id == sample.id, reading.reviewer_id == sa.bindparam("reader_id", type_=Key()))
    away = sample.cluster_id.in_(sa.bindparam("kept_from", expanding=True, type_=Key()))
    return (
        sa.select(sample.id, sample.title, sample.status, sample.due_at, Round.name, reading.id.is_not(None), reading.sent_at)
        .join(Round, Round.id == sample.round_id)
        .outerjoin(reading, mine)
        .where(sample.status.in_(SHOWN), sa.or_(sample.cluster_id.is_(None), sa.not_(away)))
        .order_by(sample.id.desc())
        .limit(30)
    )  # fmt: skip


def text_of(sample: CalibrationSample) -> dict[str, Any] | None:
    """The sealed version that the sample was made of, without names; None for one that staff wrote."""
    if sample.source_version_id is None:
        return None
    version = session().get_one(ApplicationVersion, sample.source_version_id)
    source = session().get_one(Application, version.application_id)
    return text_for_reviewers(source, version.id, hides=True, also=sample.hidden.splitlines())


@dataclass(frozen=True)
class Earlier:
    """An application of an earlier round, as staff choose from: the version that was decided on."""

    version_id: uuid.UUID
    application_id: uuid.UUID
    cluster_id: uuid.UUID
    cluster: str
    round: str


def _earlier(planned: Round) -> Any:
    """Sealed versions of applications to other rounds of the programme whose results were sent: of each application the last one."""
    newer = aliased(ApplicationVersion)
    is_newer = sa.exists().where(
        newer.application_id == ApplicationVersion.application_id,
        newer.status == VersionStatus.SEALED,
        newer.number > ApplicationVersion.number,
    )
    return (
        sa.select(ApplicationVersion.id, Application.id, Application.cluster_id, Cluster.name, Round.name)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .join(Round, Round.id == Application.round_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .where(
            Round.programme_id == planned.programme_id,
            Round.id != planned.id,
            Application.stage.in_([Stage.RELEASED, Stage.ACCEPTED]),
            ApplicationVersion.status == VersionStatus.SEALED,
            ~is_newer,
        )
    )


def page_of_earlier(planned: Round, person: SignedIn, *, after: str | None = None) -> Page[Earlier]:
    """What can be made a sample of this round, without what this person has a conflict of interest with."""
    query = _earlier(planned).where(Application.cluster_id.not_in(list(person.kept_from)))
    page = page_by_key(query, Application.id, after=after, rows=True)
    return Page(items=[Earlier(*row) for row in page], next=page.next, first=page.first)


def get_earlier(planned: Round, version_id: uuid.UUID) -> Earlier | None:
    """One of these, if it can be made a sample."""
    row = session().execute(_earlier(planned).where(ApplicationVersion.id == version_id)).first()
    return None if row is None else Earlier(*row)


# what was given


def reading_of(sample: CalibrationSample, person_id: uuid.UUID) -> CalibrationReading | None:
    """What this reviewer gave for the sample."""
    query = sa.select(CalibrationReading).where(
        CalibrationReading.sample_id == sample.id, CalibrationReading.reviewer_id == person_id
    )
    return session().scalar(query)


def scores_of(reading: CalibrationReading | None) -> dict[uuid.UUID, CalibrationScore]:
    """The scores of a reading, by criterion."""
    if reading is None:
        return {}
    query = sa.select(CalibrationScore).where(CalibrationScore.reading_id == reading.id)
    return {one.criterion_id: one for one in session().scalars(query.order_by(CalibrationScore.id).limit(50))}


def agreed_of(sample: CalibrationSample) -> dict[uuid.UUID, AgreedScore]:
    """What the panel agreed on, by criterion."""
    query = sa.select(AgreedScore).where(AgreedScore.sample_id == sample.id)
    return {one.criterion_id: one for one in session().scalars(query.order_by(AgreedScore.id).limit(50))}


@dataclass(frozen=True)
class Given:
    """How everyone scored one criterion: how many gave 0, 1, ... 5."""

    counts: tuple[int, ...]

    @property
    def number(self) -> int:
        return sum(self.counts)

    @property
    def values(self) -> list[int]:
        return [step for step, count in enumerate(self.counts) for _one in range(count)]

    @property
    def mean(self) -> float | None:
        return statistics.fmean(self.values) if self.number else None

    @property
    def spread(self) -> int:
        """Highest less lowest, in steps."""
        return max(self.values) - min(self.values) if self.number else 0


def given_for(sample: CalibrationSample) -> dict[uuid.UUID, Given]:
    """How all who have sent scored each criterion. One grouped statement, whatever their number."""
    number = sa.func.count()
    query = (
        sa.select(CalibrationScore.criterion_id, CalibrationScore.score, number)
        .join(CalibrationReading, CalibrationReading.id == CalibrationScore.reading_id)
        .where(
            CalibrationReading.sample_id == sample.id,
            CalibrationReading.sent_at.is_not(None),
            CalibrationScore.score.is_not(None),
        )
        .group_by(CalibrationScore.criterion_id, CalibrationScore.score)
    )
    counts: dict[uuid.UUID, list[int]] = defaultdict(lambda: [0] * STEPS)
    for criterion_id, score, count in session().execute(query.limit(50 * STEPS)):
        counts[criterion_id][int(score or 0)] = count
    return {key: Given(tuple(numbers)) for key, numbers in counts.items()}


def count_sent(sample: CalibrationSample) -> int:
    """How many reviewers have scored it."""
    query = sa.select(sa.func.count()).select_from(CalibrationReading)
    query = query.where(CalibrationReading.sample_id == sample.id, CalibrationReading.sent_at.is_not(None))
    return int(session().scalar(query) or 0)


def page_of_readings(sample: CalibrationSample, *, after: str | None = None) -> Page[CalibrationReading]:
    """Who has scored the sample, in the order in which it came in."""
    query = sa.select(CalibrationReading).where(
        CalibrationReading.sample_id == sample.id, CalibrationReading.sent_at.is_not(None)
    )
    return page_by_key(query.options(joinedload(CalibrationReading.reviewer)), CalibrationReading.id, after=after)


def scores_by_reading(readings: Sequence[CalibrationReading]) -> Mapping[uuid.UUID, Mapping[uuid.UUID, CalibrationScore]]:  # fmt: skip
    """The scores of these, by reading and criterion."""
    found: dict[uuid.UUID, dict[uuid.UUID, CalibrationScore]] = defaultdict(dict)
    query = sa.select(CalibrationScore).where(CalibrationScore.reading_id.in_([one.id for one in readings]))
    for score in session().scalars(query.order_by(CalibrationScore.id).limit(2_500)):
        found[score.reading_id][score.criterion_id] = score
    return found


def list_senders(sample: CalibrationSample) -> Sequence[uuid.UUID]:
    """Whoever has scored it."""
    query = sa.select(CalibrationReading.reviewer_id).where(
        CalibrationReading.sample_id == sample.id, CalibrationReading.sent_at.is_not(None)
    )
    return session().scalars(query.order_by(CalibrationReading.id).limit(MOST_READERS)).all()


# who has not


def _reviewers() -> Any:
    query = sa.select(Person.id, Person.name).join(RoleGrant, RoleGrant.person_id == Person.id)
    return query.where(
        RoleGrant.role == Role.REVIEWER, RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE
    )


def list_to_ask(sample: CalibrationSample) -> Sequence[uuid.UUID]:
    """Every reviewer who was not asked for this sample yet and has no tie to who applied with it then."""
    asked = sa.select(Duty.person_id).where(Duty.kind == DutyKind.CALIBRATE, Duty.subject_id == sample.id)
    wrote = sa.select(CalibrationReading.reviewer_id).where(CalibrationReading.sample_id == sample.id)
    query = _reviewers().where(Person.id.not_in(asked.where(Duty.person_id.is_not(None))), Person.id.not_in(wrote))
    tied = _tied(sample)
    return [row.id for row in session().execute(query.order_by(Person.id).limit(MOST_READERS)) if row.id not in tied]


def _tied(sample: CalibrationSample) -> frozenset[uuid.UUID]:
    return frozenset() if sample.cluster_id is None else frozenset(links.people_of(sample.cluster_id))


def _not_calibrated(samples: Sequence[CalibrationSample]) -> Any:
    """Reviewers who owe a score for one of these samples or more. False where there is no sample."""
    ways = []
    for sample in samples:
        sent = sa.exists().where(
            CalibrationReading.sample_id == sample.id,
            CalibrationReading.reviewer_id == Person.id,
            CalibrationReading.sent_at.is_not(None),
        )
        ways.append(sa.and_(~sent, Person.id.not_in(_tied(sample))))
    return sa.or_(sa.false(), *ways)


@dataclass(frozen=True)
class Missing:
    """A reviewer who has not scored every sample."""

    id: uuid.UUID
    name: str


def page_of_missing(round_id: uuid.UUID, *, after: str | None = None) -> Page[Missing]:
    """Reviewers who have not scored every sample that they were given in this round, by name."""
    samples = list_samples(round_id, statuses=SHOWN)
    query = _reviewers().where(_not_calibrated(samples))
    page = page_by_key(query, Person.name, Person.id, after=after, rows=True)
    return Page(items=[Missing(*row) for row in page], next=page.next, first=page.first)


def count_missing(round_id: uuid.UUID, *, among: Collection[uuid.UUID] | None = None) -> int:
    """How many reviewers (of these, where given) have not scored every sample that they were given in this round."""
    samples = list_samples(round_id, statuses=SHOWN)
    query = _reviewers().with_only_columns(sa.func.count()).where(_not_calibrated(samples))
    if among is not None:
        query = query.where(Person.id.in_(list(among)))
    return int(session().scalar(query) or 0)


def names_missing(round_id: uuid.UUID, among: Collection[uuid.UUID]) -> list[str]:
    """Their names, at most five."""
    samples = list_samples(round_id, statuses=SHOWN)
    query = _reviewers().where(_not_calibrated(samples), Person.id.in_(list(among)))
    return [row.name for row in session().execute(query.order_by(Person.name, Person.id).limit(5))]

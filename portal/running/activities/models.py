"""Activities on the calendar, and the secret links by which calendars subscribe."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

AT_RISK_BEFORE = timedelta(days=3)
PUPILS = ("pupils_planned", "partner_pupils_planned", "owner_pupils", "partner_pupils")

if TYPE_CHECKING:
    from portal.core.storage import StoredFile
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class ActivityStatus(StrEnum):
    """Where an activity stands (see workflow.py). *At risk* and *substituted* are derived, never stored."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    CONFIRMED = "confirmed"
    DELIVERED_BY_ONE = "delivered_by_one"
    DELIVERED = "delivered"
    MISSED = "missed"
    CANCELLED = "cancelled"


class ActivityKind(StrEnum):
    """What kind of activity. Live ones bring pupils together, so they wait until the schools are verified."""

    LIVE = "lesson"
    EXCHANGE = "exchange"
    MEETING = "meeting"


class Cover(StrEnum):
    """Whether somebody else appears: kept up to date by the stand-in's room, so that a calendar needs no second look."""

    NONE = "none"
    ASKED = "asked"
    COVERED = "covered"


class ActivitySeries(Record):
    """An activity that repeats every so many weeks. Its activities are rows of their own, so that one can be moved, cancelled or stood in for alone.

    `sequence` grows with each change of one of them that calendars elsewhere must notice, `revised_at` with each change.
    """

    __tablename__ = "activity_series"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    every_weeks: Mapped[int]
    first_on: Mapped[date]
    until_on: Mapped[date]
    number: Mapped[int]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    revised_at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 4", name="weeks"),
        sa.CheckConstraint("until_on >= first_on", name="days"),
    )


class ActivityReminder(Record):
    """That an activity was not confirmed was told, at this stage, for this time of it: never twice."""

    __tablename__ = "activity_reminder"

    activity_id: Mapped[uuid.UUID] = reference("activity.id", index=False)
    stage: Mapped[str] = mapped_column(sa.String(10))
    starts_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("activity_id", "stage", "starts_at", name="uq_activity_reminder_stage"),)


class Activity(Record):
    """Something that an owner school does with (or for) a partner school at a time.

    Instants are UTC; `zone` is the zone it was planned in. `owner_school_id` never changes by a stand-in: `stand_in_*` says who appears
    instead. `slot` is its place in its series, where the rule has it though it was moved; what is changed together with those that follow gets another
    `rule`. `sequence` grows with each change that calendars must notice; `revised_at` is the iCalendar DTSTAMP; `version` grows with every change.
    `access_needs`, `language_needs`: what must be there so that everyone can take part, and which language is spoken; never about one pupil.
    `partner_adult_id`: the adult in the room at the partner school, where pupils take part. `partner_role`: what the partner school does; `classes`: which
    classes of the owner school. `pupils_planned`, `partner_pupils_planned`: how many pupils each side plans with; `owner_pupils`, `partner_pupils`: how many
    it counted when it said that it took place; `pupil_count`: those of both sides together, which all figures elsewhere add up.
    """

    __tablename__ = "activity"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    partnership_id: Mapped[uuid.UUID | None] = reference("partnership.id")
    title: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text(), default="")
    kind: Mapped[ActivityKind] = choice(ActivityKind, default=ActivityKind.LIVE)
    owner_school_id: Mapped[uuid.UUID] = reference("school.id")
    partner_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    teacher_id: Mapped[uuid.UUID | None] = reference("person.id")
    understudy_id: Mapped[uuid.UUID | None] = reference("person.id")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(sa.String(60))
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    status: Mapped[ActivityStatus] = choice(ActivityStatus, default=ActivityStatus.PROPOSED)
    plan: Mapped[str] = mapped_column(sa.Text(), default="")
    materials: Mapped[str] = mapped_column(sa.Text(), default="")
    class_profile: Mapped[str] = mapped_column(sa.Text(), default="")
    promised: Mapped[str] = mapped_column(sa.Text(), default="")
    access_needs: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    language_needs: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    partner_role: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    classes: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    pupils_planned: Mapped[int | None]
    partner_pupils_planned: Mapped[int | None]
    thread_id: Mapped[uuid.UUID | None] = reference("thread.id")
    cover: Mapped[Cover] = choice(Cover, default=Cover.NONE, server_default="none")
    stand_in_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    stand_in_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    partner_adult_id: Mapped[uuid.UUID | None] = reference("person.id")
    delivered_owner_at: Mapped[datetime | None]
    delivered_partner_at: Mapped[datetime | None]
    delivered_owner_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    delivered_partner_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    delivered_words: Mapped[str] = mapped_column(sa.Text(), default="")
    pupil_count: Mapped[int | None]
    owner_pupils: Mapped[int | None]
    partner_pupils: Mapped[int | None]
    cancel_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    inherited_from_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    series_id: Mapped[uuid.UUID | None] = reference("activity_series.id")
    slot: Mapped[datetime | None]
    rule: Mapped[int] = mapped_column(default=0, server_default="0")
    capture_file_id: Mapped[uuid.UUID | None] = reference("stored_file.id", index=False)
    sequence: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    owner_school: Mapped["School"] = relationship(foreign_keys=[owner_school_id])
    partner_school: Mapped["School | None"] = relationship(foreign_keys=[partner_school_id])
    teacher: Mapped["Person | None"] = relationship(foreign_keys=[teacher_id])
    understudy: Mapped["Person | None"] = relationship(foreign_keys=[understudy_id])
    stand_in: Mapped["Person | None"] = relationship(foreign_keys=[stand_in_id])
    partner_adult: Mapped["Person | None"] = relationship(foreign_keys=[partner_adult_id])
    stand_in_school: Mapped["School | None"] = relationship(foreign_keys=[stand_in_school_id])
    series: Mapped["ActivitySeries | None"] = relationship()
    capture_file: Mapped["StoredFile | None"] = relationship()

    __table_args__ = (
        # the last two make the mark of a calendar link from the index alone: links are asked every few minutes, and mostly nothing has changed
        sa.Index("ix_activity_calendar", "cluster_id", "starts_at", "id", "version", "updated_at"),
        sa.Index("ix_activity_time", "starts_at", "id"),  # what the clock looks at
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        *(sa.CheckConstraint(f"{one} IS NULL OR {one} BETWEEN 0 AND 5000", name=one) for one in PUPILS),
    )

    def starts_in(self, zone: str) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(zone))

    def ends_in(self, zone: str) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(zone))

    @property
    def partner_zone(self) -> str | None:
        return self.partner_school.zone if self.partner_school is not None else None

    @property
    def answering_school_id(self) -> uuid.UUID:
        """The school whose word turns a proposal into an agreement."""
        return self.partner_school_id or self.owner_school_id

    def allows(self, command: str) -> bool:
        """Is this possible at this stage?"""
        from portal.running.activities.workflow import LIFECYCLE  # the table is made of the statuses above

        return LIFECYCLE.allows(self, command)

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def is_at_risk(self, now: datetime) -> bool:
        return at_risk(self.status, self.cover, self.starts_at, now)


def at_risk(status: ActivityStatus, cover: Cover, starts_at: datetime, now: datetime) -> bool:
    """Not confirmed three days before, or the teacher cannot come and nobody has taken it on. Who stands in has said yes for certain."""
    if not now < starts_at or status not in (ActivityStatus.PROPOSED, ActivityStatus.AGREED, ActivityStatus.CONFIRMED):
        return False
    if cover == Cover.COVERED:
        return False
    return cover == Cover.ASKED or (status != ActivityStatus.CONFIRMED and starts_at - now <= AT_RISK_BEFORE)


class Coming(StrEnum):
    """What an invited school says. Until the activity begins it may say something else."""

    ASKED = "asked"
    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


class ActivityGuest(Record):
    """A further school of the network that is invited to an activity, and its answer: one row for each school, kept when the invitation ends.

    `answered_for` is the beginning for which it was said: another time asks again. `pupils`: how many come; `took_part`: how many were there; counted,
    never named. `adult_id`: who of the school is in the room, where pupils take part. `withdrawn_at`: who invited took it back; `left_at`: the school is
    not on this calendar any more.
    """

    __tablename__ = "activity_guest"

    activity_id: Mapped[uuid.UUID] = reference("activity.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    answer: Mapped[Coming] = choice(Coming, default=Coming.ASKED)
    answered_for: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    invited_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    adult_id: Mapped[uuid.UUID | None] = reference("person.id")
    pupils: Mapped[int | None]
    took_part: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity] = relationship()
    school: Mapped["School"] = relationship()
    adult: Mapped["Person | None"] = relationship(foreign_keys=[adult_id])

    __table_args__ = (
        sa.UniqueConstraint("activity_id", "school_id", name="uq_activity_guest_school"),
        # what a school said makes a part of the mark of its people's calendar links, from the index alone
        sa.Index("ix_activity_guest_calendar", "school_id", "id", "version", "updated_at"),
        sa.CheckConstraint("pupils IS NULL OR pupils >= 0", name="pupils_counted"),
        sa.CheckConstraint("took_part IS NULL OR took_part >= 0", name="took_part_counted"),
    )

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster of the activity."""
        return self.activity.cluster_id

    @property
    def owner_school_id(self) -> uuid.UUID:
        """The school that does the activity, and invites."""
        return self.activity.owner_school_id

    @property
    def is_invited(self) -> bool:
        """Does the invitation stand?"""
        return self.withdrawn_at is None and self.left_at is None

    @property
    def standing(self) -> Coming:
        """What the school says of the activity as it is now: asked again, its earlier answer does not count."""
        return self.answer if self.answered_for == self.activity.starts_at else Coming.ASKED


class Scope(StrEnum):
    """Which activities of a series a change is for. All: those still to come."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


class FeedScope(StrEnum):
    """What a calendar link gives: everything of its owner, one cluster, one partnership of a cluster, or what one school takes part in."""

    PERSON = "person"
    CLUSTER = "cluster"
    PARTNERSHIP = "partnership"
    SCHOOL = "school"


class CalendarFeed(Record):
    """A secret, revocable link. Its address is signed from `id` and `turn`, so nothing secret is stored; a new turn makes the old address dead.

    It gives exactly what its owner may read now. A link to a partnership names its cluster, too.
    """

    __tablename__ = "calendar_feed"

    person_id: Mapped[uuid.UUID] = reference("person.id")
    scope: Mapped[FeedScope] = choice(FeedScope)
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    partnership_id: Mapped[uuid.UUID | None] = reference("partnership.id", index=False)
    school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    turn: Mapped[int] = mapped_column(default=1)
    revoked_at: Mapped[datetime | None]


@dataclass(frozen=True, kw_only=True)
class When:
    """A date and two wall-clock times in a named zone, as they were typed."""

    on: date
    starts: time
    ends: time
    zone: str


@dataclass(frozen=True, kw_only=True)
class What:
    """The texts and the people of an activity, as they were typed."""

    title: str
    kind: ActivityKind
    description: str = ""
    place: str = ""
    plan: str = ""
    materials: str = ""
    class_profile: str = ""
    promised: str = ""
    access_needs: str = ""
    language_needs: str = ""
    partner_role: str = ""
    classes: str = ""
    pupils_planned: int | None = None
    teacher_id: uuid.UUID | None = None
    understudy_id: uuid.UUID | None = None

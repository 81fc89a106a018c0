"""The school's record: one row of plain facts, one row for each thing that partners search by, awards with their dates, and named dates.

Stable for rooms above: partner search reads `SchoolProfile`, `SchoolTag` and `SchoolAward` and nothing else of this room.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class SchoolKind(StrEnum):
    """What kind of school it is, apart from its phases."""

    MAINSTREAM = "mainstream"
    SPECIAL = "special"
    COLLEGE = "college"
    INDEPENDENT = "independent"
    OTHER = "other"


class Setting(StrEnum):
    """Where the school lies, from the densest to the loneliest place."""

    CITY = "city"
    TOWN = "town"
    COUNTRYSIDE = "countryside"
    REMOTE = "remote"


class Looking(StrEnum):
    """Is the school looking for a partner? no: it is not to be asked now; open: it may be asked; yes: it is searching."""

    NO = "no"
    OPEN = "open"
    YES = "yes"


class Devices(StrEnum):
    """What pupils and teachers can use. Every answer is a good answer."""

    NONE = "none"
    ONE_PHONE = "one_phone"
    SHARED = "shared"
    ROOM = "room"
    EVERYONE = "everyone"


class Connection(StrEnum):
    """How the school reaches the internet on an ordinary day."""

    NONE = "none"
    PHONE = "phone"
    SLOW = "slow"
    STEADY = "steady"
    FAST = "fast"


class SchoolProfile(Record):
    """The plain facts of a school, one row for each school.

    Ages are in years; `pupils` is the number on roll. `setting` None: not said. `looking_at`: when the school last said whether it is looking.
    `checked_at`: when someone of the school last changed its record, or said that it is right.
    """

    __tablename__ = "school_profile"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    kind: Mapped[SchoolKind | None] = choice(SchoolKind)
    low_age: Mapped[int | None]
    high_age: Mapped[int | None]
    pupils: Mapped[int | None]
    setting: Mapped[Setting | None] = choice(Setting)
    description: Mapped[str] = mapped_column(sa.Text(), default="")
    looking: Mapped[Looking] = choice(Looking, default=Looking.NO)
    looking_for: Mapped[str] = mapped_column(sa.Text(), default="")
    looking_at: Mapped[datetime | None]
    devices: Mapped[Devices | None] = choice(Devices)
    connection: Mapped[Connection | None] = choice(Connection)
    ict_words: Mapped[str] = mapped_column(sa.Text(), default="")
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    checked_at: Mapped[datetime | None]

    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("school_id", name="uq_school_profile_school"),
        sa.Index("ix_school_profile_setting", "setting"),
        sa.Index("ix_school_profile_looking", "looking"),
        sa.CheckConstraint("low_age IS NULL OR high_age IS NULL OR low_age <= high_age", name="ages"),
    )


class TagKind(StrEnum):
    """What partners search by."""

    PHASE = "phase"
    LANGUAGE = "language"
    SPECIALISM = "specialism"
    AFFILIATION = "affiliation"
    TOOL = "tool"
    FALLBACK = "fallback"
    THEME = "theme"
    SURROUNDINGS = "surroundings"


class SchoolTag(Record):
    """One thing that is true of a school. `value` is a code of `vocabulary`, or the folded form of the school's own words; `words` are those words."""

    __tablename__ = "school_tag"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    kind: Mapped[TagKind] = choice(TagKind)
    value: Mapped[str] = mapped_column(sa.String(80))
    words: Mapped[str] = mapped_column(sa.String(80), default="")

    __table_args__ = (
        sa.UniqueConstraint("school_id", "kind", "value", name="uq_school_tag_value"),
        sa.Index("ix_school_tag_kind_value", "kind", "value", "school_id"),
    )


class SchoolAward(Record):
    """An award or membership that the school holds: which one (a code, or its own words), at what level, from when until when."""

    __tablename__ = "school_award"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    award: Mapped[str] = mapped_column(sa.String(80))
    words: Mapped[str] = mapped_column(sa.String(80), default="")
    level: Mapped[str] = mapped_column(sa.String(60), default="")
    awarded_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]

    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR awarded_on IS NULL OR ends_on >= awarded_on", name="days"),
    )


class PeriodKind(StrEnum):
    """What a stretch of the school's year is. On a staff day teachers are there and pupils are not."""

    TERM = "term"
    HALF_TERM = "half_term"
    HOLIDAY = "holiday"
    EXAMS = "exams"
    STAFF_DAY = "staff_day"
    CLOSED = "closed"

    @property
    def is_quiet(self) -> bool:
        """Are there no lessons then? Silence is understood."""
        return self in QUIET


QUIET = frozenset({PeriodKind.HALF_TERM, PeriodKind.HOLIDAY, PeriodKind.STAFF_DAY, PeriodKind.CLOSED})


class PeriodSource(StrEnum):
    """Where a school's dates came from. Those of an authority follow it."""

    TYPED = "typed"
    COPIED = "copied"
    FILE = "file"
    AUTHORITY = "authority"


class SchoolPeriod(Record):
    """Named dates of a school's year, both days included: a term, a half-term, a holiday, exams, a staff day, a day on which it is closed.

    `import_id`: the calendar file from which they were read; a newer file takes their place. `authority_period_id`: the authority's own row.
    """

    __tablename__ = "school_period"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    kind: Mapped[PeriodKind] = choice(PeriodKind)
    name: Mapped[str] = mapped_column(sa.String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[PeriodSource] = choice(PeriodSource, default=PeriodSource.TYPED, server_default="typed")
    import_id: Mapped[uuid.UUID | None] = reference("term_import.id", index=False)
    authority_period_id: Mapped[uuid.UUID | None] = reference("authority_period.id")
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]

    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.Index("ix_school_period_school", "school_id", "starts_on"),
        sa.CheckConstraint("ends_on >= starts_on", name="days"),
    )


class ProfilePart(StrEnum):
    """The pages of the record, each changed by itself."""

    KIND = "kind"
    PLACE = "place"
    LANGUAGES = "languages"
    STRENGTHS = "strengths"
    THEMES = "themes"
    TOOLS = "tools"
    DESCRIPTION = "description"
    LOOKING = "looking"


class PartChange(Record):
    """Who last changed a page of the record, and its version: two people on two pages are not in one another's way."""

    __tablename__ = "school_profile_part"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    part: Mapped[ProfilePart] = choice(ProfilePart)
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    changed_by: Mapped["Person | None"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "school_id",
            "part",
            name="uq_school_profile_part",
            info={"words": "Someone else changed this page since you opened it. Please look again."},
        ),
    )

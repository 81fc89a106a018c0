"""Which schools are shown first when somebody is to be asked, and why. Schools are put in order, never people; the reasons are shown, and there are no points.

First who is free then, then who has more in common with what is needed, then who has stood in least of late, then by name. Whoever comes last can be asked
just as well.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.identity.profiles.models import TagKind
from portal.identity.terms.year import Away, SchoolYear


class About(StrEnum):
    """What a reason is about."""

    AWAY_THAT_WEEK = "away_that_week"
    BUSY = "busy"
    NO_SCHOOL = "no_school"
    EXAMS = "exams"
    OUTSIDE = "outside"
    FREE = "free"
    READY = "ready"
    PHASE = "phase"
    LANGUAGE = "language"
    THEME = "theme"
    TOOL = "tool"
    NEVER = "never"
    STOOD_IN = "stood_in"


AGAINST = frozenset({About.AWAY_THAT_WEEK, About.BUSY, About.NO_SCHOOL, About.EXAMS, About.OUTSIDE})
IN_COMMON = frozenset({About.READY, About.PHASE, About.LANGUAGE, About.THEME, About.TOOL})


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a school, or against it now. `codes` name it; `number`: how many; `why`: why there is no school, `name`: its name."""

    about: About
    codes: tuple[str, ...] = ()
    number: int = 0
    why: Away | None = None
    name: str = ""

    @property
    def speaks_for(self) -> bool:
        return self.about not in AGAINST


@dataclass(frozen=True)
class Needed:
    """What is needed: when (None: a reply, at any time), and what it has in common with a school that could do it."""

    starts_at: datetime | None
    ends_at: datetime | None
    phases: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What is known of a school that could be asked. `stood_in`: how often in the last twelve months; `ready`: people of its who say that they are ready."""

    id: uuid.UUID
    name: str
    is_partner: bool
    phase: str = ""
    language: str = ""
    year: SchoolYear | None = None
    is_busy: bool = False
    is_away: bool = False
    stood_in: int = 0
    ready: int = 0
    tags: Mapping[TagKind, frozenset[str]] = field(default_factory=dict)

    def has(self, kind: TagKind) -> frozenset[str]:
        return self.tags.get(kind, frozenset())


@dataclass(frozen=True)
class Ranked:
    """A school that can be asked, with the reasons in the order in which they are told."""

    id: uuid.UUID
    name: str
    is_partner: bool
    reasons: tuple[Reason, ...]
    stood_in: int

    @property
    def order(self) -> tuple[bool, bool, int, int, str, str]:
        free = all(reason.speaks_for for reason in self.reasons)
        common = sum(reason.about in IN_COMMON for reason in self.reasons)
        return (self.is_partner, not free, -common, self.stood_in, self.name, str(self.id))


def rank(needed: Needed, schools: Sequence[Facts]) -> list[Ranked]:
    """The schools in the order in which they are shown; home schools before partner schools."""
    found = [Ranked(one.id, one.name, one.is_partner, tuple(_reasons(needed, one)), one.stood_in) for one in schools]
    return sorted(found, key=lambda one: one.order)


def _reasons(needed: Needed, school: Facts) -> list[Reason]:
    return [*_when(needed, school), *_in_common(needed, school), _of_late(school)]


def _when(needed: Needed, school: Facts) -> list[Reason]:
    if school.is_away:
        return [Reason(About.AWAY_THAT_WEEK)]
    if needed.starts_at is None or needed.ends_at is None:
        return []
    if school.is_busy:
        return [Reason(About.BUSY)]
    return [_by_school_year(needed.starts_at, needed.ends_at, school.year)] if school.year is not None else []


def _by_school_year(starts_at: datetime, ends_at: datetime, year: SchoolYear) -> Reason:
    day = starts_at.astimezone(ZoneInfo(year.zone)).date()
    away = year.why_away(day)
    if away is not None:
        return Reason(About.NO_SCHOOL, why=away[0], name=away[1])
    if exams := year.exams_on(day):
        return Reason(About.EXAMS, name=exams)
    inside = any(opens <= starts_at and ends_at <= closes for opens, closes in year.lessons(day))
    return Reason(About.FREE if inside else About.OUTSIDE)


def _in_common(needed: Needed, school: Facts) -> list[Reason]:
    phases = school.has(TagKind.PHASE) | ({school.phase} if school.phase else set())
    languages = school.has(TagKind.LANGUAGE) | ({school.language} if school.language else set())
    shared = [
        (About.PHASE, needed.phases & phases),
        (About.LANGUAGE, needed.languages & languages),
        (About.THEME, needed.themes & school.has(TagKind.THEME)),
        (About.TOOL, needed.tools & school.has(TagKind.TOOL)),
    ]
    ready = [Reason(About.READY, number=school.ready)] if school.ready else []
    return ready + [Reason(about, tuple(sorted(codes))) for about, codes in shared if codes]


def _of_late(school: Facts) -> Reason:
    return Reason(About.STOOD_IN, number=school.stood_in) if school.stood_in else Reason(About.NEVER)

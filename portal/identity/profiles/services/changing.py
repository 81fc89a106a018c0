"""The school changes a page of its record, its awards, its dates."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotFound, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import fold
from portal.core.workflow import change
from portal.identity.profiles import events, queries
from portal.identity.profiles.models import (
    PartChange,
    PeriodKind,
    ProfilePart,
    SchoolAward,
    SchoolPeriod,
    SchoolTag,
    TagKind,
)
from portal.identity.profiles.services.beginning import begin_record
from portal.identity.profiles.services.tagging import set_tags
from portal.identity.schools.models import School

Tags = dict[TagKind, tuple[list[str], list[str]]]
MOST_ROWS = 60
MOST_PERIODS = 300


def change_part(
    school: School, *, by: Actor, part: ProfilePart, version: int, values: dict[str, Any], tags: Tags
) -> None:
    """Write one page of the record. `version` is the one of the page that was read; another page may have changed meanwhile."""
    profile = begin_record(school, by=by)
    low, high = values.get("low_age"), values.get("high_age")
    if low is not None and high is not None and low > high:
        raise RuleBroken("high_age", _("The oldest age must not be below the youngest."))
    _grow(school, part, version, by, current={name: str(getattr(profile, name) or "") for name in values})
    for name, value in values.items():
        setattr(profile, name, value)
    for kind, (codes, own) in tags.items():
        set_tags(school, kind, codes, own, field="own")
    profile.checked_at = clock.now()
    session().flush()
    record(events.SchoolRecordChanged(by_id=by.id, school_id=school.id, part=part.value))


def _grow(school: School, part: ProfilePart, version: int, by: Actor, *, current: dict[str, str]) -> None:
    there = queries.part_of(school.id, part)
    if (there.version if there else 0) != version:
        words = _("Someone else changed this page since you opened it.")
        raise Stale(words, current, version=str(there.version if there else 0))
    if there is None:
        session().add(PartChange(school_id=school.id, part=part, version=1, changed_by_id=by.id))
        session().flush()
    else:
        change(there, {"version": version}, {"version": version + 1, "changed_by_id": by.id})


def check_record(school: School, *, by: Actor) -> None:
    """The record is right as it stands: partners see that it is fresh."""
    begin_record(school, by=by).checked_at = clock.now()
    session().flush()
    record(events.SchoolRecordChecked(by_id=by.id, school_id=school.id))


def add_award(
    school: School, *, by: Actor, award: str, words: str, level: str, awarded_on: date | None, ends_on: date | None
) -> None:
    """The school holds an award or belongs to a network, at a level, from a day to a day. Partners can search by it."""
    if bool(award) == bool(words):
        raise RuleBroken("award", _("Choose an award from the list, or write its name below it."))
    if awarded_on and ends_on and ends_on < awarded_on:
        raise RuleBroken("ends_on", _("The end must not come before the beginning."))
    if len(queries.awards_of(school.id)) >= MOST_ROWS:
        raise RuleBroken(None, _("Remove an old one first."))
    session().add(
        SchoolAward(
            school_id=school.id,
            award=award or fold(words)[:80],
            words=words,
            level=level,
            awarded_on=awarded_on,
            ends_on=ends_on,
        )
    )
    session().flush()
    _mirror_awards(school)
    record(events.SchoolRecordChanged(by_id=by.id, school_id=school.id, part="awards"))


def remove_award(school: School, *, by: Actor, award_id: uuid.UUID) -> None:
    """The school holds it no longer."""
    row = session().scalar(sa.select(SchoolAward).where(SchoolAward.id == award_id, SchoolAward.school_id == school.id))
    if row is None or row.removed_at is not None:
        raise NotFound
    change(row, {"removed_at": None}, {"removed_at": clock.now()})
    _mirror_awards(school)
    record(events.SchoolRecordChanged(by_id=by.id, school_id=school.id, part="awards"))


def forget_ended_awards(school: School, *, by: Actor) -> None:
    """An award has ended: the record goes on showing it with its last day, and nobody finds the school by it any more."""
    _mirror_awards(school)
    record(events.SchoolAwardsEnded(by_id=by.id, school_id=school.id))


def _mirror_awards(school: School) -> None:
    """What partners search by follows the awards that the school holds and that have not ended."""
    today = clock.today(school.zone)
    held = {row.award: row.words for row in queries.awards_of(school.id) if row.ends_on is None or row.ends_on >= today}
    there = {tag.value: tag for tag in queries.tags_of(school.id, TagKind.AFFILIATION)}
    for value in there.keys() - held.keys():
        session().delete(there[value])
    for value in held.keys() - there.keys():
        session().add(SchoolTag(school_id=school.id, kind=TagKind.AFFILIATION, value=value, words=held[value]))
    session().flush()


def add_period(
    school: School, *, by: Actor, kind: PeriodKind, name: str, starts_on: date, ends_on: date
) -> SchoolPeriod:
    """Named dates of the school's year, both days included."""
    if ends_on < starts_on:
        raise RuleBroken("ends_on", _("The last day must not come before the first."))
    if (ends_on - starts_on).days > 366:
        raise RuleBroken("ends_on", _("These dates are longer than a year."))
    if len(queries.periods_of(school.id)) >= MOST_PERIODS:
        raise RuleBroken(None, _("Remove old dates first."))
    period = SchoolPeriod(school_id=school.id, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)
    session().add(period)
    session().flush()
    record(events.SchoolRecordChanged(by_id=by.id, school_id=school.id, part="dates"))
    return period


def remove_period(school: School, *, by: Actor, period_id: uuid.UUID) -> None:
    """These dates no longer hold."""
    row = session().scalar(
        sa.select(SchoolPeriod).where(SchoolPeriod.id == period_id, SchoolPeriod.school_id == school.id)
    )
    if row is None or row.removed_at is not None:
        raise NotFound
    change(row, {"removed_at": None}, {"removed_at": clock.now()})
    record(events.SchoolRecordChanged(by_id=by.id, school_id=school.id, part="dates"))

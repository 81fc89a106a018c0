"""Finding the years of schools: whole, for many at once, and what a page of one school shows."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, time
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.identity.organisations.models import Organisation, OrganisationKind
from portal.identity.profiles.models import SchoolPeriod
from portal.identity.schools.models import School, SchoolStatus
from portal.identity.terms.models import AuthorityFollower, AuthorityPeriod, SchoolHours, TermImport
from portal.identity.terms.year import ORDINARY_WEEK, SchoolYear, Stretch

MOST_SCHOOLS = 200
MOST_STRETCHES = 5000


def years_of(school_ids: Collection[uuid.UUID], first: date, last: date) -> list[SchoolYear]:
    """What is known of these schools' days from `first` to `last` (and half a year around), by name. Two statements."""
    if not school_ids:
        return []
    return years_among(_given, {"schools": sorted(school_ids)[:MOST_SCHOOLS]}, first, last)


def _given() -> Any:
    return sa.bindparam("schools", expanding=True)


def years_among(schools: Callable[[], Any], values: Mapping[str, Any], first: date, last: date) -> list[SchoolYear]:
    """The same for the schools whose ids a subquery answers: `schools` makes it, `values` are its parameters. Two statements."""
    stretches: dict[uuid.UUID, list[Stretch]] = defaultdict(list)
    span = {"first": _half_a_year(first, -1), "last": _half_a_year(last, 1)}
    for row in fetch(_stretches(schools), {**values, **span}):
        stretches[row.school_id].append(Stretch(row.kind, row.name, row.starts_on, row.ends_on))
    hours: dict[Any, dict[int, list[tuple[time, time]]]] = {}
    for *school, weekday, opens, closes in fetch(_schools(schools), values):
        own = hours.setdefault(tuple(school), defaultdict(list))
        if weekday is not None:
            own[weekday].append((opens, closes))
    return [_year(school, tuple(stretches[school[0]]), own) for school, own in list(hours.items())[:MOST_SCHOOLS]]


def _year(school: Any, stretches: tuple[Stretch, ...], hours: dict[int, list[tuple[time, time]]]) -> SchoolYear:
    school_id, name, zone, country, nation = school
    known = {weekday: tuple(shifts) for weekday, shifts in hours.items()} or dict(ORDINARY_WEEK)
    return SchoolYear(school_id, name, zone, country, nation, stretches, known, has_hours=bool(hours))


def year_of(school_id: uuid.UUID, first: date, last: date) -> SchoolYear:
    """What is known of one school's days. Raises NotFound."""
    found = years_of([school_id], first, last)
    if not found:
        raise NotFound
    return found[0]


def _half_a_year(day: date, way: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + way * 183, 1), date.max.toordinal()))


@cache
def _schools(which: Callable[[], Any]) -> Any:
    hours = SchoolHours
    query: Any = sa.select(
        School.id, School.name, School.zone, School.country, School.nation, hours.weekday, hours.opens, hours.closes
    ).outerjoin(hours, hours.school_id == School.id)
    query = query.where(School.id.in_(which()))
    return query.order_by(School.name, School.id, hours.weekday, hours.opens).limit(MOST_SCHOOLS * 14)


@cache
def _stretches(which: Callable[[], Any]) -> Any:
    period = SchoolPeriod
    query: Any = sa.select(period.school_id, period.kind, period.name, period.starts_on, period.ends_on).where(
        period.school_id.in_(which()),
        period.removed_at.is_(None),
        period.ends_on >= sa.bindparam("first"),
        period.starts_on <= sa.bindparam("last"),
    )
    return query.order_by(period.starts_on, period.id).limit(MOST_STRETCHES)


def hours_of(school_id: uuid.UUID) -> Sequence[SchoolHours]:
    """The hours that the school has said, by weekday."""
    query = sa.select(SchoolHours).where(SchoolHours.school_id == school_id)
    return session().scalars(query.order_by(SchoolHours.weekday, SchoolHours.opens).limit(21)).all()


class Source(NamedTuple):
    """A school whose dates can be copied: how many there are from a day on."""

    id: uuid.UUID
    name: str
    town: str
    number: int


def schools_to_copy(school: School, since: date) -> list[Source]:
    """Other verified schools of the same authority (abroad: of the same country) that have dates after `since`, by name."""
    alike = (
        School.authority_code == school.authority_code if school.authority_code else School.country == school.country
    )
    number = sa.func.count(SchoolPeriod.id)
    query = (
        sa.select(School.id, School.name, School.town, number)
        .join(SchoolPeriod, SchoolPeriod.school_id == School.id)
        .where(
            alike,
            School.id != school.id,
            School.status == SchoolStatus.VERIFIED,
            SchoolPeriod.removed_at.is_(None),
            SchoolPeriod.ends_on >= since,
        )
        .group_by(School.id, School.name, School.town)
    )
    return [Source._make(row) for row in session().execute(query.order_by(School.name, School.id).limit(100))]


def periods_between(school_id: uuid.UUID, first: date, last: date) -> Sequence[SchoolPeriod]:
    """The school's dates that begin between two days, by day."""
    where = (
        SchoolPeriod.school_id == school_id,
        SchoolPeriod.removed_at.is_(None),
        SchoolPeriod.starts_on >= first,
        SchoolPeriod.starts_on <= last,
    )
    query = sa.select(SchoolPeriod).where(*where)
    return session().scalars(query.order_by(SchoolPeriod.starts_on, SchoolPeriod.id).limit(400)).all()


def get_import(school_id: uuid.UUID, import_id: uuid.UUID) -> TermImport:
    """What was read from a file for this school. Raises NotFound."""
    query = sa.select(TermImport).where(TermImport.id == import_id, TermImport.school_id == school_id)
    found = session().scalars(query.options(joinedload(TermImport.by))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_imports(school_id: uuid.UUID) -> Sequence[TermImport]:
    """The files that were read for this school, the newest first."""
    query = sa.select(TermImport).where(TermImport.school_id == school_id)
    return session().scalars(query.order_by(TermImport.id.desc()).limit(5)).all()


# authorities


def authority_of(school: School) -> Organisation | None:
    """The authority whose code the school carries."""
    if not school.authority_code:
        return None
    where = (Organisation.code == school.authority_code, Organisation.kind == OrganisationKind.AUTHORITY)
    return session().scalar(sa.select(Organisation).where(*where).order_by(Organisation.id).limit(1))


def get_authority(authority_id: uuid.UUID) -> Organisation:
    """An authority. Raises NotFound."""
    found = session().get(Organisation, authority_id)
    if found is None or found.kind != OrganisationKind.AUTHORITY:
        raise NotFound
    return found


def authority_periods(organisation_id: uuid.UUID) -> Sequence[AuthorityPeriod]:
    """An authority's dates, by first day."""
    where = (AuthorityPeriod.organisation_id == organisation_id, AuthorityPeriod.removed_at.is_(None))
    query = sa.select(AuthorityPeriod).where(*where)
    return session().scalars(query.order_by(AuthorityPeriod.starts_on, AuthorityPeriod.id).limit(400)).all()


def get_authority_period(authority_id: uuid.UUID, dates_id: uuid.UUID) -> AuthorityPeriod:
    """Dates of this authority that still hold. Raises NotFound."""
    where = (AuthorityPeriod.id == dates_id, AuthorityPeriod.organisation_id == authority_id)
    query = sa.select(AuthorityPeriod).options(joinedload(AuthorityPeriod.organisation)).where(*where)
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None or found.removed_at is not None:
        raise NotFound
    return found


def following(school_id: uuid.UUID) -> AuthorityFollower | None:
    """Whose dates the school takes now."""
    where = (AuthorityFollower.school_id == school_id, AuthorityFollower.ended_at.is_(None))
    query = sa.select(AuthorityFollower).options(joinedload(AuthorityFollower.organisation)).where(*where)
    return session().scalars(query.limit(1)).one_or_none()


def followers_of(organisation_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The schools that take this authority's dates."""
    where = (AuthorityFollower.organisation_id == organisation_id, AuthorityFollower.ended_at.is_(None))
    return session().scalars(sa.select(AuthorityFollower.school_id).where(*where).limit(5000)).all()

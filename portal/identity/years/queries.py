"""Finding school years, and who is not confirmed in them."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core import clock, moments
from portal.core.database import session
from portal.identity.accounts.models import Person
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
)
from portal.identity.years.models import SchoolYear

IN_USE = (SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.VERIFIED)
MOST = 500


def latest_year(school_id: uuid.UUID) -> SchoolYear | None:
    """The school's present round, or its last one."""
    query = sa.select(SchoolYear).where(SchoolYear.school_id == school_id).options(joinedload(SchoolYear.agreed_by))
    return session().scalar(query.order_by(SchoolYear.begins_on.desc()).limit(1))


def list_schools_without_year(
    begins_on: date, *, countries: Sequence[str], others: bool, after: uuid.UUID | None, limit: int
) -> Sequence[uuid.UUID]:
    """Schools in use in these countries (or in none of them) whose year of this day was not opened, and whose head confirmed before it."""
    opened = sa.exists().where(SchoolYear.school_id == School.id, SchoolYear.begins_on == begins_on)
    where = [
        School.status.in_(IN_USE),
        School.country.not_in(countries) if others else School.country.in_(countries),
        sa.func.coalesce(School.head_confirmed_at, School.created_at) < _instant(begins_on),
        ~opened,
    ]
    if after is not None:
        where.append(School.id > after)
    return session().scalars(sa.select(School.id).where(*where).order_by(School.id).limit(limit)).all()


def _instant(day: date) -> datetime:
    return moments.instant(day, time(12, 0), "Europe/London")


def unconfirmed(year: SchoolYear, *, all_functions: bool = False) -> Sequence[SchoolMember]:
    """Members of before this year whom nobody has confirmed in it, in the order they came.

    Contacts and the head are confirmed by the head's yearly yes; they are left out unless `all_functions`.
    """
    speaks = aliased(SchoolFunction)
    where: list[Any] = [
        SchoolMember.school_id == year.school_id,
        SchoolMember.status == MemberStatus.MEMBER,
        sa.func.coalesce(SchoolMember.answered_at, SchoolMember.created_at) < _instant(year.begins_on),
        sa.or_(SchoolMember.confirmed_on.is_(None), SchoolMember.confirmed_on < year.begins_on),
    ]
    if not all_functions:
        held = sa.exists().where(
            speaks.person_id == SchoolMember.person_id,
            speaks.school_id == SchoolMember.school_id,
            speaks.function.in_([Function.CONTACT, Function.SIGNATORY]),
            speaks.ended_on.is_(None),
        )
        where.append(~held)
    query = sa.select(SchoolMember).join(Person, Person.id == SchoolMember.person_id).where(*where)
    return (
        session()
        .scalars(query.options(joinedload(SchoolMember.person)).order_by(Person.name, SchoolMember.id).limit(MOST))
        .all()
    )


def list_years_with_unconfirmed(at: datetime, after: uuid.UUID | None = None, limit: int = 200) -> Sequence[uuid.UUID]:
    """Rounds in which the time to confirm the members is over and that are not finished."""
    where = [
        SchoolYear.members_due_at <= at,
        SchoolYear.members_confirmed_at.is_(None),
        SchoolYear.members_ended_at.is_(None),
    ]
    return _keys(where, after, limit)


def list_years_to_write(
    written_before: datetime, *, letters: int, after: uuid.UUID | None = None, limit: int = 200
) -> Sequence[uuid.UUID]:
    """Rounds in which the head has not answered since then, and was written to fewer times than `letters`."""
    where = [
        SchoolYear.agreed_at.is_(None),
        SchoolYear.refused_at.is_(None),
        SchoolYear.letters < letters,
        sa.or_(SchoolYear.written_at.is_(None), SchoolYear.written_at <= written_before),
    ]
    return _keys(where, after, limit)


def _keys(where: list[Any], after: uuid.UUID | None, limit: int) -> Sequence[uuid.UUID]:
    if after is not None:
        where = [*where, SchoolYear.id > after]
    return session().scalars(sa.select(SchoolYear.id).where(*where).order_by(SchoolYear.id).limit(limit)).all()


def is_late(year: SchoolYear | None) -> bool:
    """Is the head's yes overdue?"""
    return year is not None and year.agreed_at is None and year.head_due_at < clock.now()

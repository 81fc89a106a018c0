"""Putting several dates into a school's year at once."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.identity.profiles import queries as profiles
from portal.identity.profiles.models import PeriodSource, SchoolPeriod
from portal.identity.profiles.services.changing import MOST_PERIODS
from portal.identity.schools.models import School
from portal.identity.terms.year import Stretch


def put_in(
    school: School, stretches: Iterable[Stretch], source: PeriodSource, *, import_id: uuid.UUID | None = None
) -> int:
    """Write those that are not there yet. Answers how many were new."""
    there = profiles.periods_of(school.id)
    known = {(one.kind, one.starts_on, one.ends_on) for one in there}
    new = []
    for one in stretches:
        if (one.kind, one.starts_on, one.ends_on) not in known:
            known.add((one.kind, one.starts_on, one.ends_on))
            new.append(one)
    if len(there) + len(new) > MOST_PERIODS:
        raise RuleBroken(None, _("That would be too many dates. Remove old dates first."))
    for one in new:
        session().add(
            SchoolPeriod(
                school_id=school.id,
                kind=one.kind,
                name=one.name,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                source=source,
                import_id=import_id,
            )
        )
    session().flush()
    return len(new)


def take_out(*where: sa.ColumnElement[bool]) -> None:
    """Remove dates together; the rows are kept. One statement."""
    at = clock.now()
    removed = sa.update(SchoolPeriod).where(SchoolPeriod.removed_at.is_(None), *where)
    session().execute(removed.values(removed_at=at, updated_at=at), execution_options={"synchronize_session": False})
    session().expire_all()

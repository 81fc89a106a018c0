"""An authority's dates, entered once, and the schools that take them."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from portal.core import clock, ids
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.organisations.models import Organisation
from portal.identity.profiles.models import PeriodSource, SchoolPeriod
from portal.identity.schools.models import School
from portal.identity.terms import events, queries
from portal.identity.terms.models import AuthorityFollower, AuthorityPeriod
from portal.identity.terms.services.taking import take_out
from portal.identity.terms.year import Stretch

MOST_DATES = 200


def add_authority_dates(authority: Organisation, *, by: Actor, stretch: Stretch) -> AuthorityPeriod:
    """Dates for every school of the authority that follows it. Both days are included."""
    if stretch.ends_on < stretch.starts_on:
        raise RuleBroken("ends_on", _("The last day must not come before the first."))
    if (stretch.ends_on - stretch.starts_on).days > 366:
        raise RuleBroken("ends_on", _("These dates are longer than a year."))
    if len(queries.authority_periods(authority.id)) >= MOST_DATES:
        raise RuleBroken(None, _("Remove old dates first."))
    dates = AuthorityPeriod(organisation_id=authority.id, **stretch._asdict())
    session().add(dates)
    session().flush()
    schools = queries.followers_of(authority.id)
    _give([dates], schools)
    record(events.AuthorityDatesChanged(by_id=by.id, subject_id=authority.id, schools=len(schools)))
    return dates


def remove_authority_dates(dates: AuthorityPeriod, *, by: Actor) -> None:
    """These dates no longer hold, for the authority and for the schools that follow it."""
    change(dates, {"removed_at": None}, {"removed_at": clock.now()})
    organisation_id, dates_id = dates.organisation_id, dates.id
    take_out(SchoolPeriod.authority_period_id == dates_id)
    schools = len(queries.followers_of(organisation_id))
    record(events.AuthorityDatesChanged(by_id=by.id, subject_id=organisation_id, schools=schools))


def follow_authority(school: School, *, by: Actor) -> int:
    """Take the authority's dates, now and whenever they change. Answers how many there are. Raises RuleBroken without an authority."""
    authority = queries.authority_of(school)
    if authority is None:
        raise RuleBroken(None, _("We do not know the authority of this school."))
    session().add(AuthorityFollower(school_id=school.id, organisation_id=authority.id))
    session().flush()
    dates = list(queries.authority_periods(authority.id))
    _give(dates, [school.id])
    record(events.AuthorityFollowed(by_id=by.id, school_id=school.id, subject_id=authority.id, number=len(dates)))
    return len(dates)


def stop_following(school: School, *, by: Actor) -> None:
    """Keep the dates oneself from now on: the authority's own dates are taken out of the school's year."""
    follower = queries.following(school.id)
    if follower is None:
        raise RuleBroken(None, _("The school does not follow an authority."))
    change(follower, {"ended_at": None}, {"ended_at": clock.now()})
    take_out(SchoolPeriod.school_id == school.id, SchoolPeriod.source == PeriodSource.AUTHORITY)
    record(events.AuthorityNoLongerFollowed(by_id=by.id, school_id=school.id))


def _give(dates: Sequence[AuthorityPeriod], schools: Sequence[uuid.UUID]) -> None:
    """Write the authority's dates into these schools' years, in one statement."""
    at = clock.now()
    rows = [
        {
            "id": ids.new_id(),
            "created_at": at,
            "updated_at": at,
            "school_id": school_id,
            "kind": one.kind,
            "name": one.name,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "source": PeriodSource.AUTHORITY,
            "authority_period_id": one.id,
            "version": 1,
        }
        for one in dates
        for school_id in schools
    ]
    if rows:
        session().execute(sa.insert(SchoolPeriod), rows)

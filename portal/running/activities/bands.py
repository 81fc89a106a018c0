"""The quiet bands of a calendar: which school is away when, and why. Silence is understood before it is noticed."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.forming.clusters.models import LIVE, ClusterMembership, MembershipStatus
from portal.identity.terms.queries import years_among
from portal.identity.terms.year import Away, Quiet
from portal.running.partnerships.models import Partnership
from portal.running.partnerships.queries.network import SHARING

ON_THE_CALENDAR = (MembershipStatus.INVITED, MembershipStatus.JOINED, MembershipStatus.LEAVING)


class Band(NamedTuple):
    """A school is away."""

    school: str
    quiet: Quiet


class Shown(NamedTuple):
    """Who is away on a day for one reason."""

    why: Away
    schools: list[str]


def schools_on() -> Any:
    """The schools that share the calendars of `clusters` (a parameter), those of partner clusters too, as a subquery."""
    given: Any = sa.bindparam("clusters", expanding=True)
    own = sa.select(ClusterMembership.school_id).where(
        ClusterMembership.cluster_id.in_(given), ClusterMembership.status.in_(ON_THE_CALENDAR)
    )
    twins: Any = sa.union(
        sa.select(Partnership.partner_cluster_id).where(
            Partnership.cluster_id.in_(given), Partnership.status.in_(SHARING)
        ),
        sa.select(Partnership.cluster_id).where(
            Partnership.partner_cluster_id.in_(given), Partnership.status.in_(SHARING)
        ),
    )
    theirs = sa.select(ClusterMembership.school_id).where(
        ClusterMembership.cluster_id.in_(twins), ClusterMembership.status.in_(LIVE)
    )
    every = sa.union(own, theirs).subquery()
    return sa.select(every.c.school_id)


def bands_of(cluster_ids: Collection[uuid.UUID], first: date, last: date) -> list[Band]:
    """Who is away from `first` to `last`, by school and day. Two statements."""
    if not cluster_ids:
        return []
    years = years_among(schools_on, {"clusters": list(cluster_ids)}, first, last)
    return [Band(year.name, quiet) for year in years for quiet in year.quiet_between(first, last)]


def on_day(bands: list[Band], day: date) -> list[Shown]:
    """Who is away on this day, by reason."""
    found: dict[Away, list[str]] = defaultdict(list)
    for band in bands:
        if band.quiet.starts_on <= day <= band.quiet.ends_on:
            found[band.quiet.why].append(band.school)
    return [Shown(why, schools) for why, schools in found.items()]

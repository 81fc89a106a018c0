"""What is known of the schools that could be asked, read for all of them at once: nine statements, however many schools there are."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.identity.profiles.models import SchoolTag, TagKind
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.identity.terms.queries import years_of
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.handoffs import queries
from portal.running.handoffs.models import Handoff, HandoffState, StandInOffer
from portal.running.handoffs.pool import still_counts
from portal.running.handoffs.ranking import Facts, Needed, Ranked, rank

KINDS = (TagKind.PHASE, TagKind.LANGUAGE, TagKind.THEME, TagKind.TOOL)
OF_LATE = timedelta(days=365)
Tags = dict[uuid.UUID, dict[TagKind, frozenset[str]]]


def ranked_for_activity(activity: Activity) -> list[Ranked]:
    """The schools that could stand in for an activity, the most likely first."""
    return _ranked(activity.cluster_id, activity.owner_school_id, activity.partner_school_id, activity)


def ranked_for_reply(cluster_id: uuid.UUID, owner_school_id: uuid.UUID) -> list[Ranked]:
    """The schools that could answer for another one: no day and no hour, only what they have in common."""
    return _ranked(cluster_id, owner_school_id, None, None)


def _ranked(
    cluster_id: uuid.UUID, owner_id: uuid.UUID, partner_id: uuid.UUID | None, activity: Activity | None
) -> list[Ranked]:
    found = queries.list_candidates(cluster_id, owner_school_id=owner_id)
    ids = [one.id for one in found]
    both = [one for one in (owner_id, partner_id) if one is not None]
    schools, tags = _schools([*ids, *both]), _tags([*ids, *both])
    busy, years = (_busy(ids, activity), _years(ids, activity)) if activity is not None else (set(), {})
    away = queries.away_that_week(cluster_id, activity.starts_at if activity is not None else None)
    stood_in, ready = _stood_in(ids), _ready(ids)
    facts = [
        Facts(
            id=one.id,
            name=one.name,
            is_partner=one.is_partner,
            phase=schools[one.id].phase,
            language=schools[one.id].language,
            year=years.get(one.id),
            is_busy=one.id in busy,
            is_away=one.id in away,
            stood_in=stood_in.get(one.id, 0),
            ready=ready.get(one.id, 0),
            tags=tags.get(one.id, {}),
        )
        for one in found
    ]
    return rank(_needed(owner_id, partner_id, activity, schools, tags), facts)


def _needed(
    owner_id: uuid.UUID, partner_id: uuid.UUID | None, activity: Activity | None, schools: Any, tags: Tags
) -> Needed:
    """The class is of the owner's phase and theme; the partner's languages and ways to keep in touch matter (without a partner, the owner's). The language
    that the owner itself speaks says nothing about anybody."""
    other = partner_id or owner_id
    own, theirs, owner = tags.get(owner_id, {}), tags.get(other, {}), schools[owner_id]
    languages = theirs.get(TagKind.LANGUAGE, frozenset()) | {schools[other].language}
    return Needed(
        starts_at=activity.starts_at if activity is not None else None,
        ends_at=activity.ends_at if activity is not None else None,
        phases=own.get(TagKind.PHASE, frozenset()) | ({owner.phase} if owner.phase else frozenset()),
        languages=languages - {owner.language},
        themes=own.get(TagKind.THEME, frozenset()),
        tools=theirs.get(TagKind.TOOL, frozenset()),
    )


def _schools(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    query = sa.select(School.id, School.phase, School.language).where(School.id.in_(ids))
    return {row.id: row for row in session().execute(query.order_by(School.id).limit(300))}


def _tags(ids: Collection[uuid.UUID]) -> Tags:
    query = sa.select(SchoolTag.school_id, SchoolTag.kind, SchoolTag.value)
    query = query.where(SchoolTag.school_id.in_(ids), SchoolTag.kind.in_(KINDS))
    found: dict[uuid.UUID, dict[TagKind, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in session().execute(query.order_by(SchoolTag.school_id, SchoolTag.id).limit(10_000)):
        found[row.school_id][row.kind].add(row.value)
    return {key: {kind: frozenset(values) for kind, values in kinds.items()} for key, kinds in found.items()}


def _busy(ids: Collection[uuid.UUID], activity: Activity) -> set[uuid.UUID]:
    """The schools that do, meet or stand in for something else at that time."""
    school = sa.func.coalesce(Activity.stand_in_school_id, Activity.owner_school_id).label("school_id")
    query = sa.select(school, Activity.partner_school_id).where(
        Activity.starts_at < activity.ends_at,
        Activity.ends_at > activity.starts_at,
        Activity.id != activity.id,
        Activity.status.not_in((ActivityStatus.CANCELLED, ActivityStatus.MISSED)),
        sa.or_(
            Activity.owner_school_id.in_(ids), Activity.partner_school_id.in_(ids), Activity.stand_in_school_id.in_(ids)
        ),
    )
    rows = session().execute(query.order_by(Activity.id).limit(2000)).all()
    return {one for row in rows for one in row if one is not None}


def _years(ids: Collection[uuid.UUID], activity: Activity) -> dict[uuid.UUID, Any]:
    day = activity.starts_at.date()
    return {year.id: year for year in years_of(ids, day - timedelta(days=1), day + timedelta(days=1))}


def _stood_in(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    query = sa.select(Handoff.accepted_school_id, sa.func.count(Handoff.id)).where(
        Handoff.accepted_school_id.in_(ids),
        Handoff.accepted_at > clock.now() - OF_LATE,
        Handoff.state.not_in((HandoffState.WITHDRAWN, HandoffState.LAPSED)),
    )
    rows = session().execute(query.group_by(Handoff.accepted_school_id).order_by(Handoff.accepted_school_id).limit(300))
    return {school_id: number for school_id, number in rows if school_id is not None}


def _ready(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many members of each school say that they are ready, and whose orientation still counts."""
    member = sa.and_(
        SchoolMember.school_id == StandInOffer.school_id,
        SchoolMember.person_id == StandInOffer.person_id,
        SchoolMember.status == MemberStatus.MEMBER,
    )
    query = (
        sa.select(StandInOffer.school_id, sa.func.count(StandInOffer.id))
        .join(SchoolMember, member)
        .where(StandInOffer.school_id.in_(ids), *still_counts())
        .group_by(StandInOffer.school_id)
    )
    return {row[0]: row[1] for row in session().execute(query.order_by(StandInOffer.school_id).limit(300))}

"""When the holder of an office has vanished: the programme appoints another, with its reason; when a lead school closes, another takes over by itself."""

import uuid
from datetime import date

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.forming.clusters import events, queries
from portal.forming.clusters.models import (
    SCHOOL_OFFICES,
    Cluster,
    ClusterMembership,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
)
from portal.forming.clusters.services import leaving, offices
from portal.forming.clusters.workflow import MEMBERSHIP, OFFICE
from portal.identity.schools import queries as schools


def appoint(
    cluster: Cluster,
    *,
    by: Actor,
    kind: OfficeKind,
    school_id: uuid.UUID,
    person_id: uuid.UUID | None = None,
    reason: str,
) -> Office:
    """The programme puts someone into an office that is empty, or whose holder has not been heard of for four weeks. The reason is kept and told."""
    offices.check_nominee(cluster, kind, school_id, person_id)
    if not clean(reason):
        raise RuleBroken("reason", _("Say why. The schools of the cluster read it."))
    before = cluster.holder(kind)
    if before is not None and not queries.has_vanished(before):
        raise RuleBroken(
            "kind",
            _("Whoever holds this office was here in the last four weeks. Let the schools nominate someone instead."),
        )
    return _put_in(cluster, kind, school_id, person_id if kind not in SCHOOL_OFFICES else None, clean(reason), by)


def _put_in(
    cluster: Cluster, kind: OfficeKind, school_id: uuid.UUID, person_id: uuid.UUID | None, reason: str, by: Actor
) -> Office:
    before, nominee = cluster.holder(kind), cluster.nominee(kind)
    if nominee is not None:
        offices.withdraw_nomination(nominee, by=by)
    if before is not None:
        OFFICE.advance(before, "end", ended_at=clock.now())
    made = Office(
        cluster_id=cluster.id,
        kind=kind,
        school_id=school_id,
        person_id=person_id,
        status=OfficeStatus.ACCEPTED,
        accepted_at=clock.now(),
        nominated_by_id=by.id,
        reason=reason,
    )
    session().add(made)
    session().flush()
    record(
        events.OfficeAppointed(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=school_id,
            person_id=person_id,
            subject_id=made.id,
            office=kind.value,
            before_id=before.id if before is not None else None,
        )
    )
    offices.end_lesser_office(cluster, made, by)
    offices.begin_if_complete(cluster, by=by)
    offices.tell_of_lead(made, by)
    return made


def leave_closed_school(membership: ClusterMembership, *, by: Actor = SYSTEM) -> None:
    """The school has closed: it leaves at once, what it owed and the lead pass to another school, its place is open for one that follows. While money
    or a loan of it is open the lead passes all the same; the school itself goes once that is settled."""
    cluster, school = queries.get_cluster(membership.cluster_id), membership.school
    others = [m for m in cluster.live_memberships() if m.school_id != school.id and m.side == Side.HOME]
    reason = _("%(school)s has closed.", school=school.name)
    heir = _heir(cluster, others)
    if heir is not None and cluster.lead_school_id == school.id:
        _put_in(cluster, OfficeKind.LEAD_SCHOOL, heir, None, reason, by)
        cluster = queries.get_cluster(cluster.id)
    held = cluster.holder(OfficeKind.CONTACT_TEACHER)
    if heir is not None and held is not None and held.school_id == school.id:
        coordinator = _next_coordinator(cluster, heir)
        if coordinator is None:
            return
        _put_in(cluster, OfficeKind.CONTACT_TEACHER, heir, coordinator, reason, by)
    if leaving.to_settle(cluster, school_id=school.id):
        return
    today: date = clock.today(cluster.zone)
    if membership.status == MembershipStatus.JOINED:
        MEMBERSHIP.advance(membership, "give_notice", leaving_on=today, leaving_reason=reason)
        record(
            events.SchoolLeaving(
                by_id=by.id,
                cluster_id=cluster.id,
                school_id=school.id,
                subject_id=membership.id,
                leaving_on=today,
            )
        )
    duty.settle(DutyKind.PASS_ON, membership.id, by=by, outcome="closed")
    session().expire_all()
    leaving.complete_leaving(queries.get_membership(cluster.id, membership.id), by=by)


def _heir(cluster: Cluster, others: list[ClusterMembership]) -> uuid.UUID | None:
    """The co-lead, else the deputy's school, else the member school that has been here longest and has a contact."""
    here = {m.school_id for m in others}
    for kind in (OfficeKind.CO_LEAD, OfficeKind.DEPUTY):
        held = cluster.holder(kind)
        if held is not None and held.school_id in here:
            return uuid.UUID(str(held.school_id))
    return next((m.school_id for m in sorted(others, key=lambda m: m.id) if schools.speakers_of(m.school_id)), None)


def _next_coordinator(cluster: Cluster, heir: uuid.UUID) -> uuid.UUID | None:
    """The deputy, if of that school; else its first contact."""
    deputy = cluster.holder(OfficeKind.DEPUTY)
    if deputy is not None and deputy.school_id == heir:
        return uuid.UUID(str(deputy.person_id))
    return next(iter(schools.speakers_of(heir)), None)

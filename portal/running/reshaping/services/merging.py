"""One cluster becomes part of another."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import LIVE, Cluster, MembershipStatus, OfficeStatus
from portal.forming.clusters.queries import get_cluster
from portal.forming.clusters.workflow import CLUSTER, MEMBERSHIP, OFFICE
from portal.running.ledger import queries as ledger
from portal.running.ledger import services as books
from portal.running.reshaping import events, moving
from portal.running.reshaping.models import Reshaping
from portal.running.reshaping.services import voices
from portal.running.reshaping.services.proposing import check_may_change, check_merge


def lock_clusters(*ids: uuid.UUID) -> None:
    session().execute(sa.select(Cluster.id).where(Cluster.id.in_(sorted(ids))).order_by(Cluster.id).with_for_update())


def merge(proposal: Reshaping, by: Actor) -> Cluster:
    """Schools, links, dates, conversations, evidence and books go along; offices end; the cluster that went closes."""
    from_id, to_id = proposal.cluster_id, proposal.other_cluster_id
    if to_id is None:
        raise NotAllowedNow(_("The other cluster is not there any more."))
    lock_clusters(from_id, to_id)
    check_may_change(from_id, to_id)
    check_merge(get_cluster(from_id), get_cluster(to_id))
    voices.end(proposal, "carry_out", by)
    came = [(m.school_id, m.side) for m in get_cluster(from_id).live_memberships()]
    if ledger.purse_of(to_id) is None:
        moving.move_purse(from_id, to_id)
    else:
        books.bring_over(from_id, to_id, by=by)
    for waiting in get_cluster(from_id).memberships:
        if waiting.status == MembershipStatus.INVITED:
            clusters.withdraw_invitation(waiting, by=by)
    for vacancy in get_cluster(from_id).open_vacancies():
        clusters.close_vacancy(vacancy, by=by)
    _end_what_stays(from_id, by)
    _end_offices(from_id)
    leave_quietly(from_id, {school_id for school_id, _side in came}, by)
    moving.move_all(from_id, to_id)
    who = voices.who_agreed(proposal)
    for school_id, side in came:
        clusters.take_in(get_cluster(to_id), by=who.get(school_id, by), school_id=school_id, side=side)
    gone = get_cluster(from_id)
    CLUSTER.advance(gone, "close")
    clusters.tell_of_change(from_id, by)
    books.settle_owed(to_id, by=by)
    facts: dict[str, Any] = {"by_id": by.id, "subject_id": proposal.id}
    record(events.ClusterWentInto(cluster_id=from_id, into_cluster_id=to_id, **facts))
    record(events.ClustersMerged(cluster_id=to_id, from_cluster_id=from_id, schools=len(came), **facts))
    return get_cluster(to_id)


def _end_what_stays(cluster_id: uuid.UUID, by: Actor) -> None:
    """What is owed about something that does not go along is owed no more."""
    ends = (
        DutyKind.ACCEPT_OFFICE, DutyKind.AGREE_NOMINATION, DutyKind.ANSWER_GROUP, DutyKind.READ_IN, DutyKind.BUILD_TWIN,
        DutyKind.JOIN_AS_INVITED, DutyKind.TAKE_PURSE, DutyKind.PAY_BACK, DutyKind.APPROVE_CHANGE, DutyKind.ANSWER_RESHAPING,
    )  # fmt: skip
    where = (Duty.cluster_id == cluster_id, Duty.kind.in_(ends), Duty.closed_at.is_(None))
    for owed in session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(500)):
        duty.close(owed, by=by, outcome="merged")
    session().flush()


def _end_offices(cluster_id: uuid.UUID) -> None:
    for office in get_cluster(cluster_id).offices:
        if office.status == OfficeStatus.ACCEPTED:
            OFFICE.advance(office, "end", ended_at=clock.now(), reason="")
        elif office.status == OfficeStatus.NOMINATED:
            OFFICE.advance(office, "withdraw", ended_at=clock.now(), reason="")


def leave_quietly(cluster_id: uuid.UUID, school_ids: set[uuid.UUID], by: Actor) -> None:
    """These schools are in the cluster no longer. No place is left empty, and nothing is told here: the act as a whole is."""
    today = clock.today("UTC")
    for place in get_cluster(cluster_id).memberships:
        if place.school_id not in school_ids or place.status not in LIVE:
            continue
        duty.settle(DutyKind.PASS_ON, place.id, by=by, outcome="went_along")
        if place.status == MembershipStatus.JOINED:
            MEMBERSHIP.advance(place, "give_notice", leaving_on=today)
        MEMBERSHIP.advance(place, "leave", left_at=clock.now())

"""Invite a school, join, decline, withdraw, expire."""

import uuid
from collections.abc import Collection
from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.forming.clusters import events, queries
from portal.forming.clusters.models import (
    LIVE,
    PRESENT,
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    Side,
    Vacancy,
    VacancyStatus,
)
from portal.forming.clusters.services import leaving, offices
from portal.forming.clusters.workflow import MEMBERSHIP
from portal.identity.accounts import links
from portal.identity.accounts.models import OneTimeLink, Person
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School, SchoolStatus
from portal.identity.verification.waiting import WAITING, Deed
from portal.identity.years import held_back

INVITATION_LASTS = timedelta(days=30)
MOST_WAITING = 30
MOST_WHILE_WAITING = 5
_CANNOT_BE_INVITED = (SchoolStatus.REJECTED, SchoolStatus.CLOSED, SchoolStatus.SUSPENDED)


def invite_school(
    cluster: Cluster,
    *,
    by: Actor,
    school_id: uuid.UUID,
    message: str = "",
    side: Side = Side.HOME,
    vacancy: Vacancy | None = None,
) -> ClusterMembership:
    """Invite a school by name, as a member or as a partner, or to take over an empty place. It may use board and calendar at once."""
    school = session().get(School, school_id)
    if school is None or school.status in _CANNOT_BE_INVITED:
        raise RuleBroken("school", _("Choose a school from the list."))
    if cluster.status == ClusterStatus.CLOSED:
        raise RuleBroken(None, _("This cluster is closed."))
    present = [m for m in cluster.memberships if m.status in PRESENT]
    if any(m.school_id == school_id for m in present):
        raise RuleBroken("school", _("This school is already in the cluster, or has an invitation waiting."))
    if sum(m.status == MembershipStatus.INVITED for m in present) >= MOST_WAITING:
        raise RuleBroken(
            None, _("Many invitations are waiting. Wait for answers, or take some back, before you invite more.")
        )
    if queries.only_waits(cluster, by):
        _check_writes_to_no_stranger(present, message)
    membership = ClusterMembership(
        cluster_id=cluster.id,
        school_id=school_id,
        side=vacancy.membership.side if vacancy else side,
        message=message,
        invited_by_id=by.id,
        expires_at=clock.now() + INVITATION_LASTS,
        replaces_id=vacancy.membership_id if vacancy else None,
    )
    session().add(membership)
    session().flush()
    duty.owe(
        DutyKind.ANSWER_INVITATION,
        subject_id=membership.id,
        cluster_id=cluster.id,
        school_id=school_id,
        office="contact",
        title=cluster.name,
        due_at=membership.expires_at,
    )
    record(
        events.SchoolInvited(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=school_id,
            subject_id=membership.id,
            side=membership.side.value,
            vacancy_id=vacancy.id if vacancy else None,
        )
    )
    return membership


def _check_writes_to_no_stranger(present: list[ClusterMembership], message: str) -> None:
    """A school that waits to be verified invites a few schools by name, without a letter of its own."""
    if clean(message):
        raise RuleBroken("message", str(WAITING[Deed.WRITE_TO_STRANGERS].refusal))
    if sum(m.status == MembershipStatus.INVITED for m in present) >= MOST_WHILE_WAITING:
        raise RuleBroken(
            None, _("Five invitations are waiting. You can send more once your school is verified, or after an answer.")
        )


def invite_into_vacancy(vacancy: Vacancy, *, by: Actor, school_id: uuid.UUID, message: str = "") -> ClusterMembership:
    """Invite a school to take over an empty place."""
    if vacancy.status != VacancyStatus.OPEN:
        raise RuleBroken(None, _("This place is taken already. You can invite the school as a new member."))
    return invite_school(vacancy.cluster, by=by, school_id=school_id, message=message, vacancy=vacancy)


def join_cluster(membership: ClusterMembership, *, by: Actor, shown: Collection[uuid.UUID] | None = None) -> None:
    """The school joins: it agrees to the theme and to everyone nominated, in one act; `shown`: to these nominations alone, and it is asked about others. A
    newcomer in an empty place inherits."""
    if membership.is_past(clock.now()):
        raise RuleBroken(None, _("This invitation has run out. Ask the cluster to send a new one."))
    held_back.check(membership.school)
    if membership.cluster.status == ClusterStatus.CLOSED:
        raise RuleBroken(None, _("This cluster is closed."))
    at = clock.now()
    MEMBERSHIP.advance(membership, "join", joined_at=at, answered_at=at, answered_by_id=by.id)
    duty.settle(DutyKind.ANSWER_INVITATION, membership.id, by=by, outcome="joined")
    record(
        events.SchoolJoined(
            by_id=by.id,
            cluster_id=membership.cluster_id,
            school_id=membership.school_id,
            subject_id=membership.id,
            side=membership.side.value,
        )
    )
    cluster = queries.get_cluster(membership.cluster_id)
    if membership.side == Side.HOME:
        offices.back_what_was_shown(cluster, by=by, school_id=membership.school_id, shown=shown)
    offices.review_nominations(cluster, by=by)
    if membership.replaces_id is not None:
        leaving.fill_vacancy(cluster, membership, by=by)
    offices.begin_if_complete(cluster, by=by)
    leaving.tell_of_change(cluster.id, by)


def join_by_link(link: OneTimeLink, *, by: Actor, shown: Collection[uuid.UUID] | None = None) -> ClusterMembership:
    """The person whom the mail was written to joins for the school with one button, as long as they still speak for it. The link works once."""
    membership = queries.invitation_of_link(link.subject_id)
    if membership is None or link.person_id not in schools.speakers_of(membership.school_id):
        raise RuleBroken(
            None, _("This link no longer works. Sign in: the invitation is on your page, if it is still open.")
        )
    links.use_link(link)
    join_cluster(membership, by=session().get_one(Person, link.person_id), shown=shown)
    return membership


def take_in(cluster: Cluster, *, by: Actor, school_id: uuid.UUID, side: Side = Side.HOME) -> ClusterMembership | None:
    """A school comes in by an act to which both sides have agreed elsewhere (see groups, reshaping). None where it is in already; an invitation that
    waits is taken as answered with yes."""
    here = next((m for m in cluster.memberships if m.school_id == school_id and m.status in PRESENT), None)
    if here is not None and here.status in LIVE:
        return None
    at = clock.now()
    if here is None:
        here = ClusterMembership(cluster_id=cluster.id, school_id=school_id, side=side, invited_by_id=by.id)
        session().add(here)
        session().flush()
    MEMBERSHIP.advance(here, "join", joined_at=at, answered_at=at, answered_by_id=by.id)
    duty.settle(DutyKind.ANSWER_INVITATION, here.id, by=by, outcome="joined")
    fact = events.SchoolJoined(
        by_id=by.id, cluster_id=cluster.id, school_id=school_id, subject_id=here.id, side=here.side.value
    )
    record(fact)
    whole = queries.get_cluster(cluster.id)
    if here.side == Side.HOME:
        offices.back_what_was_shown(whole, by=by, school_id=school_id)
    offices.review_nominations(whole, by=by)
    offices.begin_if_complete(whole, by=by)
    leaving.tell_of_change(cluster.id, by)
    return here


def decline_invitation(membership: ClusterMembership, *, by: Actor, reason: str) -> None:
    """The school says no, with its reason."""
    MEMBERSHIP.advance(membership, "decline", answered_at=clock.now(), answered_by_id=by.id, leaving_reason=reason)
    duty.settle(DutyKind.ANSWER_INVITATION, membership.id, by=by, outcome="declined")
    record(_fact(events.InvitationDeclined, membership, by))


def withdraw_invitation(membership: ClusterMembership, *, by: Actor) -> None:
    """Take an invitation back before it is answered."""
    MEMBERSHIP.advance(membership, "withdraw")
    duty.settle(DutyKind.ANSWER_INVITATION, membership.id, by=by, outcome="withdrawn")
    record(_fact(events.InvitationWithdrawn, membership, by))


def expire_invitation(membership: ClusterMembership, *, by: Actor) -> None:
    """Nobody answered in time."""
    if not membership.is_past(clock.now()):
        return
    MEMBERSHIP.advance(membership, "expire")
    duty.settle(DutyKind.ANSWER_INVITATION, membership.id, by=by, outcome="expired")
    record(_fact(events.InvitationExpired, membership, by))


def _fact(
    kind: type[events.InvitationDeclined | events.InvitationWithdrawn | events.InvitationExpired],
    membership: ClusterMembership,
    by: Actor,
) -> events.InvitationDeclined | events.InvitationWithdrawn | events.InvitationExpired:
    return kind(by_id=by.id, cluster_id=membership.cluster_id, school_id=membership.school_id, subject_id=membership.id)

"""Invite a partner that is not here yet, take the invitation up, build the partner cluster; suggest links; write to the other lead."""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.text import clean, fold_email
from portal.core.workflow import change
from portal.forming.approaches import first_contact
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus
from portal.forming.clusters.queries import get_cluster, only_waits
from portal.forming.clusters.services import invite_school, join_cluster, start_cluster
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.verification.waiting import WAITING, Deed
from portal.policy.people import SignedIn
from portal.running.mirrors import events, queries
from portal.running.mirrors.models import LeadMessage, MirrorInvitation, MirrorStatus
from portal.running.mirrors.queries import Twins
from portal.running.mirrors.workflow import MIRROR
from portal.running.partnerships.services import become_twins, propose_pair

LINK_LASTS = timedelta(days=60)
MOST_WAITING, MOST_A_WEEK, MOST_LETTERS = 5, 10, 5
MOST_WORDS_A_DAY = 40

Write = Callable[[str, MirrorInvitation, str], None]
"""`write(kind, invitation, token)` puts the mail to the invited partner into the outbox, in this transaction."""


def invite_mirror(
    cluster: Cluster,
    *,
    by: SignedIn,
    school_name: str,
    country: str,
    contact_name: str,
    address: str,
    message: str,
    write: Write,
    joins: bool = False,
) -> MirrorInvitation:
    """Invite a partner that has no school here yet: its head or contact gets a link, registers, and builds a cluster of its own.

    `joins`: a school for one of our own places, which joins our cluster as a member instead.
    """
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    if only_waits(cluster, by):
        raise RuleBroken(None, str(WAITING[Deed.WRITE_TO_STRANGERS].refusal))
    first_contact.check_words(message)
    if queries.count_waiting(cluster.id) >= MOST_WAITING:
        raise RuleBroken(
            None, _("Five invitations are waiting. Wait for answers, or take some back, before you invite more.")
        )
    if queries.count_sent(cluster.id, clock.now() - timedelta(days=7)) >= MOST_A_WEEK:
        raise RuleBroken(None, _("Your cluster has sent ten invitations this week. Wait for their answers first."))
    made = MirrorInvitation(
        cluster_id=cluster.id,
        school_name=school_name,
        country=country,
        contact_name=contact_name,
        address=fold_email(address),
        message=clean(message),
        joins=joins,
        invited_by_id=by.id,
        sent_at=clock.now(),
        expires_at=clock.now() + LINK_LASTS,
    )
    session().add(made)
    session().flush()
    _send(made, write)
    record(_fact(events.MirrorInvited, made, by))
    return made


def _send(invitation: MirrorInvitation, write: Write) -> None:
    token = links.make_link(LinkPurpose.BUILD_TWIN, subject_id=invitation.id, address=invitation.address)
    write("member_invited" if invitation.joins else "mirror_invited", invitation, token)


def invite_again(invitation: MirrorInvitation, *, by: Actor, write: Write) -> None:
    """Send a new link; the older one is dead."""
    if invitation.status != MirrorStatus.SENT:
        raise NotAllowedNow(_("This invitation has been answered, taken back or has run out already."))
    if invitation.times_sent >= MOST_LETTERS:
        raise RuleBroken(
            None, _("The link was sent five times. Ask the school in another way, or invite it at another address.")
        )
    change(
        invitation,
        {"times_sent": invitation.times_sent},
        {"times_sent": invitation.times_sent + 1, "sent_at": clock.now(), "expires_at": clock.now() + LINK_LASTS},
    )
    _send(invitation, write)
    record(_fact(events.MirrorInvitedAgain, invitation, by))


def withdraw_invitation(invitation: MirrorInvitation, *, by: Actor) -> None:
    """Take it back, as long as no cluster was built; its link is dead and the address forgotten."""
    MIRROR.advance(invitation, "withdraw", address="")
    for owed in (DutyKind.BUILD_TWIN, DutyKind.JOIN_AS_INVITED):
        duty.settle(owed, invitation.id, by=by, outcome="withdrawn")
    record(_fact(events.MirrorWithdrawn, invitation, by))


def expire_invitation(invitation: MirrorInvitation, *, by: Actor) -> None:
    """Nobody used the link in time."""
    if invitation.status != MirrorStatus.SENT or invitation.expires_at > clock.now():
        return
    MIRROR.advance(invitation, "expire", address="")
    record(_fact(events.MirrorExpired, invitation, by))


def take_up(link: OneTimeLink, *, by: SignedIn) -> MirrorInvitation:
    """Who opened the link says that it is for them: the link is used up, and building the cluster is on their list from now on."""
    invitation = _of(link)
    links.use_link(link)
    MIRROR.advance(invitation, "take_up", taken_by_id=by.id, taken_at=clock.now())
    owed = DutyKind.JOIN_AS_INVITED if invitation.joins else DutyKind.BUILD_TWIN
    duty.owe(owed, subject_id=invitation.id, title=invitation.cluster.name, person_id=by.id)
    record(_fact(events.MirrorTakenUp, invitation, by))
    return invitation


def decline_invitation(link: OneTimeLink, *, by: Actor, reason: str = "") -> MirrorInvitation:
    """The invited partner says no, with or without a reason."""
    invitation = _of(link)
    links.use_link(link)
    MIRROR.advance(invitation, "decline", reason=clean(reason), address="")
    record(_fact(events.MirrorDeclined, invitation, by))
    return invitation


def _of(link: OneTimeLink) -> MirrorInvitation:
    invitation = queries.invitation_of_link(link.subject_id)
    if invitation is None:
        raise RuleBroken(None, _("This link was used already, or is too old. Ask for a new one."))
    return invitation


def build_twin(invitation: MirrorInvitation, *, by: SignedIn, school_id: uuid.UUID, name: str, theme: str) -> Cluster:
    """Whoever took the invitation up starts their own cluster, once. The two are partner clusters at once; verified or vouched schools share the board."""
    inviting = get_cluster(invitation.cluster_id)
    if invitation.joins:
        raise NotAllowedNow(_("This invitation is for a place in the cluster."))
    if inviting.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    if any(m.school_id == school_id for m in inviting.live_memberships()):
        raise RuleBroken(
            "school_id", _("This school is in %(cluster)s itself. Choose another school.", cluster=inviting.name)
        )
    twin = start_cluster(by=by, school_id=school_id, name=name, theme=theme)
    MIRROR.advance(invitation, "build", twin_id=twin.id)
    become_twins(inviting, twin=twin, by=by)
    duty.settle(DutyKind.BUILD_TWIN, invitation.id, by=by, outcome="built")
    record(_fact(events.MirrorBuilt, invitation, by, twin_cluster_id=twin.id))
    return twin


def join_as_invited(invitation: MirrorInvitation, *, by: SignedIn, school_id: uuid.UUID) -> ClusterMembership:
    """Whoever took the invitation up joins with their school, in one act: the coordinator has asked, and the school says yes."""
    if school_id not in by.memberships:
        raise RuleBroken("school_id", _("Choose one of your own schools."))
    if not invitation.joins:
        raise NotAllowedNow(_("This invitation is for a cluster of your own."))
    cluster = get_cluster(invitation.cluster_id)
    MIRROR.advance(invitation, "build")
    membership = invite_school(cluster, by=by, school_id=school_id)
    membership.invited_by_id = invitation.invited_by_id
    session().flush()
    join_cluster(membership, by=by)
    duty.settle(DutyKind.JOIN_AS_INVITED, invitation.id, by=by, outcome="joined")
    return membership


def _fact(kind: type[Event], invitation: MirrorInvitation, by: Actor, **facts: uuid.UUID) -> Event:
    return kind(by_id=by.id, cluster_id=invitation.cluster_id, subject_id=invitation.id, **facts)


def propose_suggested(twins: Twins, *, by: SignedIn, chosen: Sequence[str]) -> int:
    """Propose the links that were ticked among the suggestions; each school there agrees or not, as always. Returns how many."""
    offered = {row.value: row for row in queries.rows_of(twins) if row.is_suggested}
    rows = [offered.get(value) for value in chosen]
    if not rows:
        raise RuleBroken("chosen", _("Tick the schools that you would like to link."))
    if None in rows:
        raise RuleBroken("chosen", _("One of these schools has another link by now. Look again."))
    for row in rows:
        if row is not None and row.home is not None and row.partner is not None:
            propose_pair(twins.partnership, by=by, home_school_id=row.home.id, partner_school_id=row.partner.id)
    return len(rows)


def write_to_lead(twins: Twins, *, by: SignedIn, words: str) -> LeadMessage:
    """A lead writes to the lead of the partner cluster. Coordinators and the teachers of the two lead schools read it."""
    text = clean(words)
    if not text:
        raise RuleBroken("words", _("Write a message."))
    if queries.count_written(by.id, clock.now() - timedelta(days=1)) >= MOST_WORDS_A_DAY:
        raise RuleBroken(None, _("You have written many messages today. Please go on tomorrow."))
    made = LeadMessage(partnership_id=twins.partnership.id, cluster_id=twins.cluster.id, author_id=by.id, words=text)
    session().add(made)
    session().flush()
    record(
        events.LeadWrote(
            by_id=by.id, cluster_id=twins.cluster.id, subject_id=twins.partnership.id, to_cluster_id=twins.other.id
        )
    )
    return made

"""Ask, answer, leave; write a notice up or down."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.core.workflow import claim
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus, MembershipStatus
from portal.forming.clusters.queries import get_cluster, get_membership
from portal.policy.people import SignedIn
from portal.running.groups import events, queries
from portal.running.groups.models import MOST_BELOW, MOST_LEVELS, GroupNotice, SubCluster, Way
from portal.running.groups.queries import Between
from portal.running.groups.workflow import LINK

ANSWER_WITHIN = timedelta(days=21)
MOST_ASKED = 20
_TREE = "clusters within clusters"


def ask(cluster: Cluster, *, by: SignedIn, name: str, as_child: bool, words: str = "") -> SubCluster:
    """This cluster asks another, by its name, to belong together: itself as part of the other (`as_child`), or the other as part of it.

    Where the same person coordinates both, it is agreed at once.
    """
    other = _named(cluster, clean_line(name))
    child, parent = (cluster, other) if as_child else (other, cluster)
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    _check_fits(child.id, parent.id)
    if len(queries.open_links(cluster.id)) >= MOST_ASKED:
        raise RuleBroken(None, _("Many questions wait for an answer. Take some back before you ask more."))
    link = SubCluster(
        child_id=child.id, parent_id=parent.id, asked_by_child=as_child, words=clean(words), asked_by_id=by.id
    )
    session().add(link)
    session().flush()
    if _convenes(by, other):
        _join(link, by)
        return link
    duty.owe(
        DutyKind.ANSWER_GROUP,
        subject_id=link.id,
        cluster_id=other.id,
        office="contact_teacher",
        title=cluster.name,
        due_at=clock.now() + ANSWER_WITHIN,
    )
    record(
        events.GroupAsked(
            by_id=by.id, cluster_id=other.id, subject_id=link.id, from_cluster_id=cluster.id, as_child=as_child
        )
    )
    return link


def _convenes(by: SignedIn, cluster: Cluster) -> bool:
    """Does this person speak for that cluster, too?"""
    place = by.place_in(cluster.id)
    if place is None:
        return False
    is_starter = cluster.contact_teacher_id is None and cluster.started_by_id == by.id
    return is_starter or bool(place.offices & {"contact_teacher", "deputy"})


def _named(cluster: Cluster, name: str) -> Cluster:
    found = queries.clusters_named(name)
    others = [one for one in found if one.id != cluster.id]
    if len(others) > 1:
        raise RuleBroken(
            "name", _("Several clusters have this name. Write the name, a comma, and the name of the lead school.")
        )
    if not others:
        raise RuleBroken("name", _("No other cluster has this name. Write it exactly as it is shown there."))
    return others[0]


def _check_fits(child_id: uuid.UUID, parent_id: uuid.UUID) -> None:
    """No cluster within itself, three levels at most, a bounded whole."""
    if queries.parent_link(child_id) is not None:
        raise RuleBroken(
            "name", _("A cluster can be part of one larger cluster. The smaller of the two is part of one already.")
        )
    above = [parent_id, *queries.ids_above(parent_id)]
    if child_id in above:
        raise RuleBroken("name", _("This cluster is above yours already. It cannot be within it, too."))
    below = queries.list_below(child_id)
    depth = max((one.depth for one in below), default=0)
    if len(above) + 1 + depth > MOST_LEVELS:
        raise RuleBroken("name", _("There can be three levels of clusters at most."))
    if len(queries.list_below(above[-1])) + 1 + len(below) > MOST_BELOW:
        raise RuleBroken("name", _("There are as many clusters in it as there can be."))


def answer(between: Between, *, by: Actor, agrees: bool) -> None:
    """The cluster that was asked says yes or no."""
    link = between.link
    if not between.is_asked:
        raise NotAllowedNow(_("This was answered already."))
    if agrees:
        _join(link, by)
        return
    LINK.advance(link, "decline", answered_by_id=by.id, ended_at=clock.now())
    duty.settle(DutyKind.ANSWER_GROUP, link.id, by=by, outcome="declined")
    record(events.GroupDeclined(by_id=by.id, cluster_id=between.other.id, subject_id=link.id))


def _join(link: SubCluster, by: Actor) -> None:
    """Both agree. The tree is looked at again, one act at a time; the child's lead school speaks for it in the parent."""
    held = session()
    if held.get_bind().dialect.name == "postgresql":
        held.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(_TREE, 0))))
    if ClusterStatus.CLOSED in {get_cluster(key).status for key in (link.child_id, link.parent_id)}:
        raise NotAllowedNow(_("One of the two clusters is closed."))
    _check_fits(link.child_id, link.parent_id)
    LINK.advance(link, "join", answered_by_id=by.id, joined_at=clock.now())
    duty.settle(DutyKind.ANSWER_GROUP, link.id, by=by, outcome="joined")
    lead_id = get_cluster(link.child_id).lead_school_id
    if lead_id is not None:
        came = clusters.take_in(get_cluster(link.parent_id), by=by, school_id=lead_id)
        if came is not None:
            claim(link, {}, {"membership_id": came.id})
    for other in queries.open_links(link.child_id):
        if other.link.child_id == link.child_id:
            _end_as_moot(other.link, by)
    facts = {"by_id": by.id, "subject_id": link.id}
    record(events.GroupJoined(cluster_id=link.child_id, parent_cluster_id=link.parent_id, **facts))
    record(events.GroupGrew(cluster_id=link.parent_id, child_cluster_id=link.child_id, **facts))


def withdraw(between: Between, *, by: Actor) -> None:
    """The cluster that asked takes the question back. The one that was asked says no instead."""
    if between.is_asked:
        raise NotAllowedNow(_("The other cluster has asked this. You can say yes or no to it."))
    LINK.advance(between.link, "withdraw", ended_at=clock.now())
    duty.settle(DutyKind.ANSWER_GROUP, between.link.id, by=by, outcome="withdrawn")
    record(events.GroupWithdrawn(by_id=by.id, cluster_id=between.other.id, subject_id=between.link.id))


def leave(between: Between, *, by: Actor) -> None:
    """Either cluster ends it. The school that was let in to speak for the smaller one gives notice for today; what it owes is on its list."""
    link = between.link
    LINK.advance(link, "leave", ended_at=clock.now())
    _let_go(link, by)
    for key in (link.child_id, link.parent_id):
        record(events.GroupLeft(by_id=by.id, cluster_id=key, subject_id=link.id, by_cluster_id=between.cluster_id))


def _holds_an_office(place: ClusterMembership) -> bool:
    return any(o.school_id == place.school_id and o.status.value == "accepted" for o in place.cluster.offices)


def _let_go(link: SubCluster, by: Actor) -> None:
    if link.membership_id is None:
        return
    place = get_membership(link.parent_id, link.membership_id)
    if place.status == MembershipStatus.JOINED and not _holds_an_office(place):
        today = clock.today(place.cluster.zone)
        clusters.give_notice(place, by=by, leaving_on=today, reason=_("Its cluster is no longer part of this one."))


def follow_lead(cluster: Cluster, *, by: Actor) -> None:
    """Another school leads the smaller cluster: it speaks there for it from now on, and does what the one before it owed there. That one goes, unless it
    was there for itself or holds an office there."""
    link = queries.parent_link(cluster.id)
    if link is None or cluster.lead_school_id is None:
        return
    before = get_membership(link.parent_id, link.membership_id) if link.membership_id is not None else None
    if before is not None and before.school_id == cluster.lead_school_id:
        return
    came = clusters.take_in(get_cluster(link.parent_id), by=by, school_id=cluster.lead_school_id)
    if before is not None and before.status in LIVE and not _holds_an_office(before):
        larger = get_cluster(link.parent_id)
        for owed in duty.list_owed_by_school(before.school_id, cluster_id=larger.id):
            if clusters.passable(owed):
                clusters.hand_over_to(larger, owed, before.school_id, cluster.lead_school_id, by)
        _let_go(link, by)
    claim(link, {}, {"membership_id": came.id if came is not None else None})


def _end_as_moot(link: SubCluster, by: Actor) -> None:
    """What was asked cannot be any more: nobody owes an answer."""
    LINK.advance(link, "withdraw", ended_at=clock.now())
    duty.settle(DutyKind.ANSWER_GROUP, link.id, by=by, outcome="moot")
    record(events.GroupWithdrawn(by_id=by.id, cluster_id=link.asked_id, subject_id=link.id))


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """A cluster that has closed is part of nothing, and nothing is part of it; what was asked falls away."""
    if cluster.status != ClusterStatus.CLOSED:
        return
    for asked in queries.open_links(cluster.id):
        _end_as_moot(asked.link, by)
    for link in queries.joined_links(cluster.id):
        LINK.advance(link, "leave", ended_at=clock.now())
        other = link.parent_id if link.child_id == cluster.id else link.child_id
        record(events.GroupLeft(by_id=by.id, cluster_id=other, subject_id=link.id, by_cluster_id=cluster.id))


def write_notice(cluster: Cluster, *, by: Actor, way: Way, title: str, words: str = "") -> GroupNotice:
    """A few lines to all clusters below, or to the one above."""
    if way == Way.UP and queries.parent_link(cluster.id) is None:
        raise RuleBroken("way", _("There is no cluster above yours."))
    if way == Way.DOWN and not queries.list_below(cluster.id):
        raise RuleBroken("way", _("There is no cluster within yours."))
    notice = GroupNotice(
        cluster_id=cluster.id, way=way, title=clean_line(title), words=clean(words), written_by_id=by.id
    )
    session().add(notice)
    session().flush()
    record(events.GroupNoticeWritten(by_id=by.id, cluster_id=cluster.id, subject_id=notice.id, way=way.value))
    return notice

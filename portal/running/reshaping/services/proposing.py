"""Propose a merge or a split, and take it back."""

import uuid
from collections.abc import Callable, Collection, Sequence

import sqlalchemy as sa

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.forming.clusters.models import Cluster, ClusterStatus, OfficeKind, Side
from portal.identity.schools.queries import contacts_of
from portal.policy.people import SignedIn
from portal.running.groups.queries import clusters_named
from portal.running.partnerships.models import Partnership
from portal.running.reshaping.models import Reshaping, ReshapingKind
from portal.running.reshaping.queries import Between
from portal.running.reshaping.services import voices

before_carrying_out: list[Callable[[Collection[uuid.UUID]], None]] = []
"""Rooms above: `check(cluster_ids)`, called inside the deed before these clusters change as a whole. Raises what forbids it."""


def plan_merge(cluster: Cluster, *, by: SignedIn, name: str, words: str = "") -> Reshaping:
    """As it would be proposed, nothing kept. Raises RuleBroken for what cannot be."""
    _check_open(cluster)
    others = [one for one in clusters_named(clean_line(name)) if one.id != cluster.id]
    if len(others) != 1:
        raise RuleBroken("name", _("Write the name of the other cluster exactly as it is shown there."))
    other = others[0]
    if not voices.coordinates(by, cluster.id) and other.id in by.kept_from:
        raise RuleBroken(
            "name", _("You have a tie to that cluster. Someone else of the programme has to propose this.")
        )
    check_merge(cluster, other)
    return Reshaping(
        kind=ReshapingKind.MERGE, cluster_id=cluster.id, other_cluster_id=other.id, name="", school_ids=[],
        words=clean(words), proposed_by_id=by.id,
    )  # fmt: skip


def propose_merge(cluster: Cluster, *, by: SignedIn, name: str, words: str = "") -> Reshaping:
    """This cluster would like to become part of another one, by its name, and to close. The other coordinator is asked, and every school that would come."""
    made = plan_merge(cluster, by=by, name=name, words=words)
    other = session().get_one(Cluster, made.other_cluster_id)
    going = {m.school_id for m in cluster.live_memberships()} - {m.school_id for m in other.live_memberships()}
    return _propose(made, by, [other.id], sorted(going))


def _check_open(cluster: Cluster) -> None:
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))


def _propose(made: Reshaping, by: SignedIn, clusters: list[uuid.UUID], schools: Sequence[uuid.UUID]) -> Reshaping:
    """Where somebody else than its coordination proposes it for a cluster, that is asked, too."""
    session().add(made)
    session().flush()
    if not voices.coordinates(by, made.cluster_id):
        clusters = [made.cluster_id, *clusters]
    voices.ask(made, by, clusters=clusters, schools=schools)
    return made


def check_may_change(*cluster_ids: uuid.UUID) -> None:
    """Does something keep these clusters as they are for the time being?"""
    for check in before_carrying_out:
        check(cluster_ids)


def check_merge(cluster: Cluster, other: Cluster) -> None:
    """What has to be in order first. Raises RuleBroken."""
    if ClusterStatus.CLOSED in (cluster.status, other.status):
        raise RuleBroken("name", _("One of the two clusters is closed."))
    twins = sa.or_(
        sa.and_(Partnership.cluster_id == cluster.id, Partnership.partner_cluster_id == other.id),
        sa.and_(Partnership.cluster_id == other.id, Partnership.partner_cluster_id == cluster.id),
    )
    if session().scalar(sa.select(sa.exists().where(twins))):
        raise RuleBroken("name", _("The two are partner clusters. A partnership has two sides, so they stay two."))


def plan_split(
    cluster: Cluster,
    *,
    by: SignedIn,
    name: str,
    school_ids: Sequence[uuid.UUID],
    lead_school_id: uuid.UUID,
    words: str = "",
) -> Reshaping:
    """As it would be proposed, nothing kept. Raises RuleBroken for what cannot be."""
    _check_open(cluster)
    going = list(dict.fromkeys(school_ids))
    check_split(cluster, going, lead_school_id)
    found = contacts_of(lead_school_id)
    if not found:
        raise RuleBroken("lead_school_id", _("This school has no contact who could coordinate."))
    contact = next((one for one in found if one != by.id), None)
    if contact is None:
        raise RuleBroken(
            "lead_school_id",
            _("You would coordinate the new cluster yourself. The coordinator or another contact has to propose it."),
        )
    return Reshaping(
        kind=ReshapingKind.SPLIT, cluster_id=cluster.id, name=clean_line(name), words=clean(words),
        school_ids=[str(one) for one in going], lead_school_id=lead_school_id, coordinator_id=contact,
        proposed_by_id=by.id,
    )  # fmt: skip


def propose_split(
    cluster: Cluster,
    *,
    by: SignedIn,
    name: str,
    school_ids: Sequence[uuid.UUID],
    lead_school_id: uuid.UUID,
    words: str = "",
) -> Reshaping:
    """Some schools shall go on as a cluster of their own, led by one of them: its contact is asked to coordinate it, each of the others whether it goes."""
    made = plan_split(cluster, by=by, name=name, school_ids=school_ids, lead_school_id=lead_school_id, words=words)
    return _propose(made, by, [], [uuid.UUID(one) for one in made.school_ids])


def check_split(cluster: Cluster, going: Sequence[uuid.UUID], lead_school_id: uuid.UUID) -> None:
    """What has to be in order first. Raises RuleBroken."""
    live = {m.school_id: m for m in cluster.live_memberships()}
    home = {key for key, m in live.items() if m.side == Side.HOME}
    if not going or not set(going) <= set(live):
        raise RuleBroken("school_ids", _("Choose schools that are in the cluster."))
    if lead_school_id not in going or lead_school_id not in home:
        raise RuleBroken(
            "lead_school_id", _("The school that leads has to be one of those that go, and no partner school.")
        )
    if not home - set(going):
        raise RuleBroken("school_ids", _("At least one school has to stay."))
    if cluster.lead_school_id in going:
        raise RuleBroken("school_ids", _("The lead school stays. Another school has to lead before it can go."))
    contact = cluster.holder(OfficeKind.CONTACT_TEACHER)
    if contact is not None and contact.school_id in going:
        raise RuleBroken(
            "school_ids", _("The coordinator’s school stays. Someone else has to coordinate before it can go.")
        )


def withdraw(between: Between, *, by: Actor) -> None:
    """The cluster that proposed it does so no more. The one that was asked says no instead."""
    if between.is_asked:
        raise NotAllowedNow(_("The other cluster has proposed this. You can say yes or no to it."))
    voices.withdraw_as_moot(between.proposal, by)

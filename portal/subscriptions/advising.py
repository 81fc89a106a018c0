"""What happens when: advisers, and what a cluster shows outside. Clusters hear who looks after them, managers who left clusters behind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership
from portal.identity.accounts.models import Person
from portal.identity.people.events import RoleWithdrawn
from portal.oversight.advising import queries
from portal.oversight.advising.events import AdviserGiven, CaseloadHandedOver
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.oversight.publishing.events import PublicPageShown
from portal.policy import Role
from portal.policy.people import STAFF
from portal.subscriptions.words import _, ngettext


def _adviser_and_cluster_hear(event: AdviserGiven) -> None:
    cluster, person = session().get_one(Cluster, event.cluster_id), session().get_one(Person, event.person_id)
    if not event.in_bulk and event.person_id != event.by_id:
        title = _("You look after the cluster %(name)s now.", name=cluster.name)
        tell([event.person_id], kind="adviser_given", title=title, path=f"/clusters/{cluster.id}/support")
    title = _("%(name)s of the programme looks after your cluster now.", name=person.name)
    who = [one for one in recipients.coordinators_of(cluster.id) if one not in (event.by_id, event.person_id)]
    tell(
        who,
        kind="adviser_given",
        title=title,
        path=f"/clusters/{cluster.id}/adviser",
        cluster_id=cluster.id,
        letter="notice",
    )


def _new_adviser_hears(event: CaseloadHandedOver) -> None:
    if event.person_id == event.by_id or not event.clusters:
        return
    title = ngettext(
        "You look after %(num)d cluster more now.", "You look after %(num)d clusters more now.", event.clusters
    )
    tell([event.person_id], kind="caseload_handed_over", title=title, path="/caseload", letter="notice")


def _managers_hear_of_clusters_left(event: RoleWithdrawn) -> None:
    """Somebody is no longer of the staff: their clusters need another adviser."""
    if event.role not in {role.value for role in STAFF} or event.person_id is None:
        return
    if queries.is_of_the_staff(event.person_id) or not (left := queries.live_of_adviser(event.person_id, 1000)):
        return
    title = ngettext(
        "%(num)d cluster has lost its adviser. Hand it over to somebody else.",
        "%(num)d clusters have lost their adviser. Hand them over to somebody else.",
        len(left),
    )
    managers = [one for one in recipients.people_with_role(Role.PROGRAMME_MANAGER) if one != event.by_id]
    tell(managers, kind="caseload_left", title=title, path="/caseload/hand-over", letter="notice")


def _schools_hear_of_the_public_page(event: PublicPageShown) -> None:
    title = _("Your cluster shows a public page now. Say whether the name of your school may stand on it.")
    query = sa.select(ClusterMembership.school_id).where(
        ClusterMembership.cluster_id == event.cluster_id, ClusterMembership.status.in_(LIVE)
    )
    schools = session().scalars(query.order_by(ClusterMembership.id).limit(200)).all()
    who = [one for one in recipients.speakers_for(schools) if one != event.by_id]
    path = f"/clusters/{event.cluster_id}/public-page/names"
    tell(who, kind="public_page_shown", title=title, path=path, cluster_id=event.cluster_id, letter="notice")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    AdviserGiven: (_adviser_and_cluster_hear,),
    PublicPageShown: (_schools_hear_of_the_public_page,),
    CaseloadHandedOver: (_new_adviser_hears,),
    RoleWithdrawn: (_managers_hear_of_clusters_left,),
}

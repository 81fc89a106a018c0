"""How partnerships are doing: who is asked to say hello, and who is reminded of a pause. Kind words, never blame."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.health import events
from portal.running.partnerships.events import PartnershipEstablished
from portal.running.partnerships.models import Partnership
from portal.subscriptions.words import _


def _path(event: Event) -> str:
    return f"/clusters/{event.cluster_id}/partnership/{event.subject_id}/health"


def _name(event: Event) -> str:
    return session().get_one(Partnership, event.subject_id).name


def silence_noticed(event: events.SilenceNoticed) -> None:
    """The contacts of the school here, or the coordinator."""
    if event.cluster_id is None:
        return
    if event.school_id is not None:
        people = recipients.contacts_of_school(event.school_id)
    else:
        people = recipients.coordinators_of(event.cluster_id)
    title = _("It has been quiet in %(name)s. Would you like to say hello?", name=_name(event))
    words = _("Holidays on both sides are counted out already. We have some friendly words ready, in two languages.")
    path = _path(event)
    tell(people, kind=event.kind(), title=title, path=path, cluster_id=event.cluster_id, letter="notice", words=words)


def restart_reminded(event: events.RestartReminded) -> None:
    """The coordinator."""
    if event.cluster_id is None:
        return
    people = recipients.coordinators_of(event.cluster_id)
    title = _("%(name)s is on hold. Does it go on soon?", name=_name(event))
    words = _("You can take it up again, or choose another day.")
    path = _path(event)
    tell(people, kind=event.kind(), title=title, path=path, cluster_id=event.cluster_id, letter="notice", words=words)


def established(event: PartnershipEstablished) -> None:
    """Everyone in the cluster, on their page alone."""
    if event.cluster_id is None:
        return
    title = _("%(name)s is an established partnership now", name=_name(event))
    people = [one for one in recipients.people_of_cluster(event.cluster_id) if one != event.by_id]
    tell(people, kind=event.kind(), title=title, path=_path(event), cluster_id=event.cluster_id)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.SilenceNoticed: [silence_noticed],
    events.RestartReminded: [restart_reminded],
    PartnershipEstablished: [established],
}

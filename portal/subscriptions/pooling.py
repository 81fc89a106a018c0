"""What happens when: clusters become more or less formal, stand within one another, share money and things."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.forming.clusters.queries import get_cluster
from portal.forming.formality import events as formality
from portal.subscriptions.forming_gathering import contacts, names, tell_them
from portal.subscriptions.words import _


def home_contacts(cluster_id: Any) -> list[Any]:
    """The contacts of the cluster's schools, partner schools too."""
    return contacts([m.school_id for m in get_cluster(cluster_id).live_memberships()])


def _formality(event: formality.FormalityChanged) -> None:
    title = _("%(cluster)s has changed how formal it is.", **names(event))
    tell_them(event, home_contacts(event.cluster_id), title, "/formality")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    formality.FormalityChanged: (_formality,),
}

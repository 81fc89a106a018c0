"""What happens when: matching. What others see of a cluster follows its schools; coordinators hear of requests and answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters import events as clusters
from portal.forming.clusters.models import Cluster
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.matching import events
from portal.running.matching.services import keep_wish
from portal.running.mirrors import events as mirrors
from portal.running.mirrors.models import MirrorInvitation
from portal.subscriptions.words import _


def _keep(event: Event) -> None:
    """A school came or went."""
    if event.cluster_id is not None:
        keep_wish(event.cluster_id)


def _name(cluster_id: Any) -> str:
    return session().get_one(Cluster, cluster_id).name


def _tell(event: Event, people: Iterable[Any], cluster_id: Any, title: Any, words: Any = "", path: str = "") -> None:
    told = sorted({one for one in people if one is not None and one != event.by_id})
    more: dict[str, Any] = {"words": words} if words else {}
    where = f"/clusters/{cluster_id}/matching{path}"
    tell(told, kind=event.kind(), title=title, path=where, cluster_id=cluster_id, letter="notice", **more)


def _request(event: Event) -> str:
    return f"/requests/{event.subject_id}"


def _wish_ended(event: events.ClusterWishEnded) -> None:
    title = _("%(cluster)s is no longer shown as looking for a partner cluster.", cluster=_name(event.cluster_id))
    words = _("The day you had named is past. Are you still looking? One click and a new day are enough.")
    _tell(event, recipients.coordinators_of(event.cluster_id), event.cluster_id, title, words, "/wish")  # type: ignore[arg-type]


def _asked(event: events.ClusterAsked) -> None:
    title = _("%(cluster)s would like to be your partner cluster.", cluster=_name(event.cluster_id))
    words = _("Read what they propose, and say yes or no within three weeks. Your answer stays inside the portal.")
    _tell(event, recipients.coordinators_of(event.to_cluster_id), event.to_cluster_id, title, words, _request(event))


def _answered(event: Any, title: str, words: str) -> None:
    """The coordinators of the cluster that asked."""
    _tell(event, recipients.coordinators_of(event.cluster_id), event.cluster_id, title, words, _request(event))


def _accepted(event: events.ClusterRequestAccepted) -> None:
    title = _("%(cluster)s said yes: you are partner clusters now.", cluster=_name(event.to_cluster_id))
    _answered(event, title, _("Its schools share your board and your calendar. Next, agree which schools are linked."))


def _declined(event: events.ClusterRequestDeclined) -> None:
    title = _("%(cluster)s cannot be your partner cluster now.", cluster=_name(event.to_cluster_id))
    _answered(event, title, _("Their reason is on the page of the request. Other clusters are looking."))


def _expired(event: events.ClusterRequestExpired) -> None:
    name = _name(event.to_cluster_id)
    title = _("%(cluster)s has not answered in three weeks. It may be holiday time there.", cluster=name)
    _answered(event, title, _("Your request has ended. You can ask again, or look for another cluster."))
    late = _("The request of %(cluster)s has ended without an answer.", cluster=_name(event.cluster_id))
    _tell(event, recipients.coordinators_of(event.to_cluster_id), event.to_cluster_id, late, path=_request(event))


def _withdrawn(event: events.ClusterRequestWithdrawn) -> None:
    title = _("%(cluster)s has taken its request back.", cluster=_name(event.cluster_id))
    _tell(event, recipients.coordinators_of(event.to_cluster_id), event.to_cluster_id, title, path=_request(event))


# invitations to build a partner cluster


def _invitation(event: Event) -> MirrorInvitation:
    return session().get_one(MirrorInvitation, event.subject_id)


def _tell_inviting(event: Event, title: Any, words: Any = "", path: str = "") -> None:
    """The coordinators of the cluster that invites."""
    told = [one for one in recipients.coordinators_of(_invitation(event).cluster_id) if one != event.by_id]
    more: dict[str, Any] = {"words": words} if words else {}
    where = path or f"/clusters/{event.cluster_id}/mirrors/{event.subject_id}"
    tell(sorted(told), kind=event.kind(), title=title, path=where, cluster_id=event.cluster_id, letter="notice", **more)


def _taken_up(event: mirrors.MirrorTakenUp) -> None:
    school = _invitation(event).school_name
    _tell_inviting(
        event,
        _("%(school)s has taken up your invitation.", school=school),
        _("Next they register their school."),
    )


def _built(event: mirrors.MirrorBuilt) -> None:
    title = _("%(cluster)s has begun: you are partner clusters now.", cluster=_name(event.twin_cluster_id))
    words = _(
        "You find both clusters side by side on the page of your partnership. If you know the school, vouch for it."
    )
    _tell_inviting(event, title, words, f"/clusters/{event.cluster_id}/partnership")


def _mirror_declined(event: mirrors.MirrorDeclined) -> None:
    _tell_inviting(event, _("%(school)s cannot take up your invitation now.", school=_invitation(event).school_name))


def _mirror_expired(event: mirrors.MirrorExpired) -> None:
    school = _invitation(event).school_name
    _tell_inviting(
        event, _("%(school)s has not opened your invitation in time. You can invite it again.", school=school)
    )


def _mirror_withdrawn(event: mirrors.MirrorWithdrawn) -> None:
    """Who had taken it up already is told."""
    invitation = _invitation(event)
    title = _("%(cluster)s has taken its invitation back.", cluster=_name(event.cluster_id))
    tell([invitation.taken_by_id], kind=event.kind(), title=title, path="/what-needs-me", letter="notice")


def _lead_wrote(event: mirrors.LeadWrote) -> None:
    title = _("The lead of %(cluster)s has written to you.", cluster=_name(event.cluster_id))
    told = [one for one in recipients.coordinators_of(event.to_cluster_id) if one != event.by_id]
    path = f"/clusters/{event.to_cluster_id}/twins/{event.subject_id}/leads"
    tell(sorted(told), kind=event.kind(), title=title, path=path, cluster_id=event.to_cluster_id, letter="notice")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    clusters.SchoolJoined: (_keep,),
    clusters.SchoolLeft: (_keep,),
    events.ClusterWishEnded: (_wish_ended,),
    events.ClusterAsked: (_asked,),
    events.ClusterRequestAccepted: (_accepted,),
    events.ClusterRequestDeclined: (_declined,),
    events.ClusterRequestExpired: (_expired,),
    events.ClusterRequestWithdrawn: (_withdrawn,),
    mirrors.MirrorTakenUp: (_taken_up,),
    mirrors.MirrorBuilt: (_built,),
    mirrors.MirrorDeclined: (_mirror_declined,),
    mirrors.MirrorExpired: (_mirror_expired,),
    mirrors.MirrorWithdrawn: (_mirror_withdrawn,),
    mirrors.LeadWrote: (_lead_wrote,),
}

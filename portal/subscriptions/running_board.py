"""What happens when something is said on the board, or done with a partnership: who is told.

What a message says, and to whom it is mailed, is in running_posts.py; here is who hears that a reply is needed or given, and the partnerships.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.board import events as board
from portal.running.board.models import Thread
from portal.running.partnerships import events
from portal.running.partnerships.models import Partnership
from portal.subscriptions.running_posts import bring
from portal.subscriptions.words import _
from portal.subscriptions.words import when as on_the_clock

Told = Iterable[uuid.UUID | None]


def _contacts(school_id: uuid.UUID | None) -> list[uuid.UUID]:
    """Who is told for a school: its contacts; as long as there is none, everyone there."""
    if school_id is None:
        return []
    return recipients.contacts_of_school(school_id) or recipients.people_of_school(school_id)


def _school(school_id: uuid.UUID | None) -> str:
    school = session().get(School, school_id) if school_id is not None else None
    return school.name if school is not None else ""


def _cluster(cluster_id: uuid.UUID | None) -> str:
    cluster = session().get(Cluster, cluster_id) if cluster_id is not None else None
    return cluster.name if cluster is not None else ""


def _tell(
    event: Event,
    people: Told,
    title: Any,
    path: str,
    *,
    words: Any = "",
    mail: bool = False,
    cluster_id: uuid.UUID | None = None,
    once: str | None = None,
) -> None:
    told = [person_id for person_id in dict.fromkeys(people) if person_id is not None and person_id != event.by_id]
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=path,
        cluster_id=cluster_id or event.cluster_id,
        letter="notice" if mail else None,
        once=once,
        words=words,
    )


# the board


def _thread_path(event: Event) -> str:
    return f"/clusters/{event.cluster_id}/board/threads/{event.subject_id}"


def reply_asked(event: board.ReplyAsked) -> None:
    thread = session().get_one(Thread, event.subject_id)
    owing = session().get_one(School, event.school_id)
    names = {"school": _school(event.asked_by_school_id), "title": thread.title}
    if event.due_at is None:
        title = _("%(school)s needs a reply from you in “%(title)s”", **names)
    else:
        when = on_the_clock(event.due_at, owing.zone)
        title = _("%(school)s needs a reply from you in “%(title)s” until %(when)s", **names, when=when)
    words = _("If you cannot answer in time, any school of the network can answer for you.")
    bring(event, _contacts(event.school_id), title, words=words)


def reply_answered(event: board.ReplyAnswered) -> None:
    thread = session().get_one(Thread, event.subject_id)
    names = {
        "school": _school(event.answered_by_school_id),
        "title": thread.title,
        "owner": _school(event.school_id),
    }
    if event.answered_by_school_id == event.school_id:
        title = _("%(school)s has replied in “%(title)s”", **names)
    else:
        title = _("%(school)s has replied in “%(title)s” for %(owner)s", **names)
        thanks = _("%(school)s has answered “%(title)s” for you. You owe nothing there any more.", **names)
        bring(event, _contacts(event.school_id), thanks)
    bring(event, [event.asked_by_id], title)


def reply_released(event: board.ReplyReleased) -> None:
    thread = session().get_one(Thread, event.subject_id)
    title = _("Your reply in “%(title)s” is no longer needed", title=thread.title)
    _tell(event, _contacts(event.school_id), title, _thread_path(event))


def help_asked(event: board.HelpAsked) -> None:
    """The coordinator is written to; everyone in the network has read it on their page already."""
    if event.cluster_id is None:
        return
    thread = session().get_one(Thread, event.subject_id)
    title = _("%(school)s needs help: “%(title)s”", school=_school(event.school_id), title=thread.title)
    words = _("Please answer, or ask a school that can.")
    people = recipients.coordinators_of(event.cluster_id)
    bring(event, people, title, words=words)


def help_given(event: board.HelpGiven) -> None:
    thread = session().get_one(Thread, event.subject_id)
    names = {"school": _school(event.answered_by_school_id), "title": thread.title}
    title = _("%(school)s has answered your call for help: “%(title)s”", **names)
    bring(event, [event.asked_by_id], title)


# partnerships


def _page(cluster_id: uuid.UUID | None) -> str:
    return f"/clusters/{cluster_id}/partnership"


def pair_proposed(event: events.PairProposed) -> None:
    names = {"home": _school(event.home_school_id), "partner": _school(event.partner_school_id)}
    title = _("A link is proposed: %(home)s and %(partner)s. Do you agree?", **names)
    _tell(event, _contacts(event.school_id), title, _page(event.cluster_id), mail=True)
    if event.school_id == event.partner_school_id:
        told = _("A link is proposed for your school: %(home)s and %(partner)s", **names)
        _tell(event, _contacts(event.home_school_id), told, _page(event.cluster_id))


def pair_answered(event: events.PairAgreed | events.PairDeclined) -> None:
    names = {"home": _school(event.home_school_id), "partner": _school(event.partner_school_id)}
    other = event.partner_school_id if event.school_id == event.home_school_id else event.home_school_id
    if isinstance(event, events.PairAgreed):
        title = _("%(home)s and %(partner)s are linked now", **names)
    else:
        title = _("%(home)s and %(partner)s are not linked: the school that was asked said no", **names)
    _tell(event, _contacts(other), title, _page(event.cluster_id), mail=True)


def pair_ended(event: events.PairEnded) -> None:
    names = {"home": _school(event.home_school_id), "partner": _school(event.partner_school_id)}
    title = _("%(home)s and %(partner)s are no longer linked", **names)
    both = [*_contacts(event.home_school_id), *_contacts(event.partner_school_id)]
    _tell(event, both, title, _page(event.cluster_id))


def pair_inherited(event: events.PairInherited) -> None:
    """Told once to the partner: who goes on, and that nothing else changes."""
    names = {"new": _school(event.new_school_id), "old": _school(event.old_school_id)}
    title = _("%(new)s has taken the place of %(old)s and is your link from now on", **names)
    words = _("What is planned stays on the calendar, and the conversations stay on the board.")
    once = f"inherited:{event.subject_id}"
    _tell(event, _contacts(event.school_id), title, _page(event.cluster_id), words=words, mail=True, once=once)


def partner_cluster_asked(event: events.PartnerClusterAsked) -> None:
    title = _("%(cluster)s asks your cluster to be its partner cluster", cluster=_cluster(event.cluster_id))
    people = recipients.coordinators_of(event.partner_cluster_id)
    there = event.partner_cluster_id
    _tell(event, people, title, _page(there), mail=True, cluster_id=there)


def partner_cluster_answered(event: events.PartnerClusterAccepted | events.PartnerClusterDeclined) -> None:
    if event.cluster_id is None:
        return
    name = _cluster(event.partner_cluster_id)
    if isinstance(event, events.PartnerClusterAccepted):
        title = _("%(cluster)s is your partner cluster now", cluster=name)
    else:
        title = _("%(cluster)s said no to being your partner cluster", cluster=name)
    _tell(event, recipients.coordinators_of(event.cluster_id), title, _page(event.cluster_id), mail=True)


def partnership_changed(
    event: events.PartnershipPaused | events.PartnershipResumed | events.PartnershipEnded,
) -> None:
    """Everyone in the network reads of it; the reason is on the page."""
    if event.cluster_id is None:
        return
    name = session().get_one(Partnership, event.subject_id).name
    if isinstance(event, events.PartnershipPaused):
        title = _("“%(name)s” is on hold", name=name)
    elif isinstance(event, events.PartnershipResumed):
        title = _("“%(name)s” goes on", name=name)
    else:
        title = _("“%(name)s” has ended", name=name)
    _tell(event, recipients.people_of_cluster(event.cluster_id), title, _page(event.cluster_id))


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    board.ReplyAsked: [reply_asked],
    board.ReplyAnswered: [reply_answered],
    board.ReplyReleased: [reply_released],
    board.HelpAsked: [help_asked],
    board.HelpGiven: [help_given],
    events.PairProposed: [pair_proposed],
    events.PairAgreed: [pair_answered],
    events.PairDeclined: [pair_answered],
    events.PairEnded: [pair_ended],
    events.PairInherited: [pair_inherited],
    events.PartnerClusterAsked: [partner_cluster_asked],
    events.PartnerClusterAccepted: [partner_cluster_answered],
    events.PartnerClusterDeclined: [partner_cluster_answered],
    events.PartnershipPaused: [partnership_changed],
    events.PartnershipResumed: [partnership_changed],
    events.PartnershipEnded: [partnership_changed],
}

"""What happens when the head of a stand-in's school is asked for time out of class, and answers, or does not."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.running.handoffs import events, letters, services
from portal.running.handoffs.models import Handoff
from portal.subscriptions.calendar_telling import contacts, school_name
from portal.subscriptions.running_handoffs import asking_side, handoff_when, partner_of, tell_of_handoff
from portal.subscriptions.words import _


def _handoff(event: Event) -> Handoff:
    return session().get_one(Handoff, event.subject_id)


def _names(event: events.HandoffEvent, handoff: Handoff) -> dict[str, Any]:
    return {"school": school_name(event.school_id), "title": handoff.title}


def accepted(event: events.HandoffAccepted) -> None:
    """The head gets a link of their own: one for all the dates that were taken on together."""
    if event.in_series:
        return
    every = [_handoff(event), *(session().get_one(Handoff, one) for one in event.also)]
    waiting = next((one for one in every if one.waits_for_release), None)
    if waiting is not None:
        services.write_for_release(waiting, write=letters.write_for_release)


def asked_again(event: events.HandoffReleaseAsked) -> None:
    services.write_for_release(_handoff(event), write=letters.write_for_release)


def agreed(event: events.HandoffReleased) -> None:
    handoff = _handoff(event)
    words = _("The time out of class for “%(title)s” is agreed.", **_names(event, handoff))
    people = [handoff.accepted_by_id, *asking_side(handoff)]
    tell_of_handoff(event, handoff, people, words, words=handoff_when(handoff, event))


def refused(event: events.HandoffReleaseRefused) -> None:
    """Who had said yes is told too."""
    handoff = _handoff(event)
    words = _("%(school)s cannot give the time for “%(title)s”. Others are being asked.", **_names(event, handoff))
    people = [*asking_side(handoff), *recipients.coordinators_of(handoff.cluster_id), *partner_of(handoff)]
    tell_of_handoff(event, handoff, [*people, event.person_id], words, words=handoff_when(handoff, event))


def late(event: events.HandoffReleaseLate) -> None:
    """The head is written to again; who counts on it is told."""
    handoff = _handoff(event)
    services.write_for_release(handoff, write=letters.write_for_release)
    words = _("The head of %(school)s has not yet agreed the time for “%(title)s”.", **_names(event, handoff))
    people = [handoff.accepted_by_id, *contacts(handoff.accepted_school_id), *asking_side(handoff)]
    everyone = [*people, *recipients.coordinators_of(handoff.cluster_id)]
    tell_of_handoff(event, handoff, everyone, words, words=handoff_when(handoff))


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.HandoffAccepted: [accepted],
    events.HandoffReleaseAsked: [asked_again],
    events.HandoffReleased: [agreed],
    events.HandoffReleaseRefused: [refused],
    events.HandoffReleaseLate: [late],
}

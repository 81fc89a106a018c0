"""Difficulties between two schools: who is told that there is something to read. Notices and mails name the cluster and nothing else: neither school, no
kind, no word of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy.people import Role
from portal.running.mediation import events
from portal.running.mediation.models import Mediation
from portal.subscriptions.words import _


def _speakers(school_id: Any) -> list[Any]:
    return [*recipients.contacts_of_school(school_id), *recipients.signatories_of_school(school_id)]


def _raising(mediation: Mediation) -> list[Any]:
    """Who raised it, as long as they are at the school; its contacts and head."""
    people = _speakers(mediation.raising_school_id)
    there = recipients.people_of_school(mediation.raising_school_id)
    return [*people, *(one for one in (mediation.raised_by_id,) if one in there)]


def _mediator(mediation: Mediation) -> list[Any]:
    if mediation.mediator_school_id is not None:
        return _speakers(mediation.mediator_school_id)
    return [mediation.mediator_id]


def _tell(event: Event, people: Sequence[Any], title: str) -> None:
    told = sorted({one for one in people if one is not None and one != event.by_id})
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=f"/difficulties/{event.subject_id}",
        letter="notice",
        words=_("Only those involved can read it. Sign in to read what it is about."),
    )


def _matter(event: Event) -> Mediation:
    return session().get_one(Mediation, event.subject_id)


def _asked(event: events.MediationRaised | events.MediatorChosen) -> None:
    """The other school, the mediator, and the colleagues of who raised it."""
    matter, names = _matter(event), {"cluster": _matter(event).cluster.name}
    by_other = isinstance(event, events.MediatorChosen) and event.by_other
    asked = _raising(matter) if by_other else _speakers(matter.other_school_id)
    _tell(event, asked, _("A private matter in %(cluster)s waits for your school’s answer", **names))
    _tell(event, _mediator(matter), _("You are asked to help two schools in %(cluster)s. Can you?", **names))
    if isinstance(event, events.MediationRaised):
        _tell(event, _raising(matter), _("A colleague has raised a private matter in %(cluster)s", **names))


def _mediator_left(event: events.MediatorLeft) -> None:
    matter = _matter(event)
    title = _("A private matter in %(cluster)s needs someone else to help", cluster=matter.cluster.name)
    _tell(event, [*_raising(matter), *_speakers(matter.other_school_id)], title)


def _news(event: Event) -> None:
    """Something has changed: everyone involved."""
    matter = _matter(event)
    people = [*_raising(matter), *_speakers(matter.other_school_id), *_mediator(matter)]
    _tell(event, people, _("There is something new in a private matter in %(cluster)s", cluster=matter.cluster.name))


def _escalated(event: events.MediationEscalated) -> None:
    _news(event)
    title = _("Two schools in %(cluster)s ask you for help", cluster=_matter(event).cluster.name)
    _tell(event, recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR), title)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.MediationRaised: [_asked],
    events.MediatorChosen: [_asked],
    events.MediatorLeft: [_mediator_left],
    events.MediatorAccepted: [_news],
    events.MediationPartyAccepted: [_news],
    events.MediationDeclined: [_news],
    events.MediationStepAdded: [_news],
    events.MediationActionAgreed: [_news],
    events.MediationSettled: [_news],
    events.MediationUnsettled: [_news],
    events.MediationReopened: [_news],
    events.MediationWithdrawn: [_news],
    events.MediationEscalated: [_escalated],
    events.MediationInherited: [_news],
    events.MediationMovedToSafeguarding: [_news],
}

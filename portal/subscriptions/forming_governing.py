"""What happens when: committees and their seats, the self-check. Who sits on a seat is told, and who chairs."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.committees import events
from portal.forming.committees.models import Committee
from portal.forming.selfchecks import events as checks
from portal.oversight.advising.queries import live_of
from portal.oversight.notifications import recipients
from portal.subscriptions.forming_gathering import contacts, names, tell_them
from portal.subscriptions.words import _


def _to(event: Any, people: Sequence[uuid.UUID | None], title: Any, *, mail: bool = True) -> None:
    tell_them(event, people, title, f"/committees/{event.subject_id}", mail=mail)


def _words(event: Any) -> dict[str, str]:
    return {"committee": event.name, "seat": event.holds_for, "cluster": names(event)["cluster"]}


def _given(event: events.SeatGiven) -> None:
    title = _("%(seat)s has a seat in %(committee)s of %(cluster)s", **_words(event))
    _to(event, [event.person_id] if event.person_id else contacts([event.school_id]), title)


def _named(event: events.SeatNamed) -> None:
    _to(event, [event.person_id], _("You sit for %(seat)s in %(committee)s of %(cluster)s", **_words(event)))


def _ending(event: events.SeatTermEnding) -> None:
    chair = session().get_one(Committee, event.subject_id).chair()
    title = _("A term in %(committee)s of %(cluster)s ends soon: %(seat)s", **_words(event))
    _to(event, [event.person_id, chair.person_id if chair else None], title)


def _ended(event: events.SeatEnded) -> None:
    title = _("The seat of %(seat)s in %(committee)s of %(cluster)s has ended. Thank you.", **_words(event))
    _to(event, [event.person_id], title)


def _check(event: checks.SelfCheckBegun) -> None:
    if event.cluster_id is None:
        return
    title = _("Nine questions about %(cluster)s: what is easy, what could be easier?", cluster=names(event)["cluster"])
    people = recipients.coordinators_of(event.cluster_id)
    tell_them(event, people, title, f"/self-check/{event.subject_id}", mail=event.is_again)


def _checked(event: checks.SelfCheckDone) -> None:
    given = live_of(event.cluster_id) if event.cluster_id is not None else None
    title = _("%(cluster)s has made its self-check", cluster=names(event)["cluster"])
    tell_them(event, [given.adviser_id if given is not None else None], title, "/self-check")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    checks.SelfCheckBegun: (_check,),
    checks.SelfCheckDone: (_checked,),
    events.SeatGiven: (_given,),
    events.SeatNamed: (_named,),
    events.SeatTermEnding: (_ending,),
    events.SeatEnded: (_ended,),
}

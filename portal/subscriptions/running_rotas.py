"""What happens when: rotas. Whose turn it is, was and will be is told; nobody else."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.running.rotas import events
from portal.running.rotas.models import Rota, RotaTurn
from portal.subscriptions.forming_gathering import contacts, names, tell_them
from portal.subscriptions.words import _


def _holder(turn: RotaTurn | None) -> list[uuid.UUID]:
    """Who has the turn: the person named, else the contacts of the school."""
    if turn is None:
        return []
    return [turn.person_id] if turn.person_id is not None else contacts([turn.school_id])


def _to(event: Any, people: Iterable[uuid.UUID | None], title: Any, *, mail: bool = True, path: str = "") -> None:
    tell_them(event, people, title, path or f"/rotas/{event.subject_id}", mail=mail)


def _words(event: Any) -> dict[str, str]:
    return {**names(event), "duty": event.duty, "term": event.label}


def _planned(event: events.TurnsPlanned) -> None:
    rota = session().get_one(Rota, event.subject_id)
    title = _("%(cluster)s: terms are given out for “%(duty)s”", cluster=names(event)["cluster"], duty=event.duty)
    _to(event, contacts(dict.fromkeys(turn.school_id for turn in rota.turns)), title)


def _changed(event: events.TurnChanged) -> None:
    turn = session().get_one(RotaTurn, event.turn_id)
    _to(event, _holder(turn), _("%(term)s is your turn in %(cluster)s: %(duty)s", **_words(event)))


def _coming(event: events.TurnComing) -> None:
    turn = session().get_one(RotaTurn, event.turn_id)
    _to(event, _holder(turn), _("%(term)s is your turn in %(cluster)s: %(duty)s", **_words(event)))
    before = turn.rota.before(turn)
    title = _("Soon %(school)s takes over in %(cluster)s: %(duty)s. Write a word for them.", **_words(event))
    if before is not None:
        _to(event, _holder(before), title, path=f"/rotas/turns/{before.id}/note")


def _began(event: events.TurnBegan) -> None:
    turn = session().get_one(RotaTurn, event.turn_id)
    title = _("It is your turn in %(cluster)s: %(duty)s. Here is the file.", **_words(event))
    _to(event, _holder(turn), title, path=f"/rotas/turns/{turn.id}/handover")
    thanks = _("%(school)s has taken over in %(cluster)s: %(duty)s. Thank you.", **_words(event))
    _to(event, _holder(turn.rota.before(turn)), thanks, mail=False)


def _asked(event: events.RotaSwapAsked) -> None:
    title = _("%(school)s would like to swap terms with you: %(duty)s", school=names(event)["school"], duty=event.duty)
    _to(event, contacts([event.other_school_id]), title)


def _accepted(event: events.RotaSwapAccepted) -> None:
    _to(event, contacts([event.school_id]), _("Your swap is agreed: %(duty)s", duty=event.duty))


def _declined(event: events.RotaSwapDeclined) -> None:
    _to(event, contacts([event.school_id]), _("Your swap is not possible this time: %(duty)s", duty=event.duty))


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.TurnsPlanned: (_planned,),
    events.TurnChanged: (_changed,),
    events.TurnComing: (_coming,),
    events.TurnBegan: (_began,),
    events.RotaSwapAsked: (_asked,),
    events.RotaSwapAccepted: (_accepted,),
    events.RotaSwapDeclined: (_declined,),
}

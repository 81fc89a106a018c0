"""Swapping turns: asked and accepted, and kept as a log."""

import uuid

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.policy import SignedIn
from portal.running.partnerships.queries import get_network
from portal.running.partnerships.services.acting import acting_school
from portal.running.visits import events
from portal.running.visits.models import Turn, TurnSwap
from portal.running.visits.services.owing import ANSWER_WITHIN
from portal.running.visits.workflow import SWAP


def ask_swap(
    cluster: Cluster,
    *,
    by: SignedIn,
    turn: Turn,
    other_school_id: uuid.UUID,
    note: str = "",
    school_id: uuid.UUID | None = None,
) -> TurnSwap:
    """Ask another school to change places: it travels or hosts before, and one's own school after."""
    mine = acting_school(cluster.id, by=by, school_id=school_id)
    network = get_network(cluster.id)
    own, other = network.school(mine), network.school(other_school_id)
    if own is None or own.is_invited:
        raise RuleBroken("school", _("Your school has a turn as soon as it has joined."))
    if other is None or other.is_invited or other.id == mine:
        raise RuleBroken("other", _("Choose another school of the network."))
    swap = TurnSwap(cluster_id=cluster.id, turn=turn, school_id=mine, other_school_id=other.id, note=note, asked_by_id=by.id,
                    open_key=f"{cluster.id}:{turn.value}:{mine}")  # fmt: skip
    session().add(swap)
    session().flush()
    duty.owe(DutyKind.ANSWER_SWAP, subject_id=swap.id, title=own.name, cluster_id=cluster.id, school_id=other.id,
             due_at=clock.now() + ANSWER_WITHIN, asked_by_id=by.id, asked_by_school_id=mine)  # fmt: skip
    record(_fact(events.TurnSwapAsked, swap, by, mine))
    return swap


def accept_swap(swap: TurnSwap, *, by: Actor) -> None:
    """The other school takes the turn."""
    SWAP.advance(swap, "accept", **_answered(by))
    duty.settle(DutyKind.ANSWER_SWAP, swap.id, by=by, outcome="accepted")
    record(_fact(events.TurnSwapAccepted, swap, by, swap.other_school_id))


def decline_swap(swap: TurnSwap, *, by: Actor) -> None:
    """The other school cannot take it; nobody has to say why."""
    SWAP.advance(swap, "decline", **_answered(by))
    duty.settle(DutyKind.ANSWER_SWAP, swap.id, by=by, outcome="declined")
    record(_fact(events.TurnSwapDeclined, swap, by, swap.other_school_id))


def withdraw_swap(swap: TurnSwap, *, by: Actor) -> None:
    """The school takes its own turn after all."""
    SWAP.advance(swap, "withdraw", **_answered(by))
    duty.settle(DutyKind.ANSWER_SWAP, swap.id, by=by, outcome="withdrawn")
    record(_fact(events.TurnSwapWithdrawn, swap, by, swap.school_id))


def _answered(by: Actor) -> dict[str, object]:
    return {"answered_by_id": by.id, "answered_at": clock.now(), "open_key": None}


def _fact(kind: type[Event], swap: TurnSwap, by: Actor, school_id: uuid.UUID) -> Event:
    other = swap.other_school_id if school_id == swap.school_id else swap.school_id
    return kind(by_id=by.id, cluster_id=swap.cluster_id, school_id=school_id, subject_id=swap.id,
                other_school_id=other, turn=swap.turn.value)  # type: ignore[call-arg]  # fmt: skip

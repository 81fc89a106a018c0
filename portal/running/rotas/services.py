"""Begin a rota, give terms out, swap, pass the duty on."""

import uuid
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from portal.core import clock, duty, moments, turns
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.text import fold
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.forming.clusters.queries import list_people_of_schools
from portal.identity.schools.models import School
from portal.running.rotas import events, files, queries, words
from portal.running.rotas.files import mark_of
from portal.running.rotas.models import MOST_TERMS, HandoverCopy, Rota, RotaKind, RotaSwap, RotaTurn
from portal.running.visits.workflow import SWAP

REMIND_BEFORE = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=7)
READ_WITHIN = timedelta(days=14)


def begin_rota(cluster: Cluster, *, by: Actor, kind: RotaKind, name: str = "") -> Rota:
    """The schools take turns in something; the terms are given out after."""
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    if kind == RotaKind.OTHER and not name:
        raise RuleBroken("name", _("Say what the schools take turns in."))
    own = name if kind == RotaKind.OTHER else ""
    made = Rota(cluster_id=cluster.id, kind=kind, name=own, folded_name=fold(own), begun_by_id=by.id)
    session().add(made)
    session().flush()
    record(_fact(events.RotaBegun, made, by))
    return made


def _fact(kind: Any, rota: Rota, by: Actor, **facts: Any) -> Event:
    given = {"cluster_id": rota.cluster_id, "subject_id": rota.id, "duty": words.called(rota), **facts}
    return kind(by_id=by.id, **given)  # type: ignore[no-any-return]


def _of_turn(kind: Any, turn: RotaTurn, by: Actor) -> Event:
    who = {"school_id": turn.school_id, "person_id": turn.person_id}
    return _fact(kind, turn.rota, by, turn_id=turn.id, label=turn.label, **who)


def close_rota(rota: Rota, *, by: Actor) -> None:
    """The schools no longer take turns in it. What was stays."""
    change(rota, {"closed_at": None}, {"closed_at": clock.now()})
    for turn in rota.turns:
        _settle(turn, by, "closed")
    _drop_swaps([turn.id for turn in rota.turns], by)
    record(_fact(events.RotaClosed, rota, by))


def _settle(turn: RotaTurn, by: Actor, outcome: str) -> None:
    for kind in (DutyKind.HAND_ON, DutyKind.TAKE_OVER):
        duty.settle(kind, turn.id, by=by, outcome=outcome)


def _drop_swaps(turn_ids: Sequence[uuid.UUID], by: Actor) -> None:
    for swap in queries.open_swaps_of(turn_ids):
        SWAP.advance(swap, "withdraw", **_answered(by))
        _settle_swap(swap, by, "withdrawn")


def _check_open(rota: Rota) -> None:
    if rota.closed_at is not None:
        raise NotAllowedNow(_("The schools no longer take turns in this. What was stays here."))


def plan_turns(rota: Rota, *, by: Actor, count: int) -> list[RotaTurn]:
    """Give the next terms out as proposed: by what each school did already."""
    _check_open(rota)
    if not 1 <= count <= MOST_TERMS:
        raise RuleBroken("count", _("Choose from one to nine terms."))
    if sum(turn.starts_on > clock.today(rota.cluster.zone) for turn in rota.turns) + count > MOST_TERMS * 2:
        raise RuleBroken("count", _("Enough terms are given out already."))
    proposed = queries.propose(rota, count)
    if not proposed:
        raise RuleBroken(None, _("No school has joined yet, so there is nobody to take turns."))
    made = [
        RotaTurn(
            rota_id=rota.id,
            cluster_id=rota.cluster_id,
            label=one.term.label[:80],
            starts_on=one.term.starts_on,
            ends_on=one.term.ends_on,
            school_id=one.school.id,
        )
        for one in proposed
    ]
    session().add_all(made)
    session().flush()
    session().expire(rota, ["turns"])
    record(_fact(events.TurnsPlanned, rota, by, terms=len(made)))
    return made


def change_turn(turn: RotaTurn, *, by: Actor, school_id: uuid.UUID | None, person_id: uuid.UUID | None = None) -> None:
    """Another school, or another person of the school, has the term."""
    _check_open(turn.rota)
    _check_not_over(turn)
    if school_id is None or school_id not in {school.id for school in queries.member_schools(turn.cluster_id)}:
        raise RuleBroken("school", _("Choose a school of the cluster."))
    if person_id is not None and person_id not in {m.person_id for m in list_people_of_schools([school_id])}:
        raise RuleBroken("person", _("Choose someone of that school."))
    _give(turn, by, school_id=school_id, person_id=person_id)
    record(_of_turn(events.TurnChanged, turn, by))


def _give(turn: RotaTurn, by: Actor, *, school_id: uuid.UUID, person_id: uuid.UUID | None) -> None:
    """The term is another's; what is owed for it moves along."""
    other = school_id != turn.school_id
    before = {"school_id": turn.school_id, "person_id": turn.person_id}
    change(turn, before, {"school_id": school_id, "person_id": person_id})
    if other:
        _drop_swaps([turn.id], by)
    for kind in (DutyKind.HAND_ON, DutyKind.TAKE_OVER):
        for owed in duty.open_duties(kind, turn.id):
            duty.close(owed, by=by, outcome="passed_on")
            session().flush()
            _owe(kind, turn, owed.due_at)


def _check_not_over(turn: RotaTurn) -> None:
    if turn.ends_on < clock.today(turn.cluster.zone):
        raise NotAllowedNow(_("This term is over. It stays as it was."))


def _owe(kind: DutyKind, turn: RotaTurn, due_at: Any) -> None:
    duty.owe(
        kind,
        subject_id=turn.id,
        cluster_id=turn.cluster_id,
        school_id=turn.school_id,
        person_id=turn.person_id,
        office=None if turn.person_id else "contact",
        title=words.called(turn.rota),
        due_at=due_at,
    )


def _at(day: date, cluster: Cluster) -> Any:
    return moments.instant(day, time(12, 0), cluster.zone)


# swaps


def ask_swap(turn: RotaTurn, *, by: Actor, other_turn_id: uuid.UUID | None, note: str = "") -> RotaSwap:
    """Ask another school to change terms. Both terms are still to come."""
    _check_open(turn.rota)
    today = clock.today(turn.cluster.zone)
    other = next((one for one in turn.rota.turns if one.id == other_turn_id), None)
    if other is None or other.school_id == turn.school_id or other.starts_on <= today:
        raise RuleBroken("other", _("Choose a term of another school that has not begun."))
    if turn.starts_on <= today:
        raise NotAllowedNow(_("Your term has begun. Ask the coordinator to give it to someone else."))
    swap = RotaSwap(
        cluster_id=turn.cluster_id,
        turn_id=turn.id,
        other_turn_id=other.id,
        school_id=turn.school_id,
        other_school_id=other.school_id,
        note=note,
        asked_by_id=by.id,
        open_key=str(turn.id),
    )
    session().add(swap)
    session().flush()
    duty.owe(
        DutyKind.ANSWER_ROTA_SWAP,
        subject_id=swap.id,
        cluster_id=turn.cluster_id,
        school_id=other.school_id,
        title=f"{words.called(turn.rota)}, {turn.label}",
        due_at=clock.now() + ANSWER_WITHIN,
        asked_by_id=by.id,
        asked_by_school_id=turn.school_id,
    )
    record(_of_swap(events.RotaSwapAsked, swap, by))
    return swap


def _of_swap(kind: Any, swap: RotaSwap, by: Actor) -> Event:
    schools = {"school_id": swap.school_id, "other_school_id": swap.other_school_id}
    return _fact(kind, swap.turn.rota, by, **schools)


def _answered(by: Actor) -> dict[str, Any]:
    return {"answered_by_id": by.id, "answered_at": clock.now(), "open_key": None}


def accept_swap(swap: RotaSwap, *, by: Actor) -> None:
    """The two schools change places, as long as both terms are still theirs."""
    SWAP.advance(swap, "accept", **_answered(by))
    _settle_swap(swap, by, "accepted")
    turn, other = swap.turn, swap.other_turn
    if (turn.school_id, other.school_id) != (swap.school_id, swap.other_school_id):
        raise NotAllowedNow(_("One of the two terms belongs to another school by now. Ask again."))
    if min(turn.starts_on, other.starts_on) <= clock.today(turn.cluster.zone):
        raise NotAllowedNow(_("One of the two terms has begun by now. It stays with the school that has it."))
    _give(turn, by, school_id=swap.other_school_id, person_id=None)
    _give(other, by, school_id=swap.school_id, person_id=None)
    record(_of_swap(events.RotaSwapAccepted, swap, by))


def _settle_swap(swap: RotaSwap, by: Actor, outcome: str) -> None:
    duty.settle(DutyKind.ANSWER_ROTA_SWAP, swap.id, by=by, outcome=outcome)


def decline_swap(swap: RotaSwap, *, by: Actor) -> None:
    """The other school cannot; nobody has to say why."""
    SWAP.advance(swap, "decline", **_answered(by))
    _settle_swap(swap, by, "declined")
    record(_of_swap(events.RotaSwapDeclined, swap, by))


def withdraw_swap(swap: RotaSwap, *, by: Actor) -> None:
    """The school keeps its own term."""
    SWAP.advance(swap, "withdraw", **_answered(by))
    _settle_swap(swap, by, "withdrawn")
    record(_of_swap(events.RotaSwapWithdrawn, swap, by))


# from one to the next


def pass_on(turn: RotaTurn, *, by: Actor) -> None:
    """Two weeks before the term both schools are told, and who has the duty owes a word for whoever comes next; on its first day the duty passes with
    a sealed copy of the file, and who has it now reads it. Doing it twice changes nothing."""
    rota, today = turn.rota, clock.today(turn.cluster.zone)
    if rota.closed_at is not None or turn.ends_on < today:
        return
    before = rota.before(turn)
    if turn.reminded_on is None and turn.starts_on - REMIND_BEFORE <= today:
        change(turn, {"reminded_on": None}, {"reminded_on": today})
        if before is not None and before.ends_on >= today and not before.note:
            _owe(DutyKind.HAND_ON, before, _at(turn.starts_on, turn.cluster))
        if turn.starts_on > today:
            record(_of_turn(events.TurnComing, turn, by))
    if turn.begun_on is None and turn.starts_on <= today:
        change(turn, {"begun_on": None}, {"begun_on": today})
        _seal(turn)
        _owe(DutyKind.TAKE_OVER, turn, _at(today + READ_WITHIN, turn.cluster))
        record(_of_turn(events.TurnBegan, turn, by))


def _seal(turn: RotaTurn) -> None:
    """The file as it stands goes along with the duty: from now on it does not change."""
    facts = files.gather(turn)
    copy = HandoverCopy(turn_id=turn.id, sealed_at=clock.now(), facts=facts, digest=files.digest_of(facts))
    session().add(copy)
    session().flush()


def write_note(turn: RotaTurn, *, by: Actor, note: str, read: str = "") -> None:
    """A word for whoever comes next; it stands on top of the file. `read`: the mark of what stood there. Raises Stale when a colleague wrote meanwhile.
    A word that went along with the duty stays as it is; where there was none, one can still be written."""
    _check_open(turn.rota)
    following = turn.rota.after(turn)
    if turn.note and following is not None and following.begun_on is not None:
        raise NotAllowedNow(
            _("The duty has passed, and your word went along. It stays as it was. Write what is new on the board.")
        )
    if read != mark_of(turn.note) and turn.note:
        raise Stale(_("A colleague wrote meanwhile."), {"note": turn.note}, mark_of(turn.note))
    change(turn, {"school_id": turn.school_id, "note": turn.note}, {"note": note})
    duty.settle(DutyKind.HAND_ON, turn.id, by=by)


def take_over(turn: RotaTurn, *, by: Actor) -> None:
    """The school has read the file and goes on."""
    if turn.begun_on is None:
        raise NotAllowedNow(_("This term has not begun yet."))
    change(turn, {"taken_at": None}, {"taken_at": clock.now()})
    duty.settle(DutyKind.TAKE_OVER, turn.id, by=by)
    record(_of_turn(events.TurnTaken, turn, by))


# when schools and people come and go


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """The terms of a school that has left go to those whose turn is longest ago."""
    schools = list(queries.member_schools(cluster.id))
    here = {school.id for school in schools}
    for turn in queries.list_turns_of(cluster.id):
        if turn.school_id in here or not here:
            continue
        rota = queries.get_rota(cluster.id, turn.rota_id)
        order = turns.fair_order(schools, queries.last_turns(rota), name=lambda school: school.name)
        _give(turn, by, school_id=order[0].id, person_id=None)
        record(_of_turn(events.TurnChanged, turn, by))


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """Who leaves the school has no turn there any more; the school has it still."""
    for turn in queries.list_turns_of_person(school.id, person_id):
        change(turn, {"person_id": person_id}, {"person_id": None})

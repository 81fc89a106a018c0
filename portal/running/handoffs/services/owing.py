"""What is owed while a handoff goes on. Every service of this room goes through here."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.running.activities.models import Activity
from portal.running.handoffs.models import AskStatus, Handoff, HandoffAsk

ANSWER_WITHIN = timedelta(days=1)
PASS_BACK_WITHIN = timedelta(days=7)


def facts(handoff: Handoff, by: Actor, *, school_id: uuid.UUID | None = None) -> dict[str, Any]:
    """What every event about this handoff says."""
    return {
        "by_id": by.id,
        "cluster_id": handoff.cluster_id,
        "school_id": school_id or handoff.owner_school_id,
        "subject_id": handoff.id,
        "owner_school_id": handoff.owner_school_id,
        "activity_id": handoff.activity_id,
        "thread_id": handoff.thread_id,
    }


def grown(handoff: Handoff, **values: Any) -> dict[str, Any]:
    """The columns of a change, with the version that grows."""
    return {"version": handoff.version + 1, **values}


def activity_of(handoff: Handoff) -> Activity | None:
    """The activity as it is now."""
    return session().get(Activity, handoff.activity_id) if handoff.activity_id is not None else None


def ask_schools(handoff: Handoff, school_ids: Iterable[uuid.UUID], *, person_id: uuid.UUID | None = None) -> None:
    """Ask these schools (or the one named person), also those that were asked before; each owes an answer."""
    before = {ask.school_id: ask for ask in handoff.asks}
    due = clock.now() + ANSWER_WITHIN
    if handoff.needed_at is not None:
        due = max(clock.now(), min(due, handoff.needed_at))
    for school_id in school_ids:
        ask = before.get(school_id)
        if ask is None:
            session().add(HandoffAsk(handoff_id=handoff.id, school_id=school_id, person_id=person_id))
        else:
            blank = {"status": AskStatus.ASKED, "answered_at": None, "answered_by_id": None, "person_id": person_id}
            claim(ask, {}, {**blank, "words": "", "away_that_week": False})
        duty.owe(
            DutyKind.ANSWER_HANDOFF,
            subject_id=handoff.id,
            cluster_id=handoff.cluster_id,
            title=handoff.title,
            school_id=school_id,
            person_id=person_id,
            due_at=due,
        )
    session().flush()
    session().expire(handoff, ["asks"])


def answer_ask(ask: HandoffAsk, status: AskStatus, *, by: Actor, words: str = "", away_that_week: bool = False) -> None:
    """Write down what a school said."""
    said = {"status": status, "answered_at": clock.now(), "answered_by_id": by.id}
    claim(ask, {}, {**said, "words": words, "away_that_week": away_that_week})


def settle_asks(handoff: Handoff, *, by: Actor, outcome: str, others: AskStatus) -> None:
    """Nobody is asked any more: those without an answer are told what became of it."""
    for ask in handoff.asks:
        if ask.status == AskStatus.ASKED:
            claim(ask, {}, {"status": others})
    duty.settle(DutyKind.ANSWER_HANDOFF, handoff.id, by=by, outcome=outcome)


def suspend_owner(handoff: Handoff) -> None:
    """The reply that the owner school owes goes out of sight; an activity sees to its own."""
    if handoff.thread_id is not None:
        duty.suspend(DutyKind.REPLY, handoff.thread_id, school_id=handoff.owner_school_id)


def owe_reply_instead(handoff: Handoff, *, school_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """The stand-in owes the reply; who asked for it stays known."""
    if handoff.thread_id is None:
        return
    owed = next(
        (d for d in duty.open_duties(DutyKind.REPLY, handoff.thread_id) if d.school_id == handoff.owner_school_id), None
    )
    if owed is None:
        raise RuleBroken(None, _("This reply is no longer needed. Thank you for offering."))
    duty.owe(
        DutyKind.REPLY,
        subject_id=handoff.thread_id,
        cluster_id=handoff.cluster_id,
        title=owed.title,
        school_id=school_id,
        person_id=person_id,
        due_at=owed.due_at,
        asked_by_id=owed.asked_by_id,
        asked_by_school_id=owed.asked_by_school_id,
    )


def settle_stand_in_reply(handoff: Handoff, *, by: Actor, outcome: str) -> None:
    """The stand-in no longer owes the reply."""
    if handoff.thread_id is None or handoff.accepted_school_id is None:
        return
    for owed in duty.open_duties(DutyKind.REPLY, handoff.thread_id):
        # without a name it is the one that a leaver's school holds on to, never what that school owes by itself
        is_theirs = owed.person_id == handoff.accepted_by_id and (owed.person_id is not None or owed.office is not None)
        if owed.school_id == handoff.accepted_school_id and is_theirs:
            duty.close(owed, by=by, outcome=outcome)
    session().flush()


def return_to_owner(handoff: Handoff) -> None:
    """The owner school owes its reply again."""
    if handoff.thread_id is not None:
        duty.resume(DutyKind.REPLY, handoff.thread_id, school_id=handoff.owner_school_id)


def owe_hand_back(handoff: Handoff) -> None:
    """The stand-in is to pass it back within a week."""
    duty.owe(
        DutyKind.HAND_BACK,
        subject_id=handoff.id,
        cluster_id=handoff.cluster_id,
        title=handoff.title,
        school_id=handoff.accepted_school_id,
        person_id=handoff.accepted_by_id,
        due_at=clock.now() + PASS_BACK_WITHIN,
    )


def owe_finding(handoff: Handoff) -> None:
    """The coordinator is to find somebody."""
    duty.owe(
        DutyKind.ANSWER_HANDOFF,
        subject_id=handoff.id,
        cluster_id=handoff.cluster_id,
        title=handoff.title,
        office="contact_teacher",
        due_at=handoff.needed_at,
    )


def due_of_reply(due_at: datetime | None) -> datetime | None:
    """When a stand-in's answer is needed: the owner's date, but at least two days from now."""
    return None if due_at is None else max(due_at, clock.now() + timedelta(days=2))

"""What happens when something changes with a stand-in, or on the board for one: who is told, and what follows.

Everyone affected is told once, never the reason why a teacher cannot.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.core.outbox import Answers
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.policy.people import Role
from portal.running.activities.models import Activity
from portal.running.board import events as board
from portal.running.handoffs import events, queries, services
from portal.running.handoffs.models import AskStatus, Handoff, Rung
from portal.subscriptions.calendar_telling import (
    Told,
    by,
    contacts,
    needs_of,
    person_name,
    school_name,
    tell_people,
    when_of,
)
from portal.subscriptions.words import _, lines, ngettext

MOST_DATES = 12


def _handoff(event: Event) -> Handoff:
    return session().get_one(Handoff, event.subject_id)


def tell_of_handoff(
    event: events.HandoffEvent,
    handoff: Handoff,
    people: Told,
    title: Any,
    *,
    mail: bool = True,
    words: Any = "",
    hint: Any = None,
) -> None:
    """`hint`: how to answer the mail, where an answer does something."""
    if event.in_series:
        return  # the one with which it goes is told
    card = f"/clusters/{handoff.cluster_id}/handoffs/{handoff.id}"
    answers = Answers("handoff", handoff.id) if hint is not None else None
    tell_people(event, people, title, card, mail=mail, words=words, answers=answers, answer_hint=hint or "")


def handoff_when(handoff: Handoff, event: events.HandoffEvent | None = None) -> Any:
    """When it is, one line for each date that goes with it."""
    also = [session().get_one(Handoff, one) for one in event.also[:MOST_DATES]] if event is not None else []
    every = [session().get(Activity, one.activity_id) for one in (handoff, *also) if one.activity_id is not None]
    dates = sorted((one for one in every if one is not None), key=lambda one: (one.starts_at, str(one.id)))
    more = len(event.also) - len(also) if event is not None else 0
    rest = ngettext("and %(num)d more date", "and %(num)d more dates", more) if more else ""
    if not more and len(dates) > 1:  # by these numbers they are answered
        numbered = enumerate(dates, 1)
        return lines(*(_("%(number)s. %(when)s", number=number, when=when_of(one)) for number, one in numbered))
    return lines(*(when_of(one) for one in dates), rest)


def what_to_know(handoff: Handoff, event: events.HandoffEvent | None = None) -> Any:
    """When it is, and what it needs."""
    activity = session().get(Activity, handoff.activity_id) if handoff.activity_id is not None else None
    needs = needs_of(activity) if activity is not None else []
    return lines(handoff_when(handoff, event), *needs) if needs else handoff_when(handoff, event)


def partner_of(handoff: Handoff) -> list[uuid.UUID]:
    """The contacts of the partner school of the activity; for a reply, of the school that asked for it."""
    if handoff.activity_id is not None:
        return contacts(session().get_one(Activity, handoff.activity_id).partner_school_id)
    return []


def asking_side(handoff: Handoff) -> list[uuid.UUID | None]:
    activity = session().get(Activity, handoff.activity_id) if handoff.activity_id is not None else None
    return [handoff.asked_by_id, activity.teacher_id if activity is not None else None]


def handoff_asked(event: events.HandoffAsked) -> None:
    handoff = _handoff(event)
    names = {"school": school_name(handoff.owner_school_id), "title": handoff.title}
    if handoff.is_for_reply:
        words = _("%(school)s asks: can you answer “%(title)s” for them?", **names)
    else:
        words = _("%(school)s asks: can you stand in for “%(title)s”?", **names)
    people: list[uuid.UUID] = []
    for ask in handoff.asks:
        if ask.school_id in event.asked_school_ids and session().get_one(School, ask.school_id).frozen_at is None:
            people += [ask.person_id] if ask.person_id is not None else recipients.people_of_school(ask.school_id)
    able = recipients.able_to_answer(people)
    tell_of_handoff(
        event, handoff, able, words, words=what_to_know(handoff, event), hint=_how_to_answer(handoff, event)
    )


def _how_to_answer(handoff: Handoff, event: events.HandoffAsked) -> Any:
    if 0 < len(event.also) < MOST_DATES:
        return _(
            "Or answer this mail. First word: Yes for all dates, “Yes 1, 3” for some of them, or No. Words after it go along."
        )
    if handoff.is_for_reply or event.also:
        return _("Or answer this mail. First word: Yes or No. Words after it go along.")
    return _(
        "Or answer this mail. First word: Yes or No (“No week” when all that week does not suit). Words after it go along."
    )


def handoff_begun(event: events.HandoffBegun) -> None:
    """Who stands in: how to say that it is done, and to pass it back."""
    handoff = _handoff(event)
    words = _("“%(title)s”, for which you stand in, begins. Tell afterwards how it went.", title=handoff.title)
    hint = _(
        "Or answer this mail when it is over: “Done” as the first word, and a sentence on how it went. With that it is passed back."
    )
    tell_of_handoff(event, handoff, [handoff.accepted_by_id], words, words=what_to_know(handoff), hint=hint)


def handoff_accepted(event: events.HandoffAccepted) -> None:
    handoff = _handoff(event)
    names = {"person": person_name(event.person_id), "school": school_name(event.school_id), "title": handoff.title}
    words = _("%(person)s of %(school)s has taken on “%(title)s”.", **names)
    tell_of_handoff(event, handoff, asking_side(handoff), words, words=handoff_when(handoff, event))
    who = _("For “%(title)s” you will meet %(person)s of %(school)s.", **names)
    still = _("Their head has still to agree the time.") if event.release else ""
    introduced = lines(handoff_when(handoff, event), handoff.introduction or "", still)
    tell_of_handoff(
        event,
        handoff,
        partner_of(handoff),
        who,
        words=introduced,
        hint=_("Is there something you want to know? Answer this mail."),
    )
    taken = _("“%(title)s” is already taken. Thank you for being ready.", title=handoff.title)
    others = [p for a in handoff.asks if a.status == AskStatus.TAKEN for p in recipients.people_of_school(a.school_id)]
    tell_of_handoff(event, handoff, others, taken, mail=False)


def handoff_declined(event: events.HandoffDeclined) -> None:
    handoff = _handoff(event)
    words = _(
        "%(school)s cannot take on “%(title)s” this time.", school=school_name(event.school_id), title=handoff.title
    )
    tell_of_handoff(event, handoff, [handoff.asked_by_id], words, mail=False)


def handoff_unfilled(event: events.HandoffUnfilled) -> None:
    handoff = _handoff(event)
    words = _("Nobody who was asked can take on “%(title)s”. Ask others, or choose a new date.", title=handoff.title)
    people = [*recipients.coordinators_of(handoff.cluster_id), *asking_side(handoff)]
    tell_of_handoff(event, handoff, people, words, words=handoff_when(handoff))


def handoff_given_up(event: events.HandoffGivenUp) -> None:
    handoff = _handoff(event)
    names = {"school": school_name(event.school_id), "title": handoff.title}
    words = _("%(school)s cannot stand in for “%(title)s” after all. Others are being asked.", **names)
    people = [*asking_side(handoff), *recipients.coordinators_of(handoff.cluster_id), *partner_of(handoff)]
    tell_of_handoff(event, handoff, people, words, words=handoff_when(handoff))


def handoff_escalated(event: events.HandoffEscalated) -> None:
    """Those of this rung who were not asked by name: coordinator, the lead school's head, the programme; the asking side knows how it stands."""
    handoff = _handoff(event)
    names = {"title": handoff.title}
    people: list[uuid.UUID | None] = []
    if event.rung == Rung.COORDINATOR:
        people = [*recipients.coordinators_of(handoff.cluster_id)]
    elif event.rung == Rung.LEAD:
        lead = queries.lead_school_of(handoff.cluster_id)
        people = [*recipients.signatories_of_school(lead)] if lead is not None else []
    words = _("Nobody has taken on “%(title)s” yet. Can you help to find somebody?", **names)
    tell_of_handoff(event, handoff, people, words, words=handoff_when(handoff))
    if event.rung == Rung.PROGRAMME:  # its people read the cluster, not the class
        staff = recipients.people_with_role(Role.PROGRAMME_OFFICER, Role.PROGRAMME_MANAGER)
        tell_people(event, staff, words, f"/clusters/{handoff.cluster_id}", words=handoff_when(handoff))
    still = _("Nobody has taken on “%(title)s” yet. Others are being asked.", **names)
    tell_of_handoff(event, handoff, [p for p in asking_side(handoff) if p not in people], still, mail=False)


def handoff_queried(event: events.HandoffQueried) -> None:
    """The stand-in's school is asked by the board itself; here the coordinators and who asked for the stand-in hear of it."""
    handoff = _handoff(event)
    names = {"school": school_name(event.school_id), "title": handoff.title}
    words = _("%(school)s asks about the stand-in for “%(title)s”.", **names)
    people = [*recipients.coordinators_of(handoff.cluster_id), *asking_side(handoff)]
    card = f"/clusters/{handoff.cluster_id}/handoffs/{handoff.id}"
    there = f"/clusters/{handoff.cluster_id}/board/threads/{event.conversation_id}"
    tell_people(event, people, words, there if event.conversation_id is not None else card)


def handoff_withdrawn(event: events.HandoffWithdrawn) -> None:
    handoff = _handoff(event)
    words = _("A stand-in for “%(title)s” is no longer needed. Thank you for being ready.", title=handoff.title)
    asked = [
        p for a in handoff.asks if a.status == AskStatus.WITHDRAWN for p in recipients.people_of_school(a.school_id)
    ]
    stood_in = event.stand_in_school_id is not None
    tell_of_handoff(event, handoff, [handoff.accepted_by_id, *asked], words, mail=stood_in)
    if stood_in:
        back = _(
            "%(school)s will come to “%(title)s” after all.",
            school=school_name(handoff.owner_school_id),
            title=handoff.title,
        )
        tell_of_handoff(event, handoff, partner_of(handoff), back, words=handoff_when(handoff))


def handoff_moved(event: events.HandoffMoved) -> None:
    handoff = _handoff(event)
    words = _(
        "“%(title)s”, for which you stand in, has a new time. If it does not suit you, say so.", title=handoff.title
    )
    tell_of_handoff(event, handoff, [handoff.accepted_by_id], words, words=handoff_when(handoff))


def handoff_handed_back(event: events.HandoffHandedBack) -> None:
    handoff = _handoff(event)
    words = _("%(school)s passes back “%(title)s”.", school=school_name(event.school_id), title=handoff.title)
    said = lines(handoff.debrief or "", handoff.next_step or "")
    tell_of_handoff(event, handoff, asking_side(handoff), words, words=said)


def handoff_answered(event: events.HandoffAnswered) -> None:
    handoff = _handoff(event)
    words = _("%(school)s answered “%(title)s” for you.", school=school_name(event.school_id), title=handoff.title)
    tell_of_handoff(event, handoff, [handoff.asked_by_id], words)


def handoff_lapsed(event: events.HandoffLapsed) -> None:
    handoff = _handoff(event)
    if handoff.is_for_reply:
        words = _("Nobody could answer “%(title)s” in time, so it is with you again.", title=handoff.title)
    else:
        words = _("Nobody could stand in for “%(title)s” this time. You could choose a new date.", title=handoff.title)
    tell_of_handoff(event, handoff, [*asking_side(handoff), *recipients.coordinators_of(handoff.cluster_id)], words)


# what the board's facts mean here


def reply_answered(event: board.ReplyAnswered) -> None:
    if event.subject_id is not None:
        services.finish_answered_reply(
            event.subject_id,
            by=by(event),
            school_id=event.school_id,
            answered_by=event.answered_by_school_id,
            post_id=event.post_id,
        )


def reply_released(event: board.ReplyReleased) -> None:
    if event.subject_id is not None:
        services.follow_release(event.subject_id, by=by(event), school_id=event.school_id)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.HandoffAsked: [handoff_asked],
    events.HandoffBegun: [handoff_begun],
    events.HandoffAccepted: [handoff_accepted],
    events.HandoffDeclined: [handoff_declined],
    events.HandoffUnfilled: [handoff_unfilled],
    events.HandoffGivenUp: [handoff_given_up],
    events.HandoffEscalated: [handoff_escalated],
    events.HandoffQueried: [handoff_queried],
    events.HandoffWithdrawn: [handoff_withdrawn],
    events.HandoffMoved: [handoff_moved],
    events.HandoffHandedBack: [handoff_handed_back],
    events.HandoffAnswered: [handoff_answered],
    events.HandoffLapsed: [handoff_lapsed],
    board.ReplyAnswered: [reply_answered],
    board.ReplyReleased: [reply_released],
}

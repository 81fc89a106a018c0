"""What happens when something changes on the calendar or with a stand-in: who is told, and what follows in the other room.

Everyone affected is told once, never who did it, and never the reason why a teacher cannot.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.actors import Actor, System
from portal.core.database import session
from portal.core.events import Event
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import About, mark_read_about, tell
from portal.running.activities import events as calendar
from portal.running.activities.models import Activity
from portal.running.board import events as board
from portal.running.handoffs import events, services
from portal.running.handoffs.models import AskStatus, Handoff
from portal.subscriptions.words import _, lines, span

Told = Iterable[uuid.UUID | None]


def _by(event: Event) -> Actor:
    return System(event.by_id)


def _contacts(school_id: uuid.UUID | None) -> list[uuid.UUID]:
    """Who is told for a school: its contacts; as long as there is none, everyone there."""
    if school_id is None:
        return []
    return recipients.contacts_of_school(school_id) or recipients.people_of_school(school_id)


def _school(school_id: uuid.UUID | None) -> str:
    school = session().get(School, school_id) if school_id is not None else None
    return school.name if school is not None else ""


def _person(person_id: uuid.UUID | None) -> str:
    person = session().get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else ""


def _when(activity: Activity) -> Any:
    partner = session().get(School, activity.partner_school_id) if activity.partner_school_id is not None else None
    return span(activity.starts_at, activity.ends_at, activity.zone, partner.zone if partner else None)


def _tell(event: Event, people: Told, title: Any, path: str, *, words: Any = "", mail: bool = True) -> None:
    told = [person_id for person_id in dict.fromkeys(people) if person_id is not None and person_id != event.by_id]
    letter = "notice" if mail else None
    if event.subject_id is not None:
        mark_read_about(event.by_id, event.subject_id)
    about = About(event.subject_id)
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=path,
        cluster_id=event.cluster_id,
        letter=letter,
        about=about,
        words=words,
    )


# activities


def _tell_of_activity(
    event: calendar.ActivityEvent, activity: Activity, people: Told, title: Any, *, mail: bool = True, words: Any = ""
) -> None:
    path = f"/clusters/{event.cluster_id}/activities/{activity.id}"
    _tell(event, people, title, path, mail=mail, words=words or _when(activity))


def _activity(event: Event) -> Activity:
    return session().get_one(Activity, event.subject_id)


def _owner_side(activity: Activity) -> list[uuid.UUID | None]:
    return [activity.teacher_id] if activity.teacher_id is not None else [*_contacts(activity.owner_school_id)]


def _everyone(activity: Activity) -> list[uuid.UUID | None]:
    return [*_owner_side(activity), activity.stand_in_id, *_contacts(activity.partner_school_id)]


def activity_proposed(event: calendar.ActivityProposed) -> None:
    activity = _activity(event)
    names = {"school": _school(event.school_id), "title": activity.title}
    if event.agreed:
        words = _("%(school)s put “%(title)s” on the calendar. Please confirm it when you are sure.", **names)
        _tell_of_activity(event, activity, _owner_side(activity), words)
    else:
        words = _("%(school)s proposes “%(title)s”. Does it suit you?", **names)
        _tell_of_activity(event, activity, _contacts(activity.answering_school_id), words)
        if event.school_id != activity.owner_school_id:
            planned = _("“%(title)s” was planned for your school.", title=activity.title)
            _tell_of_activity(event, activity, _owner_side(activity), planned)
    named = _("You are named as the back-up teacher for “%(title)s”.", title=activity.title)
    _tell_of_activity(event, activity, [activity.understudy_id], named)


def activity_agreed(event: calendar.ActivityAgreed) -> None:
    activity = _activity(event)
    words = _("%(school)s agrees to “%(title)s”.", school=_school(event.school_id), title=activity.title)
    _tell_of_activity(event, activity, _owner_side(activity), words)


def activity_confirmed(event: calendar.ActivityConfirmed) -> None:
    activity = _activity(event)
    words = _("“%(title)s” is confirmed: it will take place.", title=activity.title)
    _tell_of_activity(event, activity, _contacts(activity.partner_school_id), words)


def activity_moved(event: calendar.ActivityMoved) -> None:
    activity = _activity(event)
    words = _("“%(title)s” has a new time. Does it suit you?", title=activity.title)
    _tell_of_activity(event, activity, _everyone(activity), words)
    services.follow_move(activity.id, activity.starts_at, by=_by(event))


def teacher_changed(event: calendar.TeacherOfActivityChanged) -> None:
    activity = _activity(event)
    words = _("“%(title)s” is yours now: a colleague asked for this.", title=activity.title)
    _tell_of_activity(event, activity, [event.person_id], words)
    told = _("%(teacher)s will do “%(title)s”.", teacher=_person(event.person_id), title=activity.title)
    _tell_of_activity(event, activity, _contacts(activity.partner_school_id), told)


def activity_delivered(event: calendar.ActivityDelivered) -> None:
    activity = _activity(event)
    names = {"school": _school(event.school_id), "title": activity.title}
    if not event.complete:
        words = _("%(school)s says that “%(title)s” took place. Can you say so too?", **names)
        _tell_of_activity(event, activity, _other_side(activity, event), words)
    services.follow_delivery(activity.id, by=_by(event))


def _other_side(activity: Activity, event: calendar.ActivityEvent) -> list[uuid.UUID | None]:
    if event.school_id == activity.partner_school_id:
        return [activity.stand_in_id] if activity.stand_in_id is not None else _owner_side(activity)
    return [*_contacts(activity.partner_school_id)]


def delivery_confirmed(event: calendar.DeliveryConfirmed) -> None:
    activity = _activity(event)
    words = _("Both sides say that “%(title)s” took place. Thank you.", title=activity.title)
    _tell_of_activity(event, activity, _other_side(activity, event), words, mail=False)
    services.follow_delivery(activity.id, by=_by(event))


def delivery_let_stand(event: calendar.DeliveryLetStand) -> None:
    services.follow_delivery(_activity(event).id, by=_by(event))


def activity_missed(event: calendar.ActivityMissed) -> None:
    activity = _activity(event)
    words = _("“%(title)s” did not take place. You could choose a new date together.", title=activity.title)
    coordinators = recipients.coordinators_of(activity.cluster_id)
    _tell_of_activity(event, activity, [*_everyone(activity), *coordinators], words)
    services.follow_call_off(activity.id, by=_by(event))


def activity_cancelled(event: calendar.ActivityCancelled) -> None:
    activity = _activity(event)
    words = _("“%(title)s” is cancelled.", title=activity.title)
    reason = lines(_when(activity), activity.cancel_reason or "")
    _tell_of_activity(event, activity, _everyone(activity), words, words=reason)
    services.follow_call_off(activity.id, by=_by(event))


def activities_inherited(event: calendar.ActivitiesInherited) -> None:
    if event.cluster_id is None or event.school_id is None:
        return
    services.follow_inheritance(
        event.cluster_id, old_school_id=event.old_school_id, new_school_id=event.school_id, by=_by(event)
    )
    if event.number:
        words = _(
            "Your school took over the calendar of %(school)s. Look at what is planned.",
            school=_school(event.old_school_id),
        )
        _tell(event, _contacts(event.school_id), words, f"/clusters/{event.cluster_id}/calendar")


# stand-ins


def _handoff(event: Event) -> Handoff:
    return session().get_one(Handoff, event.subject_id)


def _tell_of_handoff(
    event: events.HandoffEvent, handoff: Handoff, people: Told, title: Any, *, mail: bool = True, words: Any = ""
) -> None:
    _tell(event, people, title, f"/clusters/{handoff.cluster_id}/handoffs/{handoff.id}", mail=mail, words=words)


def _handoff_when(handoff: Handoff) -> Any:
    activity = session().get(Activity, handoff.activity_id) if handoff.activity_id is not None else None
    return _when(activity) if activity is not None else ""


def _partner(handoff: Handoff) -> list[uuid.UUID]:
    """The contacts of the partner school of the activity; for a reply, of the school that asked for it."""
    if handoff.activity_id is not None:
        return _contacts(session().get_one(Activity, handoff.activity_id).partner_school_id)
    return []


def _asking_side(handoff: Handoff) -> list[uuid.UUID | None]:
    activity = session().get(Activity, handoff.activity_id) if handoff.activity_id is not None else None
    return [handoff.asked_by_id, activity.teacher_id if activity is not None else None]


def handoff_asked(event: events.HandoffAsked) -> None:
    handoff = _handoff(event)
    names = {"school": _school(handoff.owner_school_id), "title": handoff.title}
    if handoff.is_for_reply:
        words = _("%(school)s asks: can you answer “%(title)s” for them?", **names)
    else:
        words = _("%(school)s asks: can you stand in for “%(title)s”?", **names)
    people: list[uuid.UUID] = []
    for ask in handoff.asks:
        if ask.school_id in event.asked_school_ids:
            people += [ask.person_id] if ask.person_id is not None else recipients.people_of_school(ask.school_id)
    _tell_of_handoff(event, handoff, people, words, words=_handoff_when(handoff))


def handoff_accepted(event: events.HandoffAccepted) -> None:
    handoff = _handoff(event)
    names = {"person": _person(event.person_id), "school": _school(event.school_id), "title": handoff.title}
    words = _("%(person)s of %(school)s has taken on “%(title)s”.", **names)
    _tell_of_handoff(event, handoff, _asking_side(handoff), words, words=_handoff_when(handoff))
    who = _("For “%(title)s” you will meet %(person)s of %(school)s.", **names)
    introduced = lines(_handoff_when(handoff), handoff.introduction or "")
    _tell_of_handoff(event, handoff, _partner(handoff), who, words=introduced)
    taken = _("“%(title)s” is already taken. Thank you for being ready.", title=handoff.title)
    others = [p for a in handoff.asks if a.status == AskStatus.TAKEN for p in recipients.people_of_school(a.school_id)]
    _tell_of_handoff(event, handoff, others, taken, mail=False)


def handoff_declined(event: events.HandoffDeclined) -> None:
    handoff = _handoff(event)
    words = _("%(school)s cannot take on “%(title)s” this time.", school=_school(event.school_id), title=handoff.title)
    _tell_of_handoff(event, handoff, [handoff.asked_by_id], words, mail=False)


def handoff_unfilled(event: events.HandoffUnfilled) -> None:
    handoff = _handoff(event)
    words = _("Nobody who was asked can take on “%(title)s”. Ask others, or choose a new date.", title=handoff.title)
    people = [*recipients.coordinators_of(handoff.cluster_id), *_asking_side(handoff)]
    _tell_of_handoff(event, handoff, people, words, words=_handoff_when(handoff))


def handoff_given_up(event: events.HandoffGivenUp) -> None:
    handoff = _handoff(event)
    names = {"school": _school(event.school_id), "title": handoff.title}
    words = _("%(school)s cannot stand in for “%(title)s” after all. Others are being asked.", **names)
    people = [*_asking_side(handoff), *recipients.coordinators_of(handoff.cluster_id), *_partner(handoff)]
    _tell_of_handoff(event, handoff, people, words, words=_handoff_when(handoff))


def handoff_withdrawn(event: events.HandoffWithdrawn) -> None:
    handoff = _handoff(event)
    words = _("A stand-in for “%(title)s” is no longer needed. Thank you for being ready.", title=handoff.title)
    asked = [
        p for a in handoff.asks if a.status == AskStatus.WITHDRAWN for p in recipients.people_of_school(a.school_id)
    ]
    stood_in = event.stand_in_school_id is not None
    _tell_of_handoff(event, handoff, [handoff.accepted_by_id, *asked], words, mail=stood_in)
    if stood_in:
        back = _(
            "%(school)s will come to “%(title)s” after all.",
            school=_school(handoff.owner_school_id),
            title=handoff.title,
        )
        _tell_of_handoff(event, handoff, _partner(handoff), back, words=_handoff_when(handoff))


def handoff_moved(event: events.HandoffMoved) -> None:
    handoff = _handoff(event)
    words = _(
        "“%(title)s”, for which you stand in, has a new time. If it does not suit you, say so.", title=handoff.title
    )
    _tell_of_handoff(event, handoff, [handoff.accepted_by_id], words, words=_handoff_when(handoff))


def handoff_handed_back(event: events.HandoffHandedBack) -> None:
    handoff = _handoff(event)
    words = _("%(school)s passes back “%(title)s”.", school=_school(event.school_id), title=handoff.title)
    said = lines(handoff.debrief or "", handoff.next_step or "")
    _tell_of_handoff(event, handoff, _asking_side(handoff), words, words=said)


def handoff_answered(event: events.HandoffAnswered) -> None:
    handoff = _handoff(event)
    words = _("%(school)s answered “%(title)s” for you.", school=_school(event.school_id), title=handoff.title)
    _tell_of_handoff(event, handoff, [handoff.asked_by_id], words)


def handoff_lapsed(event: events.HandoffLapsed) -> None:
    handoff = _handoff(event)
    if handoff.is_for_reply:
        words = _("Nobody could answer “%(title)s” in time, so it is with you again.", title=handoff.title)
    else:
        words = _("Nobody could stand in for “%(title)s” this time. You could choose a new date.", title=handoff.title)
    _tell_of_handoff(event, handoff, [*_asking_side(handoff), *recipients.coordinators_of(handoff.cluster_id)], words)


# what the board's facts mean here


def reply_answered(event: board.ReplyAnswered) -> None:
    if event.subject_id is not None:
        services.finish_answered_reply(
            event.subject_id,
            by=_by(event),
            school_id=event.school_id,
            answered_by=event.answered_by_school_id,
            post_id=event.post_id,
        )


def reply_released(event: board.ReplyReleased) -> None:
    if event.subject_id is not None:
        services.follow_release(event.subject_id, by=_by(event), school_id=event.school_id)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    calendar.ActivityProposed: [activity_proposed],
    calendar.ActivityAgreed: [activity_agreed],
    calendar.ActivityConfirmed: [activity_confirmed],
    calendar.ActivityMoved: [activity_moved],
    calendar.TeacherOfActivityChanged: [teacher_changed],
    calendar.ActivityDelivered: [activity_delivered],
    calendar.DeliveryConfirmed: [delivery_confirmed],
    calendar.DeliveryLetStand: [delivery_let_stand],
    calendar.ActivityMissed: [activity_missed],
    calendar.ActivityCancelled: [activity_cancelled],
    calendar.ActivitiesInherited: [activities_inherited],
    events.HandoffAsked: [handoff_asked],
    events.HandoffAccepted: [handoff_accepted],
    events.HandoffDeclined: [handoff_declined],
    events.HandoffUnfilled: [handoff_unfilled],
    events.HandoffGivenUp: [handoff_given_up],
    events.HandoffWithdrawn: [handoff_withdrawn],
    events.HandoffMoved: [handoff_moved],
    events.HandoffHandedBack: [handoff_handed_back],
    events.HandoffAnswered: [handoff_answered],
    events.HandoffLapsed: [handoff_lapsed],
    board.ReplyAnswered: [reply_answered],
    board.ReplyReleased: [reply_released],
}

"""What happens when something changes on the calendar: who is told, and what follows for a stand-in.

Everyone affected is told once, never who did it, and never the reason why a teacher cannot.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.core.outbox import Answers
from portal.oversight.notifications import recipients
from portal.running.activities import events as calendar
from portal.running.activities import queries
from portal.running.activities.models import Activity, ActivityStatus, Coming
from portal.running.handoffs import services
from portal.subscriptions.calendar_telling import Told, by, contacts, person_name, school_name, tell_people, when_of
from portal.subscriptions.words import _, lines


def _tell_of_activity(
    event: calendar.ActivityEvent,
    activity: Activity,
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
    path = f"/clusters/{event.cluster_id}/activities/{activity.id}"
    answers = Answers("activity", activity.id) if hint is not None else None
    said = words or when_of(activity)
    tell_people(event, people, title, path, mail=mail, words=said, answers=answers, answer_hint=hint or "")


def _activity(event: Event) -> Activity:
    return session().get_one(Activity, event.subject_id)


def _owner_side(activity: Activity) -> list[uuid.UUID | None]:
    return [activity.teacher_id] if activity.teacher_id is not None else [*contacts(activity.owner_school_id)]


def _everyone(activity: Activity) -> list[uuid.UUID | None]:
    return [*_owner_side(activity), activity.stand_in_id, *contacts(activity.partner_school_id)]


def _guests(activity: Activity, said: Sequence[Coming] = tuple(Coming)) -> list[uuid.UUID | None]:
    """The contacts of the invited schools, of those that gave one of these answers."""
    coming = [guest for guest in queries.list_guests(activity.id) if guest.answer in said]
    return [person for guest in coming for person in contacts(guest.school_id)]


def _suits_hint(activity: Activity) -> Any:
    """How the partner answers by mail; None where the one school that plans it is asked itself."""
    if activity.partner_school_id is None:
        return None
    return _(
        "Or answer this mail. First word: Yes when it suits you, No when it does not. Then write which days and times would."
    )


def activity_proposed(event: calendar.ActivityProposed) -> None:
    activity = _activity(event)
    names = {"school": school_name(event.school_id), "title": activity.title}
    if event.number > 1:
        names["title"] = f"{activity.title} (×{event.number})"
    if event.agreed:
        words = _("%(school)s put “%(title)s” on the calendar. Please confirm it when you are sure.", **names)
        _tell_of_activity(event, activity, _owner_side(activity), words)
    else:
        words = _("%(school)s proposes “%(title)s”. Does it suit you?", **names)
        _tell_of_activity(event, activity, contacts(activity.answering_school_id), words, hint=_suits_hint(activity))
        if event.school_id != activity.owner_school_id:
            planned = _("“%(title)s” was planned for your school.", title=activity.title)
            _tell_of_activity(event, activity, _owner_side(activity), planned)
    named = _("You are named as the back-up teacher for “%(title)s”.", title=activity.title)
    _tell_of_activity(event, activity, [activity.understudy_id], named)


def activity_agreed(event: calendar.ActivityAgreed) -> None:
    activity = _activity(event)
    words = _("%(school)s agrees to “%(title)s”.", school=school_name(event.school_id), title=activity.title)
    _tell_of_activity(event, activity, _owner_side(activity), words)


def activity_confirmed(event: calendar.ActivityConfirmed) -> None:
    activity = _activity(event)
    words = _("“%(title)s” is confirmed: it will take place.", title=activity.title)
    people = [*contacts(activity.partner_school_id), *_guests(activity, (Coming.YES, Coming.UNSURE))]
    _tell_of_activity(event, activity, people, words)


def activity_moved(event: calendar.ActivityMoved) -> None:
    activity = _activity(event)
    words = _("“%(title)s” has a new time. Does it suit you?", title=activity.title)
    partners = list(contacts(activity.partner_school_id))
    others = [one for one in (*_everyone(activity), *_guests(activity)) if one not in partners]
    _tell_of_activity(event, activity, others, words)
    _tell_of_activity(event, activity, partners, words, hint=_suits_hint(activity))
    services.follow_move(activity.id, activity.starts_at, by=by(event))


def teacher_changed(event: calendar.TeacherOfActivityChanged) -> None:
    activity = _activity(event)
    words = _("“%(title)s” is yours now: a colleague asked for this.", title=activity.title)
    _tell_of_activity(event, activity, [event.person_id], words)
    told = _("%(teacher)s will do “%(title)s”.", teacher=person_name(event.person_id), title=activity.title)
    _tell_of_activity(event, activity, contacts(activity.partner_school_id), told)


def adult_named(event: calendar.AdultInTheRoomNamed) -> None:
    activity = _activity(event)
    named = _("You are named as the adult in the room for “%(title)s”.", title=activity.title)
    _tell_of_activity(event, activity, [event.person_id], named)
    names = {"person": person_name(event.person_id), "school": school_name(event.school_id), "title": activity.title}
    told = _("%(person)s is in the room at %(school)s for “%(title)s”.", **names)
    people = [one for one in [*_owner_side(activity), activity.stand_in_id] if one != event.person_id]
    _tell_of_activity(event, activity, people, told, mail=False)


def activity_delivered(event: calendar.ActivityDelivered) -> None:
    activity = _activity(event)
    names = {"school": school_name(event.school_id), "title": activity.title}
    if not event.complete:
        words = _("%(school)s says that “%(title)s” took place. Can you say so too?", **names)
        _tell_of_activity(event, activity, _other_side(activity, event), words)
    services.follow_delivery(activity.id, by=by(event))


def _other_side(activity: Activity, event: calendar.ActivityEvent) -> list[uuid.UUID | None]:
    if event.school_id == activity.partner_school_id:
        return [activity.stand_in_id] if activity.stand_in_id is not None else _owner_side(activity)
    return [*contacts(activity.partner_school_id)]


def delivery_confirmed(event: calendar.DeliveryConfirmed) -> None:
    activity = _activity(event)
    words = _("Both sides say that “%(title)s” took place. Thank you.", title=activity.title)
    _tell_of_activity(event, activity, _other_side(activity, event), words, mail=False)
    services.follow_delivery(activity.id, by=by(event))


def delivery_let_stand(event: calendar.DeliveryLetStand) -> None:
    services.follow_delivery(_activity(event).id, by=by(event))


def activity_unconfirmed(event: calendar.ActivityUnconfirmed) -> None:
    """The owner first; three days before it the back-up teacher and the coordinator, too; the partner where its yes is missing."""
    activity = _activity(event)
    near = event.stage != "t14"
    people: list[uuid.UUID | None] = [*_owner_side(activity)]
    if near:
        people += [activity.understudy_id, *recipients.coordinators_of(activity.cluster_id)]
    if near:
        words = _("“%(title)s” is near and not confirmed. Confirm it, or ask who can stand in.", title=activity.title)
    else:
        words = _("“%(title)s” is in two weeks. Please confirm it when you are sure.", title=activity.title)
    hint = None
    if activity.status == ActivityStatus.AGREED:
        hint = _(
            "Or answer this mail. First word: Yes when it takes place for certain, No when you cannot. Then others are asked."
        )
    _tell_of_activity(event, activity, people, words, hint=hint)
    if activity.status == ActivityStatus.PROPOSED:
        asked = _("“%(title)s” still waits for your answer. Does it suit you?", title=activity.title)
        _tell_of_activity(event, activity, contacts(activity.answering_school_id), asked, hint=_suits_hint(activity))


def adult_missing(event: calendar.AdultMissing) -> None:
    """The school at whose end nobody is named."""
    activity = _activity(event)
    words = _("Who of your school is in the room for “%(title)s”? Please name an adult.", title=activity.title)
    _tell_of_activity(event, activity, contacts(event.school_id), words)


def activity_missed(event: calendar.ActivityMissed) -> None:
    activity = _activity(event)
    words = _("“%(title)s” did not take place. You could choose a new date together.", title=activity.title)
    coordinators = recipients.coordinators_of(activity.cluster_id)
    _tell_of_activity(event, activity, [*_everyone(activity), *coordinators], words)
    services.follow_call_off(activity.id, by=by(event))


def activity_cancelled(event: calendar.ActivityCancelled) -> None:
    activity = _activity(event)
    words = _("“%(title)s” is cancelled.", title=activity.title)
    reason = lines(when_of(activity), activity.cancel_reason or "")
    people = [*_everyone(activity), *_guests(activity, (Coming.YES, Coming.UNSURE, Coming.ASKED))]
    _tell_of_activity(event, activity, people, words, words=reason)
    services.follow_call_off(activity.id, by=by(event))


def guest_invited(event: calendar.GuestInvited) -> None:
    """The mail can be answered: Yes (and with how many pupils), Not sure, No."""
    activity = _activity(event)
    names = {"school": school_name(event.owner_school_id), "title": activity.title}
    if event.number > 1:
        names["title"] = f"{activity.title} (×{event.number})"
    title = _("%(school)s invites your school to “%(title)s”. Are you coming?", **names)
    hint = _(
        "Or answer this mail. First word: Yes, No, or Not sure. After Yes you can write how many pupils come: Yes 28."
    )
    path = f"/clusters/{event.cluster_id}/activities/guests/{event.guest_id}"
    said, answers = when_of(activity), Answers("guest", event.guest_id)
    tell_people(event, contacts(event.guest_school_id), title, path, words=said, answers=answers, answer_hint=hint)


def guest_answered(event: calendar.GuestAnswered) -> None:
    """Told to who does it. By mail only where somebody who said yes does not come after all."""
    activity = _activity(event)
    names = {"school": school_name(event.guest_school_id), "title": activity.title}
    if event.answer == Coming.YES:
        words = _("%(school)s is coming to “%(title)s”.", **names)
    elif event.answer == Coming.UNSURE:
        words = _("%(school)s is not sure yet whether it comes to “%(title)s”.", **names)
    else:
        words = _("%(school)s is not coming to “%(title)s”.", **names)
    mail = event.before == Coming.YES and event.answer != Coming.YES
    _tell_of_activity(event, activity, [*_owner_side(activity), activity.stand_in_id], words, mail=mail)


def guest_uninvited(event: calendar.GuestUninvited) -> None:
    activity = _activity(event)
    names = {"school": school_name(event.owner_school_id), "title": activity.title}
    words = _("%(school)s took the invitation to “%(title)s” back.", **names)
    _tell_of_activity(event, activity, contacts(event.guest_school_id), words)


def activities_inherited(event: calendar.ActivitiesInherited) -> None:
    if event.cluster_id is None or event.school_id is None:
        return
    services.follow_inheritance(
        event.cluster_id, old_school_id=event.old_school_id, new_school_id=event.school_id, by=by(event)
    )
    if event.number:
        words = _(
            "Your school took over the calendar of %(school)s. Look at what is planned.",
            school=school_name(event.old_school_id),
        )
        tell_people(event, contacts(event.school_id), words, f"/clusters/{event.cluster_id}/calendar")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    calendar.ActivityProposed: [activity_proposed],
    calendar.ActivityAgreed: [activity_agreed],
    calendar.ActivityConfirmed: [activity_confirmed],
    calendar.ActivityMoved: [activity_moved],
    calendar.TeacherOfActivityChanged: [teacher_changed],
    calendar.AdultInTheRoomNamed: [adult_named],
    calendar.ActivityDelivered: [activity_delivered],
    calendar.DeliveryConfirmed: [delivery_confirmed],
    calendar.DeliveryLetStand: [delivery_let_stand],
    calendar.ActivityUnconfirmed: [activity_unconfirmed],
    calendar.AdultMissing: [adult_missing],
    calendar.ActivityMissed: [activity_missed],
    calendar.ActivityCancelled: [activity_cancelled],
    calendar.GuestInvited: [guest_invited],
    calendar.GuestAnswered: [guest_answered],
    calendar.GuestUninvited: [guest_uninvited],
    calendar.ActivitiesInherited: [activities_inherited],
}

"""What the sections of calendar and stand-ins have in common: names, times, and telling each person once."""

import uuid
from collections.abc import Iterable
from typing import Any

from portal.core.actors import Actor, System
from portal.core.database import session
from portal.core.events import Event
from portal.core.outbox import Answers
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import About, mark_read_about, tell
from portal.running.activities.models import Activity
from portal.subscriptions.words import _, span

Told = Iterable[uuid.UUID | None]


def by(event: Event) -> Actor:
    return System(event.by_id)


def contacts(school_id: uuid.UUID | None) -> list[uuid.UUID]:
    """Who is told for a school: its contacts; as long as there is none, everyone there."""
    if school_id is None:
        return []
    return recipients.contacts_of_school(school_id) or recipients.people_of_school(school_id)


def school_name(school_id: uuid.UUID | None) -> str:
    school = session().get(School, school_id) if school_id is not None else None
    return school.name if school is not None else ""


def person_name(person_id: uuid.UUID | None) -> str:
    person = session().get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else ""


def when_of(activity: Activity) -> Any:
    partner = session().get(School, activity.partner_school_id) if activity.partner_school_id is not None else None
    return span(activity.starts_at, activity.ends_at, activity.zone, partner.zone if partner else None)


def needs_of(activity: Activity) -> list[Any]:
    """What must be there so that everyone can take part, and the language: a line each, where it was said."""
    access, language = activity.access_needs, activity.language_needs
    found = [*plan_of(activity)]
    found += [_("So that everyone can take part: %(what)s", what=access)] if access else []
    return [*found, _("Language: %(what)s", what=language)] if language else found


def plan_of(activity: Activity) -> list[Any]:
    """What the partner school does, and which classes: a line each, where it was said."""
    found = [_("The partner school: %(what)s", what=activity.partner_role)] if activity.partner_role else []
    return [*found, _("Classes: %(what)s", what=activity.classes)] if activity.classes else found


def tell_people(
    event: Event,
    people: Told,
    title: Any,
    path: str,
    *,
    words: Any = "",
    mail: bool = True,
    answers: Answers | None = None,
    answer_hint: Any = "",
) -> None:
    """`answers`: what an answer to the mail goes to; `answer_hint` says how to answer it."""
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
        answers=answers,
        answer_hint=answer_hint,
    )

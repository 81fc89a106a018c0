"""Activities and handoffs for tests, made by the services themselves."""

import uuid
from datetime import date, time
from typing import Any

from portal.core import duty
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.running.activities import queries, services
from portal.running.activities.models import ActivityKind, What, When
from portal.running.handoffs import queries as handoff_queries
from portal.running.handoffs import services as handoffs
from portal.running.handoffs.models import Pack, Reason, Whom


def when(on: date = date(2027, 3, 9), starts: str = "10:00", ends: str = "11:00", zone: str = "Europe/London") -> When:
    return When(on=on, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), zone=zone)


def what(**words: Any) -> What:
    return What(**{"title": "Joint assembly", "kind": ActivityKind.LIVE, **words})


def activity(
    cast: Any, *, by: str = "teacher", owner: str = "hill", partner: str | None = "tumaini", **more: Any
) -> uuid.UUID:
    """Propose an activity as someone of the cast; it is a week after START unless `when` is given. Answers its id."""
    person = cast.signed_in(by)
    school = cast.people[by].school
    planned = more.pop("when", when())
    texts = {"teacher_id": cast.people[by].id if school == owner else None, **more}
    made = perform(
        services.propose_activity,
        get_cluster(cast.river),
        by=person,
        what=what(**texts),
        when=planned,
        owner_school_id=cast.school[owner],
        partner_school_id=cast.school[partner] if partner else None,
        as_school_id=cast.school[school],
    )
    return made.id


def confirmed(cast: Any, **more: Any) -> uuid.UUID:
    """An activity to which the partner agreed and that the owner confirmed."""
    made = activity(cast, **more)
    found = queries.get_activity(cast.river, made)
    if found.status == "proposed":
        perform(services.agree_activity, found, by=cast.signed_in("abroad_teacher"))
    perform(services.confirm_activity, queries.get_activity(cast.river, made), by=cast.signed_in("teacher"))
    return made


def asked(cast: Any, activity_id: uuid.UUID, *, by: str = "teacher", **whom: Any) -> uuid.UUID:
    """Ask for a stand-in: everyone, unless a school is named."""
    chosen = Whom(**(whom or {"everyone": True}))
    pack = Pack(plan="Sing the river song", class_profile="Year 5, 28 pupils, one uses a wheelchair")
    made = perform(
        handoffs.ask_for_activity,
        queries.get_activity(cast.river, activity_id),
        by=cast.signed_in(by),
        whom=chosen,
        reason=Reason.ILLNESS,
        pack=pack,
    )
    return made.id


def do_handoff(cast: Any, deed: Any, handoff_id: uuid.UUID, by: str, **words: Any) -> Any:
    """Carry out a deed on a handoff as someone of the cast."""
    return perform(deed, handoff_queries.get_handoff(cast.river, handoff_id), by=cast.signed_in(by), **words)


def do_activity(cast: Any, deed: Any, activity_id: uuid.UUID, by: str, **words: Any) -> Any:
    """Carry out a deed on an activity as someone of the cast."""
    return perform(deed, queries.get_activity(cast.river, activity_id), by=cast.signed_in(by), **words)


def owed(cast: Any, kind: duty.DutyKind, subject_id: uuid.UUID) -> set[tuple[str | None, str | None, bool]]:
    """What is owed on a subject: {(key of the school, key of the person, in sight)}."""
    schools = {value: key for key, value in cast.school.items()}
    people = {someone.id: key for key, someone in cast.people.items()}
    found = duty.open_duties(kind, subject_id)
    rows = {(schools.get(d.school_id), people.get(d.person_id), d.suspended_at is None) for d in found}
    session().commit()
    return rows

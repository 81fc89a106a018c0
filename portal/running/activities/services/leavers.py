"""A person leaves a school: its activities stay with the school, and wait for another teacher's name."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty
from portal.identity.schools.models import School
from portal.running.activities import queries
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.activities.services import adults, guests, owing

_TO_COME = (ActivityStatus.PROPOSED, ActivityStatus.AGREED, ActivityStatus.CONFIRMED)


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """Nobody is named as teacher, as back-up or as who stands in where the leaver was; the duties are passed on by who calls this."""
    elsewhere = set(queries.schools_of_teacher(person_id)) - {school.id}
    for activity in _named_on(person_id):
        values: dict[str, Any] = {}
        if activity.teacher_id == person_id and activity.owner_school_id == school.id:
            values["teacher_id"] = None
        if activity.stand_in_id == person_id and activity.stand_in_school_id == school.id:
            values["stand_in_id"] = None
        if activity.understudy_id == person_id and elsewhere.isdisjoint(_schools_there(activity)):
            values["understudy_id"] = None
            _nobody_backs_up(activity, person_id)
        partner = activity.partner_adult_id == person_id and activity.partner_school_id == school.id
        if partner:
            values["partner_adult_id"] = None
        if values:
            owing.change_columns(activity, values)
        if partner:
            adults.owe_adult(activity)
    guests.follow_leaver(school, person_id)


def _schools_there(activity: Activity) -> set[uuid.UUID]:
    return {school.id for school in queries.schools_on_the_calendar(activity.cluster)}


def _named_on(person_id: uuid.UUID) -> list[Activity]:
    named = sa.or_(
        Activity.teacher_id == person_id,
        Activity.understudy_id == person_id,
        Activity.stand_in_id == person_id,
        Activity.partner_adult_id == person_id,
    )
    query = sa.select(Activity).where(named, Activity.status.in_(_TO_COME), Activity.ends_at > clock.now())
    return list(session().scalars(query.options(joinedload(Activity.cluster)).order_by(Activity.id).limit(500)).all())


def _nobody_backs_up(activity: Activity, person_id: uuid.UUID) -> None:
    where = (Duty.subject_id == activity.id, Duty.understudy_id == person_id, Duty.closed_at.is_(None))
    rows = sa.update(Duty).where(*where).values(understudy_id=None)
    session().execute(rows.execution_options(synchronize_session="fetch"))

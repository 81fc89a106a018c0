"""What is owed on an activity, and what each change leaves behind. Every service of this room goes through here."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.workflow import claim
from portal.running.activities.models import (
    AT_RISK_BEFORE,
    Activity,
    ActivityGuest,
    ActivitySeries,
    ActivityStatus,
    Cover,
)

ANSWER_WITHIN = timedelta(days=7)
OF_THE_TEACHER = (DutyKind.DELIVER_ACTIVITY, DutyKind.CONFIRM_ACTIVITY)
OF_THE_ADULTS = (DutyKind.NAME_ADULT, DutyKind.NAME_TEACHER)


def revised(activity: Activity, *, on_calendars: bool = True) -> dict[str, Any]:
    """The columns that grow with a change; `on_calendars` when calendars elsewhere must notice. Its series, where it has one, grows with it."""
    if activity.series_id is not None:
        _revise_series(activity.series_id, on_calendars)
    return {
        "version": activity.version + 1,
        "revised_at": clock.now(),
        "sequence": activity.sequence + (1 if on_calendars else 0),
    }


def _revise_series(series_id: uuid.UUID, on_calendars: bool) -> None:
    at = clock.now()
    grown = {"sequence": ActivitySeries.sequence + (1 if on_calendars else 0), "revised_at": at, "updated_at": at}
    change = sa.update(ActivitySeries).where(ActivitySeries.id == series_id).values(**grown)
    session().execute(change.execution_options(synchronize_session=False))


def change_columns(activity: Activity, values: Mapping[str, Any], *, on_calendars: bool = True) -> None:
    """Write columns with one UPDATE, whatever the status."""
    claim(activity, {}, {**revised(activity, on_calendars=on_calendars), **values})


def facts(activity: Activity, by: Actor, *, school_id: uuid.UUID | None = None) -> dict[str, Any]:
    """What every event about this activity says."""
    return {
        "by_id": by.id,
        "cluster_id": activity.cluster_id,
        "school_id": school_id,
        "subject_id": activity.id,
        "owner_school_id": activity.owner_school_id,
        "partner_school_id": activity.partner_school_id,
    }


def owe_agreement(activity: Activity) -> None:
    """The other school is to say whether the time suits: within a week, and before it begins."""
    due = min(clock.now() + ANSWER_WITHIN, activity.starts_at)
    _owe(activity, DutyKind.CONFIRM_ACTIVITY, school_id=activity.answering_school_id, due_at=due)


def owe_confirmation(activity: Activity) -> None:
    """The owner's teacher is to confirm three days before."""
    due = max(clock.now(), activity.starts_at - AT_RISK_BEFORE)
    _owe(
        activity,
        DutyKind.CONFIRM_ACTIVITY,
        school_id=activity.owner_school_id,
        person_id=activity.teacher_id,
        understudy_id=activity.understudy_id,
        due_at=due,
    )
    if activity.cover != Cover.NONE:
        hide_from_owner(activity)


def hide_from_owner(activity: Activity) -> None:
    """Somebody else is asked for or comes instead: the ill teacher is asked neither to confirm nor to do it."""
    for kind in OF_THE_TEACHER:
        duty.suspend(kind, activity.id, school_id=activity.owner_school_id)


def owe_delivery(activity: Activity) -> None:
    """The owner's teacher is to do it; the back-up teacher sees it too."""
    _owe(
        activity,
        DutyKind.DELIVER_ACTIVITY,
        school_id=activity.owner_school_id,
        person_id=activity.teacher_id,
        understudy_id=activity.understudy_id,
        due_at=activity.starts_at,
    )


def owe_second_word(activity: Activity, *, school_id: uuid.UUID, person_id: uuid.UUID | None = None) -> None:
    """The other side is to say that it took place; after seven days one word is enough."""
    due = clock.now() + timedelta(days=7)
    _owe(activity, DutyKind.CONFIRM_DELIVERY, school_id=school_id, person_id=person_id, due_at=due)


def owe_of_series(activity: Activity) -> None:
    """What is owed on an activity of a series from now on, however far away it is. What is owed already (it was moved alone) stays."""
    if _owes(activity, DutyKind.DELIVER_ACTIVITY):
        return
    owe_delivery(activity)
    if activity.status == ActivityStatus.AGREED and not _owes(activity, DutyKind.CONFIRM_ACTIVITY):
        owe_confirmation(activity)


def _owes(activity: Activity, kind: DutyKind) -> bool:
    """Whether the owner school owes this on it, out of sight or not."""
    return any(one.school_id == activity.owner_school_id for one in duty.open_duties(kind, activity.id))


def _owe(activity: Activity, kind: DutyKind, **who: Any) -> None:
    duty.owe(kind, subject_id=activity.id, cluster_id=activity.cluster_id, title=activity.title, **who)


def settle_everything(activity: Activity, *, by: Actor, outcome: str) -> None:
    """Nothing is owed on this activity any more."""
    for kind in (DutyKind.CONFIRM_ACTIVITY, DutyKind.DELIVER_ACTIVITY, DutyKind.CONFIRM_DELIVERY):
        duty.settle(kind, activity.id, by=by, outcome=outcome)
    settle_adults(activity, by=by, outcome=outcome)
    settle_guests(activity, by=by, outcome=outcome)


def owe_guest_answer(guest: ActivityGuest) -> None:
    """An invited school is to say whether it comes: within a week, and before it begins."""
    activity = guest.activity
    due = min(clock.now() + ANSWER_WITHIN, activity.starts_at)
    duty.owe(
        DutyKind.ANSWER_ACTIVITY,
        subject_id=guest.id,
        cluster_id=activity.cluster_id,
        title=activity.title,
        school_id=guest.school_id,
        due_at=due,
    )


def settle_guests(activity: Activity, *, by: Actor, outcome: str) -> None:
    """No invited school owes an answer any more. One statement finds what is open."""
    for owed in _owed_by_guests(activity):
        duty.close(owed, by=by, outcome=outcome)
    session().flush()


def _owed_by_guests(activity: Activity) -> Sequence[Duty]:
    guests: Any = sa.select(ActivityGuest.id).where(ActivityGuest.activity_id == activity.id)
    where = (Duty.kind == DutyKind.ANSWER_ACTIVITY, Duty.subject_id.in_(guests), Duty.closed_at.is_(None))
    return session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(500)).all()


def settle_adults(activity: Activity, *, by: Actor, outcome: str) -> None:
    """No adult is to be named any more, at either end."""
    for kind in OF_THE_ADULTS:
        duty.settle(kind, activity.id, by=by, outcome=outcome)


def settle_answers(activity: Activity, *, by: Actor, outcome: str, school_id: uuid.UUID | None = None) -> int:
    """The question whether (and for certain) it takes place is answered, by one school or altogether."""
    return duty.settle(DutyKind.CONFIRM_ACTIVITY, activity.id, by=by, outcome=outcome, school_id=school_id)


def follow(activity: Activity, *, title: str | None = None, starts_at: datetime | None = None) -> None:
    """Titles and dates of what is owed follow the activity (the stand-in's row too)."""
    if title is not None:
        rows = sa.update(Duty).where(Duty.subject_id == activity.id, Duty.closed_at.is_(None))
        session().execute(rows.values(title=title[:300]).execution_options(synchronize_session="fetch"))
        for owed in _owed_by_guests(activity):
            owed.title = title[:300]
    if starts_at is not None:
        for kind in (DutyKind.DELIVER_ACTIVITY, *OF_THE_ADULTS):
            for owed in duty.open_duties(kind, activity.id):
                owed.due_at = starts_at
    session().flush()

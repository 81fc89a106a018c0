"""Time out of class: whether the stand-in's school wants its head to agree it, by when, and what is owed meanwhile. Off unless a school turned it on."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, School
from portal.identity.terms.queries import years_of
from portal.identity.terms.year import SchoolYear
from portal.identity.years.services.opening import head_of
from portal.running.activities.models import Activity
from portal.running.handoffs import ladder, queries
from portal.running.handoffs.models import Filling, Handoff, ReleaseRule
from portal.running.handoffs.services import owing
from portal.running.handoffs.workflow import FILLING

HOURS = 24.0
NOTHING_ASKED = {"release_delegate_id": None, "release_due_at": None, "release_late_at": None}
NOTHING = {**NOTHING_ASKED, "released_at": None, "released_by_id": None}


def terms_of_release(
    activity: Activity | None, *, school_id: uuid.UUID, person_id: uuid.UUID | None
) -> dict[str, Any] | None:
    """The columns of a yes that waits for the head; None when nobody has to agree: the school does not ask for it, the activity is outside its lessons, or
    the head stands in. The head has a school day, or half of the time that is left when that is less."""
    rule = queries.release_rule_of(school_id)
    if activity is None or rule is None or not rule.is_on:
        return None
    if person_id is not None and any(
        held.person_id == person_id for held in schools.get_school(school_id).holders(Function.SIGNATORY)
    ):
        return None
    day = activity.starts_at.date()
    year = next(iter(years_of([school_id], day - timedelta(days=1), day + timedelta(days=1))), None)
    if year is None or not _is_in_lessons(activity, year):
        return None
    half = clock.now() + max(activity.starts_at - clock.now(), timedelta()) / 2
    delegate = rule.delegate_id if rule.delegate_id != person_id else None
    return {
        **NOTHING,
        "release_delegate_id": delegate,
        "release_due_at": min(half, ladder.later(clock.now(), HOURS, year)),
    }


def _is_in_lessons(activity: Activity, year: SchoolYear) -> bool:
    """Does it take a teacher of this school out of a lesson? On the school's own clocks, and on its own school days."""
    starts = activity.starts_in(year.zone).date()
    days = {starts, activity.ends_in(year.zone).date()}
    return any(
        opens < activity.ends_at and activity.starts_at < closes
        for day in sorted(days)
        for opens, closes in year.lessons(day)
    )


def owe_release(handoff: Handoff) -> None:
    """The head is to agree the time; the delegate may, too. Whoever answers first has answered."""
    for person_id in {None, handoff.release_delegate_id}:
        duty.owe(
            DutyKind.AGREE_TIME_OUT,
            subject_id=handoff.id,
            cluster_id=handoff.cluster_id,
            title=handoff.title,
            school_id=handoff.accepted_school_id,
            person_id=person_id,
            office="signatory" if person_id is None else None,
            due_at=handoff.release_due_at,
        )


def settle_release(handoff: Handoff, *, by: Actor, outcome: str) -> None:
    """Nobody has to agree any more."""
    duty.settle(DutyKind.AGREE_TIME_OUT, handoff.id, by=by, outcome=outcome)


def let_it_stand(handoff: Handoff, *, by: Actor, outcome: str) -> None:
    """It goes on without the head's word: its time has come, or another school holds it now. A promise is not undone by silence."""
    if handoff.filling == Filling.ACCEPTED_RELEASE_PENDING:
        FILLING.advance(handoff, "release", **owing.grown(handoff))
        settle_release(handoff, by=by, outcome=outcome)


def who_agrees(
    rule: ReleaseRule | None, handoff: Handoff, school: School
) -> Iterator[tuple[uuid.UUID | None, str, str]]:
    """Whom a mailed link is sent to: (person, address, name). The head without an account by the address that the school gave."""
    address, name = head_of(school)
    head = next((held.person_id for held in school.holders(Function.SIGNATORY)), None)
    if address:
        yield head, address, name
    delegate = rule.delegate if rule is not None else None
    if delegate is not None and delegate.id == handoff.release_delegate_id and school.live_member(delegate.id):
        yield delegate.id, delegate.email, delegate.name

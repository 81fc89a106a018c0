"""Welcome, choose a buddy, tick, leave."""

import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, OfficeKind
from portal.forming.clusters.queries import list_people_of_schools
from portal.forming.newcomers import events, queries
from portal.forming.newcomers.models import Newcomer, NewcomerStep, Step
from portal.identity.schools.models import School, SchoolMember
from portal.identity.schools.queries import contacts_of

READ_IN_WITHIN = timedelta(days=30)


def welcome(cluster: Cluster, *, by: Actor, school_id: uuid.UUID, person_id: uuid.UUID) -> Newcomer:
    """A teacher is new: they get a buddy, the school's contact or else the coordinator, and a list to tick within thirty days."""
    made = Newcomer(
        cluster_id=cluster.id,
        school_id=school_id,
        person_id=person_id,
        buddy_id=_usual_buddy(cluster, school_id, person_id),
        began_on=clock.today(cluster.zone),
    )
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.READ_IN,
        subject_id=made.id,
        cluster_id=cluster.id,
        school_id=school_id,
        person_id=person_id,
        title=cluster.name,
        due_at=clock.now() + READ_IN_WITHIN,
    )
    record(_fact(events.NewcomerWelcomed, made, by, buddy_id=made.buddy_id))
    return made


def _usual_buddy(cluster: Cluster, school_id: uuid.UUID, person_id: uuid.UUID) -> uuid.UUID | None:
    holders = (cluster.holder(OfficeKind.CONTACT_TEACHER), cluster.holder(OfficeKind.DEPUTY))
    asked = [*contacts_of(school_id), *(office.person_id for office in holders if office is not None)]
    return next((one for one in asked if one is not None and one != person_id), None)


def _fact(kind: Any, newcomer: Newcomer, by: Actor, **facts: Any) -> Any:
    return kind(
        by_id=by.id,
        cluster_id=newcomer.cluster_id,
        school_id=newcomer.school_id,
        person_id=newcomer.person_id,
        subject_id=newcomer.id,
        **facts,
    )


def buddies_for(newcomer: Newcomer) -> Sequence[SchoolMember]:
    """Who can show the newcomer round: the teachers of the schools of the cluster."""
    schools = [m.school_id for m in newcomer.cluster.live_memberships()]
    return [member for member in list_people_of_schools(schools) if member.person_id != newcomer.person_id]


def choose_buddy(newcomer: Newcomer, *, by: Actor, person_id: uuid.UUID | None) -> None:
    """Someone else shows the newcomer round from now on."""
    _check_open(newcomer)
    if person_id is None or person_id not in {member.person_id for member in buddies_for(newcomer)}:
        raise RuleBroken("buddy", _("Choose a teacher of a school in the cluster."))
    change(newcomer, {"finished_at": None}, {"buddy_id": person_id})
    record(_fact(events.BuddyChosen, newcomer, by, buddy_id=person_id))


def _check_open(newcomer: Newcomer) -> None:
    if newcomer.finished_at is not None:
        raise NotAllowedNow(_("This list is finished. Welcome!"))


def tick(newcomer: Newcomer, *, by: Actor, steps: Collection[Step]) -> bool:
    """What is ticked is exactly this. Answers whether all is done: then nothing is owed any more."""
    _check_open(newcomer)
    wanted = set(steps)
    for one in list(newcomer.steps):
        if one.step not in wanted:
            session().delete(one)
    for step in sorted(wanted - newcomer.done):
        session().add(NewcomerStep(newcomer_id=newcomer.id, step=step))
    session().flush()
    session().expire(newcomer, ["steps"])
    if wanted != set(Step):
        return False
    change(newcomer, {"finished_at": None}, {"finished_at": clock.now()})
    duty.settle(DutyKind.READ_IN, newcomer.id, by=by)
    record(_fact(events.NewcomerReadIn, newcomer, by))
    return True


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """Who leaves the school reads in no more; whose buddy leaves gets the usual one, unless the buddy is still at another school of the cluster."""
    for newcomer in queries.open_of(school.id, person_id):
        if newcomer.person_id == person_id:
            change(newcomer, {"finished_at": None}, {"finished_at": clock.now()})
            duty.settle(DutyKind.READ_IN, newcomer.id, by=by, outcome="left")
        elif person_id not in {member.person_id for member in buddies_for(newcomer)}:
            usual = _usual_buddy(newcomer.cluster, newcomer.school_id, newcomer.person_id)
            change(newcomer, {"buddy_id": person_id}, {"buddy_id": usual if usual != person_id else None})

"""What becomes of visits when a person leaves a school, or a school leaves the cluster."""

import uuid

from portal.core import duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.workflow import change
from portal.identity.schools.models import School
from portal.running.visits import queries
from portal.running.visits.services import owing
from portal.running.visits.services.planning import cancel_visit, stop_travelling
from portal.running.visits.services.safety import unconfirm
from portal.running.visits.services.turns import withdraw_swap


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """Who leaves a school does not travel for it, and is no named adult there any more; a visit that was confirmed waits for another name."""
    for visit in queries.list_open_naming(person_id):
        leaving = [one for one in visit.going if one.person_id == person_id and one.school_id == school.id]
        if not leaving and not (visit.host_school_id == school.id and visit.host_adult_id == person_id):
            continue
        stop_travelling(visit, leaving, by=by)
        if visit.host_adult_id == person_id and visit.host_school_id == school.id:
            change(visit, {}, {"host_adult_id": None})
        unconfirm(visit, by=by)
        owing.owe_what_is_missing(visit, by)


def cancel_visits_of(cluster_id: uuid.UUID, school_id: uuid.UUID, *, by: Actor) -> None:
    """A school has left the cluster: visits that it planned or hosts and that have not begun are called off, its people travel on nobody's visit,
    its questions stay where they are, and it has no turn. A visit that has begun goes on."""
    for visit in queries.list_open_of_school(cluster_id, school_id):
        if visit.today() < visit.starts_on:
            cancel_visit(visit, by=by, reason="")
    for visit in queries.list_travelling_for(cluster_id, school_id):
        if visit.today() < visit.starts_on:
            stop_travelling(visit, [one for one in visit.going if one.school_id == school_id], by=by)
            unconfirm(visit, by=by)
    for represented in queries.list_represented_of_school(cluster_id, school_id):
        for kind in (DutyKind.GIVE_QUESTIONS, DutyKind.BRING_ANSWERS):
            duty.settle(kind, represented.id, by=by, outcome="left")
    for swap in queries.list_open_swaps_of(cluster_id, school_id):
        withdraw_swap(swap, by=by)

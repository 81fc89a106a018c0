"""A school that takes the place of one that left takes over its open matters, and what it owes in them."""

import uuid

from portal.core import duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.forming.clusters.models import Cluster
from portal.running.mediation import events, queries
from portal.running.mediation.models import Mediation
from portal.running.mediation.services.raising import stop_mediating
from portal.running.mediation.services.voices import note

_OWED_BY_SCHOOLS = (DutyKind.ANSWER_MEDIATION, DutyKind.CHOOSE_MEDIATOR)


def inherit_mediations(cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    """The newcomer stands in the place of the school that left; with itself it has no difficulty, and a mediator that it was steps back."""
    for one in queries.list_open_of(cluster.id, old_school_id):
        if new_school_id in one.party_ids:
            continue
        if one.mediator_school_id == new_school_id and one.is_open:
            stop_mediating(one, by=by)
        if one.raising_school_id == old_school_id:
            one.raising_school_id = new_school_id
        else:
            one.other_school_id = new_school_id
        one.inherited_from_id = old_school_id
        session().flush()
        _move(one, old_school_id, new_school_id)
        note(events.MediationInherited, one, by)


def _move(mediation: Mediation, old_school_id: uuid.UUID, new_school_id: uuid.UUID) -> None:
    owed = [each for kind in _OWED_BY_SCHOOLS for each in duty.open_duties(kind, mediation.id)]
    owed += [each for action in mediation.actions for each in duty.open_duties(DutyKind.DO_AGREED, action.id)]
    for each in owed:
        if each.school_id == old_school_id:
            each.school_id, each.office = new_school_id, queries.office_of(new_school_id)
            each.open_key = duty.key_of(each)
    session().flush()

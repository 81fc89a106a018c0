"""Some schools of a cluster go on as a cluster of their own."""

import uuid
from typing import Any

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import Cluster, ClusterStatus, Office, OfficeKind, OfficeStatus
from portal.forming.clusters.queries import get_cluster
from portal.running.reshaping import events, moving
from portal.running.reshaping.models import Reshaping
from portal.running.reshaping.services import voices
from portal.running.reshaping.services.merging import leave_quietly, lock_clusters
from portal.running.reshaping.services.proposing import check_split


def split(proposal: Reshaping, by: Actor) -> Cluster:
    """A new cluster of these schools, with their own dates, evidence and things; what they owe otherwise passes to those who stay."""
    lock_clusters(proposal.cluster_id)
    old = get_cluster(proposal.cluster_id)
    going = [uuid.UUID(one) for one in proposal.school_ids]
    lead_id, person_id = proposal.lead_school_id, proposal.coordinator_id
    if lead_id is None or person_id is None:
        raise NotAllowedNow(_("Nobody is named who would coordinate."))
    check_split(old, going, lead_id)
    sides = {m.school_id: m.side for m in old.live_memberships()}
    voices.end(proposal, "carry_out", by)
    new = _begin(old, proposal, lead_id, person_id)
    proposal.other_cluster_id = new.id
    session().flush()
    moving.move_of_schools(old.id, new.id, going)
    for school_id in going:
        for check in clusters.before_leaving:
            check(get_cluster(old.id), school_id=school_id)
        clusters.pass_everything_on(get_cluster(old.id), school_id=school_id, by=by)
        clusters.end_offices_of(get_cluster(old.id), by=by, school_id=school_id)
    leave_quietly(old.id, set(going), by)
    for school_id in sorted(going, key=lambda key: key != lead_id):
        clusters.take_in(get_cluster(new.id), by=by, school_id=school_id, side=sides[school_id])
    clusters.tell_of_change(old.id, by)
    facts: dict[str, Any] = {"by_id": by.id, "subject_id": proposal.id}
    record(events.ClusterSplit(cluster_id=old.id, new_cluster_id=new.id, schools=len(going), **facts))
    return get_cluster(new.id)


def _begin(old: Cluster, proposal: Reshaping, lead_id: uuid.UUID, person_id: uuid.UUID) -> Cluster:
    words = {name: getattr(old, name) for name in ("theme", "theme_reasons", "rationale", "form", "zone")}
    new = Cluster(
        name=proposal.name, status=ClusterStatus.ACTIVE, started_by_school_id=lead_id, started_by_id=person_id, **words
    )
    held = session()
    held.add(new)
    held.flush()
    for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
        office = {"cluster_id": new.id, "kind": kind, "school_id": lead_id, "person_id": person_id}
        held.add(Office(status=OfficeStatus.ACCEPTED, accepted_at=clock.now(), nominated_by_id=None, **office))
    held.flush()
    return new

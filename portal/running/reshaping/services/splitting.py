"""Some schools of a cluster go on as a cluster of their own."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import Cluster, ClusterStatus, Office, OfficeKind, OfficeStatus, Side
from portal.forming.clusters.queries import get_cluster
from portal.running.partnerships.models import Pair, Partnership
from portal.running.partnerships.workflow import PAIR
from portal.running.reshaping import events, going
from portal.running.reshaping.models import Reshaping
from portal.running.reshaping.queries import links_across
from portal.running.reshaping.services import voices
from portal.running.reshaping.services.merging import leave_quietly, lock_clusters
from portal.running.reshaping.services.proposing import check_may_change, check_split


def split(proposal: Reshaping, by: Actor) -> Cluster:
    """A new cluster of these schools, with what is theirs alone; what they owe otherwise passes to those who stay."""
    lock_clusters(proposal.cluster_id)
    check_may_change(proposal.cluster_id)
    old = get_cluster(proposal.cluster_id)
    schools = [uuid.UUID(one) for one in proposal.school_ids]
    lead_id, person_id = proposal.lead_school_id, proposal.coordinator_id
    if lead_id is None or person_id is None:
        raise NotAllowedNow(_("Nobody is named who would coordinate."))
    check_split(old, schools, lead_id)
    sides = {m.school_id: m.side for m in old.live_memberships()}
    voices.end(proposal, "carry_out", by)
    new = _begin(old, proposal, lead_id, person_id)
    proposal.other_cluster_id = new.id
    session().flush()
    _bring_along(old, new, schools, sides)
    for school_id in schools:
        for check in clusters.before_leaving:
            check(get_cluster(old.id), school_id=school_id)
        clusters.pass_everything_on(get_cluster(old.id), school_id=school_id, by=by)
        clusters.end_offices_of(get_cluster(old.id), by=by, school_id=school_id)
    leave_quietly(old.id, set(schools), by)
    facts: dict[str, Any] = {"by_id": by.id, "subject_id": proposal.id}
    record(events.ClusterCameFrom(cluster_id=new.id, from_cluster_id=old.id, **facts))
    who = voices.who_agreed(proposal)
    for school_id in sorted(schools, key=lambda key: key != lead_id):
        clusters.take_in(get_cluster(new.id), by=who.get(school_id, by), school_id=school_id, side=sides[school_id])
    clusters.tell_of_change(old.id, by)
    record(events.ClusterSplit(cluster_id=old.id, new_cluster_id=new.id, schools=len(schools), **facts))
    return get_cluster(new.id)


def _bring_along(old: Cluster, new: Cluster, schools: Sequence[uuid.UUID], sides: Mapping[uuid.UUID, Side]) -> None:
    """What is theirs alone; a partnership of which only some links go has a sister in the new cluster; links across end."""
    partners = [key for key in schools if sides[key] == Side.PARTNER]
    along = going.what_goes(old.id, schools, partners)
    made: dict[uuid.UUID, uuid.UUID] = {}
    held = session()
    for key in along.split_partnerships:
        was = held.get_one(Partnership, key)
        kept = {
            name: getattr(was, name) for name in ("name", "shape", "status", "opened_at", "growth", "silent_after_days")
        }
        kept |= {name: getattr(was, name) for name in ("restart_on", "paused_at", "reason")}
        sister = Partnership(cluster_id=new.id, **kept)
        held.add(sister)
        held.flush()
        made[key] = sister.id
        for pair_id in along.pairs.get(key, ()):
            claim(held.get_one(Pair, pair_id), {}, {"partnership_id": sister.id})
    going.move(old.id, new.id, along)
    going.loosen(along, new.id, made)
    for pair in links_across(old.id, schools):
        PAIR.advance(pair, "end", ended_at=clock.now())
        duty.settle(DutyKind.AGREE_PAIR, pair.id, by=SYSTEM, outcome="ended")


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

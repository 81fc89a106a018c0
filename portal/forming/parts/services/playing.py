"""Give a school its part, name who supports from outside, note whose pupils move on where."""

import uuid

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.forming.clusters.queries import get_cluster
from portal.forming.parts import events, queries
from portal.forming.parts.models import ClusterSupporter, FeederLink, Part, SchoolPart


def give_part(
    membership: ClusterMembership, *, by: Actor, part_id: uuid.UUID, through_id: uuid.UUID | None = None
) -> SchoolPart:
    """The school plays this part from now on; one part at a time. `through_id`: the membership of the school through which it is linked."""
    cluster = get_cluster(membership.cluster_id)
    live = {m.id for m in cluster.live_memberships()}
    if membership.id not in live:
        raise RuleBroken(None, _("Only a school that is in the cluster plays a part in it."))
    part = _offered(part_id, for_supporters=False)
    if part.through:
        _check_way(cluster.id, live, membership.id, through_id)
    held = queries.part_of(membership.id)
    if held is None:
        held = SchoolPart(cluster_id=cluster.id, membership_id=membership.id)
        session().add(held)
    held.part_id, held.through_id, held.given_by_id = part.id, through_id if part.through else None, by.id
    session().flush()
    session().refresh(held)
    record(
        events.PartGiven(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=membership.school_id,
            subject_id=membership.id,
            part=part.name,
        )
    )
    return held


def _offered(part_id: uuid.UUID, *, for_supporters: bool) -> Part:
    part = next((p for p in queries.offered_parts(for_supporters=for_supporters) if p.id == part_id), None)
    if part is None:
        raise RuleBroken("part", _("Choose a part from the list."))
    return part


def _check_way(cluster_id: uuid.UUID, live: set[uuid.UUID], own: uuid.UUID, through_id: uuid.UUID | None) -> None:
    """The way leads through a school of the cluster, and never back to where it began."""
    if through_id is None:
        raise RuleBroken("through", _("Choose the school through which this one is linked."))
    if through_id == own or through_id not in live:
        raise RuleBroken("through", _("Choose another school that is in the cluster."))
    ways = {held.membership_id: held.through_id for held in queries.list_school_parts(cluster_id)}
    step: uuid.UUID | None = through_id
    for _step in range(len(ways) + 1):
        step = ways.get(step) if step is not None else None
        if step == own:
            raise RuleBroken("through", _("That school is linked through this one. Choose another."))


def take_part(membership: ClusterMembership, *, by: Actor) -> None:
    """The school plays no named part any more."""
    held = queries.part_of(membership.id)
    if held is None:
        raise RuleBroken(None, _("This school has no part to take away."))
    session().delete(held)
    session().flush()
    record(
        events.PartTaken(
            by_id=by.id, cluster_id=membership.cluster_id, school_id=membership.school_id, subject_id=membership.id
        )
    )


def name_supporter(
    cluster: Cluster,
    *,
    by: Actor,
    name: str,
    part_id: uuid.UUID,
    words: str = "",
    organisation_id: uuid.UUID | None = None,
) -> ClusterSupporter:
    """Name a body that is not a school and stands by the cluster. It needs no account and sees nothing by this."""
    part = _offered(part_id, for_supporters=True)
    made = ClusterSupporter(
        cluster_id=cluster.id,
        organisation_id=organisation_id,
        name=clean_line(name),
        part_id=part.id,
        words=clean(words),
        named_by_id=by.id,
    )
    session().add(made)
    session().flush()
    record(events.SupporterNamed(by_id=by.id, cluster_id=cluster.id, subject_id=made.id))
    return made


def end_supporter(supporter: ClusterSupporter, *, by: Actor) -> None:
    """It stands by the cluster no longer; the row is kept."""
    change(supporter, {"ended_at": None}, {"ended_at": clock.now()})
    record(events.SupporterEnded(by_id=by.id, cluster_id=supporter.cluster_id, subject_id=supporter.id))


def note_feeder(cluster: Cluster, *, by: Actor, from_school_id: uuid.UUID, to_school_id: uuid.UUID) -> FeederLink:
    """Pupils of one school of the cluster normally move on to another. Nothing is shared about any pupil."""
    here = {m.school_id for m in cluster.live_memberships()}
    if from_school_id not in here:
        raise RuleBroken("from_school", _("Choose a school of the cluster."))
    if to_school_id not in here or to_school_id == from_school_id:
        raise RuleBroken("to_school", _("Choose another school of the cluster."))
    links = queries.list_feeders(cluster.id)
    if any(link.from_school_id == to_school_id and link.to_school_id == from_school_id for link in links):
        raise RuleBroken("to_school", _("It is noted the other way round already."))
    made = FeederLink(
        cluster_id=cluster.id, from_school_id=from_school_id, to_school_id=to_school_id, noted_by_id=by.id
    )
    session().add(made)
    session().flush()
    record(
        events.FeederNoted(
            by_id=by.id, cluster_id=cluster.id, school_id=from_school_id, subject_id=made.id, to_school_id=to_school_id
        )
    )
    return made


def end_feeder(feeder: FeederLink, *, by: Actor) -> None:
    """They no longer do."""
    change(feeder, {"ended_at": None}, {"ended_at": clock.now()})
    record(
        events.FeederEnded(
            by_id=by.id,
            cluster_id=feeder.cluster_id,
            school_id=feeder.from_school_id,
            subject_id=feeder.id,
            to_school_id=feeder.to_school_id,
        )
    )

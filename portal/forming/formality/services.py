"""Choose how formal a cluster is; say what each level has."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change, claim
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.forming.formality import events, queries
from portal.forming.formality.models import ClusterFormality, Feature, Level, LevelFeature


def choose_level(
    cluster: Cluster, *, by: Actor, version: int, level: Level, extra: Collection[Feature] = ()
) -> queries.Standing:
    """The cluster becomes more or less formal. What was made with a feature stays and can be read when the feature is off."""
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    held = queries.row_of(cluster.id)
    if version != (held.version if held is not None else 0):
        raise Stale(_("Someone else changed this since you opened the page."), {})
    values = {"level": level, "extra": sorted(feature.value for feature in extra), "changed_by_id": by.id}
    if held is None:
        session().add(ClusterFormality(cluster_id=cluster.id, **values))
        session().flush()
    else:
        change(held, {"version": version}, {**values, "version": version + 1})
    stands = queries.standing_of(cluster.id)
    names = tuple(sorted(feature.value for feature in stands.on))
    record(events.FormalityChanged(by_id=by.id, cluster_id=cluster.id, level=level.value, features=names))
    return stands


def change_rules(*, by: Actor, wanted: Mapping[Level, Collection[Feature]]) -> None:
    """What each level has, for all clusters from now on. A more formal level has at least what the looser one has."""
    loose: set[Feature] = set()
    for level in Level:
        if not loose <= set(wanted[level]):
            raise RuleBroken(level.value, _("A more formal level has at least what the looser level has."))
        loose = set(wanted[level])
    held = session()
    rows = held.scalars(sa.select(LevelFeature).order_by(LevelFeature.id).limit(100)).all()
    known = {(row.level, row.feature): row for row in rows}
    for level in Level:
        for feature in Feature:
            is_on, row = feature in wanted[level], known.get((level, feature))
            if row is None:
                held.add(LevelFeature(level=level, feature=feature, is_on=is_on))
            elif row.is_on != is_on:
                claim(row, {}, {"is_on": is_on})
    held.flush()
    record(events.LevelRulesChanged(by_id=by.id))

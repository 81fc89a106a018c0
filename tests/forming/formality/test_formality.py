"""A level switches features on and off, for one cluster or for all, and only who may."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.outline import get_outline
from portal.forming.clusters.queries import get_cluster
from portal.forming.formality import queries, services
from portal.forming.formality.models import ClusterFormality, Feature, Level
from tests.forming.support import act, facts_of
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
ALL = frozenset(Feature)


def test_levels_switch_features_without_moving_anything(app: Flask, cast: Cast) -> None:
    with app.app_context():
        assert queries.standing_of(cast.river) == queries.Standing()
        river = get_cluster(cast.river)
        act(cast, "coordinator", services.choose_level, river, version=0, level=Level.CONSORTIUM)
        assert queries.standing_of(cast.river).on == ALL
        with pytest.raises(Stale):
            act(cast, "vale_contact", services.choose_level, get_cluster(cast.river), version=0, level=Level.NETWORK)
        words = {"version": 1, "level": Level.NETWORK, "extra": [Feature.LEDGER]}
        act(cast, "vale_contact", services.choose_level, get_cluster(cast.river), **words)
        assert queries.has(cast.river, Feature.LEDGER)
        assert not queries.has(cast.river, Feature.VOTES)
        wanted = {Level.NETWORK: [Feature.VOTES], Level.CLUSTER: [Feature.VOTES], Level.CONSORTIUM: list(Feature)}
        act(cast, "manager", services.change_rules, wanted=wanted)
        assert queries.standing_of(cast.river).on == {Feature.VOTES, Feature.LEDGER}
        with pytest.raises(RuleBroken):
            act(cast, "manager", services.change_rules, wanted={**wanted, Level.CLUSTER: []})
        assert facts_of(cast.river) == ["formality_changed", "formality_changed"]


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}").follow("How formal are we?")
    assert len(page.statements) <= 9
    page.follow("Change it").fill(level="consortium").press("Save").sees("Saved.", "On")
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/formality").does_not_see("Change it")
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/formality/edit", expect=403)
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/formality", expect=404)
    reader_for(cast.vale_contact).get("/notices").sees("River schools has changed how formal it is.")
    rules = reader_for(cast.manager).get("/rounds").follow("What the levels of clusters have")
    rules.press("Save for all clusters").sees("Saved.")


def test_the_home_of_a_cluster_goes_by_its_own_level(app: Flask, cast: Cast) -> None:
    """Each of three clusters has a row: the level of another is not read, and PostgreSQL has one answer, not three."""
    with app.app_context():
        held = session()
        others = [
            Cluster(name=name, theme="Water", started_by_school_id=cast.school["brook"]) for name in ("One", "Two")
        ]
        held.add_all(others)
        held.flush()
        held.add_all(
            ClusterFormality(cluster_id=key, level=level)
            for key, level in zip(
                [others[0].id, cast.river, others[1].id], (Level.CLUSTER, Level.CONSORTIUM, Level.NETWORK), strict=True
            )
        )
        held.commit()
        keys = (cast.river, others[0].id, others[1].id)
        assert (
            [get_outline(key).shares_costs for key in keys]
            == [queries.has(key, Feature.LEDGER) for key in keys]
            == [True, False, False]
        )

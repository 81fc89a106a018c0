"""Shape 14 of the founding documents, built through the services as its users would: a first wave in maintenance beside a second that joins (the other
shapes are in tests/forming/test_shapes.py)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock as clocks
from portal.forming.clusters.models import ClusterForm
from portal.forming.clusters.queries import get_cluster, get_office
from portal.forming.clusters.services import accept_office
from portal.running.groups import queries as groups
from portal.running.groups.models import LinkStatus
from portal.running.groups.services import answer, ask
from portal.running.reshaping.services import begin_like
from portal.running.responsibility import queries as transfers
from portal.running.responsibility import services as responsibility
from portal.running.responsibility.models import Phase
from tests.forming.test_shapes import Head, World

pytestmark = pytest.mark.either


def _bring_in(world: World, larger: Any, lead: Head, cluster: Any, its_lead: Head) -> None:
    """The larger cluster asks, the smaller one agrees."""
    name = get_cluster(cluster).name
    link = world.act(lead, ask, get_cluster(larger), name=name, as_child=False)
    if link.status == LinkStatus.ASKED:
        world.act(its_lead, answer, groups.get_link(cluster, link.id), agrees=True)


def test_twelve_schools_in_maintenance_and_nineteen_that_join(app: Flask, clock: Any) -> None:
    """14. One district office takes over; the second wave begins like the first; the district sees thirty-one schools."""
    with app.app_context():
        world = World(app)
        first, second = world.schools(12), world.schools(19)
        one = world.cluster(first, ClusterForm.CORE_SATELLITE, name="First twelve")
        words = {
            "body": "Teaching programme",
            "authority": "District office",
            "review_on": clocks.today() + timedelta(days=900),
        }
        key = world.act(first[0], responsibility.begin, get_cluster(one), **words).id
        transfer = lambda: transfers.get_transfer(one, key)  # noqa: E731
        given = {
            "official": "Office of primary schools",
            "committed_on": clocks.today(),
            "review_on": words["review_on"],
        }
        funding = {2027: 100, 2028: 50, 2029: 0}
        world.act(first[0], responsibility.change_terms, transfer(), version=1, funding=funding, **given)
        for phase in (Phase.TRAINING, Phase.TRANSITION):
            task = {"title": f"Task of {phase.value}", "phase": phase, "due_on": clocks.today() + timedelta(days=9)}
            made = world.act(first[0], responsibility.plan_task, transfer(), **task).id
            world.act(first[0], responsibility.open_gate, transfer())
            world.act(first[0], responsibility.take_over, transfers.get_task(one, made), taken_by="District office")
        assert world.act(first[0], responsibility.open_gate, transfer()) == Phase.MAINTENANCE
        lead = second[0]
        two = world.act(lead, begin_like, get_cluster(one), school_id=lead.school_id, name="Nineteen more").id
        for head in second[1:]:
            world.take_in(two, lead, head)
        for kind in get_cluster(two).nominations():
            world.act(lead, accept_office, get_office(two, kind.id))
        district = world.cluster([first[0], lead], ClusterForm.OTHER, name="District")
        _bring_in(world, district, first[0], one, first[0])
        _bring_in(world, district, first[0], two, lead)
        whole = groups.together(district)
        assert (whole.different_schools, sorted(b.schools for b in whole.below)) == (31, [12, 19])
        assert get_cluster(two).form == ClusterForm.CORE_SATELLITE

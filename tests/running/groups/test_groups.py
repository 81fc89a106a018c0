"""A cluster within another: by consent of both, never within itself, three levels at most; read together at a constant price."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.forming.clusters.queries import get_cluster
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.groups import queries, services
from portal.running.groups.models import LinkStatus, SubCluster
from tests.forming.support import act, facts_of, membership_of, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def _cluster(cast: Cast, name: str, key: str = "outsider", school: str = "brook") -> Any:
    """A cluster that has begun: one school, led and coordinated by its contact."""
    held, at, who = session(), clocks.now(), cast.people[key].id
    made = Cluster(name=name, theme="All rivers", status=ClusterStatus.ACTIVE, started_by_school_id=cast.school[school])
    held.add(made)
    held.flush()
    place = {"cluster_id": made.id, "school_id": cast.school[school]}
    held.add(ClusterMembership(status=MembershipStatus.JOINED, joined_at=at, **place))
    for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
        held.add(Office(kind=kind, person_id=who, status=OfficeStatus.ACCEPTED, accepted_at=at, **place))
    held.flush()
    return made.id


@pytest.fixture
def valley(app: Flask, cast: Cast) -> Any:
    """The larger cluster, of Brook."""
    return commit(app, lambda: _cluster(cast, "Valley"))


def _link(cluster_id: Any) -> queries.Between:
    found = session().scalars(sa.select(SubCluster.id).order_by(SubCluster.id.desc())).first()
    assert found is not None
    return queries.get_link(cluster_id, found)


def test_it_is_agreed_by_both_and_ended_by_either(app: Flask, cast: Cast, valley: Any) -> None:
    with app.app_context():
        act(cast, "outsider", services.ask, get_cluster(valley), name="river SCHOOLS", as_child=False)
        assert open_duties(cast.river) == {("answer_group", None, None, "contact_teacher")}
        with pytest.raises(NotAllowedNow):
            act(cast, "outsider", services.answer, _link(valley), agrees=True)
        with pytest.raises(NotAllowedNow):
            act(cast, "coordinator", services.withdraw, _link(cast.river))
        act(cast, "coordinator", services.answer, _link(cast.river), agrees=True)
        assert open_duties(cast.river) == set()
        place = membership_of(valley, cast.school["hill"])
        assert (place.status, _link(valley).link.membership_id) == (MembershipStatus.JOINED, place.id)
        whole = queries.together(valley)
        assert [(one.name, one.schools, one.coordinator) for one in whole.below] == [
            ("River schools", 4, "Carys Okoro")
        ]
        assert (whole.own_schools, whole.different_schools) == (2, 5)
        for key, cluster_id, name in (("coordinator", cast.river, "Valley"), ("outsider", valley, "River schools")):
            for as_child in (True, False):
                with pytest.raises(RuleBroken) as refused:
                    act(cast, key, services.ask, get_cluster(cluster_id), name=name, as_child=as_child)
                assert refused.value.field == "name"
        act(cast, "outsider", services.leave, _link(valley))
        assert _link(valley).link.status == LinkStatus.LEFT
        assert membership_of(valley, cast.school["hill"]).status == MembershipStatus.LEAVING
        assert queries.parent_link(cast.river) is None
        assert facts_of(cast.river) == ["group_asked", "group_joined", "group_left"]


def test_another_lead_school_speaks_for_the_smaller_one(app: Flask, cast: Cast, valley: Any) -> None:
    with app.app_context():
        act(cast, "outsider", services.ask, get_cluster(valley), name="River schools", as_child=False)
        act(cast, "coordinator", services.answer, _link(cast.river), agrees=True)
        facts = {"cluster_id": valley, "school_id": cast.school["hill"], "title": "Hello"}
        subject = commit(app, lambda: duty.owe(DutyKind.REPLY, subject_id=valley, **facts).subject_id)
        act(cast, "manager", clusters.appoint, get_cluster(cast.river), kind=OfficeKind.LEAD_SCHOOL,
            school_id=cast.school["vale"], reason="Hill asked for it.")  # fmt: skip
        places = {m.school_id: m.status for m in get_cluster(valley).live_memberships()}
        assert places[cast.school["vale"]] == MembershipStatus.JOINED
        assert places[cast.school["hill"]] == MembershipStatus.LEAVING
        link = queries.parent_link(cast.river)
        assert link is not None
        assert link.membership_id == membership_of(valley, cast.school["vale"]).id
        assert [d.school_id for d in duty.open_duties(DutyKind.REPLY, subject)] == [cast.school["vale"]]


def test_what_is_asked_falls_away(app: Flask, cast: Cast, valley: Any) -> None:
    commit(app, lambda: _cluster(cast, "Moor"))
    with app.app_context():
        for name in ("Valley", "Moor"):
            act(cast, "coordinator", services.ask, get_cluster(cast.river), name=name, as_child=True)
        first = session().scalars(sa.select(SubCluster.id).where(SubCluster.parent_id == valley)).one()
        act(cast, "outsider", services.answer, queries.get_link(valley, first), agrees=True)
        other = _link(cast.river).link
        assert other.status == LinkStatus.WITHDRAWN
        assert duty.open_duties(DutyKind.ANSWER_GROUP, other.id) == []


def test_three_levels_and_no_circle(app: Flask, cast: Cast, valley: Any) -> None:
    ids = [commit(app, lambda name=name: _cluster(cast, name)) for name in ("County", "Country", "World")]
    county, country, world = ids
    with app.app_context():
        for low, high in ((valley, "County"), (county, "Country")):
            link = act(cast, "outsider", services.ask, get_cluster(low), name=high, as_child=True)
            assert link.status == LinkStatus.JOINED, "who coordinates both has agreed by asking"
        assert [one.depth for one in queries.list_below(country)] == [1, 2]
        for cluster_id, name, as_child in (
            (country, "World", True),
            (country, "Valley", True),
            (world, "Country", False),
        ):
            with pytest.raises(RuleBroken):
                act(cast, "outsider", services.ask, get_cluster(cluster_id), name=name, as_child=as_child)
        with pytest.raises(RuleBroken):
            act(cast, "outsider", services.ask, get_cluster(world), name="Nobody knows it", as_child=True)
        # two questions that each fit alone, and not together: the second answer looks again
        act(cast, "coordinator", services.ask, get_cluster(cast.river), name="World", as_child=True)
        first = _link(world).link.id
        act(cast, "outsider", services.ask, get_cluster(world), name="County", as_child=True)
        with pytest.raises(RuleBroken):
            act(cast, "outsider", services.answer, queries.get_link(world, first), agrees=True)


def test_the_pages_and_the_notices(app: Flask, cast: Cast, valley: Any, reader_for: Readers) -> None:
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}").follow("Clusters that belong together")
    carys.sees("Your cluster stands by itself").follow("Ask another cluster")
    carys.fill(name="No such", side="child").press("Ask them", expect=422).sees("No other cluster has this name")
    carys.fill(name="Valley").press("Ask them").sees("They are asked.", "You have asked Valley.")
    olu = (
        reader_for(cast.outsider)
        .get("/what-needs-me")
        .follow("Say whether your cluster and River schools belong together")
    )
    olu.fill(agrees="yes").press("Send the answer").sees(
        "River schools", "Carys Okoro", "5 schools in all, each counted once."
    )
    olu.follow("All schools and their contacts").sees("Tumaini Primary School", "Vera Singh")
    olu.get(f"/clusters/{valley}/group/notices/new").fill(title="A fair", words="Come in May.").press("Send the notice")
    olu.sees("A fair", "Come in May.")
    carys.get("/notices").sees("Valley writes: A fair").get(f"/clusters/{cast.river}/group/notices").sees(
        "Come in May."
    )
    carys.get(f"/clusters/{cast.river}/group/notices/new").fill(way="down", title="x", words="y")
    carys.press("Send the notice", expect=422).sees("There is no cluster within yours.")
    carys.fill(way="up", title="We need a bus", words="For the fair.").press("Send the notice")
    olu.get(f"/clusters/{valley}/group/notices").sees("We need a bus")
    # seeing down: names, dates and counts, not the smaller cluster itself
    olu.get(f"/clusters/{cast.river}", expect=404).get(f"/clusters/{cast.river}/group", expect=404)
    reader_for(cast.teacher).get(f"/clusters/{cast.river}/group/ask", expect=403)
    reader_for(cast.abroad).get(f"/clusters/{valley}/group", expect=404)


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same(app: Flask, cast: Cast, valley: Any, reader_for: Readers, count: int) -> None:
    at = clocks.now() + timedelta(days=2)

    def many() -> None:
        for number in range(count):
            child = _cluster(cast, f"Small {number}")
            session().add(SubCluster(child_id=child, parent_id=valley, asked_by_child=True, status=LinkStatus.JOINED))
            row = {"cluster_id": child, "title": f"Walk {number}", "owner_school_id": cast.school["brook"]}
            session().add(
                Activity(
                    starts_at=at,
                    ends_at=at + timedelta(hours=1),
                    zone="Europe/London",
                    status=ActivityStatus.AGREED,
                    revised_at=at,
                    **row,
                )
            )

    commit(app, many)
    page = reader_for(cast.outsider).get(f"/clusters/{valley}/group")
    page.sees("Small 0", "1 school in all, each counted once.")
    assert len(page.statements) == 12
    assert len(page.get(f"/clusters/{valley}/group/dates").sees("Walk 0").statements) == 7
    assert len(page.get(f"/clusters/{valley}/group/schools").statements) == 8

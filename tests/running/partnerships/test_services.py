"""Partnerships and pairs: rules, refusals, facts."""

import uuid
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal import who
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus
from portal.forming.clusters.queries import get_cluster
from portal.oversight.audit.models import AuditEntry
from portal.running.partnerships import queries, services
from portal.running.partnerships.models import Pair, Partnership, PartnershipShape
from tests.conftest import START
from tests.support.cast import commit


def kinds(rows: Any) -> list[str]:
    return [row[0] for row in rows(sa.select(AuditEntry.kind).order_by(AuditEntry.id))]


def standing(rows: Any, partnership_id: Any) -> Any:
    columns = (Partnership.status, Partnership.reason, Partnership.restart_on, Partnership.opened_at)
    return rows(sa.select(*columns).where(Partnership.id == partnership_id))[0]


def river(cast: Any) -> Any:
    return lambda: get_cluster(cast.river)


# opening and the lifecycle


@pytest.mark.parametrize(
    ("shape", "award", "status"),
    [
        (PartnershipShape.BILATERAL, None, "active"),
        (PartnershipShape.JOINT, uuid.uuid4(), "active"),
        (PartnershipShape.MIRRORED, uuid.uuid4(), "exploring"),
    ],
)
def test_a_cluster_with_a_partner_school_starts_at_once(
    act: Any, cast: Any, rows: Any, shape: PartnershipShape, award: Any, status: str
) -> None:
    made = act("coordinator", services.open_partnership, river(cast), name="Two rivers", shape=shape, award_id=award)
    assert standing(rows, made.id)[0] == status
    assert (made.shape, made.award_id) == (shape, award)
    assert kinds(rows) == ["partnership_opened"]


def test_a_cluster_without_one_is_still_looking(app: Any, act: Any, cast: Any, rows: Any) -> None:
    gone = sa.update(ClusterMembership).where(ClusterMembership.school_id == cast.school["tumaini"])
    commit(app, lambda: session().execute(gone.values(status=MembershipStatus.LEFT)))
    made = act("coordinator", services.open_partnership, river(cast), name="Two rivers")
    assert standing(rows, made.id) == ("exploring", "", None, None)

    def load() -> Partnership:
        return queries.get_partnership(cast.river, made.id)

    act("coordinator", services.begin_partnership, load)
    assert standing(rows, made.id) == ("active", "", None, START)


def test_pausing_needs_a_day_in_the_future_and_going_on_clears_it(
    act: Any, cast: Any, rows: Any, partnership: Any
) -> None:
    with pytest.raises(RuleBroken) as refused:
        act("coordinator", services.pause_partnership, partnership, reason="Floods", restart_on=date(2027, 3, 2))
    assert refused.value.field == "restart_on"

    act("coordinator", services.pause_partnership, partnership, reason="Floods", restart_on=date(2027, 5, 4))
    assert standing(rows, cast.partnership)[:3] == ("paused", "Floods", date(2027, 5, 4))
    act("coordinator", services.resume_partnership, partnership)
    assert standing(rows, cast.partnership)[:3] == ("active", "", None)
    act("coordinator", services.maintain_partnership, partnership)
    assert standing(rows, cast.partnership)[0] == "maintenance"
    with pytest.raises(NotAllowedNow):
        act("coordinator", services.pause_partnership, partnership, reason="x", restart_on=None)
    assert kinds(rows) == ["partnership_paused", "partnership_resumed", "partnership_maintained"]


def test_a_partnership_ends_with_its_pairs_and_keeps_them(act: Any, cast: Any, rows: Any, partnership: Any) -> None:
    act("coordinator", services.end_partnership, partnership, reason="The schools merged.")
    assert rows(sa.select(Partnership.status, Partnership.ended_at)) == [("ended", START)]
    assert rows(sa.select(Pair.status, Pair.ended_at)) == [("ended", START)]
    assert kinds(rows) == ["pair_ended", "partnership_ended"]
    with pytest.raises(NotAllowedNow):
        act("coordinator", services.end_partnership, partnership, reason="Again")


def test_the_shape_changes_without_losing_anything(act: Any, cast: Any, rows: Any, partnership: Any) -> None:
    words = {"name": "River and lake", "shape": PartnershipShape.JOINT}
    act("coordinator", services.change_partnership, partnership, version=1, **words)
    assert rows(sa.select(Partnership.shape, Partnership.version)) == [("joint", 2)]
    assert rows(sa.select(Pair.status)) == [("agreed",)]
    assert rows(sa.select(AuditEntry.facts)) == [({"before": "bilateral", "after": "joint"},)]
    with pytest.raises(Stale):
        act("coordinator", services.change_partnership, partnership, version=1, **words)


# pairs


def propose(act: Any, cast: Any, partnership: Any, who: str, home: str, partner: uuid.UUID | str) -> Any:
    there = cast.school[partner] if isinstance(partner, str) else partner
    return act(who, services.propose_pair, partnership, home_school_id=cast.school[home], partner_school_id=there)


def owed(rows: Any) -> list[Any]:
    query = sa.select(Duty.school_id, Duty.outcome).where(Duty.kind == DutyKind.AGREE_PAIR).order_by(Duty.id)
    return rows(query)


@pytest.mark.parametrize(
    ("proposer", "asked"), [("vale_teacher", "tumaini"), ("abroad", "vale"), ("coordinator", "tumaini")]
)
def test_the_other_school_is_asked(act: Any, cast: Any, rows: Any, partnership: Any, proposer: str, asked: str) -> None:
    propose(act, cast, partnership, proposer, "vale", "tumaini")
    assert owed(rows) == [(cast.school[asked], None)]
    assert kinds(rows) == ["pair_proposed"]


def test_agreeing_links_the_schools(act: Any, cast: Any, rows: Any, partnership: Any) -> None:
    pair = propose(act, cast, partnership, "vale_teacher", "vale", "tumaini")
    act("abroad", services.agree_pair, lambda: queries.get_pair(cast.river, cast.partnership, pair.id))
    assert rows(sa.select(Pair.status, Pair.agreed_at).where(Pair.id == pair.id)) == [("agreed", START)]
    assert owed(rows) == [(cast.school["tumaini"], "agreed")]


def test_the_first_agreed_pair_begins_the_partnership(
    app: Any, act: Any, cast: Any, rows: Any, partnership: Any
) -> None:
    commit(app, lambda: session().execute(sa.update(Partnership).values(status="exploring", opened_at=None)))
    pair = propose(act, cast, partnership, "vale_teacher", "vale", "tumaini")
    act("abroad", services.agree_pair, lambda: queries.get_pair(cast.river, cast.partnership, pair.id))
    assert standing(rows, cast.partnership) == ("active", "", None, START)
    assert kinds(rows) == ["pair_proposed", "partnership_begun", "pair_agreed"]


def test_declining_and_ending(act: Any, cast: Any, rows: Any, partnership: Any) -> None:
    pair = propose(act, cast, partnership, "vale_teacher", "vale", "tumaini")

    def load() -> Pair:
        return queries.get_pair(cast.river, cast.partnership, pair.id)

    act("abroad", services.decline_pair, load)
    assert owed(rows) == [(cast.school["tumaini"], "declined")]
    with pytest.raises(NotAllowedNow):
        act("abroad", services.agree_pair, load)
    again = propose(act, cast, partnership, "vale_teacher", "vale", "tumaini")
    act("vale_teacher", services.end_pair, lambda: queries.get_pair(cast.river, cast.partnership, again.id))
    assert owed(rows)[-1] == (cast.school["tumaini"], "ended")
    assert kinds(rows) == ["pair_proposed", "pair_declined", "pair_proposed", "pair_ended"]


@pytest.mark.parametrize(
    ("proposer", "home", "partner", "field"),
    [
        ("vale_teacher", "ford", "tumaini", "home_school"),
        ("vale_teacher", "brook", "tumaini", "home_school"),
        ("vale_teacher", "tumaini", "tumaini", "home_school"),
        ("vale_teacher", "vale", "ford", "partner_school"),
        ("teacher", "hill", "tumaini", "partner_school"),
    ],
)
def test_what_cannot_be_linked(
    act: Any, cast: Any, rows: Any, partnership: Any, proposer: str, home: str, partner: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(act, cast, partnership, proposer, home, partner)
    assert refused.value.field == field
    assert owed(rows) == []


# replacement


def test_a_newcomer_inherits_the_pair_and_the_partner_is_told_once(act: Any, cast: Any, rows: Any) -> None:
    hill, brook, tumaini = cast.school["hill"], cast.school["brook"], cast.school["tumaini"]
    act("coordinator", services.inherit_pairs, river(cast), old_school_id=hill, new_school_id=brook)
    columns = (Pair.home_school_id, Pair.partner_school_id, Pair.status, Pair.inherits_id)
    old, new = rows(sa.select(Pair.id, *columns).order_by(Pair.id))
    assert old[1:] == (hill, tumaini, "ended", None)
    assert new[1:] == (brook, tumaini, "agreed", old.id)
    told = rows(sa.select(AuditEntry.school_id).where(AuditEntry.kind == "pair_inherited"))
    assert told == [(tumaini,)]


def test_a_newcomer_that_is_linked_already_is_not_linked_twice(
    act: Any, cast: Any, rows: Any, partnership: Any
) -> None:
    pair = propose(act, cast, partnership, "vale_teacher", "vale", "tumaini")
    act("abroad", services.agree_pair, lambda: queries.get_pair(cast.river, cast.partnership, pair.id))
    act(
        "coordinator",
        services.inherit_pairs,
        river(cast),
        old_school_id=cast.school["hill"],
        new_school_id=cast.school["vale"],
    )
    assert rows(sa.select(sa.func.count()).where(Pair.status == "agreed")) == [(1,)]


# two clusters


@pytest.fixture
def mirrored(act: Any, cast: Any) -> Any:
    made = act(
        "coordinator",
        services.open_partnership,
        river(cast),
        name="Two clusters",
        shape=PartnershipShape.MIRRORED,
    )
    return lambda: queries.get_partnership(cast.river, made.id)


def places(app: Any, cast: Any, key: str) -> set[uuid.UUID]:
    with app.app_context():
        found = who.by_id(cast.people[key].id)
        session().commit()
        return set(found.places) if found else set()


def test_nothing_is_shared_before_the_other_cluster_accepts(
    app: Any, act: Any, cast: Any, rows: Any, mirrored: Any, brook_cluster: uuid.UUID
) -> None:
    act("coordinator", services.ask_partner_cluster, mirrored, partner_cluster_id=brook_cluster)
    assert rows(sa.select(Duty.cluster_id, Duty.office, Duty.outcome)) == [(brook_cluster, "contact_teacher", None)]
    assert places(app, cast, "outsider") == {brook_cluster}
    assert places(app, cast, "coordinator") == {cast.river}

    with app.app_context():
        partnership_id = mirrored().id
    act("outsider", services.accept_partner_cluster, lambda: queries.get_offer(brook_cluster, partnership_id))
    assert standing(rows, partnership_id)[0] == "active"
    assert places(app, cast, "outsider") == {brook_cluster, cast.river}
    assert places(app, cast, "coordinator") == {cast.river}, "the twin's own board stays its own"
    with app.app_context():
        schools = queries.get_network(cast.river).schools
    assert (schools[0].name, schools[0].is_partner) == ("Brook High School", True)
    with pytest.raises(NotAllowedNow):
        act("outsider", services.decline_partner_cluster, lambda: queries.get_offer(brook_cluster, partnership_id))


def test_another_cluster_can_be_asked_after_a_no(
    app: Any, act: Any, cast: Any, rows: Any, mirrored: Any, brook_cluster: uuid.UUID
) -> None:
    act("coordinator", services.ask_partner_cluster, mirrored, partner_cluster_id=brook_cluster)
    with pytest.raises(RuleBroken):
        act("coordinator", services.ask_partner_cluster, mirrored, partner_cluster_id=brook_cluster)
    with app.app_context():
        partnership_id = mirrored().id
    act("outsider", services.decline_partner_cluster, lambda: queries.get_offer(brook_cluster, partnership_id))
    assert places(app, cast, "outsider") == {brook_cluster}
    act("coordinator", services.ask_partner_cluster, mirrored, partner_cluster_id=brook_cluster)
    assert rows(sa.select(Duty.outcome).order_by(Duty.id)) == [("declined",), (None,)]


def test_only_a_cluster_at_work_is_asked_and_only_for_two_clusters(
    act: Any, cast: Any, mirrored: Any, partnership: Any, brook_cluster: uuid.UUID
) -> None:
    for nobody in (None, uuid.uuid4(), cast.river):
        with pytest.raises(RuleBroken) as refused:
            act("coordinator", services.ask_partner_cluster, mirrored, partner_cluster_id=nobody)
        assert refused.value.field == "partner_cluster"
    with pytest.raises(RuleBroken):
        act("coordinator", services.ask_partner_cluster, partnership, partner_cluster_id=brook_cluster)


def test_clusters_are_found_by_name(app: Any, cast: Any, brook_cluster: uuid.UUID) -> None:
    with app.app_context():
        assert queries.find_clusters("brook", other_than=cast.river) == [
            (brook_cluster, "Brook schools", "Brook High School, Otherham")
        ]
        assert queries.find_clusters("river", other_than=cast.river) == []
        assert queries.find_clusters("%%%", other_than=cast.river) == []
        assert queries.find_clusters("b", other_than=cast.river) == []


def test_the_matrix_says_who_is_linked_with_whom(
    app: Any, cast: Any, partnership: Any, second_partner: uuid.UUID
) -> None:
    with app.app_context():
        found = queries.matrix(partnership(), queries.get_network(cast.river))
    assert [s.name for s in found.partners] == ["Tumaini Primary School", "Ziwa Primary School"]
    assert [(row.school.name, row.links) for row in found.rows] == [
        ("Ford Special School", 0),
        ("Hill Primary School", 1),
        ("Vale Primary School", 0),
    ]
    assert [found.links_of(s) for s in found.partners] == [1, 0]


def test_a_partnership_of_another_cluster_is_not_found(app: Any, cast: Any, brook_cluster: uuid.UUID) -> None:
    from portal.core.errors import NotFound

    with app.app_context():
        pair_id = session().scalar(sa.select(Pair.id))
        assert pair_id is not None
        for load in (
            lambda: queries.get_partnership(brook_cluster, cast.partnership),
            lambda: queries.get_pair(brook_cluster, cast.partnership, pair_id),
            lambda: queries.get_offer(brook_cluster, cast.partnership),
        ):
            with pytest.raises(NotFound):
                load()
        assert session().get(Cluster, brook_cluster) is not None

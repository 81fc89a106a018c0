"""Clusters that look, what one asks another, the answers, and what follows."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as the_clock
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, NotFound, RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.approaches.models import RequestStatus
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.forming.clusters.queries import get_cluster
from portal.identity.schools.models import School, SchoolStatus
from portal.oversight.notifications.models import Notification
from portal.running.matching import jobs, queries, services
from portal.running.matching.models import ClusterRequest
from portal.running.matching.workflow import REQUEST
from portal.running.partnerships.models import PartnershipStatus
from portal.running.partnerships.queries import are_twins, get_network, get_partnership
from tests.conftest import START
from tests.running.matching.conftest import add_cluster, wish
from tests.support.cast import Cast, commit

WORDS = "We measure our river each month and would like to compare with your lake."


def ask(
    app: Flask, cast: Cast, other: uuid.UUID, *, by: str = "coordinator", own: uuid.UUID | None = None, **more: Any
) -> uuid.UUID:
    given = {"proposal": "A year of water", "message": WORDS, **more}
    with app.app_context():
        made = perform(
            services.ask_cluster, get_cluster(own or cast.river), by=cast.signed_in(by), other_id=other, **given
        )
        return made.id  # type: ignore[no-any-return]


def do(app: Flask, cast: Cast, deed: Callable[..., Any], request_id: uuid.UUID, by: str, **more: Any) -> Any:
    with app.app_context():
        return perform(deed, session().get_one(ClusterRequest, request_id), by=cast.signed_in(by), **more)


def told(app: Flask, kind: str) -> set[uuid.UUID]:
    with app.app_context():
        return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def seen_by(app: Flask, cluster_id: uuid.UUID) -> dict[str, int]:
    with app.app_context():
        return {one.name: one.schools for one in queries.list_looking(cluster_id)}


def test_a_cluster_that_looks_is_seen_with_its_number_of_schools(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    assert seen_by(app, cast.river) == {"Lake schools": 3}
    assert seen_by(app, lake) == {}
    wish(app, cast, cast.river, by="coordinator", wanted={"countries": ["KE", "KE"], "nonsense": ["x"]})
    assert seen_by(app, lake) == {"River schools": 3}
    with app.app_context():
        found = queries.wish_of(cast.river)
        assert found is not None
        assert found.wanted == {"countries": ["KE"]}
        assert found.facts["countries"] == ["GB"]


def test_the_number_follows_the_schools(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    from portal.forming.clusters import services as clusters

    with app.app_context():
        made = perform(
            clusters.invite_school, get_cluster(lake), by=cast.signed_in("outsider"), school_id=cast.school["quiet"]
        )
        perform(clusters.join_cluster, session().get_one(ClusterMembership, made.id), by=cast.signed_in("waiting"))
    assert seen_by(app, cast.river) == {"Lake schools": 4}


def test_only_a_cluster_at_work_with_a_verified_lead_school_is_seen(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    def hold() -> None:
        session().get_one(School, cast.school["brook"]).status = SchoolStatus.SUSPENDED

    commit(app, hold)
    assert seen_by(app, cast.river) == {}
    with pytest.raises(RuleBroken, match="does not look"):
        ask(app, cast, lake)


def test_what_is_refused_of_a_wish(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    for field, more in (
        ("looking_for", {"looking_for": " "}),
        ("looking_for", {"looking_for": "Write to anna@lake.example"}),
        ("looking_until", {"looking_until": the_clock.today("Europe/London") - timedelta(days=1)}),
    ):
        with pytest.raises(RuleBroken) as refused:
            wish(app, cast, cast.river, by="coordinator", **more)
        assert refused.value.field == field
    with pytest.raises(Stale):
        wish(app, cast, lake, by="outsider", version=0)
    wish(app, cast, lake, by="outsider", version=1, is_looking=False, looking_for="")
    assert seen_by(app, cast.river) == {}


def test_a_cluster_that_still_forms_or_waits_does_not_look(app: Flask, cast: Cast) -> None:
    waiting = commit(app, lambda: add_cluster(cast, "Waiting", led_by=cast.school["quiet"], coordinator="waiting"))
    with pytest.raises(RuleBroken, match="verified"):
        wish(app, cast, waiting, by="waiting")


def test_a_search_ends_on_its_day(app: Flask, cast: Cast, clock: Any) -> None:
    wish(app, cast, cast.river, by="coordinator", looking_until=the_clock.today("Europe/London"))
    clock.hold(the_clock.now() + timedelta(days=2))
    with app.app_context():
        jobs.keep_matching()
        found = queries.wish_of(cast.river)
        assert found is not None
        assert (found.is_looking, found.looking_until) == (False, None)
    assert told(app, "cluster_wish_ended") == {cast.coordinator.id, cast.vale_contact.id}


def test_a_request_is_owed_by_the_other_coordinator(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    made = ask(app, cast, lake)
    with app.app_context():
        owed = duty.open_duties(DutyKind.ANSWER_CLUSTER, made)
        assert [(d.cluster_id, d.office, d.due_at) for d in owed] == [
            (lake, "contact_teacher", the_clock.now() + timedelta(days=21))
        ]
    assert told(app, "cluster_asked") == {cast.outsider.id}


def test_a_yes_makes_them_partner_clusters_that_share_a_board(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    made = ask(app, cast, lake)
    do(app, cast, services.accept_request, made, "outsider")
    with app.app_context():
        request = queries.get_request(cast.river, made).request
        assert request.status == RequestStatus.ACCEPTED
        assert request.partnership_id is not None
        partnership = get_partnership(cast.river, request.partnership_id)
        assert (partnership.partner_cluster_id, partnership.status) == (lake, PartnershipStatus.ACTIVE)
        assert are_twins(lake, cast.river)
        names = {school.name for school in get_network(cast.river).schools}
        assert {"Hill Primary School", "Brook High School", "Lake schools school 2"} <= names
        assert not duty.open_duties(DutyKind.ANSWER_CLUSTER, made)
    assert told(app, "cluster_request_accepted") == {cast.coordinator.id, cast.vale_contact.id}
    assert seen_by(app, cast.river) == {}
    wish(app, cast, cast.river, by="coordinator")
    with pytest.raises(RuleBroken, match="partner clusters already"):
        ask(app, cast, cast.river, by="outsider", own=lake)


def test_no_has_a_reason_and_a_request_can_be_taken_back(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    made = ask(app, cast, lake)
    with pytest.raises(RuleBroken):
        do(app, cast, services.decline_request, made, "outsider", reason="  ")
    do(app, cast, services.decline_request, made, "outsider", reason="Ask us in spring.")
    assert told(app, "cluster_request_declined") == {cast.coordinator.id, cast.vale_contact.id}
    with pytest.raises(NotAllowedNow):
        do(app, cast, services.accept_request, made, "outsider")
    again = ask(app, cast, lake, message="Another letter, with new words.")
    do(app, cast, services.withdraw_request, again, "coordinator")
    assert told(app, "cluster_request_withdrawn") == {cast.outsider.id}


def test_it_runs_out_after_three_weeks(app: Flask, cast: Cast, lake: uuid.UUID, clock: Any) -> None:
    made = ask(app, cast, lake)
    for days, status in ((20, RequestStatus.OPEN), (2, RequestStatus.EXPIRED)):
        clock.hold(the_clock.now() + timedelta(days=days))
        with app.app_context():
            jobs.keep_matching()
            assert session().get_one(ClusterRequest, made).status == status
    assert told(app, "cluster_request_expired") == {cast.coordinator.id, cast.vale_contact.id, cast.outsider.id}


def test_one_is_open_between_two_clusters_whoever_asks(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    wish(app, cast, cast.river, by="coordinator")
    ask(app, cast, lake)
    with pytest.raises(RuleBroken, match="waiting"):
        ask(app, cast, cast.river, by="outsider", own=lake, message="We ask you, too.")


def test_clusters_are_not_flooded(app: Flask, cast: Cast, clock: Any) -> None:
    def lookers() -> list[uuid.UUID]:
        return [commit(app, lambda n=n: add_cluster(cast, f"Cluster {n}")) for n in range(13)]

    others = lookers()
    for one in others:
        commit(app, lambda one=one: session().add(_looks(one)))
    for number in range(3):
        ask(app, cast, others[number], message=f"A letter of its own, number {number}")
    with pytest.raises(RuleBroken, match="three clusters today"):
        ask(app, cast, others[3], message="One more")
    for number in range(3, 10):
        if number % 3 == 0:
            clock.hold(the_clock.now() + timedelta(days=1, minutes=1))
        ask(app, cast, others[number], message=f"A letter of its own, number {number}")
    clock.hold(the_clock.now() + timedelta(days=1, minutes=1))
    with pytest.raises(RuleBroken, match="ten clusters this week"):
        ask(app, cast, others[10], message="One more")
    clock.hold(the_clock.now() + timedelta(days=8))
    ask(app, cast, others[10], message="Dear cluster, be our partner")
    ask(app, cast, others[11], message="dear CLUSTER, be our partner!")
    with pytest.raises(RuleBroken, match="same text"):
        ask(app, cast, others[12], message="Dear cluster: be our partner.")


def _looks(cluster_id: uuid.UUID) -> Any:
    from portal.running.matching.models import ClusterWish

    return ClusterWish(
        cluster_id=cluster_id, is_looking=True, looking_for="Friends", schools=1, kept_at=the_clock.now()
    )


def test_a_school_that_is_in_both_clusters_keeps_them_apart(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    def joins() -> None:
        session().add(
            ClusterMembership(
                cluster_id=lake,
                school_id=cast.school["vale"],
                status=MembershipStatus.JOINED,
                joined_at=the_clock.now(),
            )
        )

    commit(app, joins)
    with pytest.raises(RuleBroken, match="in both clusters"):
        ask(app, cast, lake)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"message": "Write to anna@hill.example"}, "message"), ({"proposal": "See www.hill.example"}, "proposal")],
)
def test_the_first_contact_stays_inside(
    app: Flask, cast: Cast, lake: uuid.UUID, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        ask(app, cast, lake, **more)
    assert refused.value.field == field


def test_facts_are_looked_over_once_a_day(app: Flask, cast: Cast, lake: uuid.UUID, clock: Any) -> None:
    def moves() -> None:
        session().get_one(School, cast.school["brook"]).country = "IE"

    commit(app, moves)
    clock.hold(the_clock.now() + timedelta(days=1, minutes=1))
    with app.app_context():
        jobs.keep_matching()
        found = queries.wish_of(lake)
        assert found is not None
        assert "IE" in found.facts["countries"]


def test_every_move_and_no_other() -> None:
    assert set(REQUEST.moves) == {
        (RequestStatus.OPEN, command) for command in ("accept", "decline", "expire", "withdraw")
    }


def test_nothing_is_found_of_a_cluster_that_does_not_look(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    wish(app, cast, lake, by="outsider", version=1, is_looking=False)
    with app.app_context(), pytest.raises(NotFound):
        queries.get_candidate(cast.river, lake)
    with app.app_context(), pytest.raises(NotFound):
        queries.get_request(cast.river, uuid.uuid4())


def test_a_lead_school_whose_yearly_yes_is_late_asks_no_cluster(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    def late() -> None:
        hill = cast.school["hill"]
        due = START - timedelta(days=1)
        duty.owe(DutyKind.YEARLY_YES, subject_id=hill, school_id=hill, title="Hill", office="contact", due_at=due)

    commit(app, late)
    with pytest.raises(RuleBroken, match="when the head says the yearly yes"):
        ask(app, cast, lake)

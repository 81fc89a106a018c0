"""What is offered when a cluster wants to apply: a round where it has an application leads there, one that shuts it out says why."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from portal.applying.applications import services
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

Within = Callable[..., Any]


def test_a_round_is_offered_once_and_leads_to_what_is_there(
    cast: Cast, reader_for: Callable[..., Reader], within: Within
) -> None:
    first, other = within(support.make_round), within(support.make_round)
    within(support.change_round, other, name="Second round")
    made = within(support.start, cast, first)
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/applications/new?round={first}")
    reader.sees("Your cluster has an application in this round already.", "Second round")
    offered = [box["value"] for box in reader.page.select("[name=round_id]")]
    assert offered == [str(other)], "the other alone, and chosen"
    assert reader.page.select("[name=round_id][checked]")
    reader.follow("Go on with your application").sees("Not submitted yet")
    assert reader.path == f"/applications/{made}"
    reader.get(f"/rounds/{first}").does_not_see("Apply with").follow("Go on with the application of River schools")
    assert reader.path == f"/applications/{made}"
    assert reader.get(f"/rounds/{other}").text.count("Apply with River schools") == 1
    reader_for(cast.people["teacher"]).get(f"/rounds/{other}").sees("The cluster coordinator of your cluster starts")
    within(support.withdraw, cast, made)
    reader.get(f"/rounds/{first}").sees("Apply with River schools")


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"min_schools": 1, "max_schools": 2}, "This round takes at most 2 schools; your cluster has 3."),
        ({"countries": ["NP"]}, "This round takes schools of: Nepal."),
    ],
)
def test_a_round_that_shuts_the_cluster_out_says_why_and_where_to_mend_it(
    cast: Cast, reader_for: Callable[..., Reader], within: Within, rule: dict[str, Any], why: str
) -> None:
    round_id: uuid.UUID = within(support.make_round)
    within(support.change_round, round_id, **rule)
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/applications/new")
    reader.sees("River schools cannot apply as it is now.", why)
    assert not reader.page.select("[name=round_id]"), "nothing is left to choose"
    reader.get(f"/rounds/{round_id}").sees(why).does_not_see("Apply with")
    reader.follow("See the schools of River schools, and change who is in it")
    assert reader.path == f"/clusters/{cast.river}"

    def start() -> None:
        with pytest.raises(RuleBroken) as refused:
            perform(
                services.start_application, get_cluster(cast.river), by=cast.signed_in("coordinator"), round_id=round_id
            )
        assert why in refused.value.message

    within(start)


def test_what_can_be_mended_later_is_offered_with_the_way_to_mend_it(
    cast: Cast, reader_for: Callable[..., Reader], within: Within
) -> None:
    round_id = within(support.make_round)
    within(support.change_round, round_id, min_schools=5, max_schools=9)
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/applications/new")
    reader.sees("You can start now and invite more schools before you submit.")
    assert len(reader.page.select("[name=round_id]")) == 1
    reader.follow("Invite a school")
    assert reader.path == f"/clusters/{cast.river}/invitations/new"

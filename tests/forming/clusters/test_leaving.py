"""Leaving with notice, passing on, and the school that takes the place."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotFound, RuleBroken, SomeoneWasFaster
from portal.core.perform import perform
from portal.forming.clusters import jobs, queries, services
from portal.forming.clusters.models import ClusterMembership, ClusterStatus, MembershipStatus, VacancyStatus
from portal.forming.clusters.outline import get_outline
from tests.forming.support import act, facts_of, invite, join, leave, membership_of, open_duties, start
from tests.support.cast import Cast

TODAY = date(2027, 3, 2)
SOON = date(2027, 3, 31)


def owe_reply(
    cast: Cast, school: str, subject_id: uuid.UUID | None = None, *, asked_by: str | None = None
) -> uuid.UUID:
    """A reply that a school owes in the river cluster, to the school that asked; answers the duty's id."""

    def deed(*, by: Any) -> uuid.UUID:
        owed = duty.owe(
            DutyKind.REPLY,
            subject_id=subject_id or uuid.uuid4(),
            cluster_id=cast.river,
            school_id=cast.school[school],
            title="Reply to: The flood",
            asked_by_school_id=cast.school[asked_by] if asked_by else None,
        )
        return owed.id

    return perform(deed, by=SYSTEM)


def test_notice_names_the_day_and_owes_the_passing_on(database: sa.orm.Session, cast: Cast) -> None:
    leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    membership = membership_of(cast.river, cast.school["ford"])
    assert (membership.status, membership.leaving_on, membership.leaving_reason) == (
        MembershipStatus.LEAVING,
        SOON,
        "We are merging.",
    )
    assert open_duties(cast.river) == {("pass_on", cast.school["ford"], None, "contact")}


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=731)])
def test_notice_is_for_a_day_to_come(database: sa.orm.Session, cast: Cast, day: date) -> None:
    with pytest.raises(RuleBroken) as refused:
        leave(cast, cast.river, "ford", "ford_contact", leaving_on=day)
    assert refused.value.field == "leaving_on"


def test_notice_can_be_taken_back(database: sa.orm.Session, cast: Cast) -> None:
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    act(cast, "ford_contact", services.stay, queries.get_membership(cast.river, left))
    assert membership_of(cast.river, cast.school["ford"]).status == MembershipStatus.JOINED
    assert open_duties(cast.river) == set()


def test_pass_on_moves_one_duty_to_the_lead_school(database: sa.orm.Session, cast: Cast) -> None:
    owed = owe_reply(cast, "ford")
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    act(cast, "ford_contact", services.pass_on, queries.get_membership(cast.river, left), duty_id=owed)
    assert open_duties(cast.river) == {
        ("reply", cast.school["hill"], None, None),
        ("pass_on", cast.school["ford"], None, "contact"),
    }
    assert facts_of(cast.river)[-1] == "duty_passed_on"


def test_pass_on_what_the_lead_school_owes_too_closes_the_second_row(database: sa.orm.Session, cast: Cast) -> None:
    thread = uuid.uuid4()
    owe_reply(cast, "hill", thread)
    owed = owe_reply(cast, "ford", thread)
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    act(cast, "ford_contact", services.pass_on, queries.get_membership(cast.river, left), duty_id=owed)
    assert ("reply", cast.school["hill"], None, None) in open_duties(cast.river)
    assert ("reply", cast.school["ford"], None, None) not in open_duties(cast.river)


def test_pass_on_only_ones_own_and_only_what_can_be_passed(database: sa.orm.Session, cast: Cast) -> None:
    others = owe_reply(cast, "vale")
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    with pytest.raises(NotFound):
        act(cast, "ford_contact", services.pass_on, queries.get_membership(cast.river, left), duty_id=others)
    kind, title = (
        DutyKind.ANSWER_RESHAPING,
        "Ford friends",
    )  # whether it goes with others only the school itself can say
    facts = {
        "subject_id": uuid.uuid4(),
        "cluster_id": cast.river,
        "school_id": cast.school["ford"],
        "office": "contact",
    }
    word = perform(lambda *, by: duty.owe(kind, title=title, **facts).id, by=SYSTEM)
    for own in (duty.open_duties(DutyKind.PASS_ON, left)[0].id, word):
        with pytest.raises(RuleBroken):
            act(cast, "ford_contact", services.pass_on, queries.get_membership(cast.river, left), duty_id=own)


def test_leaving_opens_a_place_and_passes_the_rest_to_the_lead(database: sa.orm.Session, cast: Cast) -> None:
    owe_reply(cast, "ford")
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    act(cast, "ford_contact", services.complete_leaving, queries.get_membership(cast.river, left))

    membership = queries.get_membership(cast.river, left)
    assert membership.status == MembershipStatus.LEFT
    assert [v.membership.school_id for v in get_outline(cast.river).open_vacancies()] == [cast.school["ford"]]
    assert open_duties(cast.river) == {
        ("reply", cast.school["hill"], None, None),
        ("fill_vacancy", None, None, "contact_teacher"),
    }
    assert facts_of(cast.river) == ["school_leaving", "duty_passed_on", "school_left"]


def test_no_reply_passes_to_the_school_that_asked_for_it(database: sa.orm.Session, cast: Cast) -> None:
    """Not by the button, not when the school has left, and not when the cluster splits (`pass_everything_on`)."""
    pressed, left_over = (owe_reply(cast, "ford", asked_by="hill") for _turn in range(2))
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    act(cast, "ford_contact", services.pass_on, queries.get_membership(cast.river, left), duty_id=pressed)
    act(cast, "ford_contact", services.complete_leaving, queries.get_membership(cast.river, left))
    for key in (pressed, left_over):
        owed = session().get_one(duty.Duty, key)
        assert (owed.school_id, owed.closed_at) == (cast.school["vale"], None)
    whole = queries.get_cluster(cast.river)
    perform(lambda *, by: services.pass_everything_on(whole, school_id=cast.school["vale"], by=by), by=SYSTEM)
    assert {session().get_one(duty.Duty, key).school_id for key in (pressed, left_over)} == {cast.school["tumaini"]}


def test_what_no_other_school_can_take_over_ends_with_the_place(database: sa.orm.Session, cast: Cast) -> None:
    owed = owe_reply(cast, "ford", asked_by="hill")
    whole = queries.get_cluster(cast.river)
    others = [m for m in whole.live_memberships() if m.school_id not in (cast.school["ford"], cast.school["hill"])]
    perform(_take_out, by=SYSTEM, memberships=[m.id for m in others])
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    with pytest.raises(RuleBroken, match="no other school"):
        act(cast, "ford_contact", services.pass_on, queries.get_membership(cast.river, left), duty_id=owed)
    act(cast, "ford_contact", services.complete_leaving, queries.get_membership(cast.river, left))
    assert session().get_one(duty.Duty, owed).outcome == "left"


def _take_out(*, by: Any, memberships: list[uuid.UUID]) -> None:
    gone = sa.update(ClusterMembership).where(ClusterMembership.id.in_(memberships))
    session().execute(gone.values(status=MembershipStatus.LEFT, left_at=clock.now()))


def test_lead_school_and_coordinators_school_need_a_successor(database: sa.orm.Session, cast: Cast) -> None:
    left = leave(cast, cast.river, "hill", "coordinator", leaving_on=SOON)
    with pytest.raises(RuleBroken) as refused:
        act(cast, "coordinator", services.complete_leaving, queries.get_membership(cast.river, left))
    assert "accept the lead" in refused.value.message
    assert queries.get_membership(cast.river, left).status == MembershipStatus.LEAVING


def test_the_deputys_office_ends_with_the_school(database: sa.orm.Session, cast: Cast) -> None:
    left = leave(cast, cast.river, "vale", "vale_contact", leaving_on=SOON)
    act(cast, "vale_contact", services.complete_leaving, queries.get_membership(cast.river, left))
    assert [o.status.value for o in queries.get_cluster(cast.river).offices] == ["accepted", "accepted", "ended"]


def test_the_coordinator_cannot_send_a_school_away_early(database: sa.orm.Session, cast: Cast, clock: Any) -> None:
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    with pytest.raises(RuleBroken):
        act(cast, "coordinator", services.complete_leaving, queries.get_membership(cast.river, left))
    clock.hold(clock.now() + timedelta(days=40))
    act(cast, "coordinator", services.complete_leaving, queries.get_membership(cast.river, left))
    assert queries.get_membership(cast.river, left).status == MembershipStatus.LEFT


def test_the_day_after_the_leaving_day_it_happens_by_itself(database: sa.orm.Session, cast: Cast, clock: Any) -> None:
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=TODAY)
    held = leave(cast, cast.river, "hill", "coordinator", leaving_on=TODAY)
    jobs.keep_clusters_moving()
    assert queries.get_membership(cast.river, left).status == MembershipStatus.LEAVING
    session().commit()
    clock.hold(clock.now() + timedelta(days=1))
    jobs.keep_clusters_moving()
    assert queries.get_membership(cast.river, left).status == MembershipStatus.LEFT
    assert queries.get_membership(cast.river, held).status == MembershipStatus.LEAVING


def test_the_last_school_closes_the_cluster(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    asked = invite(cast, made, "hill")
    left = leave(cast, made, "brook", "outsider", leaving_on=TODAY)
    act(cast, "outsider", services.complete_leaving, queries.get_membership(made, left))
    assert queries.get_cluster(made).status == ClusterStatus.CLOSED
    assert get_outline(made).open_vacancies() == []
    assert open_duties(made) == set()
    assert queries.get_membership(made, asked).status == MembershipStatus.WITHDRAWN
    with pytest.raises(RuleBroken, match="is closed"):
        join(cast, made, asked, "head")


@pytest.fixture
def heirs() -> Iterator[list[tuple[uuid.UUID, uuid.UUID]]]:
    """What a room above is told when a newcomer takes a place."""
    told: list[tuple[uuid.UUID, uuid.UUID]] = []

    def inherit(cluster: Any, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Any) -> None:
        told.append((old_school_id, new_school_id))

    services.on_replacement.append(inherit)
    yield told
    services.on_replacement.remove(inherit)


def leave_a_place(cast: Cast) -> Any:
    left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=SOON)
    act(cast, "ford_contact", services.complete_leaving, queries.get_membership(cast.river, left))
    return get_outline(cast.river).open_vacancies()[0]


def test_the_newcomer_takes_the_place_and_inherits(
    database: sa.orm.Session, cast: Cast, heirs: list[tuple[uuid.UUID, uuid.UUID]]
) -> None:
    place = leave_a_place(cast)
    vacancy = queries.get_vacancy(cast.river, place.id)
    invited = invite(cast, cast.river, "brook", "coordinator", vacancy=vacancy)
    join(cast, cast.river, invited, "outsider")

    newcomer = membership_of(cast.river, cast.school["brook"])
    vacancy = queries.get_vacancy(cast.river, place.id)
    assert newcomer.replaces_id == vacancy.membership_id
    assert (vacancy.status, vacancy.filled_by_id) == (VacancyStatus.FILLED, newcomer.id)
    assert heirs == [(cast.school["ford"], cast.school["brook"])]
    assert ("fill_vacancy", None, None, "contact_teacher") not in open_duties(cast.river)
    assert "vacancy_filled" in facts_of(cast.river)


def test_two_invited_for_one_place_the_second_is_a_plain_member(
    database: sa.orm.Session, cast: Cast, heirs: list[tuple[uuid.UUID, uuid.UUID]]
) -> None:
    place = leave_a_place(cast)
    first = invite(cast, cast.river, "brook", "coordinator", vacancy=queries.get_vacancy(cast.river, place.id))
    second = invite(cast, cast.river, "quiet", "coordinator", vacancy=queries.get_vacancy(cast.river, place.id))
    join(cast, cast.river, first, "outsider")
    join(cast, cast.river, second, "waiting")
    assert membership_of(cast.river, cast.school["quiet"]).replaces_id is None
    assert heirs == [(cast.school["ford"], cast.school["brook"])]


def test_what_a_room_above_refuses_undoes_the_joining(database: sa.orm.Session, cast: Cast) -> None:
    def refuse(cluster: Any, **_words: Any) -> None:
        raise SomeoneWasFaster("no")

    place = leave_a_place(cast)
    invited = invite(cast, cast.river, "brook", "coordinator", vacancy=queries.get_vacancy(cast.river, place.id))
    services.on_replacement.append(refuse)
    try:
        with pytest.raises(SomeoneWasFaster):
            join(cast, cast.river, invited, "outsider")
    finally:
        services.on_replacement.remove(refuse)
    assert queries.get_membership(cast.river, invited).status == MembershipStatus.INVITED


def test_a_place_can_be_closed(database: sa.orm.Session, cast: Cast) -> None:
    place = leave_a_place(cast)
    act(cast, "coordinator", services.close_vacancy, queries.get_vacancy(cast.river, place.id))
    assert get_outline(cast.river).open_vacancies() == []
    assert open_duties(cast.river) == set()


def test_the_school_that_left_can_come_back(database: sa.orm.Session, cast: Cast) -> None:
    leave_a_place(cast)
    join(cast, cast.river, invite(cast, cast.river, "ford", "coordinator"), "ford_contact")
    rows = [m.status.value for m in queries.get_cluster(cast.river).memberships if m.school_id == cast.school["ford"]]
    assert rows == ["left", "joined"]

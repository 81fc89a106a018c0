"""Who is told of what is said on the board and done with partnerships; what the cluster's home shows of it."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import Person
from portal.oversight.notifications.models import Notification
from portal.running.board import services
from portal.running.board.services import Wanted
from portal.running.partnerships import queries as partnerships
from portal.running.partnerships import services as partnership_services
from tests.conftest import START

DAY = date(2027, 3, 12)


@pytest.fixture
def told(rows: Any) -> Any:
    """(name, title) of every notice of a kind."""

    def read(kind: str) -> set[tuple[str, str]]:
        query = sa.select(Person.name, Notification.title).join(Notification, Notification.person_id == Person.id)
        return {tuple(row) for row in rows(query.where(Notification.kind == kind))}

    return read


@pytest.fixture
def mailed(rows: Any) -> Any:
    """(name, subject) of every mail."""

    def read() -> list[tuple[str, str]]:
        query = sa.select(Person.name, OutboxMail.subject).join(Person, Person.id == OutboxMail.person_id)
        return sorted(tuple(row) for row in rows(query))

    return read


def test_everyone_in_the_network_has_a_notice_and_the_mail_of_a_day_brings_it(
    board: Any, cast: Any, told: Any, mailed: Any, rows: Any
) -> None:
    board.start("teacher")
    names = {name for name, _title in told("post_added")}
    schools = ("hill", "vale", "ford", "tumaini")
    assert names == {p.name for p in cast.people.values() if p.school in schools} - {"Tom O'Neill"}
    assert {title for _name, title in told("post_added")} == {"Hill Primary School began “Rain”"}
    assert mailed() == []
    assert {row.gathered for row in rows(sa.select(Notification.gathered))} == {"daily"}


def test_the_school_that_owes_a_reply_has_a_mail_and_so_has_who_asked(
    board: Any, cast: Any, told: Any, mailed: Any
) -> None:
    thread = board.start("teacher", wanted=Wanted(cast.school["vale"], DAY))
    asked = "Hill Primary School needs a reply from you in “Rain” until Friday 12 March 2027, 23:59 UK time"
    assert told("reply_asked") == {("Vera Singh", asked)}
    assert mailed() == [("Vera Singh", asked)]

    board.reply("ford_teacher", thread.id, for_school_id=cast.school["vale"])
    answered = "Ford Special School has replied in “Rain” for Vale Primary School"
    thanks = "Ford Special School has answered “Rain” for you. You owe nothing there any more."
    assert told("reply_answered") == {("Tom O'Neill", answered), ("Vera Singh", thanks)}
    assert mailed() == [
        ("Carys Okoro", "Re: [River schools] Rain"),
        ("Tom O'Neill", answered),
        ("Vera Singh", thanks),
        ("Vera Singh", asked),
    ]


def test_each_person_is_told_once_of_a_message(board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher", wanted=Wanted(cast.school["vale"], DAY))
    board.reply("ford_teacher", thread.id, for_school_id=cast.school["vale"])
    query = sa.select(Notification.person_id, Notification.post_id, sa.func.count())
    for _person, _post, count in rows(query.group_by(Notification.person_id, Notification.post_id)):
        assert count == 1


def test_a_reply_no_longer_needed_is_told(app: Any, board: Any, cast: Any, told: Any) -> None:
    from portal.running.board import queries

    thread = board.start("teacher", wanted=Wanted(cast.school["vale"], DAY))
    owed = board.thread(thread.id).owed[0].id
    with app.app_context():
        by = cast.signed_in("teacher")
        perform(services.release_reply, queries.get_reply_duty(cast.river, thread.id, owed), by=by)
    assert told("reply_released") == {("Vera Singh", "Your reply in “Rain” is no longer needed")}


def test_the_partner_is_told_once_who_goes_on(app: Any, cast: Any, told: Any, mailed: Any) -> None:
    with app.app_context():
        by = cast.signed_in("coordinator")
        cluster = get_cluster(cast.river)
        words = {"old_school_id": cast.school["hill"], "new_school_id": cast.school["ford"]}
        perform(partnership_services.inherit_pairs, cluster, by=by, **words)
    title = "Ford Special School has taken the place of Hill Primary School and is your link from now on"
    assert told("pair_inherited") == {("Amina Wanjiru", title)}
    assert [name for name, _subject in mailed()] == ["Amina Wanjiru"]


def test_a_proposed_link_is_told_to_the_school_that_is_asked(app: Any, cast: Any, told: Any) -> None:
    with app.app_context():
        by = cast.signed_in("vale_teacher")
        found = partnerships.get_partnership(cast.river, cast.partnership)
        words = {"home_school_id": cast.school["vale"], "partner_school_id": cast.school["tumaini"]}
        pair = perform(partnership_services.propose_pair, found, by=by, **words)
        by = cast.signed_in("abroad")
        perform(partnership_services.agree_pair, partnerships.get_pair(cast.river, cast.partnership, pair.id), by=by)
    both = "Vale Primary School and Tumaini Primary School"
    assert ("Amina Wanjiru", f"A link is proposed: {both}. Do you agree?") in told("pair_proposed")
    assert told("pair_agreed") == {("Vera Singh", f"{both} are linked now")}


def test_the_clusters_home_shows_the_board_and_the_partners(board: Any, cast: Any, reader_for: Any, clock: Any) -> None:
    home = f"/clusters/{cast.river}"
    reader_for(cast.teacher).get(home).sees("Nobody has written yet.", "Tumaini Primary School has not written yet")
    clock.hold(START - timedelta(days=20))
    board.start("teacher", "Rain", wanted=Wanted(cast.school["vale"], date(2027, 2, 20)))
    clock.hold(START - timedelta(hours=3))
    board.start("abroad", "Snow")
    clock.hold(START)
    reader = reader_for(cast.ford_teacher).get(home)
    reader.sees(
        "Reply needed by Vale Primary School was due Saturday 20 February 2027, 23:59 UK time; can you answer?",
        "Amina Wanjiru, Tumaini Primary School, 3 hours ago",
        "Our schools last wrote Wed 10 Feb 2027",
        "Tumaini Primary School last wrote 3 hours ago",
    )
    reader.follow("Snow")
    assert reader.h1.endswith("Snow")
    reader_for(cast.officer).get(home).does_not_see("Snow")


def test_what_needs_me_leads_to_the_conversation(board: Any, cast: Any, reader_for: Any) -> None:
    thread = board.start("teacher", wanted=Wanted(cast.school["vale"], DAY))
    reader_for(cast.vale_teacher).get("/what-needs-me").follow("Rain")
    reader = reader_for(cast.vale_teacher).get("/what-needs-me").follow("Rain")
    assert reader.path == board.thread_path(thread.id)

"""Reading the board: who sees what, in which order, for how many statements."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.running.board import queries
from portal.running.board.models import Post
from portal.running.board.queries import Show
from portal.running.board.services import Wanted
from tests.conftest import START
from tests.support.cast import commit

DAY = date(2027, 3, 12)


def test_the_network_is_everyone_who_shares_the_board(app: Any, cast: Any) -> None:
    def invite_brook_and_let_ford_go() -> None:
        session().add(
            ClusterMembership(cluster_id=cast.river, school_id=cast.school["brook"], status=MembershipStatus.INVITED)
        )
        session().execute(
            sa.update(ClusterMembership)
            .where(ClusterMembership.school_id == cast.school["ford"])
            .values(status=MembershipStatus.LEFT)
        )

    commit(app, invite_brook_and_let_ford_go)
    with app.app_context():
        found = queries.get_board(cast.river)
    assert found.name == "River schools"
    assert [(s.name, s.is_partner, s.is_invited) for s in found.schools] == [
        ("Brook High School", False, True),
        ("Hill Primary School", False, False),
        ("Tumaini Primary School", True, False),
        ("Vale Primary School", False, False),
    ]


def test_a_cluster_that_is_not_there(app: Any, cast: Any) -> None:
    with app.app_context(), pytest.raises(NotFound):
        queries.get_board(uuid.uuid4())


def test_threads_come_with_the_newest_activity_first_page_by_page(app: Any, board: Any, cast: Any, clock: Any) -> None:
    for minutes in range(3):
        clock.hold(START + timedelta(minutes=minutes))
        board.start("teacher", f"Thread {minutes}")
    with app.app_context():
        mine = {cast.school["vale"]}
        first = queries.list_threads(cast.river, schools=mine)
        assert [t.title for t in first] == ["Thread 2", "Thread 1", "Thread 0"]
        assert [t.unread for t in first] == [1, 1, 1]
        assert first.next is None


def test_what_is_needed_and_what_is_ours(app: Any, board: Any, cast: Any) -> None:
    board.start("teacher", "Plain")
    board.start("teacher", "Vale is asked", wanted=Wanted(cast.school["vale"], DAY))
    board.start("vale_teacher", "Vale began")

    def titles(show: Show, school: str) -> list[str]:
        with app.app_context():
            return sorted(t.title for t in queries.list_threads(cast.river, schools={cast.school[school]}, show=show))

    assert titles(Show.NEEDED, "ford") == ["Vale is asked"]
    assert titles(Show.OURS, "vale") == ["Vale began", "Vale is asked"]
    assert titles(Show.OURS, "hill") == ["Plain", "Vale is asked"]
    assert titles(Show.OURS, "ford") == []


def test_a_thread_of_another_cluster_is_not_found(app: Any, board: Any) -> None:
    thread = board.start("teacher")
    for load in (queries.get_thread, queries.get_conversation):
        with app.app_context(), pytest.raises(NotFound):
            load(uuid.uuid4(), thread.id)
    with app.app_context(), pytest.raises(NotFound):
        queries.get_post(uuid.uuid4(), thread.id, thread.last_post_id)


def test_messages_come_in_order_page_by_page(app: Any, board: Any, cast: Any) -> None:
    thread = board.start("teacher", text="0")
    many(app, thread, cast, range(1, 53))
    with app.app_context():
        first = queries.list_posts(thread.id)
        second = queries.list_posts(thread.id, after=first.next)
        last = queries.list_posts(thread.id, newest=True)
    assert [p.html for p in first][:2] == ["<p>0</p>\n", "1"]
    assert len(first) == 50
    assert [p.html for p in second] == ["50", "51", "52"]
    assert second.next is None
    assert [p.html for p in last][-1] == "52"
    assert len(last) == 50


def many(app: Any, thread: Any, cast: Any, numbers: range) -> None:
    def add() -> None:
        for number in numbers:
            session().add(
                Post(
                    thread_id=thread.id,
                    school_id=cast.school["hill"],
                    author_id=cast.teacher.id,
                    source="",
                    html=str(number),
                )
            )
            session().flush()

    commit(app, add)


def test_search_finds_words_in_this_board_only_newest_first(app: Any, board: Any, cast: Any) -> None:
    board.start("teacher", "Rivers", "Llyn y Fan Fach is a lake")
    thread = board.start("teacher", "Boats", "ទន្លេ is a river; a boat")
    board.reply("abroad", thread.id, "Ziwa ni kubwa, the LAKE is big")

    def found(words: str, cluster: Any = None) -> list[str]:
        with app.app_context():
            finding = queries.find_posts(cluster or cast.river, queries.Sought(words), now=START)
            return [f.source for f in finding.found]

    assert found("lake") == ["Ziwa ni kubwa, the LAKE is big", "Llyn y Fan Fach is a lake"]
    assert found("boat") == ["ទន្លេ is a river; a boat"]
    assert found("ទន្លេ") == ["ទន្លេ is a river; a boat"]
    assert found("rivers lake") == ["Llyn y Fan Fach is a lake"]
    assert found("lake", uuid.uuid4()) == []
    assert found("") == []
    assert found('"*') == []

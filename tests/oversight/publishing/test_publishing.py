"""The summary of a cluster as page and PDF, and its public page: off at first, and no school named that has not agreed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, MembershipStatus
from portal.oversight.freezes.models import Freeze, FrozenKind
from portal.oversight.notifications.models import Notification
from portal.oversight.publishing.models import PublicName, PublicPage
from portal.running.activities.models import Activity, ActivityStatus
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


def page(cast: Cast, end: str = "") -> str:
    return f"/clusters/{cast.river}/public-page{end}"


def public(cast: Cast) -> str:
    return f"/our-work/{cast.river}"


@pytest.fixture
def done(app: Flask, cast: Cast, clock: Any) -> None:
    """Two activities took place, one of them in an earlier school year; one was cancelled."""

    def lay() -> None:
        for title, days, pupils, status in (
            ("A shared song", 7, 24, ActivityStatus.DELIVERED),
            ("Letters مدرسة", 300, 11, ActivityStatus.DELIVERED_BY_ONE),
            ("Cancelled walk", 8, 99, ActivityStatus.CANCELLED),
        ):
            at = clock.now() - timedelta(days=days)
            session().add(Activity(
                cluster_id=cast.river, title=title, owner_school_id=cast.school["hill"], teacher_id=cast.teacher.id, starts_at=at,
                ends_at=at + timedelta(hours=1), zone="Europe/London", status=status, revised_at=at, pupil_count=pupils,
            ))  # fmt: skip

    commit(app, lay)


def numbers(reader: Reader) -> dict[str, int]:
    rows = reader.page.select(".app-numbers div")
    return {row.dt.get_text(): int(row.dd.get_text()) for row in rows}


def test_the_summary_says_what_happened_and_names_nobody(
    done: None, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/summary")
    assert list(numbers(reader).values()) == [4, 2, 1, 24]
    reader.sees("A shared song", "Tumaini Primary School (Kenya)", "lead school", "River and lake")
    reader.does_not_see("Letters", "Cancelled walk")
    reader.get(f"/clusters/{cast.river}/summary?year=all").sees("A shared song", "Letters")
    assert list(numbers(reader).values()) == [4, 2, 2, 35]
    sheet = reader.page.select_one(".app-sheet")
    assert sheet is not None
    assert not [one.name for one in cast.people.values() if one.name in sheet.get_text()]
    reader.get(f"/clusters/{cast.river}/summary?year=nonsense").sees("A shared song")


def test_the_sheet_of_paper_says_the_same_on_one_page(done: None, cast: Cast, reader_for: Any) -> None:
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/summary.pdf?year=all")
    assert reader.headers["Content-Type"] == "application/pdf"
    assert "River" not in reader.headers["Content-Disposition"]
    assert reader.raw.count(b"/Type /Page\n") + reader.raw.count(b"/Type /Page ") == 1
    assert b"/Title (River schools)" in reader.raw
    assert len(reader.raw) < 200_000


@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 200), ("abroad_teacher", 200), ("officer", 200), ("authority", 200), ("auditor", 404), ("outsider", 404), ("nobody", 404)],
)  # fmt: skip
def test_who_reads_the_summary(cast: Cast, reader_for: Any, who: str, status: int) -> None:
    for end in ("", ".pdf"):
        reader_for(cast.people[who]).get(f"/clusters/{cast.river}/summary{end}", expect=status)


def show(
    reader: Reader, cast: Cast, words: str = "We share two rivers.", *, is_shown: bool = True, expect: int = 303
) -> None:
    reader.get(page(cast))
    given = {"csrf_token": reader.token(), "words": words, **({"is_shown": "y"} if is_shown else {})}
    reader.post(page(cast), given, expect=expect)


def press(reader: Reader, cast: Cast, end: str, expect: int = 303) -> None:
    reader.get(page(cast, "/names"))
    reader.post(page(cast, end), {"csrf_token": reader.token()}, expect=expect)


def test_nothing_is_public_before_and_no_school_without_its_yes(
    app: Flask, done: None, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    visitor, coordinator = reader_for(), reader_for(cast.coordinator)
    visitor.get(public(cast), expect=404)
    show(coordinator, cast)
    visitor.get(public(cast)).sees("River schools", "We share two rivers.", "4 schools work in this cluster.")
    for name in (*cast.school_name.values(), *(one.name for one in cast.people.values()), "A shared song"):
        visitor.does_not_see(name)
    with app.app_context():
        names = {person.id: key for key, person in cast.people.items()}
        told = session().scalars(sa.select(Notification).where(Notification.kind == "public_page_shown"))
        assert {names[one.person_id] for one in told} == {"vale_contact", "ford_contact", "abroad"}
    press(reader_for(cast.vale_head), cast, "/name")
    press(reader_for(cast.abroad), cast, "/name")
    press(reader_for(cast.teacher), cast, "/name", expect=403)
    visitor.get(public(cast)).sees("Vale Primary School", "Tumaini Primary School", "2 schools are not named here.")
    visitor.does_not_see("Hill Primary School", "Ford Special School")
    press(reader_for(cast.vale_contact), cast, "/unname")
    visitor.get(public(cast)).does_not_see("Vale Primary School")
    # a school that leaves is named no more, whatever it said
    left = sa.update(ClusterMembership).where(ClusterMembership.school_id == cast.school["tumaini"])
    commit(app, lambda: session().execute(left.values(status=MembershipStatus.LEFT)))
    visitor.get(public(cast)).does_not_see("Tumaini")
    show(coordinator, cast, is_shown=False)
    visitor.get(public(cast), expect=404)
    coordinator.get(f"/clusters/{cast.river}/timeline").sees(
        "Vale Primary School is no longer named on the public page."
    )


@pytest.mark.parametrize("words", ["Write to nan@x.example", "Ring 01632 960 001", "Call +44 1632 960001"])
def test_addresses_and_numbers_are_left_out(app: Flask, cast: Cast, reader_for: Any, words: str) -> None:
    reader = reader_for(cast.coordinator)
    show(reader, cast, words, expect=422)
    reader.sees("Leave out e-mail addresses and telephone numbers", words)
    with app.app_context():
        assert session().scalar(sa.select(PublicPage.is_shown)) is None


def test_words_of_others_are_words_and_nothing_more(cast: Cast, reader_for: Any) -> None:
    show(reader_for(cast.coordinator), cast, "<script>alert(1)</script> since 2026 and 3.5 million drops")
    visitor = reader_for().get(public(cast)).sees("<script>alert(1)</script> since 2026")
    assert "noindex" in visitor.headers["X-Robots-Tag"]
    assert visitor.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("how", ["closed", "read-only"])
def test_a_cluster_that_is_closed_or_read_only_shows_nothing(app: Flask, cast: Cast, reader_for: Any, how: str) -> None:
    show(reader_for(cast.coordinator), cast)

    def lay() -> None:
        if how == "closed":
            session().execute(sa.update(Cluster).values(status=ClusterStatus.CLOSED))
        else:
            session().add(Freeze(kind=FrozenKind.CLUSTER, cluster_id=cast.river, reason="We look into it"))

    commit(app, lay)
    reader_for().get(public(cast), expect=404)


def test_who_may_change_it(cast: Cast, reader_for: Any) -> None:
    able = {"vale_contact": (200, 200), "authority": (404, 404), "outsider": (404, 404)}
    for who in ("vale_contact", "teacher", "abroad", "officer", "authority", "outsider"):
        edit, names = able.get(who, (403, 200))
        reader = reader_for(cast.people[who])
        reader.get(page(cast), expect=edit)
        reader.get(page(cast, "/names"), expect=names)


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, clock: Any, reader_for: Any) -> None:
    show(reader_for(cast.coordinator), cast)
    reader, visitor, counts, made = reader_for(cast.teacher), reader_for(), set(), 0
    for number in (1, 3, 30):

        def lay(number: int = number, made: int = made) -> None:
            at = clock.now() - timedelta(days=2)
            for n in range(made, number):
                session().add(Activity(
                    cluster_id=cast.river, title=f"Song {n}", owner_school_id=cast.school["hill"], starts_at=at, ends_at=at + timedelta(hours=1),
                    zone="Europe/London", status=ActivityStatus.DELIVERED, revised_at=at,
                ))  # fmt: skip

        commit(app, lay)
        made = number
        reader.get(f"/clusters/{cast.river}/summary")
        visitor.get(public(cast))
        counts.add((len(reader.statements), len(visitor.statements)))
    assert len(counts) == 1
    reader.sees("And 22 earlier activities.")


def test_twice_is_once(app: Flask, cast: Cast, reader_for: Any) -> None:
    show(reader_for(cast.coordinator), cast)
    for _press in range(2):
        press(reader_for(cast.vale_head), cast, "/name")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(PublicName)) == 1

"""Searching for schools: every wish, together and alone; who is found, in which order; and what the database does for it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.identity.finding import index, queries
from portal.identity.finding.models import STALE_AFTER
from portal.identity.finding.queries import Wanted
from portal.identity.profiles.models import Looking, Setting
from portal.identity.schools.models import SchoolStatus
from tests.identity.finding.conftest import names

Listed = Callable[..., uuid.UUID]


def found(app: Flask, **wanted: Any) -> list[str]:
    with app.app_context():
        return sorted(names(queries.search(Wanted(**wanted))))


@pytest.fixture
def three(listed: Listed) -> None:
    listed(
        "Elm Grove School", town="Marlbury", nation="GB-ENG", languages=["en", "pl"], themes=["water"], tools=["video"],
        phases=["primary"], low_age=4, high_age=11, pupils=90, setting=Setting.TOWN, affiliations=["isa"],
    )  # fmt: skip
    listed(
        "Tumaini School", town="Kisumu", country="KE", zone="Africa/Nairobi", languages=["en", "sw"], themes=["water", "music"],
        phases=["secondary"], pupils=900, setting=Setting.COUNTRYSIDE, looking=Looking.OPEN, looking_for="Letters about fishing",
    )  # fmt: skip
    listed("École des Lilas", town="Lyon", country="FR", zone="Europe/Paris", languages=["fr"], looking=Looking.NO)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ({"looking": "yes"}, ["Elm Grove School"]),
        ({"looking": "asked"}, ["Elm Grove School", "Tumaini School"]),
        ({"looking": "all"}, ["Elm Grove School", "Tumaini School", "École des Lilas"]),
        ({"country": "KE"}, ["Tumaini School"]),
        ({"nation": "GB-ENG"}, ["Elm Grove School"]),
        ({"language": "sw"}, ["Tumaini School"]),
        ({"language": "en", "country": "GB"}, ["Elm Grove School"]),
        ({"theme": "water"}, ["Elm Grove School", "Tumaini School"]),
        ({"theme": "water", "language": "fr"}, []),
        ({"tool": "video"}, ["Elm Grove School"]),
        ({"affiliation": "isa"}, ["Elm Grove School"]),
        ({"setting": "countryside"}, ["Tumaini School"]),
        ({"phase": "primary"}, ["Elm Grove School"]),
        ({"age": "7_11"}, ["Elm Grove School"]),
        ({"age": "11_14"}, ["Tumaini School"]),
        ({"age": "3_5"}, ["Elm Grove School"]),
        ({"size": "small"}, ["Elm Grove School"]),
        ({"size": "very_large"}, ["Tumaini School"]),
        ({"words": "elm"}, ["Elm Grove School"]),
        ({"words": "ecole LILAS"}, ["École des Lilas"]),
        ({"words": "kis"}, ["Tumaini School"]),
        ({"words": "kenya"}, ["Tumaini School"]),
        ({"words": "fishing"}, ["Tumaini School"]),
        ({"words": "frankreich"}, []),
        ({"words": "francia"}, ["École des Lilas"]),
        ({"words": "elm kisumu"}, []),
        ({"words": "  "}, ["Elm Grove School", "Tumaini School", "École des Lilas"]),
    ],
)
def test_each_wish(app: Flask, wanted: dict[str, str], there: list[str]) -> None:
    assert found(app, **{"looking": "all", **wanted}) == there


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "'",
        "elm' & 'x",
        'elm" OR "x',
        "NOT",
        "* :",
        "\\",
        "xqall",
        "\x00",
        "\ud800",
        "elm\N{COMBINING GRAVE ACCENT}" * 40,
        "a" * 5000,
    ],
)
def test_odd_words_are_only_words(app: Flask, three: None, words: str) -> None:
    assert set(found(app, looking="all", words=words)) <= {"Elm Grove School", "Tumaini School", "École des Lilas"}


def test_words_of_every_script_are_found(app: Flask, listed: Listed) -> None:
    listed("សាលាបឋមសិក្សាអង្គរ", country="KH", zone="Asia/Phnom_Penh")
    listed("مدرسة الأرز", country="LB", zone="Asia/Beirut")
    listed("Ysgol Gyfun Ŵyr", nation="GB-WLS")
    assert found(app, words="សាលាបឋមសិក្សា") == ["សាលាបឋមសិក្សាអង្គរ"]
    assert found(app, words="مدرسة") == ["مدرسة الأرز"]
    assert found(app, words="wyr") == ["Ysgol Gyfun Ŵyr"]


def test_only_verified_schools_with_a_sign_of_life(app: Flask, listed: Listed) -> None:
    listed("Waiting School", status=SchoolStatus.CONFIRMED_BY_HEAD)
    listed("On Hold School", status=SchoolStatus.SUSPENDED)
    listed("Silent School", days_silent=STALE_AFTER.days + 1)
    listed("Quiet School", days_silent=STALE_AFTER.days - 1)
    assert found(app, looking="all") == ["Quiet School"]


def test_the_latest_sign_of_life_comes_first_and_pages_follow_on(app: Flask, listed: Listed) -> None:
    for number in range(60):
        listed(f"School {number:02}", days_silent=number // 7)
    with app.app_context():
        first = queries.search(Wanted())
        second = queries.search(Wanted(), after=first.next)
        broken = queries.search(Wanted(), after="no mark of ours")
    shown = [*first, *second]
    assert (len(first), len(second), second.next) == (50, 10, None)
    assert [one.active_at for one in shown] == sorted((one.active_at for one in shown), reverse=True)
    assert len({one.id for one in shown}) == 60
    assert names(broken) == names(first)


def test_a_school_that_changes_is_found_by_what_it_is_now(app: Flask, listed: Listed) -> None:
    from portal.identity.finding import services
    from portal.identity.schools.models import School
    from tests.support.cast import commit

    school_id = listed("Elm Grove School")

    def renamed() -> None:
        school = session().get_one(School, school_id)
        school.name = "Oak Lane School"
        services.keep_listing(school)

    commit(app, renamed)
    assert found(app, words="elm") == []
    assert found(app, words="oak") == ["Oak Lane School"]


@pytest.mark.parametrize("few", [300, 5])
def test_a_search_is_one_statement_or_two_that_use_their_indexes(
    app: Flask, listed: Listed, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    for number in range(30):
        listed(f"School {number}", country="KE" if number % 3 else "GB")
    with app.app_context():
        seen: list[tuple[str, Any]] = []
        engine = session().get_bind()
        sa.event.listen(
            engine, "before_cursor_execute", lambda c, cur, statement, args, *rest: seen.append((statement, args))
        )
        assert len(queries.search(Wanted(country="KE", words="sch"))) == 20
        asked = [one for one in seen if "school_listing" in one[0]]
        is_sqlite = engine.dialect.name == "sqlite"
        assert len(asked) == (1 if is_sqlite else 2)
        explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        if not is_sqlite:  # 30 rows fit on a page that is read whole, unless that is ruled out
            session().execute(sa.text("SET LOCAL enable_seqscan = off"))
        plans = []
        for statement, arguments in asked:
            rows = session().connection().exec_driver_sql(explain + statement, arguments)
            plans.append("\n".join(str(row) for row in rows))
    if is_sqlite:
        assert "USING INDEX ix_school_listing_order" in plans[0]
        assert "VIRTUAL TABLE INDEX" in plans[0]
        assert "TEMP B-TREE" not in plans[0]
    else:
        assert "ix_school_listing_vector" in plans[0]
        assert "Seq Scan" not in "".join(plans)


def test_few_and_many_hits_give_the_same_pages(app: Flask, listed: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        listed(f"School {number:02}", country="KE", languages=["sw"] if number % 2 else ["en"], days_silent=number)
    pages = []
    for few in (300, 29):
        monkeypatch.setattr(queries, "FEW", few)
        with app.app_context():
            wanted = Wanted(country="KE", language="sw")
            pages.append((names(queries.search(wanted)), names(queries.search(Wanted(country="KE", words="school")))))
            assert names(queries.search(Wanted(country="GB", language="sw"))) == []
    assert pages[0] == pages[1]
    assert (len(pages[0][0]), len(pages[0][1])) == (30, 50)


def test_the_question_holds_every_part() -> None:
    asked = index.Asked(groups=(("a", "b"), ("c",)), without=("d", "e"), words=("hill", "x"))
    assert index.question(asked, "sqlite") == '(("a" OR "b") AND ("c") AND "hill"* AND "x") NOT ("d" OR "e")'
    assert index.question(asked, "postgresql") == "('a'|'b')&('c')&'hill':*&'x'&!'d'&!'e'"
    assert index.question(index.Asked(), "sqlite") == '("xqall")'


def test_a_silent_school_is_told_apart(app: Flask, listed: Listed) -> None:
    school_id = listed("Silent School", days_silent=STALE_AFTER.days + 1)
    with app.app_context():
        listing = queries.get_listing(school_id)
        assert listing.is_stale(clock.now())
        assert not listing.is_stale(clock.now() - timedelta(days=30))

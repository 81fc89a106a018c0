"""What needs me: one list over all clusters and roles."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import duty, ids
from portal.core.actors import SYSTEM
from portal.core.duty import DutyKind
from portal.oversight.notifications import ways, wording
from portal.web import navigation
from tests.support import calendar
from tests.support.cast import Cast, commit


def owe(app: Flask, kind: DutyKind, title: str, **words: Any) -> Any:
    return commit(
        app, lambda: duty.owe(kind, subject_id=words.pop("subject_id", ids.new_id()), title=title, **words).id
    )


def lines(reader: Any) -> list[str]:
    return [" ".join(li.get_text(" ").split()) for li in reader.page.select("main .app-list > li")]


def test_a_visitor_is_asked_to_sign_in(reader_for: Callable[..., Any]) -> None:
    reader = reader_for().get("/what-needs-me")
    assert reader.path.startswith("/sign-in")


def test_it_shows_what_to_do_where_by_when_and_what_happens_otherwise(
    app: Flask, cast: Cast, reader_for: Callable[..., Any], clock: Any
) -> None:
    due_at = clock.now() + timedelta(days=3)
    owe(
        app,
        DutyKind.REPLY,
        "Who lives by the lake?",
        cluster_id=cast.river,
        school_id=cast.school["tumaini"],
        due_at=due_at,
    )

    reader = reader_for(cast.abroad_teacher).get("/what-needs-me")

    [line] = lines(reader)
    for words in (
        "Reply to “Who lives by the lake?”",
        "River schools, Tumaini Primary School",
        "By Friday 5 March 2027, 13:00 Nairobi time",
        "The other school sees that your school still owes an answer.",
    ):
        assert words in line
    reader_for(cast.vale_teacher).get("/what-needs-me").does_not_see("Who lives by the lake?")


def test_it_gathers_what_comes_from_every_role(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    hill = cast.school["hill"]
    owe(app, DutyKind.SIGN_APPLICATION, "Sign this", school_id=hill, office="signatory")
    owe(app, DutyKind.SUBMIT_APPLICATION, "Send this", cluster_id=cast.river, office="contact_teacher")
    owe(app, DutyKind.VERIFY_SCHOOL, "Quiet Lane School", role="programme_manager")
    owe(app, DutyKind.DELIVER_ACTIVITY, "Water test", person_id=cast.teacher.id, understudy_id=cast.vale_teacher.id)
    gone = owe(app, DutyKind.REPLY, "Taken over", school_id=hill)
    commit(app, lambda: duty.suspend(DutyKind.REPLY, _subject_of(gone)))

    def seen(key: str) -> list[str]:
        return lines(reader_for(cast.people[key]).get("/what-needs-me"))

    assert ["Sign this" in line for line in seen("head")] == [True]
    assert ["Send this" in line for line in seen("coordinator")] == [True]
    assert ["Quiet Lane School" in line for line in seen("manager")] == [True]
    assert ["Quiet Lane School" in line for line in seen("admin")] == [True]
    assert seen("officer") == []
    assert [("Water test" in line, "back-up" in line) for line in seen("teacher")] == [(True, False)]
    assert [("Water test" in line, "back-up" in line) for line in seen("vale_teacher")] == [(True, True)]
    assert seen("outsider") == []


def _subject_of(duty_id: Any) -> Any:
    from portal.core.database import session

    return session().get_one(duty.Duty, duty_id).subject_id


def test_the_oldest_comes_first_and_the_overdue_is_said_kindly(
    app: Flask, cast: Cast, reader_for: Callable[..., Any], clock: Any
) -> None:
    for title, days in (("Later", 5), ("Never mind when", None), ("Late", -2)):
        due_at = clock.now() + timedelta(days=days) if days is not None else None
        owe(app, DutyKind.REPLY, title, person_id=cast.teacher.id, due_at=due_at)

    found = lines(reader_for(cast.teacher).get("/what-needs-me"))

    assert [next(t for t in ("Later", "Never mind when", "Late”") if t in line) for line in found] == [
        "Late”",
        "Later",
        "Never mind when",
    ]
    assert "It was due Sunday 28 February 2027, 10:00 UK time. It is not too late to do it now." in found[0]


def test_stand_ins_of_one_series_are_told_apart_by_their_days(
    app: Flask, cast: Cast, reader_for: Callable[..., Any]
) -> None:
    with app.app_context():
        for day in (9, 16):
            calendar.asked(cast, calendar.confirmed(cast, when=calendar.when(on=date(2027, 3, day))))
    page = reader_for(cast.vale_teacher).get("/what-needs-me").page
    asks = "Can your school stand in for “Joint assembly”?"
    tasks = [one.get_text(strip=True) for one in page.select("main .app-list a") if asks in one.get_text()]
    assert tasks == [f"{asks} (Tue 9 Mar 2027)", f"{asks} (Tue 16 Mar 2027)"]


def test_done_is_gone(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    subject = ids.new_id()
    owe(app, DutyKind.REPLY, "Soon done", person_id=cast.teacher.id, subject_id=subject)
    assert len(lines(reader_for(cast.teacher).get("/what-needs-me"))) == 1
    commit(app, lambda: duty.settle(DutyKind.REPLY, subject, by=SYSTEM))
    assert lines(reader_for(cast.teacher).get("/what-needs-me")) == []


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    schools = [cast.school["hill"], cast.school["vale"]]
    counts = []
    made = 0
    reader = reader_for(cast.manager)
    for number in (1, 3, 30):
        while made < number:
            school = schools[made % 2]
            owe(app, DutyKind.DECIDE, f"T{made}", role="programme_manager", cluster_id=cast.river, school_id=school)
            made += 1
        assert len(lines(reader.get("/what-needs-me"))) == number
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 8


@pytest.mark.parametrize(
    ("who", "words"),
    [("nobody", "Find your school"), ("outsider", "Start a cluster"), ("teacher", "Nothing needs you right now")],
)
def test_an_empty_list_teaches_the_next_step(cast: Cast, reader_for: Callable[..., Any], who: str, words: str) -> None:
    reader = reader_for(cast.people[who]).get("/what-needs-me").sees(words)
    for link in reader.page.select("main .app-empty a"):
        reader.get(str(link["href"]))


@pytest.mark.parametrize("kind", list(DutyKind))
def test_every_kind_has_words_and_a_way(app: Flask, cast: Cast, kind: DutyKind) -> None:
    title = "100 % of “it” %(here)s"
    assert title in wording.task_of(kind, title)
    assert re.match(r"[A-Z].*[a-z]", wording.task_of(kind, title))
    assert wording.otherwise_of(kind).endswith(".")
    with app.app_context():
        owed = duty.Duty(kind=kind, subject_id=ids.new_id(), cluster_id=cast.river, school_id=cast.school["hill"])
        path = ways.way_to(owed)
        endpoint, _values = ways.paths().match(path, method="GET")
    assert endpoint in app.view_functions
    assert endpoint == ways.WAYS[kind][0], f"{kind} leads to {endpoint}"


def test_a_way_without_a_page_leads_to_the_list(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ways.WAYS, DutyKind.REPLY, ("nowhere.show", "thread_id"))
    with app.app_context():
        assert ways.way_to(duty.Duty(kind=DutyKind.REPLY, subject_id=ids.new_id())) == "/what-needs-me"


def test_it_is_in_the_navigation(cast: Cast, reader_for: Callable[..., Any]) -> None:
    assert navigation.Way("What needs me", "/what-needs-me", True).is_current
    reader = reader_for(cast.teacher).get("/what-needs-me")
    assert reader.page.select_one("nav a[aria-current=page]").get_text(strip=True) == "What needs me"

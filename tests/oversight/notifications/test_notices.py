"""The page of notices."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from portal.oversight.notifications.services import tell
from tests.support.cast import Cast, commit


def notice(app: Flask, person: Any, number: int) -> None:
    commit(app, lambda: tell([person.id], kind="school_joined", title=f"Notice {number}", path=f"/help?n={number}"))


def titles(reader: Any) -> list[str]:
    return [a.get_text(strip=True) for a in reader.page.select("main .app-list a")]


def test_they_are_shown_newest_first_to_their_person_alone(
    app: Flask, cast: Cast, reader_for: Callable[..., Any]
) -> None:
    for number in (1, 2):
        notice(app, cast.teacher, number)
    notice(app, cast.head, 3)

    reader = reader_for(cast.teacher).get("/what-needs-me").follow("Notices 2")

    assert titles(reader) == ["Notice 2", "Notice 1"]
    reader.follow("Notice 2")
    assert reader.path == "/help?n=2"


def test_they_can_be_marked_as_read(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    notice(app, cast.teacher, 1)
    notice(app, cast.head, 2)
    reader = reader_for(cast.teacher).get("/notices").sees("New")

    reader.press("Mark all as read").sees("All notices are marked as read.")

    assert reader.path == "/notices"
    assert not [b for b in reader.page.select("button") if "Mark all" in b.get_text()]
    reader_for(cast.head).get("/notices").sees("New", "Notices 1")


def test_an_empty_page_says_what_comes_here(cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader_for(cast.teacher).get("/notices").sees("you are told here")


def test_they_are_paged_with_the_same_number_of_statements(
    app: Flask, cast: Cast, reader_for: Callable[..., Any]
) -> None:
    reader = reader_for(cast.teacher)
    counts = []
    made = 0
    for number in (1, 3, 60):
        while made < number:
            made += 1
            notice(app, cast.teacher, made)
        reader.get("/notices")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert len(titles(reader)) == 50
    reader.follow("Older notices")
    assert titles(reader) == [f"Notice {n}" for n in range(10, 0, -1)]
    reader.get("/notices?after=nonsense")
    assert len(titles(reader)) == 50


def test_a_form_without_its_token_changes_nothing(app: Flask, cast: Cast, reader_for: Callable[..., Any]) -> None:
    notice(app, cast.teacher, 1)
    reader = reader_for(cast.teacher).post("/notices/read", token=False)
    assert reader.status == 400
    reader.get("/notices").sees("New")


def test_it_takes_no_get(cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader_for(cast.teacher).get("/notices/read", expect=405)

"""A mark of a page is believed only when it could be ours."""

import base64
import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.pagination import Page, marks_of, page_by_key
from portal.identity.schools.models import School
from tests.support.cast import Cast

ID = ["UUID", "01890000-0000-7000-8000-000000000000"]


def mark(*values: list[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def schools(*columns: Any, after: str | None) -> Page[School]:
    return page_by_key(sa.select(School), *columns, School.id, after=after, size=2)


def test_pages_follow_each_other_and_miss_nothing(database: Any, cast: Cast) -> None:
    found, after = list[str](), None
    while True:
        page = schools(School.name, after=after)
        found += [school.name for school in page]
        after = page.next
        if after is None:
            break
    assert found == sorted(found)
    assert len(found) == len(cast.school)


def test_instants_too(database: Any, cast: Cast) -> None:
    first = schools(School.created_at, after=None)
    second = schools(School.created_at, after=first.next)
    assert not second.first
    assert not {s.id for s in first} & {s.id for s in second}


@pytest.mark.parametrize(
    "odd",
    [
        "garbage",
        "W10",
        mark(ID),
        mark(["datetime", "2027-03-02T10:00:00+00:00"], ID),
        mark(["int", "1"], ID),
        mark(["str", "x"], ["str", "y"]),
        mark(["str", "x\x00"], ID),
        mark(["str", "\ud800"], ID),
        mark(["str", "x"], ID, ID),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
        "A" * 1001,
    ],
)
def test_what_is_not_ours_counts_as_none(database: Any, cast: Cast, odd: str) -> None:
    assert schools(School.name, after=odd).first


@pytest.mark.parametrize(
    "odd",
    [
        mark(["str", "x"], ID),
        mark(["datetime", "2027-03-02T10:00:00"], ID),
        mark(["datetime", "0001-01-01T00:00:00+14:00"], ID),
        mark(["datetime", "9999-12-31T23:59:59-14:00"], ID),
    ],
)
def test_an_instant_must_be_one(database: Any, cast: Cast, odd: str) -> None:
    assert schools(School.created_at, after=odd).first


def test_days_too_and_an_instant_is_no_day() -> None:
    day = sa.Column("held_on", sa.Date())
    number = sa.Column("number", sa.Integer())
    whole = [["date", "2027-03-02"], ["int", "1"]]
    assert marks_of(mark(*whole), (day, number)) == [date(2027, 3, 2), 1]
    for odd in (
        ["datetime", "2027-03-02T00:00:00+00:00"],
        ["date", "2027-13-02"],
        ["str", "2027-03-02"],
        ["date", "x" * 400],
    ):
        assert marks_of(mark(odd, whole[1]), (day, number)) is None, odd

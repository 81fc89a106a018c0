"""Calendar files as people find them: what is read, what is left out and why; nothing breaks the reader, nothing keeps it busy."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.identity.profiles.models import PeriodKind
from portal.identity.terms.calendar_file import (
    MOST_FOUND,
    MOST_TOLD,
    Account,
    NotACalendar,
    Why,
    kind_of,
    read_calendar,
)
from portal.identity.terms.repeats import Unreadable, read_rule

pytestmark = pytest.mark.static
TODAY = date(2026, 11, 25)


def read(*events: str, zone: str = "Europe/London", ends: str = "\r\n") -> Account:
    lines = ["BEGIN:VCALENDAR", *(line for e in events for line in ("BEGIN:VEVENT", *e.split("|"), "END:VEVENT"))]
    return read_calendar(ends.join([*lines, "END:VCALENDAR", ""]).encode(), zone=zone, today=TODAY)


def spans(account: Account) -> list[tuple[str, str, str]]:
    return [(one.name, str(one.starts_on), str(one.ends_on)) for one in account.found]


def why(account: Account) -> list[tuple[str, Why]]:
    return [(one.name, one.why) for one in account.left_out]


def test_whole_days_end_on_the_day_before_their_end() -> None:
    account = read("SUMMARY:Christmas holiday|DTSTART;VALUE=DATE:20261221|DTEND;VALUE=DATE:20270104")
    assert spans(account) == [("Christmas holiday", "2026-12-21", "2027-01-03")]
    assert account.found[0].kind == PeriodKind.HOLIDAY
    assert account.left_out == []


@pytest.mark.parametrize(
    ("end", "last"),
    [
        ("DTEND;VALUE=DATE:20270215", "2027-02-15"),  # the same day, as real feeds give it
        ("DTEND;VALUE=DATE:20270101", "2027-02-15"),  # before the beginning
        ("DTEND:20270220", "2027-02-19"),  # a date that does not say it is one
        ("DURATION:P5D", "2027-02-19"),
        ("DURATION:P1W", "2027-02-21"),
        ("X-NOTHING:1", "2027-02-15"),
    ],
)
def test_ends_as_they_occur(end: str, last: str) -> None:
    account = read(f"SUMMARY:Half term|DTSTART;VALUE=DATE:20270215|{end}")
    assert spans(account) == [("Half term", "2027-02-15", last)]


@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
def test_any_line_ends_marks_and_folds(ends: str) -> None:
    words = f"BEGIN:VCALENDAR{ends}BEGIN:VEVENT{ends}SUMMARY:Hanner ty{ends} mor\\, Ysgol{ends}DTSTART:20270215{ends}END:VEVENT{ends}"
    for mark in (b"", b"\xef\xbb\xbf"):
        account = read_calendar(mark + words.encode(), zone="Europe/London", today=TODAY)
        assert spans(account) == [("Hanner tymor, Ysgol", "2027-02-15", "2027-02-15")]


def test_windows_letters_and_html_in_a_name() -> None:
    raw = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:<b>St Mary\x92s</b> holiday\nDTSTART:20270215\nEND:VEVENT\n"
    assert spans(read_calendar(raw, zone="UTC", today=TODAY)) == [("St Mary’s holiday", "2027-02-15", "2027-02-15")]


def test_an_instant_falls_on_the_day_of_the_schools_clocks() -> None:
    event = "SUMMARY:Term begins|DTSTART:20270105T183000Z"
    assert spans(read(event)) == [("Term begins", "2027-01-05", "2027-01-05")]
    assert spans(read(event, zone="Asia/Kathmandu")) == [("Term begins", "2027-01-06", "2027-01-06")]


def test_each_reason_for_leaving_out_is_told() -> None:
    account = read(
        "SUMMARY:A|DTSTART:garbage",
        "SUMMARY:B|DTSTART:20270230",
        "SUMMARY:C|DTSTART:20270101|DURATION:P5000D",
        "SUMMARY:D|DTSTART:19990101",
        "SUMMARY:E|DTSTART:20990101",
        "SUMMARY:F holiday|DTSTART:20270101|STATUS:CANCELLED",
        "SUMMARY:Governors|DTSTART:20270101T180000|DTEND:20270101T200000",
        "SUMMARY:G holiday|DTSTART:20270101",
        "SUMMARY:G holiday|DTSTART:20270101",
    )
    assert spans(account) == [("G holiday", "2027-01-01", "2027-01-01")]
    assert why(account) == [
        ("A", Why.NO_DAY),
        ("B", Why.NO_DAY),
        ("C", Why.TOO_LONG),
        ("D", Why.PAST),
        ("E", Why.FAR),
        ("F holiday", Why.CANCELLED),
        ("Governors", Why.HOURS),
        ("G holiday", Why.TWICE),
    ]


def test_repeating_with_a_day_left_out_and_one_moved() -> None:
    account = read(
        "UID:1|SUMMARY:Staff training|DTSTART;VALUE=DATE:20270104|RRULE:FREQ=WEEKLY;COUNT=4|EXDATE;VALUE=DATE:20270111",
        "UID:1|SUMMARY:Staff training|DTSTART;VALUE=DATE:20270120|RECURRENCE-ID;VALUE=DATE:20270118",
    )
    assert [one[1] for one in spans(account)] == ["2027-01-04", "2027-01-20", "2027-01-25"]
    assert account.left_out == []


def test_an_entry_that_comes_again_day_after_day_is_one_stretch() -> None:
    days = "DTSTART;VALUE=DATE:20270215|DTEND;VALUE=DATE:20270216"
    assert spans(read(f"SUMMARY:Half term|{days}|RRULE:FREQ=DAILY;COUNT=5")) == [
        ("Half term", "2027-02-15", "2027-02-19")
    ]
    over = f"SUMMARY:Easter holiday|{days}|RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=10|EXDATE;VALUE=DATE:20270224"
    assert spans(read(over)) == [
        ("Easter holiday", "2027-02-15", "2027-02-23"),
        ("Easter holiday", "2027-02-25", "2027-02-26"),
    ]
    staff = f"SUMMARY:INSET|{days}|RRULE:FREQ=DAILY;BYDAY=MO,FR;COUNT=3"
    assert spans(read(staff)) == [("INSET", one, one) for one in ("2027-02-15", "2027-02-19", "2027-02-22")]
    found = spans(read(f"SUMMARY:Summer holiday|{days}|RRULE:FREQ=DAILY;COUNT=500"))
    assert [(start, end) for _name, start, end in found] == [("2027-02-15", "2028-02-15"), ("2028-02-16", "2028-06-28")]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=YEARLY", ["2027-03-17", "2028-03-17", "2029-03-17"]),
        ("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20270601T000000Z", ["2027-03-17", "2027-04-05", "2027-05-03"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", ["2027-03-17", "2027-03-26", "2027-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["2027-03-17", "2027-03-31", "2027-04-30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR;COUNT=4", ["2027-03-17", "2027-03-19", "2027-03-31", "2027-04-02"]),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=4", ["2027-03-17", "2027-03-18", "2027-03-19", "2027-03-22"]),
    ],
)
def test_rules(rule: str, days: list[str]) -> None:
    start = date(2027, 3, 17)
    found = read_rule(rule).days(start, start + timedelta(days=1000), at_least=date(2026, 1, 1))
    assert [str(day) for day in found] == days


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=2",
        "FREQ=YEARLY;BYSETPOS=1",
        "",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=x",
    ],
)
def test_rules_that_are_not_read(rule: str) -> None:
    with pytest.raises(Unreadable):
        read_rule(rule)
    account = read(f"SUMMARY:Bell holiday|DTSTART:20270101|RRULE:{rule or 'nonsense'}")
    assert spans(account) == [("Bell holiday", "2027-01-01", "2027-01-01")]
    assert why(account) == [("Bell holiday", Why.REPEATS)]


def test_a_rule_that_never_falls_does_not_keep_the_reader_busy() -> None:
    never = "SUMMARY:Never holiday|DTSTART:20270101|RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;INTERVAL=1"
    began = time.perf_counter()
    account = read(*[never] * 5000)
    assert time.perf_counter() - began < 10
    assert len(account.found) == 1
    assert account.number_left_out >= 4999


def test_many_entries_are_counted_and_capped() -> None:
    events = [f"SUMMARY:Day {n} holiday|DTSTART:2027{n % 12 + 1:02d}{n % 28 + 1:02d}" for n in range(12_000)]
    began = time.perf_counter()
    account = read(*events)
    assert time.perf_counter() - began < 10
    assert len(account.found) == MOST_FOUND
    assert len(account.left_out) == MOST_TOLD
    assert account.number_left_out == 12_000 - MOST_FOUND


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"\x89PNG\r\n", b"x" * 4_000_001], ids=["empty", "page", "picture", "large"]
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(NotACalendar):
        read_calendar(content, zone="Europe/London", today=TODAY)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Autumn Term", PeriodKind.TERM),
        ("Spring half-term", PeriodKind.HALF_TERM),
        ("INSET day (no pupils)", PeriodKind.STAFF_DAY),
        ("Summer Holidays", PeriodKind.HOLIDAY),
        ("Year 11 mock exams", PeriodKind.EXAMS),
        ("School closed", PeriodKind.CLOSED),
        ("Gwyliau'r Pasg", PeriodKind.HOLIDAY),
        ("Determined to win", None),
        ("Sports day", None),
    ],
)
def test_names_that_say_what_it_is(name: str, kind: PeriodKind | None) -> None:
    assert kind_of(name) == kind


PIECES = [
    b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"BEGIN:VCALENDAR\n", b"DTSTART:", b"20270101", b"\n", b"RRULE:FREQ=DAILY;COUNT=3", b";VALUE=DATE:",
    b"DTEND:20270301\n", b"EXDATE:20270102,x\n", b"SUMMARY:holiday\n", b"RECURRENCE-ID:20270101\n", b"BEGIN:VALARM\n", b"END:VALARM\n",
    b"DURATION:-P1D\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=40))
@settings(max_examples=150, deadline=None)
def test_nothing_breaks_the_reader(pieces: list[bytes]) -> None:
    account = read_calendar(b"BEGIN:VCALENDAR\n" + b"".join(pieces), zone="Asia/Kolkata", today=TODAY)
    assert len(account.left_out) <= account.number_left_out
    assert all(one.starts_on <= one.ends_on for one in account.found)

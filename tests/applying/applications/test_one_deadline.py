"""One deadline: the pages, the mail, the calendar, its file, what programs read and the guard give the same second, over both clock changes (rule 2)."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from portal.applying.applications import queries, services
from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

# moved to this day and time on the clocks of London: in words, and the instant
MOVED = (
    (
        date(2027, 3, 27),
        time(23, 59),
        "Saturday 27 March 2027, 23:59 UK time",
        datetime(2027, 3, 27, 23, 59, tzinfo=UTC),
    ),
    (date(2027, 3, 28), time(0, 0), "Sunday 28 March 2027, 00:00 UK time", datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),
    (date(2027, 3, 28), time(23, 59), "Sunday 28 March 2027, 23:59 UK time", datetime(2027, 3, 28, 22, 59, tzinfo=UTC)),
    (
        date(2027, 10, 31),
        time(1, 30),
        "Sunday 31 October 2027, 01:30 UK time",
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    ),
    (
        date(2027, 10, 31),
        time(23, 59),
        "Sunday 31 October 2027, 23:59 UK time",
        datetime(2027, 10, 31, 23, 59, tzinfo=UTC),
    ),
)


def test_rule_02_every_place_that_tells_the_deadline_tells_the_same_second(
    cast: Cast, reader_for: Callable[..., Reader], within: Callable[..., Any], app: Any, clock: Any
) -> None:
    round_id = within(support.make_round)
    made = within(support.make_ready, cast, round_id)
    feed = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/calendar/subscribe").press("Make my link")
    address = re.sub(r"^https?://[^/]+", "", feed.page.find(id="address").get_text().strip())
    marks = []
    for on, at, words, instant in MOVED:
        clock.hold(clock.now() + timedelta(minutes=1))
        move(within, cast, round_id, on, at)
        for person in (cast.coordinator, cast.vale_teacher):
            reader_for(person).get(f"/applications/{made}").sees(words)
            reader_for(person).get(f"/rounds/{round_id}").sees(words)
        reader_for(cast.coordinator).get(f"/applications/{made}/submit").sees(words)
        reader_for(cast.abroad).get(f"/applications/{made}/print").sees(words)
        reader_for(cast.officer).get(f"/rounds/{round_id}/dashboard").sees(words)
        assert words in within(last_mail, "has moved for everyone"), "the mail names the zone, too"
        # the calendar of the cluster, and the file that other calendars fetch: a program that asks again gets the new one
        month = reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/calendar?month={on:%Y-%m}")
        month.sees("Spring round closes")
        answer = app.test_client().get(address, headers={"If-None-Match": marks[-1]} if marks else {})
        assert answer.status_code == 200
        marks.append(answer.headers["ETag"])
        [event] = [e for e in Calendar.from_ical(answer.data).walk("VEVENT") if e["UID"] == str(made)]
        assert (event.decoded("DTSTART").astimezone(UTC), str(event["SUMMARY"])) == (instant, "Spring round closes")
        # what programs read
        owed = reader_for(cast.coordinator)
        due = {
            one["due_at"] for one in owed.client.get("/api/v1/to-do").get_json()["items"] if "Spring round" in str(one)
        }
        assert due == {instant.isoformat()}
        # the guard
        assert within(lambda: support.application(made).closes_at) == instant
    clock.hold(instant + timedelta(seconds=1))
    with pytest.raises(NotAllowedNow, match="closed"):
        within(support.submit, cast, made)
    assert within(lambda: [one.id for one in queries.list_open_rounds(instant + timedelta(seconds=1))]) == []
    clock.hold(instant)
    assert within(lambda: support.submit(cast, made).submitted_at) == instant


def move(within: Callable[..., Any], cast: Cast, round_id: uuid.UUID, on: date, at: time) -> None:
    words = {"until_on": on, "until_time": at, "reason": "The clocks change."}

    def deed() -> None:
        planned = session().get_one(Round, round_id)
        perform(services.extend_for_all, planned, by=cast.signed_in("manager"), **words)

    within(deed)


def last_mail(subject: str) -> str:
    query = sa.select(OutboxMail).where(OutboxMail.subject.contains(subject)).order_by(OutboxMail.id.desc()).limit(1)
    found = session().scalars(query).one()
    return f"{found.subject}\n{found.text}"

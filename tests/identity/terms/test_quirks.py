"""Files with every known oddity: what is read of each, that a school's dates outlive all of them, and that nobody's server is asked for anything."""

import io
import socket
from pathlib import Path
from typing import Any

import pytest

from portal.identity.terms.calendar_file import read_calendar
from tests.identity.terms.quirks import QUIRKS, Quirk
from tests.identity.terms.test_calendar_file import TODAY, spans
from tests.identity.terms.test_years import calendar_file, held, page


@pytest.mark.static
@pytest.mark.parametrize("quirk", QUIRKS.values(), ids=QUIRKS)
def test_what_is_read_and_what_is_not(quirk: Quirk) -> None:
    account = read_calendar(quirk.content, zone="Europe/London", today=TODAY)
    assert tuple(spans(account)) == quirk.found
    assert tuple(one.why for one in account.left_out) == quirk.left_out
    assert account.number_left_out == len(quirk.left_out)


@pytest.mark.either
def test_a_schools_dates_outlive_every_file_until_it_takes_one(
    app: Any, cast: Any, reader_for: Any, monkeypatch: Any
) -> None:
    reader = reader_for(cast.coordinator)
    good = calendar_file("SUMMARY:Autumn term|DTSTART:20270902|DTEND:20271218")
    reader.get(page(cast, "/file")).fill(file=good).press("Read the file").press("Use these dates")
    before = held(app, cast, "hill")
    assert [row[0] for row in before] == ["Autumn term"]
    asked: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _socket, address: asked.append(address))
    for name, quirk in QUIRKS.items():
        reader.get(page(cast, "/file")).fill(file=(io.BytesIO(quirk.content), f"{name}.ics")).press("Read the file")
        reader.sees("What was read from", "Your dates stay as they are")
    asked = [address for address in asked if isinstance(address, tuple) and address[0] != "127.0.0.1"]
    assert (held(app, cast, "hill"), asked) == (before, [])


def test_no_part_of_the_school_year_opens_a_line_to_anywhere() -> None:
    """A calendar is read from a file that a person chose, never from an address: there is nothing that could be turned on a private one."""
    opening = ("urlopen", "http.client", "requests", "urllib3", "aiohttp", "socket")
    sources = Path(__file__).parents[3] / "portal" / "identity" / "terms"
    found = [
        (path.name, word) for path in sorted(sources.rglob("*.py")) for word in opening if word in path.read_text()
    ]
    assert found == []

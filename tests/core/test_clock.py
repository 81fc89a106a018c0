"""The clock taken from a file: it starts where the file says, goes on from there, and a rewritten file is noticed."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.core.clock import Clock, ClockFileError

MOMENT = datetime(2027, 3, 12, 9, 30, tzinfo=UTC)


def write(file: Path, words: str, *, ago: float = 0) -> None:
    """Write the file as if it had been written so many seconds ago."""
    file.write_text(words, encoding="utf-8")
    at = datetime.now(UTC).timestamp() - ago
    os.utime(file, (at, at))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "now"


@pytest.fixture
def clock(file: Path) -> Clock:
    made = Clock()
    made.follow(file)
    return made


@pytest.mark.static
def test_it_goes_on_from_the_moment_the_file_was_written(clock: Clock, file: Path) -> None:
    write(file, "2027-03-12T09:30:00+00:00\n", ago=90)
    assert timedelta(seconds=90) <= clock.now() - MOMENT < timedelta(seconds=100)
    first = clock.now()
    assert clock.now() > first


@pytest.mark.static
def test_a_rewritten_file_is_noticed_and_another_zone_is_the_same_instant(clock: Clock, file: Path) -> None:
    write(file, "2027-03-12T09:30:00+00:00", ago=5)
    clock.now()
    write(file, "2027-06-01T12:00:00+03:00")
    assert timedelta() <= clock.now() - datetime(2027, 6, 1, 9, tzinfo=UTC) < timedelta(seconds=5)
    write(file, "2026-01-01T00:00:00Z", ago=1)
    assert clock.now().year == 2026


@pytest.mark.static
def test_without_the_file_time_is_real_and_a_held_clock_stands(clock: Clock, file: Path) -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    write(file, "2027-03-12T09:30:00+00:00")
    clock.hold(MOMENT)
    assert clock.now() == MOMENT
    clock.hold(None)
    clock.follow(None)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.static
@pytest.mark.parametrize("words", ["", "tomorrow", "2027-03-12T09:30:00", "12/03/2027 09:30"])
def test_what_is_no_instant_with_a_zone_is_refused_in_words(clock: Clock, file: Path, words: str) -> None:
    write(file, words)
    with pytest.raises(ClockFileError, match=r"\+00:00"):
        clock.now()

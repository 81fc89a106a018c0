"""Who waits to write has a turn, however many others come by."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from portal.core import writing
from portal.core.writing import NoTurn, turn_to_write

pytestmark = pytest.mark.static

GREEDY = """
import sys, time
from sqlalchemy.engine import make_url
from portal.core.writing import turn_to_write
url, until = make_url(sys.argv[1]), time.monotonic() + 2
print("ready", flush=True)
while time.monotonic() < until:
    with turn_to_write(url):
        time.sleep(0.01)
"""


def test_one_at_a_time_and_nobody_waits_for_ever(tmp_path: Path) -> None:
    """Another process takes turn after turn without a pause, and a thread of our own as well: we have ours within a few of theirs."""
    url = make_url(f"sqlite:///{tmp_path}/portal.sqlite")
    other = subprocess.Popen([sys.executable, "-c", GREEDY, str(url)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    inside, most, taken = 0, 0, 0
    while other.poll() is None:
        with turn_to_write(url), turn_to_write(url):  # within our turn there is no other to wait for
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1
            taken += 1
    assert most == 1
    assert taken > 10


def test_a_turn_comes_back_from_the_dead_and_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(f"sqlite:///{tmp_path}/portal.sqlite")
    holds = GREEDY.replace("time.sleep(0.01)", "print('mine', flush=True); time.sleep(60)")
    other = subprocess.Popen([sys.executable, "-c", holds, str(url)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert [other.stdout.readline(), other.stdout.readline()] == ["ready\n", "mine\n"]
    monkeypatch.setattr(writing, "LONGEST_WAIT", 0.2)
    with pytest.raises(NoTurn), turn_to_write(url):
        pass
    other.kill()
    other.wait()
    with turn_to_write(url):
        began = threading.Event()
        waits = threading.Thread(target=lambda: _take(url, began))
        waits.start()
        assert not began.wait(0.05)
    waits.join(5)
    assert began.is_set()


def _take(url: object, began: threading.Event) -> None:
    with turn_to_write(url):  # type: ignore[arg-type]
        began.set()


def test_where_writers_do_not_keep_each_other_out_there_is_no_turn() -> None:
    with turn_to_write(make_url("postgresql://localhost/x")), turn_to_write(make_url("sqlite://")):
        pass

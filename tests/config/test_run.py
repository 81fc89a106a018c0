"""The programs that `make run` starts: told when one cannot start, started again, ended to the last one."""

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import run

pytestmark = pytest.mark.static

NO_PORT = 1


def child(program: str) -> run.Child:
    """A small program in the place of a big one."""
    started = run.Child("job runner", [sys.executable, "-c", program])
    started.start()
    return started


def ended(started: run.Child) -> int:
    """Its exit status; waits for it."""
    assert started.process is not None
    return started.process.wait(20)


def members(group: int) -> list[int]:
    """The living processes of a group (one that is dead but not yet collected is not living)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = (
                stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
            )
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it comes true within a few seconds: the system needs a moment to start and to end a process."""
    until = time.monotonic() + 10
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_program_that_cannot_start_is_named() -> None:
    broken = child("raise SystemExit(3)")
    ended(broken)
    with pytest.raises(run.CannotRun, match="The job runner could not start"):
        run.wait_until_ready(NO_PORT, [broken])


def test_a_dead_job_runner_is_started_again_after_a_growing_pause(capsys: pytest.CaptureFixture[str]) -> None:
    jobs = child("raise SystemExit(3)")
    first = jobs.process
    ended(jobs)
    run.restart(jobs)
    assert jobs.process is first
    assert jobs.pause == 2
    assert "job runner ended (exit status 3)" in capsys.readouterr().err
    jobs.not_before = time.monotonic() - 1
    run.restart(jobs)
    assert jobs.process is not first
    assert ended(jobs) == 3


def test_everything_is_ended_even_what_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "GRACE_SECONDS", 1)
    monkeypatch.setattr(run, "_ignore_signals", lambda: None)
    deaf = child(
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "inner = subprocess.Popen([sys.executable, '-c', 'import signal, time;"
        " signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)']); time.sleep(60)"
    )
    gentle = child("import time; time.sleep(60)")
    assert deaf.process is not None
    group = deaf.process.pid
    assert soon(lambda: len(members(group)) == 2)
    run.stop_all([deaf, gentle])
    assert deaf.ended() == -signal.SIGKILL
    assert gentle.ended() == -signal.SIGTERM
    assert soon(lambda: members(group) == [])

"""gunicorn with the settings that ship, on a free port of loopback, and what it costs: processor time and memory of its processes."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import postgres

ROOT = Path(__file__).parents[2]
GUNICORN = ("--log-level", "warning")  # the rest is in gunicorn.conf.py


@dataclass(frozen=True)
class Server:
    """A running server: its port and its process group."""

    port: int
    group: int

    def processor_seconds(self) -> float:
        """Processor time of all its processes so far; 0 where there is no /proc."""
        ticks = sum(int(fields[11]) + int(fields[12]) for fields in self._processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> list[float]:
        """Megabytes of each worker, the largest first: its own, and its share of what it holds together with others (Pss, which adds up over processes)."""
        found = []
        for fields in self._processes():
            if int(fields[1]) == self.group:
                lines = Path(f"/proc/{fields[-1]}/smaps_rollup").read_text().splitlines()
                found += [int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("Pss:")]
        return sorted(found, reverse=True)

    def warm(self, path: str, headers: Sequence[str]) -> None:
        """Ask twenty times, on new lines, so that every worker has answered and has its templates."""
        for _ in range(20):
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            line.request("GET", path, headers=dict(header.split(": ", 1) for header in headers))
            line.getresponse().read()
            line.close()

    def _processes(self) -> Iterator[list[str]]:
        """The fields of /proc/<pid>/stat after the name, and the number of the process, of every process of the group."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = [*stat.read_text().rpartition(")")[2].split(), stat.parent.name]
            except OSError:
                continue
            if int(fields[2]) == self.group:
                yield fields


@contextmanager
def server(application: str, environment: Mapping[str, str], path: str = "/") -> Iterator[Server]:
    """Start it, wait for its first answer, and stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "-b", f"127.0.0.1:{port}", application]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), start_new_session=True)
    try:
        wait_for_an_answer(process, port, path)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def wait_for_an_answer(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    """Ask until it answers. Raises RuntimeError when it ends, or after a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            line.request("GET", path)
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.01)
        finally:
            line.close()
    raise RuntimeError("the server gave no answer")


@contextmanager
def address_of(database: str, folder: str, *, fsync: bool = True) -> Iterator[str]:
    """The address of an empty database, which is gone afterwards; `fsync`: a commit on PostgreSQL waits for the disk."""
    if database == "sqlite":
        yield f"sqlite:///{folder}/portal.sqlite"
        return
    engine = postgres.start(fsync=fsync)
    try:
        yield engine.create_database("portal_bench")
    finally:
        engine.stop()

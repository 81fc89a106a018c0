"""A load of a few connections that stay open, on loopback only, bounded in time.

wrk makes it where wrk is installed; where it is not, the small loader below does, as a program of its own so that it does not share the
server's interpreter: `python -m tests.bench.load PORT PATH SECONDS CONNECTIONS [HEADER...]` prints one line of JSON.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Load:
    """What one window gave: requests a second, the 95th percentile in milliseconds, how many answers were neither 200 nor 304."""

    rate: float
    p95: float
    requests: int
    wrong: int


def has_wrk() -> bool:
    """Whether wrk makes the load: where it is installed, unless PORTAL_BENCH_LOADER is "own"."""
    return shutil.which("wrk") is not None and os.environ.get("PORTAL_BENCH_LOADER") != "own"


def loader() -> str:
    """Who makes the load here."""
    return "wrk" if has_wrk() else "the loader of tests/bench/load.py"


def window(port: int, path: str, seconds: float, connections: int, headers: Sequence[str] = ()) -> Load:
    """One window of load. Raises RuntimeError when nothing was answered."""
    made = _by_wrk if has_wrk() else _by_us
    found = made(port, path, seconds, connections, headers)
    if not found.requests:
        raise RuntimeError(f"{path} gave no answer in {seconds} s")
    return found


def _by_wrk(port: int, path: str, seconds: float, connections: int, headers: Sequence[str]) -> Load:
    said = [part for header in headers for part in ("-H", header)]
    script = Path(__file__).with_name("report.lua")
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{max(1, round(seconds))}s", "-s", str(script), *said]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True, timeout=seconds + 60
    )
    found = re.search(r"^REPORT (\d+) (\d+) (\d+) (\d+) ([\d.]+)$", done.stdout, re.M)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    requests, microseconds, refused, broken = (int(found.group(n)) for n in range(1, 5))
    return Load(requests * 1e6 / microseconds, float(found.group(5)), requests, refused + broken)


def _by_us(port: int, path: str, seconds: float, connections: int, headers: Sequence[str]) -> Load:
    command = [sys.executable, "-m", "tests.bench.load", str(port), path, str(seconds), str(connections), *headers]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=seconds + 60)
    return Load(**json.loads(done.stdout))


def read_answer(connection: socket.socket, waiting: bytes) -> tuple[int, bytes]:
    """One answer: its status and what came after it. Answers without a body (304) and with a Content-Length are understood."""
    while b"\r\n\r\n" not in waiting:
        waiting += _more(connection)
    head, _, rest = waiting.partition(b"\r\n\r\n")
    status, length = int(head.split(b" ", 2)[1]), 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length" and status != 304:
            length = int(value)
    pieces, have = [rest], len(rest)
    while have < length:
        pieces.append(_more(connection))
        have += len(pieces[-1])
    return status, b"".join(pieces)[length:]


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(65_536)
    if not chunk:
        raise ConnectionError("the server closed the line")
    return chunk


def work(port: int, request: bytes, until: float, times: list[float], wrong: list[int]) -> None:
    """One connection: ask again and again until the time is up; a closed line is opened again and counts as wrong."""
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                waiting = b""
                while time.monotonic() < until:
                    began = time.perf_counter()
                    connection.sendall(request)
                    status, waiting = read_answer(connection, waiting)
                    times.append(time.perf_counter() - began)
                    if status not in (200, 304):
                        wrong.append(status)
        except OSError:
            wrong.append(0)
            time.sleep(0.05)


def main(arguments: Sequence[str]) -> None:
    port, path, seconds, connections = int(arguments[0]), arguments[1], float(arguments[2]), int(arguments[3])
    said = "".join(f"{header}\r\n" for header in arguments[4:])
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{said}Connection: keep-alive\r\n\r\n".encode()
    times: list[float] = []
    wrong: list[int] = []
    began = time.monotonic()
    work_of_one = (port, request, began + seconds, times, wrong)
    threads = [threading.Thread(target=work, args=work_of_one) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    times.sort()
    p95 = times[int(len(times) * 0.95)] * 1000 if times else 0.0
    print(json.dumps({"rate": len(times) / took, "p95": p95, "requests": len(times), "wrong": len(wrong)}))


if __name__ == "__main__":
    main(sys.argv[1:])

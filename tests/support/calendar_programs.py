"""Programs that people read calendars with, in `.venv/calendars`: vdirsyncer fetches a link, khal shows what was fetched, Radicale takes it in."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

from tests.support.cannot_run import cannot_run

BIN = Path(__file__).parents[2] / ".venv" / "calendars" / "bin"


def run(folder: Path, program: str, *words: str, expect: int = 0) -> str:
    """Run one of the programs with its settings and its memory in this folder. Answers what it said."""
    if not (BIN / program).exists():
        cannot_run("programs that read calendars", "make .venv/.tests installs them")
    done = subprocess.run(
        [BIN / program, *words], env=environment(folder), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == expect, (
        f"{program} {words}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    )
    return done.stdout


def environment(folder: Path) -> dict[str, str]:
    """Nothing of the person who runs the tests: own home, own clocks, no way out through a proxy."""
    kept = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8", "TZ": "Europe/London", "NO_PROXY": "*"}
    return kept | {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
    }


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The portal on a free port of loopback. Gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)


def fetch(folder: Path, address: str) -> Path:
    """Let vdirsyncer fetch a link (again). Answers the folder with one file for each event."""
    (folder / "events").mkdir(exist_ok=True)
    (folder / "vdirsyncer").mkdir(exist_ok=True)
    (folder / "vdirsyncer" / "config").write_text(
        f'[general]\nstatus_path = "{folder}/status/"\n\n'
        '[pair link]\na = "portal"\nb = "here"\ncollections = null\nconflict_resolution = "a wins"\n\n'
        f'[storage portal]\ntype = "http"\nurl = "{address}"\n\n'
        f'[storage here]\ntype = "filesystem"\npath = "{folder}/events/"\nfileext = ".ics"\n'
    )
    run(folder, "vdirsyncer", "discover")
    run(folder, "vdirsyncer", "sync")
    return folder / "events"


def shown(folder: Path, first: str, days: int) -> list[str]:
    """What khal shows of the fetched events for so many days from the first (2027-03-09), a line each: "2027-03-09 10:00 11:00 Title"."""
    (folder / "khal").mkdir(exist_ok=True)
    (folder / "khal" / "config").write_text(
        f"[calendars]\n[[portal]]\npath = {folder}/events/\nreadonly = True\n\n"
        f"[sqlite]\npath = {folder}/khal.db\n\n"
        "[locale]\nlocal_timezone = Europe/London\ndefault_timezone = Europe/London\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    said = run(
        folder,
        "khal",
        "list",
        "--notstarted",
        "--day-format",
        "",
        "--format",
        "{start-date} {start-time} {end-time} {status}{title}",
        first,
        f"{days}d",
    )
    return [line.strip() for line in said.splitlines() if line.strip()]


@contextmanager
def radicale(folder: Path) -> Iterator[str]:
    """A Radicale of its own on loopback. Gives the address of an empty place for a calendar."""
    if not (BIN / "radicale").exists():
        cannot_run("programs that read calendars", "make .venv/.tests installs them")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = [
        "--config",
        "",
        "--server-hosts",
        f"127.0.0.1:{port}",
        "--auth-type",
        "none",
        "--rights-type",
        "owner_only",
    ]
    storage = ["--storage-filesystem-folder", str(folder / "collections"), "--logging-level", "warning"]
    process = subprocess.Popen([BIN / "radicale", *settings, *storage], env=environment(folder), start_new_session=True)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/someone/calendar/"
    finally:
        process.terminate()
        process.wait(30)


def ask(method: str, address: str, text: bytes = b"", **headers: str) -> tuple[int, bytes]:
    """One request to Radicale as its user."""
    said = {"Authorization": "Basic c29tZW9uZTp4", **{name.replace("_", "-"): value for name, value in headers.items()}}
    request = urllib.request.Request(address, data=text or None, method=method, headers=said)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return answer.status, answer.read()

"""Runs the portal on this machine: database, demonstration world, web server and job runner, until Ctrl-C."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import Settings, SettingsError, load  # noqa: E402 - the folder of the program must be on the path first

READY_SECONDS = 60
GRACE_SECONDS = 10
LONGEST_PAUSE = 30
HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotRun(Exception):
    """The portal cannot be started; the message is for the person at the keyboard."""


class Stopped(Exception):
    """Someone asked us to stop."""


@dataclass
class Child:
    """A program of ours, in a process group of its own."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    pause: int = 1
    not_before: float = field(default=0.0)

    def start(self) -> None:
        """Start it, or start it again."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, start_new_session=True, preexec_fn=_die_with_parent, stdin=subprocess.DEVNULL
        )

    def ended(self) -> int | None:
        """Its exit status if it has ended."""
        return None if self.process is None else self.process.poll()

    def signal(self, number: signal.Signals) -> None:
        """Tell the whole group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def stop(self, until: float) -> None:
        """End it gently; whatever is left at the time given is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"The {self.name} did not end in {GRACE_SECONDS} s and was killed.", file=sys.stderr)
        self.signal(signal.SIGKILL)
        self.process.wait()


def main() -> int:
    """Run until asked to stop. 0 after a clean stop, 1 when something could not start or broke down."""
    os.environ.setdefault("PORTAL_ENV", "development")
    os.environ["FLASK_SKIP_DOTENV"] = "1"  # the portal reads .env itself, in development alone
    for number in SIGNALS:
        signal.signal(number, _ask_to_stop)
    children: list[Child] = []
    try:
        settings = load()
        refuse_taken_port(settings.port)
        settings.instance_folder.mkdir(parents=True, exist_ok=True)
        accounts = prepare(settings)
        children += [web_server(settings.port), job_runner()]
        server, jobs = children
        server.start()
        wait_until_ready(settings.port, [server])
        jobs.start()  # after the first page, for which it would only take processor time away
        announce(settings, accounts)
        watch(children)
    except Stopped:
        print("\nStopping ...", flush=True)
        return 0
    except (CannotRun, SettingsError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    finally:
        stop_all(children)
    return 0


def refuse_taken_port(port: int) -> None:
    """Say so before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotRun(f"Port {port} is kept for the system. Choose one above 1023: PORT=8000 make run") from None
        except OSError:
            other = port + 1 if port < 65535 else 5000
            raise CannotRun(
                f"Port {port} is taken by another program, so the portal was not started. "
                f"Stop that program, or choose another port: PORT={other} make run"
            ) from None


def prepare(settings: Settings) -> str:
    """Bring the database up to date and load the demonstration world; gives the text about its accounts."""
    steps = [["db", "upgrade"]]
    if settings.demonstration:
        steps += [["demo", "load"], ["demo", "accounts"]]
    reading, writing = os.pipe()
    command = [sys.executable, str(ROOT / "tools" / "prepare.py"), str(writing), *(" ".join(step) for step in steps)]
    child = Child("preparation", command)
    child.process = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, preexec_fn=_die_with_parent, pass_fds=[writing]
    )
    os.close(writing)
    try:
        with open(reading, encoding="utf-8") as pipe:  # noqa: PTH123 - an open descriptor, not a path
            accounts = pipe.read()
        status = child.process.wait()
    except Stopped:
        child.signal(signal.SIGTERM)
        child.stop(time.monotonic() + GRACE_SECONDS)
        raise
    if status != 0:
        raise CannotRun("The database could not be made ready; the reason is above. Nothing was started.")
    return accounts


def web_server(port: int) -> Child:
    """The web server as it is shipped (gunicorn.conf.py)."""
    manners = ["--log-level", "warning", "--graceful-timeout", "5"]
    place = ["-b", f"{HOST}:{port}", "wsgi:app"]
    return Child("web server", [sys.executable, "-m", "gunicorn", *manners, *place])


def job_runner() -> Child:
    """Mail, reminders and all work that waits for a time."""
    return Child("job runner", [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"])


def wait_until_ready(port: int, children: Sequence[Child]) -> None:
    """Wait until the portal answers, or one of its programs ends."""
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    until = time.monotonic() + READY_SECONDS
    answer = "no answer"
    while time.monotonic() < until:
        for child in children:
            if child.ended() is not None:
                raise CannotRun(f"The {child.name} could not start; its own words are above. Everything was stopped.")
        try:
            with ask(f"http://{HOST}:{port}/health/ready", timeout=5):
                return
        except urllib.error.HTTPError as error:
            answer = f"it answers {error.code}: {error.read(300).decode(errors='replace').strip()}"
        except OSError as error:
            answer = str(error)
        time.sleep(0.05)
    raise CannotRun(f"The portal was not ready after {READY_SECONDS} s ({answer}). Everything was stopped.")


def announce(settings: Settings, accounts: str) -> None:
    """Say where everything is."""
    lines = ["", f"{settings.brand_name} is running at {settings.public_url}", ""]
    if accounts.strip():
        lines += [accounts.strip("\n"), ""]
    if settings.sends_mail:
        lines.append(f"Mail is sent through {settings.smtp_host}.")
    elif settings.demonstration:
        lines.append(f"No mail leaves this machine. Read it at {settings.public_url}/demonstration/mailbox")
    lines += ["Press Ctrl-C to stop.", ""]
    print("\n".join(lines), flush=True)


def watch(children: Sequence[Child]) -> None:
    """Stay until asked to stop. A job runner that ends is started again; without a web server there is no portal."""
    server, jobs = children
    while True:
        time.sleep(0.5)
        if (status := server.ended()) is not None:
            raise CannotRun(f"The {server.name} ended (exit status {status}). Everything was stopped.")
        if jobs.ended() is not None:
            restart(jobs)


def restart(jobs: Child) -> None:
    """Start the job runner again, each time after a longer pause if it keeps ending soon."""
    now = time.monotonic()
    if jobs.not_before == 0.0:
        print(f"The {jobs.name} ended (exit status {jobs.ended()}); starting it again.", file=sys.stderr, flush=True)
        jobs.signal(signal.SIGKILL)  # whatever it left behind in its group
        jobs.not_before = now + jobs.pause
        jobs.pause = min(jobs.pause * 2, LONGEST_PAUSE)
    elif now >= jobs.not_before:
        jobs.not_before = 0.0
        jobs.start()


def stop_all(children: Sequence[Child]) -> None:
    """End every child; nothing of ours is left running."""
    _ignore_signals()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.signal(signal.SIGTERM)
    for child in children:
        child.stop(until)


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    _ignore_signals()  # being asked twice, as by Ctrl-C through make, is being asked once
    raise Stopped


def _ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _die_with_parent() -> None:
    """On Linux a child is told to end even when we are killed without a chance to tell it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())

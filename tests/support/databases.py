"""A database for each worker, laid new for each test from one that the migrations made: empty, or with the cast in it."""

import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.support import files, postgres, shared
from tests.support.rows import Rows

SERVER = "PORTAL_TEST_POSTGRES_URL"
EMPTY = "portal_template"
ROWS: dict[str, Rows] = {}
GIVEN: dict[str, dict[str, bytes]] = {}
LAID: dict[Path, str] = {}  # what was laid last by a name, in each SQLite database


def is_postgresql(config: pytest.Config) -> bool:
    return bool(config.getoption("--database") == "postgresql")


def prepare(config: pytest.Config) -> None:
    """On the controller (or without xdist): start PostgreSQL once."""
    if hasattr(config, "workerinput") or not is_postgresql(config) or config.option.collectonly:
        return
    try:
        server = postgres.start()
    except postgres.NoPostgres as reason:
        pytest.exit(f"PostgreSQL cannot be started here: {reason}", returncode=1)
    config.stash_server = server  # type: ignore[attr-defined]
    os.environ[SERVER] = server.url("postgres")


def tidy(config: pytest.Config) -> None:
    """Stop what `prepare` started."""
    server = getattr(config, "stash_server", None)
    if server is not None:
        server.stop()
        os.environ.pop(SERVER, None)


def migrate(url: str) -> None:
    """Run every migration on an empty database."""
    import flask_migrate

    from config import load
    from portal import create_app
    from portal.core import storage

    settings = load({"PORTAL_ENV": "testing", "DATABASE_URL": url, "PORTAL_INSTANCE_FOLDER": "/tmp"}, env_file=None)
    kept = storage.in_use()
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
    close(app)
    storage.use(kept)  # a new portal brings its own files; the test's own goes on


def migrated() -> Path:
    """An SQLite file that the migrations made, with nothing else in it."""

    def make(folder: Path) -> None:
        migrate(f"sqlite:///{folder / 'portal.sqlite'}")

    return shared.once("migrated", make) / "portal.sqlite"


def url_for(config: pytest.Config, folder: Path, name: str = "portal") -> str:
    """A database of this worker, not yet laid."""
    if is_postgresql(config):
        return _server_url(f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}")
    return f"sqlite:///{folder / f'{name}.sqlite'}"


def lay_new(app: Flask) -> None:
    """Lay the portal's database new, with nothing in it but what the migrations put there."""
    if is_as_laid(app, EMPTY) and not _in_use(app):
        return
    release(app)
    if _on_server(app):
        _rows(app).lay(EMPTY)
    else:
        files.lay(_file(app), migrated())
        LAID[_file(app)] = EMPTY


def lay_with(app: Flask, put_in: Callable[[Flask], Any], *, once_for_all: bool = False) -> Any:
    """Lay the portal's database new with what `put_in` puts there, which is done once and copied after that. Gives what `put_in` gave.

    On SQLite it is done once for all workers. On PostgreSQL by each worker, unless it takes so long that to copy a whole database takes less
    (`once_for_all`): such a database holds that and is never laid with anything else.
    """
    name = put_in.__name__
    if not _on_server(app):

        def make(folder: Path) -> None:
            lay_new(app)
            (folder / "given").write_bytes(pickle.dumps(put_in(app)))
            keep(app, folder / "portal.sqlite")

        kept = shared.once(name, make)
        if not is_as_laid(app, name) or _in_use(app):
            lay_back(app, kept / "portal.sqlite")
            LAID[_file(app)] = name
        return pickle.loads((kept / "given").read_bytes())  # noqa: S301 - written above
    given = GIVEN.setdefault(str(_url(app)), {})
    if name not in given:
        given[name] = _from_template(app, put_in) if once_for_all else _in_place(app, put_in)
        _rows(app).keep(name)
    lay_back(app, Path(name))
    return pickle.loads(given[name])  # noqa: S301 - written above


def _in_place(app: Flask, put_in: Callable[[Flask], Any]) -> bytes:
    lay_new(app)
    return pickle.dumps(put_in(app))


def _from_template(app: Flask, put_in: Callable[[Flask], Any]) -> bytes:
    """The worker that comes first puts it in; the others take a copy of its whole database, so all have the same keys."""
    database, template = str(_url(app).database), f"of_all_{put_in.__name__}"

    def make(folder: Path) -> None:
        (folder / "given").write_bytes(_in_place(app, put_in))
        _hang_up(app)
        _copy(template, database)

    kept = shared.once(put_in.__name__, make)
    _hang_up(app)
    _copy(database, template)
    ROWS[str(_url(app))] = Rows(_url(app).render_as_string(hide_password=False))
    return (kept / "given").read_bytes()


def _hang_up(app: Flask) -> None:
    """A database that is copied is in nobody's hand."""
    close(app)
    rows = ROWS.pop(str(_url(app)), None)
    if rows is not None:
        rows.line.close()


def keep(app: Flask, file: Path) -> None:
    """Keep what the portal's database holds now: in this file, or on the server under the file's name."""
    release(app)
    if _on_server(app):
        _rows(app).keep(file.stem)
    else:
        files.keep(_file(app), file)
        for database in [laid for laid, name in LAID.items() if name == str(file)]:
            del LAID[database]  # what was laid from this file was another


def lay_back(app: Flask, file: Path) -> None:
    """Make the portal's database hold again what was kept."""
    if is_as_laid(app, str(file)) and not _in_use(app):
        return
    release(app)
    if _on_server(app):
        _rows(app).lay(file.stem)
    else:
        files.lay(_file(app), file)
        LAID[_file(app)] = str(file)


def is_as_laid(app: Flask, name: str) -> bool:
    """Is there in the portal's SQLite database what was laid by this name, and has nobody written to it since? False on a server."""
    if _on_server(app):
        return False
    return LAID.get(_file(app)) == name and files.is_as_laid(_file(app))


def release(app: Flask) -> None:
    """Let go of the database before it is laid: of every connection to a file, and of those to a server that are still at work."""
    from portal.extensions import db

    with app.app_context():
        if not _on_server(app) or _in_use(app):
            db.engine.dispose()


def _in_use(app: Flask) -> bool:
    """Has somebody kept a connection?"""
    from portal.extensions import db

    with app.app_context():
        return bool(db.engine.pool.checkedout())  # type: ignore[attr-defined]


def close(app: Flask) -> None:
    """Let go of every connection."""
    from portal.extensions import db

    with app.app_context():
        db.engine.dispose()


def _rows(app: Flask) -> Rows:
    """The rows of this worker's database, which is made at its first use."""
    url = _url(app)
    if str(url) not in ROWS:
        shared.once("migrated", _make_template)
        _copy(str(url.database), EMPTY)
        made = ROWS[str(url)] = Rows(url.render_as_string(hide_password=False))
        made.keep(EMPTY)
    return ROWS[str(url)]


def _file(app: Flask) -> Path:
    return Path(str(_url(app).database))


def _url(app: Flask) -> sa.URL:
    return _parsed(app.config["SETTINGS"].database_url)


@cache
def _parsed(url: str) -> sa.URL:
    return sa.make_url(url)


def _on_server(app: Flask) -> bool:
    return _url(app).get_backend_name() == "postgresql"


def _server_url(name: str) -> str:
    return sa.make_url(os.environ[SERVER]).set(database=name).render_as_string(hide_password=False)


def _make_template(_folder: Path) -> None:
    """What the migrations make, on the server: by the worker that comes to it first, while the others are still beginning."""
    _copy(EMPTY, "template0")
    migrate(_server_url(EMPTY))


def _copy(name: str, template: str) -> None:
    engine: Any = sa.create_engine(_server_url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log")
    engine.dispose()


def make_empty(name: str) -> None:
    """An empty database of this worker on the server, in place of what was there."""
    whole = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"
    engine: Any = sa.create_engine(_server_url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {whole} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {whole}")
    engine.dispose()

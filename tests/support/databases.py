"""A database for each worker, laid new for each test from one that the migrations made."""

import os
import shutil
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from tests.support import cannot_run, postgres

SERVER = "PORTAL_TEST_POSTGRES_URL"
TEMPLATE = "portal_template"


def is_postgresql(config: pytest.Config) -> bool:
    return bool(config.getoption("--database") == "postgresql")


def prepare(config: pytest.Config) -> None:
    """On the controller (or without xdist): start PostgreSQL once and make the template."""
    if hasattr(config, "workerinput") or not is_postgresql(config) or config.option.collectonly:
        return
    try:
        server = postgres.start()
    except postgres.NoPostgres as reason:
        pytest.exit(f"PostgreSQL cannot be started here: {reason}", returncode=1)
    config.stash_server = server  # type: ignore[attr-defined]
    os.environ[SERVER] = server.url("postgres")
    migrate(server.create_database(TEMPLATE))


def tidy(config: pytest.Config) -> None:
    """Stop what `prepare` started."""
    server = getattr(config, "stash_server", None)
    if server is not None:
        server.stop()
        os.environ.pop(SERVER, None)


def migrate(url: str) -> None:
    """Run every migration on an empty database."""
    from config import load
    from portal import create_app

    settings = load({"PORTAL_ENV": "testing", "DATABASE_URL": url, "PORTAL_INSTANCE_FOLDER": "/tmp"}, env_file=None)
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
    release(app)


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


def url_for(config: pytest.Config, folder: Path) -> str:
    """This worker's database, not yet laid."""
    if is_postgresql(config):
        return _server_url(f"portal_{_worker()}")
    migrate(f"sqlite:///{folder / 'template.sqlite'}")
    return f"sqlite:///{folder / 'portal.sqlite'}"


def lay_new(config: pytest.Config, app: Flask, folder: Path) -> None:
    """Lay the worker's database new."""
    release(app)
    if is_postgresql(config):
        _copy_template(f"portal_{_worker()}")
        return
    for left in folder.glob("portal.sqlite*"):
        left.unlink()
    shutil.copyfile(folder / "template.sqlite", folder / "portal.sqlite")


def release(app: Flask) -> None:
    """Let go of every connection."""
    from portal.extensions import db

    with app.app_context():
        db.engine.dispose()


def _server_url(name: str) -> str:
    return sa.make_url(os.environ[SERVER]).set(database=name).render_as_string(hide_password=False)


def _copy_template(name: str) -> None:
    engine: Any = sa.create_engine(_server_url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY wal_log")
    engine.dispose()


__all__ = ["cannot_run", "is_postgresql", "lay_new", "migrate", "prepare", "release", "tidy", "url_for"]

"""Every migration down and up again, step by step, on both databases, with one of everything in it: what comes up a second time is what was there before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from config import load
from portal import create_app
from portal.core import storage
from portal.core.database import session
from portal.extensions import db
from portal.identity.accounts.models import Person
from tests.support import databases
from tests.support.cast import make_cast
from tests.support.objects import make_own

pytestmark = pytest.mark.soak
FOLDER = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture
def portal(pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[Flask]:
    """A portal of its own on an empty database that the migrations may take apart."""
    url = databases.url_for(pytestconfig, tmp_path, name="migrations")
    if databases.is_postgresql(pytestconfig):
        databases.make_empty("migrations")
    kept = storage.in_use()
    made = create_app(
        load({"PORTAL_ENV": "testing", "DATABASE_URL": url, "PORTAL_INSTANCE_FOLDER": str(tmp_path)}, env_file=None)
    )
    yield made
    databases.close(made)
    storage.use(kept)


def shape() -> dict[str, Any]:
    """Tables, columns, indexes, constraints and triggers, by name."""
    held = db.engine.connect()
    found, inspector = dict[str, Any](), sa.inspect(held)
    for table in sorted(inspector.get_table_names()):
        if table == "alembic_version" or table.startswith("sqlite_"):
            continue
        found[table] = {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)),
            "indexes": sorted((str(i["name"]), bool(i["unique"])) for i in inspector.get_indexes(table)),
            "unique": sorted(str(u["name"]) for u in inspector.get_unique_constraints(table)),
            "checks": sorted(str(c["name"]) for c in inspector.get_check_constraints(table)),
            "keys": sorted((str(k["name"]), *k["constrained_columns"]) for k in inspector.get_foreign_keys(table)),
        }
    if db.engine.dialect.name == "sqlite":
        triggers = held.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    else:
        triggers = held.exec_driver_sql("SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname")
    found["triggers"] = [tuple(row) for row in triggers]
    held.close()
    return found


def steps(app: Flask) -> list[str]:
    """The revisions, the newest first."""
    script = ScriptDirectory(FOLDER)
    return [revision.revision for revision in script.walk_revisions()]


def test_down_and_up_again(portal: Flask) -> None:
    with portal.app_context():
        flask_migrate.upgrade(directory=FOLDER)
        first = shape()
    make_own(portal, make_cast(portal))
    with portal.app_context():
        people = session().scalar(sa.select(sa.func.count()).select_from(Person))
        session().rollback()
        db.engine.dispose()
        for revision in steps(portal)[1:]:
            flask_migrate.downgrade(directory=FOLDER, revision=revision)
        names = set(sa.inspect(db.engine).get_table_names())
        assert {"person", "school"} <= names
        with db.engine.connect() as held:
            left = held.exec_driver_sql("SELECT count(*) FROM person").scalar()
        assert left == people, "going down lost people"
        db.engine.dispose()
        flask_migrate.upgrade(directory=FOLDER)
        assert shape() == first
        db.engine.dispose()
        flask_migrate.downgrade(directory=FOLDER, revision="base")
        db.engine.dispose()
        flask_migrate.upgrade(directory=FOLDER)
        assert shape() == first

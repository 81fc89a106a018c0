"""The engine's habits on the embedded database."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.core.database import BUSY_TIMEOUT_MS, prepare_engine

SYNCHRONOUS_FULL = 2


@pytest.mark.static
def test_an_acknowledged_write_is_on_the_disk_and_references_hold(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    prepare_engine(engine)
    with engine.connect() as line:
        wanted = {
            "synchronous": SYNCHRONOUS_FULL,
            "journal_mode": "wal",
            "foreign_keys": 1,
            "busy_timeout": BUSY_TIMEOUT_MS,
        }
        assert {name: line.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
    engine.dispose()

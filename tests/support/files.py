"""Laying an SQLite database new: its file becomes a copy of another."""

import os
import shutil
import sqlite3
from pathlib import Path


def keep(database: Path, file: Path) -> None:
    """Write what a database holds, with what is still in its log, to one file."""
    file.unlink(missing_ok=True)
    line = sqlite3.connect(database)
    line.execute("VACUUM INTO ?", (str(file),))
    line.close()


def lay(database: Path, file: Path) -> None:
    """Make a database a copy of this file. Nobody may be connected to it."""
    for left in database.parent.glob(f"{database.name}*"):
        left.unlink()
    shutil.copyfile(file, database)
    os.utime(database, (0, 0))  # so that whatever is written to it shows: see `is_as_laid`


def is_as_laid(database: Path) -> bool:
    """Has nothing been committed to a database since it was laid: neither to its log nor, from there, to its file?"""
    log = database.with_name(f"{database.name}-wal")
    return database.stat().st_mtime_ns == 0 and not (log.exists() and log.stat().st_size)

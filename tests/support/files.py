"""Laying an SQLite database new: its file becomes a copy of another."""

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

"""What a database holds, kept aside and laid back: for tests that break things in a world that is slow to make."""

import sqlite3
from pathlib import Path

from flask import Flask

from portal.extensions import db
from tests.support import databases


class Copy:
    """What the demonstration's database holds now; `lay_back` makes it so again."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.path = Path(str(db.engine.url.database))
        databases.release(app)
        self.app, self.held = app, sqlite3.connect(":memory:", check_same_thread=False)
        with sqlite3.connect(self.path) as live:
            live.backup(self.held)
        live.close()

    def lay_back(self) -> None:
        databases.release(self.app)
        with sqlite3.connect(self.path) as live:
            self.held.backup(live)
        live.close()

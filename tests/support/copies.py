"""What a database holds, kept aside and laid back: for tests that break things in a world that is slow to make."""

from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from tests.support import databases


class Copy:
    """What the portal's database holds now; `lay_back` makes it so again."""

    def __init__(self, app: Flask) -> None:
        settings = app.config["SETTINGS"]
        name = Path(str(sa.make_url(settings.database_url).database)).stem
        self.app, self.file = app, settings.instance_folder / f"{name}_kept.sqlite"
        databases.keep(app, self.file)

    def lay_back(self) -> None:
        databases.lay_back(self.app, self.file)

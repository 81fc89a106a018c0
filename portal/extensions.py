"""Flask's extensions: created here, bound in app.py."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mail import Mail
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from portal.core.database import Base, ReadingSession

db = SQLAlchemy(session_options={"class_": ReadingSession, "expire_on_commit": False, "autoflush": True})
db.metadata = Base.metadata  # type: ignore[attr-defined]  # Flask-Migrate reads it here
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
mail = Mail()
limiter = Limiter(key_func=get_remote_address, strategy="sliding-window-counter", headers_enabled=False)


class Migrations:
    """Stands where Flask-Migrate's settings stand, and puts them there when a command (or a test) first asks for one of them.

    A web server never migrates, and Flask-Migrate brings Alembic, Mako and Pygments: 10 MB in every worker.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate().init_app(self._app, db, directory="migrations", render_as_batch=True)
        return getattr(self._app.extensions["migrate"], name)

"""Flask's extensions: created here, bound in app.py."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from portal.core.database import Base

db = SQLAlchemy(session_options={"expire_on_commit": False, "autoflush": True})
db.metadata = Base.metadata  # type: ignore[attr-defined]  # Flask-Migrate reads it here
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
mail = Mail()
limiter = Limiter(key_func=get_remote_address, strategy="sliding-window-counter", headers_enabled=False)

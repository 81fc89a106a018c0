"""For the machines that watch: alive, and ready. Says nothing of the inside."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal.core import outbox
from portal.core.database import session
from portal.extensions import csrf, limiter
from portal.web.access import public

bp = Blueprint("health", __name__, url_prefix="/health")
csrf.exempt(bp)


@bp.get("/live")
@public
@limiter.exempt
def live() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/ready")
@public
@limiter.exempt
def ready() -> ResponseReturnValue:
    """The database answers and has its tables."""
    try:
        session().execute(text("SELECT 1 FROM duty LIMIT 1"))
    except Exception:  # whatever it is: not ready, and no word of why to the outside
        return {"status": "not ready"}, 503
    return {"status": "ok"}


@bp.get("/mail")
@public
@limiter.exempt
def mail() -> ResponseReturnValue:
    """The post goes out: nothing waits for its first try for more than five minutes. A receipt that is given has to arrive."""
    return ({"status": "late"}, 503) if outbox.is_late() else {"status": "ok"}

"""Pages of verification: the programme's queue, and what a school sees of its own standing."""

from portal.identity.verification.routes.queue import bp as queue_bp
from portal.identity.verification.routes.standing import bp as standing_bp
from portal.identity.verification.routes.standing import join_request_panel

BLUEPRINTS = (queue_bp, standing_bp)

__all__ = ["BLUEPRINTS", "join_request_panel"]

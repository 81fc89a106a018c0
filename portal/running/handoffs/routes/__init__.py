"""Pages of the stand-ins."""

from portal.running.handoffs.routes import asking, cards, ladder, pool, record, releasing
from portal.running.handoffs.routes.blueprint import bp
from portal.running.handoffs.routes.cards import activity_panel, panel
from portal.running.handoffs.routes.releasing import school_panel

__all__ = ["activity_panel", "asking", "bp", "cards", "ladder", "panel", "pool", "record", "releasing", "school_panel"]

"""Pages of the stand-ins."""

from portal.running.handoffs.routes import asking, cards, ladder, releasing
from portal.running.handoffs.routes.blueprint import bp
from portal.running.handoffs.routes.cards import panel
from portal.running.handoffs.routes.releasing import school_panel

__all__ = ["asking", "bp", "cards", "ladder", "panel", "releasing", "school_panel"]

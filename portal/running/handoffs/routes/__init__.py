"""Pages of the stand-ins."""

from portal.running.handoffs.routes import asking, cards, ladder
from portal.running.handoffs.routes.blueprint import bp
from portal.running.handoffs.routes.cards import panel

__all__ = ["asking", "bp", "cards", "ladder", "panel"]

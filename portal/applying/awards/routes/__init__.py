"""The doors of this room: decisions and their outcome, and awards."""

from portal.applying.awards.routes import awards, decisions

BLUEPRINTS = (decisions.bp, awards.bp)

__all__ = ["BLUEPRINTS"]

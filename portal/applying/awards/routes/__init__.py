"""The doors of this room: decisions and their outcome, conditions, and awards."""

from portal.applying.awards.routes import awards, by_link, conditions, decisions

BLUEPRINTS = (decisions.bp, conditions.bp, awards.bp)

__all__ = ["BLUEPRINTS", "by_link"]

"""The doors of this room: the programme's desk, the reviewer's desk, the panel."""

from portal.applying.reviews.routes import panel, reviews, screening, sending

BLUEPRINTS = (screening.bp, reviews.bp, panel.bp, sending.bp)

__all__ = ["BLUEPRINTS"]

"""The doors of this room: the programme's desk, the reviewer's desk, the panel."""

from portal.applying.reviews.routes import panel, reviews, screening

BLUEPRINTS = (screening.bp, reviews.bp, panel.bp)

__all__ = ["BLUEPRINTS"]

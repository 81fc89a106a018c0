"""Pages of a school's year, and of an authority's."""

from portal.identity.terms.routes import authorities, files, years
from portal.identity.terms.routes.blueprint import bp

__all__ = ["authorities", "bp", "files", "years"]

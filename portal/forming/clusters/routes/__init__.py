"""Pages of clusters."""

from portal.forming.clusters.routes import home, invitations, leaving, offices, yearly
from portal.forming.clusters.routes.blueprint import bp

__all__ = ["bp", "home", "invitations", "leaving", "offices", "yearly"]

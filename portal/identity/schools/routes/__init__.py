"""Pages of schools."""

from portal.identity.schools.routes import heads, people, registering
from portal.identity.schools.routes.blueprint import bp

__all__ = ["bp", "heads", "people", "registering"]

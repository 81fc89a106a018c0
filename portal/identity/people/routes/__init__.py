"""The pages of those who look after people's accounts and roles."""

from portal.identity.people.routes import people, roles
from portal.identity.people.routes.blueprint import bp

__all__ = ["bp", "people", "roles"]

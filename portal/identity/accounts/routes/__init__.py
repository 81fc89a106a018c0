"""Signing in and out, registering, one-time links, one's own profile and sessions."""

from portal.identity.accounts.routes import passwords, profile, registering, second_step, signing_in
from portal.identity.accounts.routes.blueprint import bp

__all__ = ["bp", "passwords", "profile", "registering", "second_step", "signing_in"]

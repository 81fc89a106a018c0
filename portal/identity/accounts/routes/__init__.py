"""Signing in and out, registering, one-time links, one's own profile and how one signs in."""

from portal.identity.accounts.routes import passkeys, passwords, profile, registering, second_step, security, signing_in
from portal.identity.accounts.routes.blueprint import bp

__all__ = ["bp", "passkeys", "passwords", "profile", "registering", "second_step", "security", "signing_in"]

"""The mail that was written, as the tests of schools read it."""

from tests.identity.schools.conftest import mails

__all__ = ["mails"]

"""What the tests of this room share: the mail that was written, and one value from the database."""

from tests.support.letters import link_in, mails, read

__all__ = ["link_in", "mails", "read"]

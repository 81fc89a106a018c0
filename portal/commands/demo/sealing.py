"""The record of the demonstration: sealed and checked, as every night. Loaded last, when everything has happened."""

from datetime import timedelta

from portal.commands.demo.world import World
from portal.core.database import session
from portal.oversight.chain import jobs
from portal.oversight.chain.queries import last_check


def load(world: World) -> None:
    """Seal what is there, and check it, once."""
    is_done = last_check() is not None
    session().commit()
    if not is_done:
        jobs.seal(settled_after=timedelta(0))
        jobs.check()

"""Requests about data: one that waits for an answer, one that was answered."""

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core.database import session
from portal.oversight.privacy.models import RequestKind, RightsRequest
from portal.oversight.privacy.services import requests


def load(world: World) -> None:
    """Put two requests into the world, once."""
    is_done = session().scalar(sa.select(RightsRequest.id).limit(1)) is not None
    session().commit()
    if is_done:
        return
    with world.then(days=-40):
        done = _ask(
            world, RequestKind.CORRECTION, "I left the school in July, but its page still shows me as the head."
        )
    with world.then(days=-35):
        world.do(
            requests.answer, done, by="admin", is_refused=False, words="Thank you. The page shows the new head now."
        )
    with world.then(days=-9):
        _ask(world, RequestKind.ACCESS, "Please send me what you keep about me. I no longer have an account.")


def _ask(world: World, kind: RequestKind, words: str) -> RightsRequest:
    made: RightsRequest = world.do(
        requests.ask, kind=kind, name="Gwen Former", email="gwen.former@demo.example", words=words
    )
    return made

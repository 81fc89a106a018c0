"""How often a form may be sent: `take_turn(limits.INVITATIONS, person)` after the form was found valid. Too often: 429, with the seconds to wait."""

from datetime import timedelta
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from portal.core import limits
from portal.core.actors import SYSTEM
from portal.core.limits import Limit, Turn
from portal.core.perform import perform

TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)

REGISTRATIONS = Limit("register", 10, TEN_MINUTES)
RESETS_FROM_A_PLACE = Limit("reset_place", 10, TEN_MINUTES)
RESETS_OF_AN_ADDRESS = Limit("reset_address", 5, HOUR)
INVITATIONS = Limit("invite", 30, HOUR)
ADDRESS_CHANGES = Limit("change_address", 5, HOUR)


def key(value: object) -> str:
    """The hash under which someone or somewhere is counted."""
    return limits.key_of(current_app.config["SECRET_KEY"], str(value))


def place() -> str:
    """Where the request comes from, as far as the proxies that we believe say."""
    return request.remote_addr or ""


def take_turn(*turns: tuple[Limit, Any]) -> None:
    """Count one more for each (limit, who or where). Raises TooManyRequests when one of them was done too often."""
    taken = perform(limits.take, by=SYSTEM, turns=[Turn(limit, key(who)) for limit, who in turns])
    if taken.wait is not None:
        raise TooManyRequests(retry_after=taken.wait)

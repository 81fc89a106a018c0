"""The blueprint, and what its pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.running.handoffs.models import Handoff
from portal.web.press import press

bp = Blueprint("handoffs", __name__)


def card_of(handoff: Handoff) -> str:
    """The address of the handoff's card."""
    return url_for("handoffs.show", cluster_id=handoff.cluster_id, handoff_id=handoff.id)


def press_card(deed: Callable[..., Any], subject: Handoff, *, said: Any, **words: Any) -> ResponseReturnValue:
    """Carry out a one-button form and come back to the card, which says what became of it."""
    return press(deed, subject, to=card_of(subject), said=said, **words)

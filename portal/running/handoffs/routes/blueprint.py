"""The blueprint, and what its pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.running.handoffs.forms import OneButtonForm
from portal.running.handoffs.models import Handoff
from portal.web.acting import carry_out, say

bp = Blueprint("handoffs", __name__)


def card_of(handoff: Handoff) -> str:
    """The address of the handoff's card."""
    return url_for("handoffs.show", cluster_id=handoff.cluster_id, handoff_id=handoff.id)


def press(deed: Callable[..., Any], subject: Handoff, *, said: Any, **words: Any) -> ResponseReturnValue:
    """Carry out a one-button form and come back to the card, which says what became of it."""
    form, to = OneButtonForm(), card_of(subject)
    if form.validate_on_submit():
        answer = carry_out(form, deed, subject, to=to, said=said, **words)
        if answer is not None:
            return answer
    for message in [*form.form_errors, *(e for field in form for e in field.errors)][:3]:
        say(message, "error")
    return redirect(to, 303)

"""The blueprint, and what its pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.running.activities.forms import OneButtonForm
from portal.running.activities.models import Activity
from portal.web.acting import carry_out, say

bp = Blueprint("activities", __name__)


def page_of(activity: Activity) -> str:
    """The address of the activity's page."""
    return url_for("activities.show", cluster_id=activity.cluster_id, activity_id=activity.id)


def press(deed: Callable[..., Any], subject: Any, *, to: str, said: Any, **words: Any) -> ResponseReturnValue:
    """Carry out a one-button form. A refusal is told on the page the person comes back to."""
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, deed, subject, to=to, said=said, **words)
        if answer is not None:
            return answer
    for message in [*form.form_errors, *(e for field in form for e in field.errors)][:3]:
        say(message, "error")
    return redirect(to, 303)

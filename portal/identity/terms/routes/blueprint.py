"""The blueprint, and what its pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.identity.schools.models import School
from portal.identity.terms.forms import OneButtonForm
from portal.web.acting import carry_out, say

bp = Blueprint("terms", __name__)


def year_page(school: School) -> str:
    """The address of the school's year."""
    return url_for("terms.show", school_id=school.id)


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

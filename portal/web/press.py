"""One button: the form that asks nothing, and the way from its press to an answer."""

from collections.abc import Callable
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue

from portal.core.i18n import _l
from portal.web.acting import carry_out, say
from portal.web.forms import PortalForm, send
from portal.web.limits import may_invite

MOST_TOLD = 3


class OneButtonForm(PortalForm):
    """A form of one button. What the button says stands in the template."""

    submit = send(_l("Continue"))


def press(
    deed: Callable[..., Any],
    subject: Any,
    *,
    to: str,
    said: Any,
    back: str | None = None,
    is_letter: bool = False,
    **words: Any,
) -> ResponseReturnValue:
    """Carry out a one-button form and go to `to`. A refusal is told on the page the person came from (`back`, else `to`). What
    writes a letter to someone who did not ask for it (`is_letter`) is counted, see `web/limits.py`."""
    form = OneButtonForm()
    if form.validate_on_submit() and (not is_letter or may_invite(form)):
        answer = carry_out(form, deed, subject, to=to, said=said, **words)
        if answer is not None:
            return answer
    for message in [*form.form_errors, *(error for field in form for error in field.errors)][:MOST_TOLD]:
        say(message, "error")
    return redirect(back or to, 303)

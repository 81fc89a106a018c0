"""From a valid form to an answer: one way for every view that changes something."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.core.errors import Refusal, Stale
from portal.core.perform import perform
from portal.policy import acting
from portal.web import access, login
from portal.web.forms import EditingForm, PortalForm

MOST_FLASHES = 3


def carry_out(
    form: PortalForm,
    deed: Callable[..., Any],
    subject: Any = None,
    *,
    to: str | Callable[[Any], str],
    said: Any = None,
    by: Any = None,
    **words: Any,
) -> ResponseReturnValue | None:
    """Perform the deed of a valid form. Answers a redirect to `to` (a path, or a function from the deed's result to one), or None after a refusal,
    with its words on the form and the guarded subject read again; the view then shows its page.

    `said` (words, or a function from the deed's result to them) is flashed on success. A stale form gets the conflict page with both texts.
    """
    actor = by if by is not None else acting(login.me())
    try:
        result = perform(deed, subject, by=actor, once=form.once, to=to, **words)
    except Stale as stale:
        fresh = access.look_again()
        if isinstance(form, EditingForm):  # who saves from the conflict page has seen what stands now
            form.version.data = str(stale.version or getattr(fresh, "version", ""))
        return render_template(
            "errors/conflict.html", form=form, yours=form.typed(), current=stale.current, message=stale.message
        ), 409
    except Refusal as refusal:
        access.look_again()
        form.show(refusal)
        return None
    if said:
        say(said(result) if callable(said) else said)
    return redirect(to(result) if callable(to) else to, 303)


def say(message: Any, kind: str = "success") -> None:
    """Tell the person on the next page. At most three messages wait, so that the cookie stays small."""
    flash(str(message)[:300], kind)
    waiting = cookie.get("_flashes")
    if waiting and len(waiting) > MOST_FLASHES:
        cookie["_flashes"] = waiting[-MOST_FLASHES:]


def form_page(template: str, form: PortalForm, **context: Any) -> ResponseReturnValue:
    """The page of a form; 422 when what was sent has errors, 429 and the seconds to wait when it was sent too often (see web/limits.py)."""
    shown = render_template(template, form=form, **context)
    if "too_often" in g:
        return shown, 429, {"Retry-After": str(g.too_often)}
    return shown, 422 if request.method == "POST" and form.errors else 200


def too_late(title: str, words: str, *, back: str, back_words: str) -> ResponseReturnValue:
    """In place of a form that cannot be sent any more: why not, and the way back, before anyone has typed a word."""
    return render_template("errors/too_late.html", title=title, words=words, back=back, back_words=back_words)


def most_files() -> int:
    """The most files that may go with one message."""
    return int(current_app.config["MAX_MESSAGE_FILES"])


def most_bytes() -> int:
    """The largest file that may be sent."""
    return int(current_app.config["MAX_FILE_BYTES"])

"""The state of the outbox, for administrators."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.oversight.mailbox import queries
from portal.policy import Action
from portal.web.access import guarded

bp = Blueprint("outbox", __name__)


@bp.get("/administration/mail")
@guarded(Action.OUTBOX_VIEW)
def show() -> ResponseReturnValue:
    """How many mails wait, left or failed, and what the mail server said last."""
    return render_template("outbox/show.html", state=queries.state(), troubles=queries.last_troubles())

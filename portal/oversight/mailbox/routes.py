"""The mailbox of a demonstration: whoever tries the portal follows the links of its mails here. Never there in production."""

import uuid

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.oversight.mailbox import queries
from portal.web.access import public

bp = Blueprint("demonstration", __name__, url_prefix="/demonstration")


@bp.before_request
def only_in_a_demonstration() -> None:
    """Nothing is here on a portal that real people rely on."""
    if not current_app.config["DEMONSTRATION"] or current_app.config["SETTINGS"].is_production:
        raise NotFound


@bp.get("/mailbox")
@public
def mailbox() -> ResponseReturnValue:
    """Every outgoing mail, newest first."""
    return render_template("demonstration/mailbox.html", page=queries.list_mail(after=request.args.get("after")))


@bp.get("/mailbox/<uuid:mail_id>")
@public
def mail(mail_id: uuid.UUID) -> ResponseReturnValue:
    """One mail, with links that can be followed."""
    return render_template("demonstration/mail.html", mail=queries.get_mail(mail_id))

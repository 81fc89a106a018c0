"""What was taken out of the portal."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.oversight.exports import queries
from portal.oversight.exports.forms import PURPOSES
from portal.policy import Action
from portal.web.access import guarded

bp = Blueprint("exports", __name__, url_prefix="/administration/exports")


@bp.get("")
@guarded(Action.EXPORT_LIST)
def index() -> ResponseReturnValue:
    """Every table that left: who, what, how many rows, what for."""
    page = queries.list_exports(request.args.get("after"))
    return render_template("exports/index.html", page=page, purposes=dict(PURPOSES))

"""Who has really been told of the results of a round."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.oversight.delivery import queries
from portal.policy import Action
from portal.web.access import guarded
from portal.web.login import me

bp = Blueprint("delivery", __name__)


@bp.get("/rounds/<uuid:round_id>/results/delivery")
@guarded(Action.RESULTS_LIST_TOLD, of=get_round)
def show(planned: Round) -> ResponseReturnValue:
    """Each person, and how far the word got."""
    page = queries.page_of_told(planned, me(), after=request.args.get("after"))
    told = [queries.as_told(row) for row in page]
    not_reached = queries.list_not_reached(planned, me()) if page.first else []
    return render_template("delivery/show.html", planned=planned, page=page, told=told, not_reached=not_reached)

"""The page of an authority's officer."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.identity.organisations.queries import authorities_by_code
from portal.oversight.area import queries
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded

bp = Blueprint("area", __name__)


@bp.get("/area")
@guarded(Action.AREA_VIEW)
def show() -> ResponseReturnValue:
    """Schools and clusters of my authority."""
    authorities = login.me().authority_codes
    schools = queries.list_schools_of(authorities, after=request.args.get("after"))
    names = [one.name for one in authorities_by_code(authorities).values()] if authorities else []
    return render_template(
        "area/show.html", names=names, schools=schools, clusters=queries.list_clusters_of(authorities)
    )

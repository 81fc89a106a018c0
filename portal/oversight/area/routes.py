"""The page of an authority's officer."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.text import clean_line
from portal.identity.organisations.models import Organisation
from portal.identity.organisations.queries import authorities_by_code
from portal.oversight.area import queries
from portal.oversight.area.queries import Standing
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded

bp = Blueprint("area", __name__)


@bp.get("/area")
@guarded(Action.AREA_VIEW)
def show() -> ResponseReturnValue:
    """The schools of my authority, a page at a time."""
    authorities, words = login.me().authority_codes, _words()
    try:
        standing = Standing(request.args.get("standing", "all"))
    except ValueError:
        standing = Standing.ALL
    page = queries.list_schools_of(authorities, words, standing, request.args.get("after"))
    kept: dict[str, Any] = {"q": words or None, "standing": standing.value if standing != Standing.ALL else None}
    return render_template(
        "area/show.html",
        authorities=_authorities(),
        page=page,
        words=words,
        standing=standing.value,
        base=url_for("area.show", **kept),
    )


@bp.get("/area/clusters")
@guarded(Action.AREA_VIEW)
def clusters() -> ResponseReturnValue:
    """The clusters in which a school of my authority is, a page at a time."""
    words = _words()
    page = queries.list_clusters_of(login.me().authority_codes, words, request.args.get("after"))
    base = url_for("area.clusters", q=words or None)
    return render_template(
        "area/clusters.html", names=[one.name for one in _authorities()], page=page, words=words, base=base
    )


def _words() -> str:
    return clean_line(request.args.get("q", ""))[:100]


def _authorities() -> list[Organisation]:
    codes = login.me().authority_codes
    return list(authorities_by_code(codes).values()) if codes else []

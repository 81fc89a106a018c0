"""The overview of the programme, and each of its figures as a table to take along. The figures name no school and no teacher, and leave out
the clusters to which the reader has a tie (`SignedIn.conflicts`)."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.oversight.exports.handing import handed_out
from portal.oversight.overview import pictures
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded

bp = Blueprint("overview", __name__)


@dataclass(frozen=True)
class Chosen:
    """One of the figures."""

    name: str


def get_figure(name: str) -> Chosen:
    """Raises NotFound."""
    if name not in pictures.PICTURES:
        raise NotFound
    return Chosen(name)


@bp.get("/overview")
@guarded(Action.OVERVIEW_DASHBOARD)
def show() -> ResponseReturnValue:
    """How the programme is."""
    but = login.me().conflicts
    stand_ins, soonest = pictures.stand_ins(but)
    shown = [
        pictures.stages(but),
        stand_ins,
        pictures.support(but),
        pictures.health(but),
        pictures.silence(but),
        pictures.themes(but),
        pictures.regions(but),
    ]
    return render_template("overview/show.html", pictures=shown, soonest=soonest, is_without=bool(but))


@bp.get("/overview/coverage")
@guarded(Action.OVERVIEW_DASHBOARD)
def coverage() -> ResponseReturnValue:
    """Schools in clusters and outside, what they are there, and which bodies support the clusters."""
    but = login.me().conflicts
    shown = [pictures.PICTURES[code](but) for code in ("coverage", "parts", "agencies")]
    return render_template("overview/coverage.html", pictures=shown)


@bp.get("/overview/<name>.csv")
@guarded(Action.OVERVIEW_FIGURE_VIEW, of=get_figure)
def table(chosen: Chosen) -> ResponseReturnValue:
    """One figure as a table: counts alone, so nothing is asked and nothing is written down."""
    picture = pictures.PICTURES[chosen.name](login.me().conflicts)
    return handed_out(f"overview_{picture.code}", picture.head, picture.rows)

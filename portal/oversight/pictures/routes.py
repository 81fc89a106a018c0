"""The dashboard of a round, and each of its pictures by itself: with its table, as CSV, on paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.oversight.exports.handing import Table, ask_and_hand_out, handed_out
from portal.oversight.pictures import progress
from portal.oversight.pictures.kept import keep
from portal.oversight.pictures.queries.views import View, view_of
from portal.policy import Action
from portal.web.access import guarded
from portal.web.login import me
from portal.web.pictures import Picture

bp = Blueprint("pictures", __name__, url_prefix="/rounds/<uuid:round_id>/pictures")
ROWS = 200
"""The rows of a table on one page; its CSV has them all."""


def of_round(view: View) -> list[Picture]:
    """The dashboard's pictures, kept until something happens."""
    return keep("round", view, lambda: progress.of_round(view))


PLACES: Mapping[str, Callable[[View], list[Picture]]] = {
    **dict.fromkeys(("clock", "arrival", "signing", "flow", "reviewers", "waiting", "letters", "exceptions"), of_round),
}
"""Where each picture is found by its code."""


@dataclass(frozen=True)
class Chosen:
    """One picture of one round, as a subject of the policy."""

    planned: Round
    code: str

    @property
    def status(self) -> str:
        return str(self.planned.status)


def get_picture(round_id: UUID, picture: str) -> Chosen:
    """Raises NotFound, also for a picture there is none of."""
    if picture not in PLACES:
        raise NotFound
    return Chosen(get_round(round_id), picture)


def _drawn(chosen: Chosen) -> Picture:
    found = PLACES[chosen.code](view_of(chosen.planned, me()))
    return next(picture for picture in found if picture.code == chosen.code)


@bp.get("")
@guarded(Action.ROUND_PICTURES_VIEW, of=get_round)
def index(planned: Round) -> ResponseReturnValue:
    """How the round goes on, on one page."""
    return render_template("pictures/index.html", planned=planned, pictures=of_round(view_of(planned, me())))


@bp.get("/<picture>")
@guarded(Action.ROUND_PICTURE_VIEW, of=get_picture)
def show(chosen: Chosen) -> ResponseReturnValue:
    """One picture, with its table below it."""
    picture = _drawn(chosen)
    start = _place(request.args.get("from", ""), len(picture.rows))
    return render_template(
        "pictures/show.html", planned=chosen.planned, picture=picture, start=start, most=ROWS, here=_way(chosen)
    )


def _place(asked: str, rows: int) -> int:
    """The first row to show: one that there is, else the first of all."""
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    return place - place % ROWS if place < rows else 0


def _way(chosen: Chosen) -> str:
    return url_for("pictures.show", round_id=chosen.planned.id, picture=chosen.code)


@bp.route("/<picture>.csv", methods=["GET", "POST"])
@guarded(Action.ROUND_PICTURE_TAKE, of=get_picture)
def table(chosen: Chosen) -> ResponseReturnValue:
    """The table of a picture to take along: one that names schools or people is asked for, and written down."""
    what = f"round_{chosen.code}"
    if not chosen_names(chosen):
        picture = _drawn(chosen)
        return handed_out(what, picture.head, picture.plain_rows())

    def read() -> Table:
        picture = _drawn(chosen)
        return picture.head, picture.plain_rows()

    title = _("Download: %(what)s", what=_drawn(chosen).title)
    return ask_and_hand_out(what, title, _way(chosen), read, lead=chosen.planned.name)


def chosen_names(chosen: Chosen) -> bool:
    """Does the picture name schools or people?"""
    return _drawn(chosen).names


def link_panel(planned: Round) -> tuple[str, dict[str, Any]]:
    """On the page of what came in: the way to the pictures."""
    return "pictures/_link.html", {"planned": planned}

"""The board, and the search in it."""

from datetime import date
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.text import clean_line
from portal.policy import Action
from portal.running.board import forms, queries
from portal.running.board.excerpts import excerpt
from portal.running.board.models import ThreadCategory
from portal.running.board.queries import Network, Show, Sought
from portal.running.board.routes.blueprint import bp, mine_in
from portal.web import login
from portal.web.access import guarded


@bp.get("")
@guarded(Action.BOARD_VIEW, of=queries.get_board)
def show(board: Network) -> ResponseReturnValue:
    """The board: conversations, the newest activity first."""
    try:
        wanted = Show(request.args.get("show", "all"))
    except ValueError:
        wanted = Show.ALL
    mine = mine_in(board.cluster_id)
    threads = queries.list_threads(board.cluster_id, schools=mine, show=wanted, after=request.args.get("after"))
    pinned, is_archive = queries.list_pinned(board.cluster_id)
    return render_template(
        "board/show.html",
        board=board,
        threads=threads,
        pinned=pinned,
        is_archive=is_archive,
        reopen_form=forms.ReopenForm(formdata=None) if is_archive else None,
        show=wanted.value,
        mine=mine,
        categories=dict(forms.CATEGORIES),
    )


@bp.get("/search")
@guarded(Action.BOARD_SEARCH, of=queries.get_board)
def search(board: Network) -> ResponseReturnValue:
    """Messages of this board that hold the words and are as asked."""
    sought = _sought(board)
    finding = queries.find_posts(board.cluster_id, sought, before=request.args.get("before"), now=clock.now())
    asked = {name: value for name, value in request.args.items() if name != "before" and value}
    return render_template(
        "board/search.html",
        board=board,
        sought=sought,
        finding=finding,
        shown=[(one, excerpt(one.source, sought.words)) for one in finding.found],
        categories=forms.CATEGORIES,
        languages=forms.LANGUAGES,
        older=finding.older and f"{request.path}?{urlencode({**asked, 'before': finding.older})}",
    )


def _sought(board: Network) -> Sought:
    """What the address asks for; anything that is not on offer counts as not asked."""
    asked = request.args
    chosen = asked.get("school", "")
    category = asked.get("category", "")
    language = asked.get("language", "")
    return Sought(
        words=clean_line(asked.get("q", ""))[:200],
        school_id=next((school.id for school in board.schools if str(school.id) == chosen), None),
        category=ThreadCategory(category) if category in dict(forms.CATEGORIES) else None,
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        with_files=asked.get("files") == "y",
        is_needed=asked.get("needed") == "y",
        language=language if language in dict(forms.LANGUAGES) else "",
        fits_best=asked.get("order") == "fit",
        zone=login.me().zone,
    )


def _day(typed: str) -> date | None:
    """A day as browsers send it (2027-03-02), or as people write it (2 3 2027)."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        parts = typed.replace("/", " ").replace(".", " ").split()
        try:
            found = date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.min
        except ValueError:
            return None
    return found if 2000 <= found.year <= 2100 else None

"""The board, and the search in it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.policy import Action
from portal.running.board import forms, queries
from portal.running.board.queries import Network, Show
from portal.running.board.routes.blueprint import bp, mine_in
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
    return render_template(
        "board/show.html",
        board=board,
        threads=threads,
        pinned=queries.list_pinned(board.cluster_id),
        show=wanted.value,
        mine=mine,
        categories=dict(forms.CATEGORIES),
    )


@bp.get("/search")
@guarded(Action.BOARD_SEARCH, of=queries.get_board)
def search(board: Network) -> ResponseReturnValue:
    """Messages of this board that hold the words, the newest first."""
    words = request.args.get("q", "")[:200]
    before = request.args.get("before", "")
    mark = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found, older = queries.find_posts(board.cluster_id, words, before=mark)
    return render_template("board/search.html", board=board, words=words, found=found, older=older)

"""The page of the history pack."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.policy import Action
from portal.running.packs.queries import Pack, get_pack
from portal.web.access import guarded

bp = Blueprint("packs", __name__)


@bp.get("/clusters/<uuid:cluster_id>/members/<uuid:heir_id>/pack")
@guarded(Action.PACK_VIEW, of=get_pack)
def show(pack: Pack) -> ResponseReturnValue:
    """What the school has taken over with its place, on one page."""
    return render_template("packs/show.html", pack=pack, cluster=pack.membership.cluster)

"""My committees: for everyone who sits in one, also for an authority, parents or another body."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.forming.committees import forms
from portal.policy import Action
from portal.policy.people import STAFF
from portal.running.meetings.queries import mine as queries
from portal.web import login
from portal.web.access import guarded

bp = Blueprint("my_committees", __name__)


@bp.get("/committees")
@guarded(Action.COMMITTEE_LIST_MINE)
def index() -> ResponseReturnValue:
    """The committees in which I sit, with their next and last meetings."""
    page = queries.list_mine(login.me().id, clock.now(), request.args.get("after"))
    return render_template("meetings/mine.html", page=page, roles=forms.ROLES)


def link_panel(me: Any) -> tuple[str, dict[str, Any]] | None:
    """On "What needs me": the way there, for who has a seat and no cluster of their own. Who is of a school finds it on the list of their clusters, staff find
    committees on the page of the cluster: for them nothing is asked here; for the others one statement."""
    if me.memberships or me.has(*STAFF):
        return None
    return clusters_panel(me)


def clusters_panel(me: Any) -> tuple[str, dict[str, Any]] | None:
    """On the list of one's clusters: the way there, for who has a seat; a teacher may sit for a body outside their school, too. One statement."""
    return ("meetings/_mine_panel.html", {}) if queries.sits_anywhere(me.id) else None

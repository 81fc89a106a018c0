"""What needs me, and what I was told."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.oversight.incoming.queries import unreachable
from portal.oversight.notifications import forms, needs, queries, services
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out

needs_bp = Blueprint("needs", __name__)
notices_bp = Blueprint("notices", __name__)


@needs_bp.get("/what-needs-me")
@guarded(Action.NEEDS_VIEW)
def show() -> ResponseReturnValue:
    """One list over all clusters and roles."""
    me = login.me()
    return render_template("needs/show.html", needs=needs.list_needs(me), me=me, most=needs.MOST)


def owed_panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: what is owed in it, school by school, the coordinator's own first."""
    owed = needs.list_owed_by_school(cluster)
    return ("needs/_owed_panel.html", {"cluster": cluster, "owed": owed}) if owed else None


@notices_bp.get("/notices")
@guarded(Action.NOTICES_VIEW)
def index() -> ResponseReturnValue:
    """What I was told, newest first."""
    page = queries.list_notices(login.me().id, after=request.args.get("after"))
    comes_back = bool(unreachable([login.me().id]))
    return render_template("notices/index.html", page=page, form=forms.MarkAllReadForm(), comes_back=comes_back)


@notices_bp.post("/notices/read")
@guarded(Action.NOTICES_VIEW)
def mark_all_read() -> ResponseReturnValue:
    """Nothing is unread any more."""
    form = forms.MarkAllReadForm()
    there = url_for("notices.index")
    if form.validate_on_submit():
        answer = carry_out(form, services.mark_all_read, to=there, said=_("All notices are marked as read."))
        if answer is not None:
            return answer
    return redirect(there, 303)

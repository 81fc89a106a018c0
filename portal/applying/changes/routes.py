"""A broken rule: what it is, what the programme says."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.checks import lacks_of_size
from portal.applying.changes import forms, queries, services
from portal.applying.changes.models import RuleBreak
from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("changes", __name__)
sizes_bp = Blueprint("sizes", __name__)
_ONE = "/rule-breaks/<uuid:break_id>"


@bp.get(_ONE)
@guarded(Action.CHANGE_VIEW, of=queries.get_break)
def show(found: RuleBreak) -> ResponseReturnValue:
    """Which rule, and how the cluster stands now."""
    cluster = get_cluster(found.cluster_id)
    return render_template(
        "changes/show.html",
        one=found,
        cluster=cluster,
        lacks=services.lacks_after_change(found.application.round, cluster),
    )


@bp.route(_ONE + "/decide", methods=["GET", "POST"])
@guarded(Action.CHANGE_DECIDE, of=queries.get_break)
def decide(found: RuleBreak) -> ResponseReturnValue:
    """The programme's word."""
    form = forms.DecideForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decide,
            found,
            to=url_for("changes.show", break_id=found.id),
            said=_("The cluster is told."),
            approves=form.answer.data == "approve",
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    lacks = services.lacks_after_change(found.application.round, get_cluster(found.cluster_id))
    return form_page("changes/decide.html", form, one=found, lacks=lacks)


@sizes_bp.get("/clusters/<uuid:cluster_id>/size")
@guarded(Action.PARTS_VIEW, of=get_cluster)
def show_size(cluster: Cluster) -> ResponseReturnValue:
    """How many schools there are, the advice, and what the rounds that are open ask for."""
    live = cluster.live_memberships()
    home = sum(m.side == Side.HOME for m in live)
    rounds = [(planned, lacks_of_size(planned, cluster)) for planned in queries.list_open_rounds(clock.now())]
    countries = len({m.school.country for m in live})
    return render_template(
        "changes/size.html", cluster=cluster, home=home, partners=len(live) - home, countries=countries, rounds=rounds
    )

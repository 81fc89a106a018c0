"""Pages of passing on."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.forming.sharing import forms, queries, services
from portal.forming.sharing.models import Audience, Sharing
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("sharing", __name__, url_prefix="/clusters/<uuid:cluster_id>/sharing")
_ONE = "/<uuid:sharing_id>"


def _home(cluster_id: object) -> str:
    return url_for("sharing.index", cluster_id=cluster_id)


@bp.get("")
@guarded(Action.SHARING_LIST, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """The plan and the log."""
    return render_template(
        "sharing/index.html",
        cluster=cluster,
        planned=queries.list_planned(cluster.id),
        page=queries.page_of_done(cluster.id, request.args.get("after")),
        audiences=forms.AUDIENCES,
        today=clock.today(cluster.zone),
        here=_home(cluster.id),
        button=OneButtonForm(),
    )


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.SHARING_PLAN, of=get_cluster)
def plan(cluster: Cluster) -> ResponseReturnValue:
    """Plan to pass something on."""
    me = login.me()
    form = forms.PlanForm()
    mine = [(m.school_id, m.school.name) for m in cluster.live_memberships() if m.school_id in me.memberships]
    form.school_id.choices = mine
    if len(mine) == 1 and not form.school_id.data:
        form.school_id.data = mine[0][0]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.plan_sharing,
            cluster,
            to=_home(cluster.id),
            said=_("It is in the plan."),
            school_id=form.school_id.data,
            what=form.what.data,
            audience=Audience(form.audience.data),
            planned_on=form.planned_on.data,
        )
        if answer is not None:
            return answer
    return form_page("sharing/plan.html", form, cluster=cluster)


@bp.route(_ONE, methods=["GET", "POST"])
@guarded(Action.SHARING_DO, of=queries.get_sharing)
def do(one: Sharing) -> ResponseReturnValue:
    """It was done."""
    form = forms.DoneForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.do_sharing,
            one,
            to=_home(one.cluster_id),
            said=_("It is in the log."),
            held_on=form.held_on.data,
            reached=form.number,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("sharing/do.html", form, one=one)


@bp.post(_ONE + "/drop")
@guarded(Action.SHARING_DO, of=queries.get_sharing)
def drop(one: Sharing) -> ResponseReturnValue:
    """It will not be done."""
    return press(services.drop_sharing, one, to=_home(one.cluster_id), said=_("It is taken from the plan."))

"""Pages of reading in."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.forming.newcomers import forms, queries, services
from portal.forming.newcomers.models import Newcomer, Step
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("newcomers", __name__, url_prefix="/clusters/<uuid:cluster_id>/newcomers")
_ONE = "/<uuid:newcomer_id>"


def _page(newcomer: Newcomer) -> str:
    return url_for("newcomers.show", cluster_id=newcomer.cluster_id, newcomer_id=newcomer.id)


@bp.get("")
@guarded(Action.NEWCOMER_LIST, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """Who is new, who shows them round, how far they are."""
    newcomers = queries.list_newcomers(cluster.id)
    return render_template("newcomers/index.html", cluster=cluster, newcomers=newcomers, most=len(Step))


@bp.get(_ONE)
@guarded(Action.NEWCOMER_VIEW, of=queries.get_newcomer)
def show(newcomer: Newcomer) -> ResponseReturnValue:
    """The way to read in."""
    return render_template(
        "newcomers/show.html",
        one=newcomer,
        cluster=newcomer.cluster,
        steps=forms.STEPS,
        links=_links(newcomer) if newcomer.person_id == login.me().id else {},
    )


def _links(newcomer: Newcomer) -> dict[str, str]:
    """Where each step is done."""
    base = f"/clusters/{newcomer.cluster_id}"
    return {
        Step.CLUSTER.value: base,
        Step.PROMISE.value: base + "/working-agreement",
        Step.BOARD.value: base + "/board",
        Step.CALENDAR.value: base + "/calendar",
        Step.STAND_INS.value: base + "/handoffs",
        Step.SAFEGUARDING.value: f"/schools/{newcomer.school_id}/safeguarding",
        Step.MAIL.value: "/profile/notices",
    }


@bp.route(_ONE + "/tick", methods=["GET", "POST"])
@guarded(Action.NEWCOMER_TICK, of=queries.get_newcomer)
def tick(newcomer: Newcomer) -> ResponseReturnValue:
    """Tick what is done."""
    form = forms.TickForm(steps=[step.value for step in newcomer.done])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.tick,
            newcomer,
            to=_page(newcomer),
            said=_said,
            steps=[Step(step) for step in form.steps.data or []],
        )
        if answer is not None:
            return answer
    return form_page("newcomers/tick.html", form, one=newcomer)


def _said(is_done: Any) -> str:
    return _("All done. Welcome!") if is_done else _("Saved. Go on whenever you like.")


@bp.route(_ONE + "/buddy", methods=["GET", "POST"])
@guarded(Action.NEWCOMER_BUDDY, of=queries.get_newcomer)
def buddy(newcomer: Newcomer) -> ResponseReturnValue:
    """Someone else shows the newcomer round."""
    form = forms.BuddyForm(buddy=newcomer.buddy_id)
    form.offer(services.buddies_for(newcomer))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.choose_buddy,
            newcomer,
            to=_page(newcomer),
            said=_("They are told."),
            person_id=form.buddy.data,
        )
        if answer is not None:
            return answer
    return form_page("newcomers/buddy.html", form, one=newcomer)

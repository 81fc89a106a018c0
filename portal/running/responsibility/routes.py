"""Pages of a transfer of responsibility."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.responsibility import forms, queries, services
from portal.running.responsibility.models import Phase, Transfer, TransferTask
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("responsibility", __name__, url_prefix="/clusters/<uuid:cluster_id>/responsibility")
_ONE = "/<uuid:transfer_id>"


def _page(record: Any) -> str:
    return url_for("responsibility.show", cluster_id=record.cluster_id)


@bp.get("")
@guarded(Action.RESPONSIBILITY_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """Where the transfer stands, task by task, and how the funding runs out."""
    transfers, today = queries.list_of(cluster.id), clock.today(cluster.zone)
    missing = {one.id: services.what_is_missing(one, today) for one in transfers if one.is_open}
    return render_template(
        "responsibility/show.html",
        cluster=cluster,
        transfers=transfers,
        missing=missing,
        phases=forms.PHASES,
        button=OneButtonForm(),
    )


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.RESPONSIBILITY_BEGIN, of=get_cluster)
def begin(cluster: Cluster) -> ResponseReturnValue:
    """Plan it."""
    form = forms.BeginForm()
    if form.validate_on_submit():
        words = {"body": form.body.data, "authority": form.authority.data, "review_on": form.review_on.data}
        to = url_for("responsibility.show", cluster_id=cluster.id)
        answer = carry_out(form, services.begin, cluster, to=to, said=_("It is planned. Now name the tasks."), **words)
        if answer is not None:
            return answer
    return form_page("responsibility/begin.html", form, cluster=cluster)


@bp.route(_ONE + "/terms", methods=["GET", "POST"])
@guarded(Action.RESPONSIBILITY_CHANGE, of=queries.get_transfer)
def terms(transfer: Transfer) -> ResponseReturnValue:
    """Commitment, review, funding."""
    funding = ", ".join(f"{one.year} {one.share}" for one in transfer.funding)
    form = forms.TermsForm(
        official=transfer.official, committed_on=transfer.committed_on, review_on=transfer.review_on, funding=funding,
        version=transfer.version,
    )  # fmt: skip
    years = form.years() if form.validate_on_submit() else None
    if years is not None:
        answer = carry_out(
            form,
            services.change_terms,
            transfer,
            to=_page(transfer),
            said=_("Saved."),
            version=form.read_version,
            official=form.official.data or "",
            committed_on=form.committed_on.data,
            review_on=form.review_on.data,
            funding=years,
        )
        if answer is not None:
            return answer
    return form_page("responsibility/terms.html", form, cluster=transfer.cluster)


@bp.route(_ONE + "/tasks/new", methods=["GET", "POST"])
@guarded(Action.RESPONSIBILITY_CHANGE, of=queries.get_transfer)
def plan_task(transfer: Transfer) -> ResponseReturnValue:
    """Name a task."""
    form = forms.TaskForm()
    if form.validate_on_submit():
        words = {"title": form.title.data, "phase": Phase(form.phase.data), "due_on": form.due_on.data}
        answer = carry_out(
            form, services.plan_task, transfer, to=_page(transfer), said=_("The task is added."), **words
        )
        if answer is not None:
            return answer
    return form_page("responsibility/plan_task.html", form, cluster=transfer.cluster)


@bp.route("/tasks/<uuid:transfer_task_id>", methods=["GET", "POST"])
@guarded(Action.RESPONSIBILITY_TAKE, of=queries.get_task)
def take_over(task: TransferTask) -> ResponseReturnValue:
    """It is taken over."""
    form = forms.TakeForm()
    if form.validate_on_submit():
        said = _("It is noted.")
        answer = carry_out(form, services.take_over, task, to=_page(task), said=said, taken_by=form.taken_by.data)
        if answer is not None:
            return answer
    return form_page("responsibility/take_over.html", form, cluster=task.transfer.cluster, task=task)


@bp.post(_ONE + "/gate")
@guarded(Action.RESPONSIBILITY_CHANGE, of=queries.get_transfer)
def open_gate(transfer: Transfer) -> ResponseReturnValue:
    return press(services.open_gate, transfer, to=_page(transfer), said=_("The next phase has begun."))


@bp.post(_ONE + "/stop")
@guarded(Action.RESPONSIBILITY_CHANGE, of=queries.get_transfer)
def stop(transfer: Transfer) -> ResponseReturnValue:
    return press(services.stop, transfer, to=_page(transfer), said=_("The transfer does not go on."))

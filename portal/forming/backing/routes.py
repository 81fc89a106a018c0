"""Pages of support from outside."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.backing import forms, queries, services
from portal.forming.backing.models import Goes, Help, SupportCheck, SupportRecord
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("backing", __name__, url_prefix="/clusters/<uuid:cluster_id>/help")


def _page(cluster_id: Any) -> str:
    return url_for("backing.show", cluster_id=cluster_id)


def _typed(form: forms.SupportForm) -> dict[str, Any]:
    return {
        "agency": form.agency.data,
        "kind": Help(form.help.data),
        "from_on": form.from_on.data,
        "until_on": form.until_on.data,
        "words": form.words.data or "",
    }


@bp.get("")
@guarded(Action.BACKING_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """Who supports the cluster and who did, what runs at the same time, how it went afterwards."""
    records, today = queries.list_records(cluster.id), clock.today(cluster.zone)
    beside = {one.id: [other.agency for other in one.beside(records)] for one in records}
    return render_template(
        "backing/show.html", cluster=cluster, records=records, beside=beside, today=today,
        is_supported=any(one.is_now(today) for one in records), help=forms.HELP, goes=forms.GOES,
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.BACKING_NOTE, of=get_cluster)
def note(cluster: Cluster) -> ResponseReturnValue:
    """Note that a body supports the cluster."""
    form = forms.SupportForm()
    if form.validate_on_submit():
        to, said = _page(cluster.id), _("It is noted.")
        answer = carry_out(form, services.note_support, cluster, to=to, said=said, **_typed(form))
        if answer is not None:
            return answer
    return form_page("backing/edit.html", form, cluster_id=cluster.id, name=cluster.name)


@bp.route("/<uuid:support_id>", methods=["GET", "POST"])
@guarded(Action.BACKING_NOTE, of=queries.get_record)
def edit(support: SupportRecord) -> ResponseReturnValue:
    """Change it, or say when it ends."""
    form = forms.SupportForm(obj=support, version=support.version)
    if form.validate_on_submit():
        to, said = _page(support.cluster_id), _("Saved.")
        words = {"version": form.read_version, **_typed(form)}
        answer = carry_out(form, services.change_support, support, to=to, said=said, **words)
        if answer is not None:
            return answer
    return form_page("backing/edit.html", form, cluster_id=support.cluster_id, name=support.cluster.name)


@bp.route("/checks/<uuid:support_check_id>", methods=["GET", "POST"])
@guarded(Action.BACKING_ANSWER, of=queries.get_check)
def answer(check: SupportCheck) -> ResponseReturnValue:
    """Say how it goes without."""
    form = forms.CheckForm()
    if form.validate_on_submit():
        words = {"goes": Goes(form.goes.data), "words": form.words.data or ""}
        said = _("Thank you. It is kept.")
        done = carry_out(form, services.answer_check, check, to=_page(check.cluster_id), said=said, **words)
        if done is not None:
            return done
    return form_page("backing/answer.html", form, check=check, support=check.record)

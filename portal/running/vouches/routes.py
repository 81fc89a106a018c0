"""Vouching, from the page of the cluster that one shares."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.policy import Action
from portal.running.vouches import forms, queries, services
from portal.running.vouches.queries import WaitingSchool
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("vouches", __name__, url_prefix="/clusters/<uuid:cluster_id>/vouches")


@bp.route("/<uuid:waiting_school_id>", methods=["GET", "POST"])
@guarded(Action.VOUCH_GIVE, of=queries.get_waiting_school)
def give(waiting: WaitingSchool) -> ResponseReturnValue:
    """Say how one knows a school of the network that waits to be verified."""
    form = forms.VouchForm()
    form.offer(services.schools_that_vouch(login.me(), waiting.cluster_id))
    if form.validate_on_submit():
        said = _("Thank you. %(school)s shares the board from now on.", school=waiting.school.name)
        answer = carry_out(
            form,
            services.vouch,
            waiting,
            to=url_for("clusters.show", cluster_id=waiting.cluster_id),
            said=said,
            how_known=form.how_known.data,
            voucher_school_id=form.voucher_school_id,
        )
        if answer is not None:
            return answer
    return form_page("vouches/give.html", form, waiting=waiting)


def home_panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: its own schools that wait to be verified, and who vouches for them. Asks nothing where none waits."""
    return panel(cluster) if any(m.school.status in queries.WAITS for m in cluster.memberships) else None


def panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the partnership's page: the schools of the whole network that wait to be verified. Nothing where none waits."""
    if not can(Action.BOARD_VIEW, cluster):
        return None
    waiting = queries.list_waiting_schools(cluster.id)
    mine = login.me().school_ids
    done = {one.school_id for one in waiting if any(vouch.voucher_school_id in mine for vouch in one.vouches)}
    return ("vouches/_panel.html", {"cluster": cluster, "waiting": waiting, "done": done}) if waiting else None

"""Leaving a cluster."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import duty
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.forming.clusters import forms, queries, services
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus, OfficeKind, OfficeStatus
from portal.forming.clusters.routes.blueprint import bp, home_of
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.forms import as_uuid
from portal.web.press import OneButtonForm, press

_ONE = "/clusters/<uuid:cluster_id>/members/<uuid:membership_id>"


@bp.route(_ONE + "/leave", methods=["GET", "POST"])
@guarded(Action.CLUSTER_LEAVE, of=queries.get_membership)
def leave(membership: ClusterMembership) -> ResponseReturnValue:
    """Give notice: the day and the reason. What the school owes is listed."""
    form = forms.LeaveForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_notice,
            membership,
            to=_page(membership),
            said=_("The cluster has been told. Here is what comes next."),
            leaving_on=form.leaving_on.data,
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    return form_page("clusters/leave.html", form, **_context(membership))


@bp.get(_ONE + "/leaving")
@guarded(Action.CLUSTER_COMPLETE_LEAVING, of=queries.get_membership)
def leaving(membership: ClusterMembership) -> ResponseReturnValue:
    """The things to pass on, and the last step."""
    return render_template("clusters/leaving.html", button=OneButtonForm(), **_context(membership))


def _context(membership: ClusterMembership) -> dict[str, object]:
    cluster = membership.cluster
    owed = duty.list_owed_by_school(membership.school_id, cluster_id=cluster.id)
    return {
        "membership": membership,
        "cluster": cluster,
        "passable": [
            (each, services.duty_words.of(each), services.receiver(cluster, each))
            for each in owed
            if services.passable(each)
        ],
        "offices": _offices_held(cluster, membership),
        "settle": services.to_settle(cluster, school_id=membership.school_id),
        "titles": services.TITLES,
        "back": home_of(cluster),
    }


def _offices_held(cluster: Cluster, membership: ClusterMembership) -> list[OfficeKind]:
    """The offices that need a successor before the school can go."""
    needed = (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER)
    return [
        o.kind
        for o in cluster.offices
        if o.status == OfficeStatus.ACCEPTED and o.school_id == membership.school_id and o.kind in needed
    ]


@bp.post(_ONE + "/leaving/pass-on")
@guarded(Action.CLUSTER_LEAVE, of=queries.get_membership)
def pass_on(membership: ClusterMembership) -> ResponseReturnValue:
    """One thing on the list goes to another school; which thing is in the address."""
    try:
        duty_id = as_uuid(request.args.get("duty"))
    except ValueError:
        raise NotFound from None
    if duty_id is None:
        raise NotFound
    said = _("It has been passed on.")
    return press(services.pass_on, membership, to=_page(membership), said=said, duty_id=duty_id)


@bp.post(_ONE + "/leaving/stay")
@guarded(Action.CLUSTER_LEAVE, of=queries.get_membership)
def stay(membership: ClusterMembership) -> ResponseReturnValue:
    said = _("Your school stays. The cluster has been told.")
    return press(services.stay, membership, to=home_of(membership.cluster), said=said)


@bp.route(_ONE + "/leaving/complete", methods=["GET", "POST"])
@guarded(Action.CLUSTER_COMPLETE_LEAVING, of=queries.get_membership)
def complete_leaving(membership: ClusterMembership) -> ResponseReturnValue:
    """Asked a second time, because the way back is a new invitation: what happens when the school leaves now."""
    context, form = _context(membership), OneButtonForm()
    if membership.status != MembershipStatus.LEAVING or context["offices"] or context["settle"]:
        return redirect(_page(membership), 303)
    if form.validate_on_submit():
        said = _("The school has left the cluster. Its history is kept.")
        answer = carry_out(form, services.complete_leaving, membership, to=url_for("clusters.index"), said=said)
        if answer is not None:
            return answer
    return form_page("clusters/leave_now.html", form, **context)


def _page(membership: ClusterMembership) -> str:
    return url_for("clusters.leaving", cluster_id=membership.cluster_id, membership_id=membership.id)

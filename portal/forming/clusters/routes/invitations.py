"""Inviting a school, and its answer."""

import uuid

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.extensions import limiter
from portal.forming.clusters import forms, queries, services
from portal.forming.clusters.models import Cluster, ClusterMembership, Vacancy
from portal.forming.clusters.routes.blueprint import bp, home_of
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.forms import keys_in
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm, press

_ONE = "/clusters/<uuid:cluster_id>/invitations/<uuid:membership_id>"


@bp.route("/clusters/<uuid:cluster_id>/invitations/new", methods=["GET", "POST"])
@guarded(Action.CLUSTER_INVITE, of=queries.get_cluster)
def invite(cluster: Cluster) -> ResponseReturnValue:
    """Search, choose, send."""
    return _invite(cluster, vacancy=None)


@bp.route("/clusters/<uuid:cluster_id>/vacancies/<uuid:vacancy_id>", methods=["GET", "POST"])
@guarded(Action.CLUSTER_FILL_VACANCY, of=queries.get_vacancy)
def fill_vacancy(vacancy: Vacancy) -> ResponseReturnValue:
    """Invite a school to take over an empty place."""
    return _invite(vacancy.cluster, vacancy=vacancy)


@bp.post("/clusters/<uuid:cluster_id>/vacancies/<uuid:vacancy_id>/close")
@guarded(Action.CLUSTER_FILL_VACANCY, of=queries.get_vacancy)
def close_vacancy(vacancy: Vacancy) -> ResponseReturnValue:
    said = _("The place stays empty. You can invite schools at any time.")
    return press(services.close_vacancy, vacancy, to=home_of(vacancy.cluster), said=said)


def _invite(cluster: Cluster, *, vacancy: Vacancy | None) -> ResponseReturnValue:
    searched = request.args.get("words", "")
    waits = queries.only_waits(cluster, login.me())
    found = queries.search_schools(cluster, searched, whole_names_only=waits)
    form = forms.InviteSchoolForm()
    form.offer(found)
    if waits:
        form.without_letter()
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.invite_school if vacancy is None else services.invite_into_vacancy,
            cluster if vacancy is None else vacancy,
            to=home_of(cluster),
            said=_("The school has been invited."),
            school_id=form.school.data,
            message=form.letter,
        )
        if answer is not None:
            return answer
    return form_page(
        "clusters/invite.html",
        form,
        cluster=cluster,
        vacancy=vacancy,
        searched=searched[:100],
        found=found,
        waits=waits,
        back=home_of(cluster),
        button=OneButtonForm(),
    )


@bp.get(_ONE)
@guarded(Action.CLUSTER_READ_INVITATION, of=queries.get_membership)
def invitation(membership: ClusterMembership) -> ResponseReturnValue:
    """What the school is asked: the theme, who leads, who is the contact. One button says yes to all of it."""
    return render_template(
        "clusters/invitation.html",
        membership=membership,
        cluster=membership.cluster,
        past=membership.is_past(clock.now()),
        button=OneButtonForm(),
        titles=services.TITLES,
    )


@bp.post(_ONE + "/join")
@guarded(Action.CLUSTER_ANSWER_INVITATION, of=queries.get_membership)
def join(membership: ClusterMembership) -> ResponseReturnValue:
    return press(
        services.join_cluster,
        membership,
        to=home_of(membership.cluster),
        said=_("Your school has joined the cluster."),
        back=_page(membership),
        shown=_shown(),
    )


def _shown() -> set[uuid.UUID]:
    """The nominations that were named where *Join* was pressed."""
    return keys_in(request.form.get("shown"))


@bp.route(_ONE + "/decline", methods=["GET", "POST"])
@guarded(Action.CLUSTER_ANSWER_INVITATION, of=queries.get_membership)
def decline(membership: ClusterMembership) -> ResponseReturnValue:
    form = forms.DeclineForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_invitation,
            membership,
            to=_page(membership),
            said=_("The cluster has been told."),
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("clusters/decline.html", form, membership=membership, back=_page(membership))


@bp.post(_ONE + "/withdraw")
@guarded(Action.CLUSTER_WITHDRAW_INVITATION, of=queries.get_membership)
def withdraw_invitation(membership: ClusterMembership) -> ResponseReturnValue:
    said = _("The invitation has been taken back.")
    return press(services.withdraw_invitation, membership, to=home_of(membership.cluster), said=said)


def _page(membership: ClusterMembership) -> str:
    return url_for("clusters.invitation", cluster_id=membership.cluster_id, membership_id=membership.id)


@bp.route("/link/join/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def join_by_link(token: str) -> ResponseReturnValue:
    """The page of the mailed link: what the school is asked, and one button. No account has to be signed in."""
    found = _live(token)
    if found is None:
        return render_template("clusters/dead_link.html"), 410
    link, membership = found
    form = OneButtonForm()
    if form.validate_on_submit():
        to = home_of(membership.cluster) if login.signed_in() else url_for("clusters.joined")
        said = _("Your school has joined the cluster.") if login.signed_in() else None
        answer = carry_out(form, services.join_by_link, link, by=SYSTEM, to=to, said=said, shown=_shown())
        if answer is not None:
            return answer
        found = _live(token)
        if found is None:
            return render_template("clusters/dead_link.html"), 410
        membership = found[1]
    return form_page(
        "clusters/join.html",
        form,
        membership=membership,
        cluster=membership.cluster,
        path=request.path,
        titles=services.TITLES,
    )


@bp.get("/join/thank-you")
@public
def joined() -> ResponseReturnValue:
    """After joining by the link."""
    return render_template("clusters/joined.html")


def _live(token: str) -> tuple[OneTimeLink, ClusterMembership] | None:
    """The link and its invitation, while the link works and nobody has answered."""
    link = live_link(token, LinkPurpose.JOIN_CLUSTER)
    membership = queries.invitation_of_link(link.subject_id) if link is not None else None
    return (link, membership) if link is not None and membership is not None else None

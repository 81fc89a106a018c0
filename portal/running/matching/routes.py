"""Clusters that look for one another: our wish, those that fit, the requests between two."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.extensions import limiter
from portal.forming.approaches.models import RequestStatus
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.identity.finding import naming
from portal.policy import Action
from portal.running.matching import fits, forms, queries, services, words
from portal.running.matching.pages import page_of
from portal.running.matching.queries import Between, Candidate
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm

bp = Blueprint("matching", __name__, url_prefix="/clusters/<uuid:cluster_id>/matching")
_OTHER = "/clusters/<uuid:other_id>"
_ONE = "/requests/<uuid:cluster_request_id>"


def _page(between: Between) -> str:
    return url_for("matching.show", cluster_id=between.cluster_id, cluster_request_id=between.request.id)


@bp.get("")
@guarded(Action.CLUSTER_MATCH_VIEW, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """What we look for, and the clusters that look, those that fit best first."""
    own = queries.looker_of(cluster)
    wish = queries.wish_of(cluster.id)
    found = fits.best_first(own, queries.list_looking(cluster.id, schools=own.number_wanted))
    asked = queries.list_requests(cluster.id)
    return render_template(
        "matching/index.html",
        cluster=cluster,
        wish=wish,
        own=own,
        page=page_of(found, request.args.get("after")),
        words=naming.words(),
        say=words,
        received=[one for one in asked if one.to_cluster_id == cluster.id],
        sent=[one for one in asked if one.from_cluster_id == cluster.id],
        waiting={_other_of(one, cluster): one for one in asked if one.status == RequestStatus.OPEN},
    )


def _other_of(one: Any, cluster: Cluster) -> Any:
    return one.from_cluster_id if one.to_cluster_id == cluster.id else one.to_cluster_id


@bp.route("/wish", methods=["GET", "POST"])
@guarded(Action.CLUSTER_MATCH_SAY, of=get_cluster)
def say_wish(cluster: Cluster) -> ResponseReturnValue:
    """Are we looking for a partner cluster, and for what kind?"""
    wish = queries.wish_of(cluster.id)
    known: dict[str, Any] = {"version": 0}
    if wish is not None:
        known = {
            "version": wish.version,
            "is_looking": "yes" if wish.is_looking else "no",
            "looking_for": wish.looking_for,
            "schools_wanted": wish.schools_wanted,
            "looking_until": wish.looking_until,
            **forms.filled(wish.wanted),
        }
    form = forms.WishForm(**known)
    form.offer(naming.words())
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.say_wish,
            cluster,
            to=url_for("matching.index", cluster_id=cluster.id),
            said=_("Saved."),
            version=form.read_version,
            is_looking=form.is_looking.data == "yes",
            looking_for=form.looking_for.data or "",
            schools_wanted=form.schools_wanted.data,
            looking_until=form.looking_until.data,
            wanted=form.wanted,
        )
        if answer is not None:
            return answer
    return form_page("matching/say_wish.html", form, cluster=cluster)


@bp.get(_OTHER)
@guarded(Action.CLUSTER_MATCH_READ, of=queries.get_candidate)
def candidate(candidate: Candidate) -> ResponseReturnValue:
    """Another cluster beside ours: what it is, what it looks for, what fits and what does not."""
    return render_template("matching/candidate.html", **_beside(candidate))


def _beside(candidate: Candidate) -> dict[str, Any]:
    return {
        "candidate": candidate,
        "cluster": candidate.cluster,
        "fit": fits.compare(candidate.own, candidate.other),
        "words": naming.words(),
        "say": words,
    }


@bp.route(_OTHER + "/ask", methods=["GET", "POST"])
@guarded(Action.CLUSTER_MATCH_ASK, of=queries.get_candidate)
@limiter.limit("30 per hour", methods=["POST"])
def ask(candidate: Candidate) -> ResponseReturnValue:
    """Write to the cluster: what we propose, and why this cluster."""
    form = forms.AskClusterForm()
    cluster = candidate.cluster
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_cluster,
            cluster,
            to=lambda made: url_for("matching.show", cluster_id=made.from_cluster_id, cluster_request_id=made.id),
            said=_("Your request has been sent. You are told as soon as the cluster answers."),
            other_id=candidate.other.cluster_id,
            proposal=form.proposal.data,
            message=form.message.data,
        )
        if answer is not None:
            return answer
    return form_page("matching/ask.html", form, **_beside(candidate))


@bp.get(_ONE)
@guarded(Action.CLUSTER_REQUEST_VIEW, of=queries.get_request)
def show(between: Between) -> ResponseReturnValue:
    """One request, for the member schools of the two clusters."""
    return render_template("matching/show.html", between=between, one=between.request)


@bp.route(_ONE + "/accept", methods=["GET", "POST"])
@guarded(Action.CLUSTER_REQUEST_ANSWER, of=queries.get_request)
def accept(between: Between) -> ResponseReturnValue:
    """Yes: what follows from it is said first."""
    said = _("You are partner clusters now. Your schools share their board and their calendar.")
    return _press(between, services.accept_request, "matching/accept.html", said)


@bp.route(_ONE + "/decline", methods=["GET", "POST"])
@guarded(Action.CLUSTER_REQUEST_ANSWER, of=queries.get_request)
def decline(between: Between) -> ResponseReturnValue:
    """No, with a reason."""
    form = forms.DeclineForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_request,
            between.request,
            to=_page(between),
            said=_("The other cluster has been told."),
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    return form_page("matching/decline.html", form, between=between, one=between.request)


@bp.route(_ONE + "/withdraw", methods=["GET", "POST"])
@guarded(Action.CLUSTER_REQUEST_WITHDRAW, of=queries.get_request)
def withdraw(between: Between) -> ResponseReturnValue:
    """Take the request back, after one more question."""
    return _press(between, services.withdraw_request, "matching/withdraw.html", _("The request has been taken back."))


def _press(between: Between, deed: Any, template: str, said: str) -> ResponseReturnValue:
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, deed, between.request, to=_page(between), said=said)
        if answer is not None:
            return answer
    return form_page(template, form, between=between, one=between.request)


def panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the partnership's page: the way to clusters that look. Asks the database nothing."""
    return ("matching/_panel.html", {"cluster": cluster}) if can(Action.CLUSTER_MATCH_VIEW, cluster) else None

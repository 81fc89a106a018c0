"""Asking a school to become partners, the requests of one's schools, and the answers."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.extensions import limiter
from portal.forming.approaches import forms, queries, services
from portal.forming.approaches.models import PartnershipRequest
from portal.forming.clusters.routes.blueprint import home_of
from portal.identity.finding.models import SchoolListing
from portal.identity.finding.queries import get_listing
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm

bp = Blueprint("approaches", __name__, url_prefix="/partners")
_ONE = "/requests/<uuid:request_id>"


def _page(request: PartnershipRequest) -> str:
    return url_for("approaches.show", request_id=request.id)


@bp.route("/schools/<uuid:school_id>/ask", methods=["GET", "POST"])
@guarded(Action.PARTNER_ASK, of=get_listing)
@limiter.limit("60 per hour", methods=["POST"])
def ask(listing: SchoolListing) -> ResponseReturnValue:
    """Write to a school: what we propose, and why this school."""
    me = login.me()
    form = forms.AskForm()
    verified = [m for m in me.memberships.values() if m.is_verified and m.school_id != listing.school_id]
    form.school_id.choices = [(m.school_id, m.school_name) for m in verified]
    if len(verified) == 1 and not form.school_id.data:
        form.school_id.data = verified[0].school_id
    own = queries.clusters_coordinated_by(me.id)
    form.cluster_id.choices = [("", _("No, for our school")), *((c.id, c.name) for c in own)]
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.ask_school,
            listing,
            to=_page,
            said=_("Your request has been sent. You are told as soon as the school answers."),
            school_id=form.school_id.data,
            cluster_id=form.cluster_id.data or None,
            proposal=form.proposal.data,
            message=form.message.data,
        )
        if answer is not None:
            return answer
    return form_page("approaches/ask.html", form, listing=listing)


@bp.get("/requests")
@guarded(Action.PARTNER_REQUEST_LIST)
def index() -> ResponseReturnValue:
    """What my schools were asked, and what they asked."""
    mine = sorted(login.me().memberships)
    return render_template(
        "approaches/index.html", received=queries.list_requests_to(mine), sent=queries.list_requests_from(mine)
    )


@bp.get(_ONE)
@guarded(Action.PARTNER_REQUEST_VIEW, of=queries.get_request)
def show(request: PartnershipRequest) -> ResponseReturnValue:
    """One request, for the teachers of the two schools."""
    return render_template("approaches/show.html", **_about(request))


def _about(request: PartnershipRequest) -> dict[str, Any]:
    is_ours = request.from_school_id in login.me().memberships
    return {"request_": request, "is_ours": is_ours, "button": OneButtonForm()}


@bp.route(_ONE + "/accept", methods=["GET", "POST"])
@guarded(Action.PARTNER_REQUEST_ANSWER, of=queries.get_request)
def accept(request: PartnershipRequest) -> ResponseReturnValue:
    """Yes: what follows from it is said first."""
    said = _("You have said yes. The other school is told.")
    return _asked_once_more(request, services.accept_request, "approaches/accept.html", said)


def _asked_once_more(request: PartnershipRequest, deed: Any, template: str, said: str) -> ResponseReturnValue:
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, deed, request, to=_page(request), said=said)
        if answer is not None:
            return answer
    return form_page(template, form, request_=request)


@bp.route(_ONE + "/decline", methods=["GET", "POST"])
@guarded(Action.PARTNER_REQUEST_ANSWER, of=queries.get_request)
def decline(request: PartnershipRequest) -> ResponseReturnValue:
    """No, with a reason."""
    form = forms.DeclineForm()
    if form.validate_on_submit():
        said = _("The other school has been told.")
        answer = carry_out(
            form, services.decline_request, request, to=_page(request), said=said, reason=form.reason.data
        )
        if answer is not None:
            return answer
    return form_page("approaches/decline.html", form, request_=request)


@bp.route(_ONE + "/withdraw", methods=["GET", "POST"])
@guarded(Action.PARTNER_REQUEST_WITHDRAW, of=queries.get_request)
def withdraw(request: PartnershipRequest) -> ResponseReturnValue:
    """Take the request back, after one more question."""
    said = _("The request has been taken back.")
    return _asked_once_more(request, services.withdraw_request, "approaches/withdraw.html", said)


@bp.post(_ONE + "/begin")
@guarded(Action.PARTNER_REQUEST_BEGIN, of=queries.get_request)
def begin(request: PartnershipRequest) -> ResponseReturnValue:
    """Start the cluster of the two schools."""
    form = OneButtonForm()
    if form.validate_on_submit():
        said = _("Your cluster has begun, and the other school is invited. Board and calendar are open.")
        answer = carry_out(form, services.begin_together, request, to=home_of, said=said)
        if answer is not None:
            return answer
    return form_page("approaches/show.html", form, **_about(request))

"""The desk from which the applications of a round go to reviewers, and what reviewers say of themselves."""

import uuid

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.allocation import forms, queries, services, swapping
from portal.applying.allocation.models import Allocation, AllocationStatus
from portal.applying.applications.models import Application
from portal.applying.applications.queries import get_application
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.reviews import links
from portal.applying.reviews.queries import list_free_reviewers
from portal.core.i18n import _
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("allocation", __name__)
USUAL_SHARE = 12


@bp.get("/rounds/<uuid:round_id>/allocation")
@guarded(Action.ALLOCATION_VIEW, of=get_round)
def show(planned: Round) -> ResponseReturnValue:
    """How far it is; what is proposed, application by application and desk by desk; what is missing before it can be released."""
    allocation = queries.latest_of(planned.id)
    is_proposed = allocation is not None and allocation.status == AllocationStatus.PROPOSED
    page = queries.page_of_waiting(planned, login.me(), after=request.args.get("after"))
    return render_template(
        "allocation/show.html",
        planned=planned,
        allocation=allocation,
        is_proposed=is_proposed,
        page=page,
        proposals=queries.proposals_of([one.id for one in page]) if is_proposed else {},
        desks=queries.desks_of(allocation, login.me()) if allocation is not None and is_proposed else (),
        short=queries.list_short(allocation, login.me()) if allocation is not None and is_proposed else (),
        waiting=queries.count_waiting(planned, but=login.me().kept_from),
        form=forms.AllocationForm(formdata=None, data={"most": USUAL_SHARE}),
        button=OneButtonForm(formdata=None),
    )


@bp.route("/rounds/<uuid:round_id>/allocation/new", methods=["GET", "POST"])
@guarded(Action.ALLOCATION_RUN, of=get_round)
def new(planned: Round) -> ResponseReturnValue:
    """Have reviewers chosen."""
    form = forms.AllocationForm(data={"most": USUAL_SHARE})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_allocation,
            planned,
            to=url_for(".show", round_id=planned.id),
            said=_("Reviewers are being chosen. No reviewer is told before you release it."),
            most=form.most.data,
        )
        if answer is not None:
            return answer
    return form_page(
        "allocation/new.html", form, planned=planned, waiting=queries.count_waiting(planned, but=login.me().kept_from)
    )


@bp.post("/allocations/<uuid:allocation_id>/cancel")
@guarded(Action.ALLOCATION_RUN, of=queries.get_allocation)
def cancel(allocation: Allocation) -> ResponseReturnValue:
    """Stop, or drop the proposal."""
    to = url_for(".show", round_id=allocation.round_id)
    return press(services.cancel, allocation, to=to, said=_("Stopped. No reviewer was told."))


@bp.post("/allocations/<uuid:allocation_id>/release")
@guarded(Action.ALLOCATION_RUN, of=queries.get_allocation)
def release(allocation: Allocation) -> ResponseReturnValue:
    """Ask the reviewers."""
    to = url_for(".show", round_id=allocation.round_id)
    said = _("The reviewers are being asked. Each of them gets one mail.")
    return press(services.release, allocation, to=to, said=said)


@bp.route("/applications/<uuid:application_id>/proposal", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ALLOCATE, of=get_application)
def change(application: Application) -> ResponseReturnValue:
    """Choose other reviewers for one application."""
    held = queries.proposals_of([application.id])[application.id]
    form = forms.ProposalForm()
    if not form.is_submitted():
        form.reviewers.data = [str(review.reviewer_id) for review in held]
    near = links.near_to(application.cluster_id)
    people: list[tuple[uuid.UUID, str, int | None]] = [(r.reviewer_id, r.reviewer.name, None) for r in held]
    people += [(one.id, one.name, one.open_reviews) for one in list_free_reviewers(application)]
    form.offer([(str(key), _line(name, number, is_near=key in near)) for key, name, number in people])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_proposal,
            application,
            to=url_for(".show", round_id=application.round_id),
            said=_("The proposal is changed."),
            reviewer_ids=[_id(value) for value in form.reviewers.data],
        )
        if answer is not None:
            return answer
    return form_page("allocation/change.html", form, application=application)


@bp.route("/applications/<uuid:application_id>/proposal/swap", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ALLOCATE, of=get_application)
def swap(application: Application) -> ResponseReturnValue:
    """Let a proposed reviewer change places with one of another application."""
    form = forms.SwapForm()
    form.offer(swapping.called(swapping.list_swaps(application, login.me().kept_from)))
    if form.validate_on_submit():
        gives, takes = form.pair()
        answer = carry_out(
            form,
            swapping.swap,
            application,
            to=url_for(".show", round_id=application.round_id),
            said=_("The two have changed places. No reviewer was told."),
            gives=gives,
            takes=takes,
        )
        if answer is not None:
            return answer
    return form_page("allocation/swap.html", form, application=application)


def _line(name: str, number: int | None, *, is_near: bool) -> str:
    words = (
        _("%(name)s: proposed", name=name)
        if number is None
        else _("%(name)s: %(number)s to read", name=name, number=number)
    )
    return _("%(words)s (teaches in the same local authority: ask only if nobody else can)", words=words) if is_near else words  # fmt: skip


def _id(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.UUID(int=0)


@bp.route("/reviews/about-me", methods=["GET", "POST"])
@guarded(Action.REVIEWER_PROFILE_EDIT)
def profile() -> ResponseReturnValue:
    """What I know well, and how many I can read."""
    held = queries.profile_of(login.me().id)
    form = forms.ProfileForm(data={"themes": held.themes, "most": held.most} if held else None)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.save_profile,
            to=url_for("reviews.queue"),
            said=_("Saved. It counts when reviewers are next chosen."),
            themes=form.themes.data or "",
            most=form.most.data,
        )
        if answer is not None:
            return answer
    return form_page("allocation/profile.html", form)

"""The programme's desk: the check, and who reads what."""

import uuid
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.queries import get_application, list_entry_answers, standing_version
from portal.applying.reviews import forms, links, queries, services
from portal.applying.reviews.known import known
from portal.applying.reviews.models import Review
from portal.applying.reviews.workflow import LIVE
from portal.applying.rules.queries import list_checklist, list_criteria
from portal.core import clock
from portal.core.i18n import _
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("screening", __name__)


@bp.route("/applications/<uuid:application_id>/screening", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SCREEN, of=get_application, read_by=Action.APPLICATION_DESK_VIEW)
def show(application: Application) -> ResponseReturnValue:
    """The checklist. It can be filled in after the deadline, as long as no reviewer was assigned."""
    form = forms.screening_form(list_checklist(application.round_id))
    held = queries.screening_of(application)
    if held is not None and not form.is_submitted():
        form.start_from(held, queries.answers_of(held))
    if application.stage in (Stage.SUBMITTED, Stage.SCREENING):
        form.tell(known(standing_version(application), application.round))
    if form.validate_on_submit():
        is_eligible = form.is_eligible.data == "yes"
        to = url_for(".allocate" if is_eligible else ".show", application_id=application.id)
        answer = carry_out(
            form,
            services.screen_application,
            application,
            to=to,
            said=_("The check is saved."),
            is_eligible=is_eligible,
            note=form.note.data or "",
            cause=form.cause.data or "",
            added=form.of_this_round(),
            **form.lines(),
        )
        if answer is not None:
            return answer
    return form_page("screening/show.html", form, **_page(application))


def _page(application: Application) -> dict[str, Any]:
    may_check = application.stage in (Stage.SUBMITTED, Stage.SCREENING)
    held = queries.screening_of(application)
    is_proposed = held is not None and queries.is_proposed_ineligible(application, held)
    return {
        "is_proposed": is_proposed,
        "was_no": held is not None and not held.is_eligible and not is_proposed,
        "is_mine": held is not None and held.screened_by_id == login.me().id,
        "causes": dict(forms.CAUSES),
        "twins": queries.list_twins(application, login.me()) if may_check else (),
        "entry": list_entry_answers(application) if may_check and application.round.entry_questions else (),
        "late_reports": queries.list_late_reports(application) if may_check else (),
        "button": OneButtonForm(formdata=None),
        "application": application,
        "held": held,
        "is_closed": application.has_closed(clock.now()),
        "may_check": may_check,
        "reinstate_form": forms.ReinstateForm(formdata=None),
    }


@bp.post("/applications/<uuid:application_id>/screening/confirm")
@guarded(Action.APPLICATION_SCREEN, of=get_application)
def confirm(application: Application) -> ResponseReturnValue:
    """A second person confirms that the application is not eligible."""
    to = url_for(".show", application_id=application.id)
    said = _("Confirmed, and held. Nobody outside the programme team is told.")
    return press(services.confirm_ineligible, application, to=to, said=said)


@bp.post("/applications/<uuid:application_id>/screening/again")
@guarded(Action.APPLICATION_REINSTATE, of=get_application)
def reinstate(application: Application) -> ResponseReturnValue:
    """Check an ineligible application again."""
    form = forms.ReinstateForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.reinstate_application,
            application,
            to=url_for(".show", application_id=application.id),
            said=_("The application can be checked again."),
            note=form.note.data or "",
        )
        if answer is not None:
            return answer
    page = {
        **_page(application),
        "reinstate_form": form,
        "form": forms.screening_form(list_checklist(application.round_id), formdata=None),
    }
    return render_template("screening/show.html", **page), 422


@bp.route("/applications/<uuid:application_id>/criteria", methods=["GET", "POST"])
@guarded(Action.APPLICATION_SCREEN, of=get_application, read_by=Action.APPLICATION_DESK_VIEW)
def criteria(application: Application) -> ResponseReturnValue:
    """Which criteria do not apply to this application."""
    page = _criteria_page(application)
    form = page["form"]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.drop_criterion,
            application,
            to=url_for(".criteria", application_id=application.id),
            said=_("The criterion is left out for all reviewers of this application."),
            criterion_id=form.criterion_id.data,
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("screening/criteria.html", **page)


@bp.post("/applications/<uuid:application_id>/criteria/again")
@guarded(Action.APPLICATION_SCREEN, of=get_application)
def count_again(application: Application) -> ResponseReturnValue:
    """A criterion was left out by mistake."""
    page = _criteria_page(application, again=True)
    form = page["again_form"]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.count_criterion_again,
            application,
            to=url_for(".criteria", application_id=application.id),
            said=_("The criterion counts again for all reviewers of this application."),
            criterion_id=form.again_id.data,
        )
        if answer is not None:
            return answer
    return render_template("screening/criteria.html", **page), 422


def _criteria_page(application: Application, *, again: bool = False) -> dict[str, Any]:
    """Two forms: leave one out, count one again; `again`: the second is the one that was sent."""
    titles = {criterion.id: criterion.title for criterion in list_criteria(application.round_id)}
    held = queries.list_dropped(application)
    form = forms.DropForm(formdata=None) if again else forms.DropForm()
    form.criterion_id.choices = [(criterion.id, criterion.title) for criterion in queries.list_criteria(application)]
    again_form = forms.CountAgainForm() if again else forms.CountAgainForm(formdata=None)
    again_form.again_id.choices = [(one.criterion_id, titles.get(one.criterion_id, "")) for one in held]
    dropped = [(titles.get(one.criterion_id, ""), one.reason) for one in held]
    return {"application": application, "form": form, "again_form": again_form, "dropped": dropped}


@bp.route("/applications/<uuid:application_id>/reviewers", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ALLOCATE, of=get_application, read_by=Action.APPLICATION_DESK_VIEW)
def allocate(application: Application) -> ResponseReturnValue:
    """Assign reviewers. People with a conflict of interest are not offered at all."""
    form = forms.AssignForm()
    near = links.near_to(application.cluster_id)
    people = sorted(queries.list_free_reviewers(application), key=lambda one: one.id in near)
    form.offer([(str(one.id), _line(one, is_near=one.id in near)) for one in people])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.assign_reviewers,
            application,
            to=url_for(".allocate", application_id=application.id),
            said=_("The reviewers are assigned. Each of them was told."),
            reviewer_ids=_ids(form.reviewers.data),
        )
        if answer is not None:
            return answer
    reviews = queries.list_reviews(application)
    live = [r for r in reviews if r.status in LIVE]
    return form_page(
        "screening/allocate.html",
        form,
        application=application,
        people=people,
        kept_out=queries.list_kept_out(application),
        reviews=reviews,
        why_ended=forms.why_ended,
        live=live,
        missing=max(0, application.round.reviewers_each - len(live)),
        may_assign=application.stage in (Stage.SCREENING, Stage.IN_REVIEW),
    )


def _line(one: queries.Candidate, *, is_near: bool) -> str:
    """How a reviewer is offered: with what they have to read, and whether they are better asked last."""
    words = _("%(name)s: %(number)s to read", name=one.name, number=one.open_reviews)
    if is_near:
        return _("%(words)s (teaches in the same local authority: ask only if nobody else can)", words=words)
    return words


def _ids(chosen: list[str]) -> list[uuid.UUID]:
    """The ids that were chosen; what is no id stands for nobody, and is refused like anyone who was not offered."""
    return [_id(value) for value in chosen]


def _id(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.UUID(int=0)


@bp.route("/applications/<uuid:application_id>/reviewers/<uuid:review_id>/void", methods=["GET", "POST"])
@guarded(Action.REVIEW_VOID, of=queries.get_review_of)
def void(review: Review) -> ResponseReturnValue:
    """Take a review out: a conflict found later, a mistake."""
    form = forms.VoidForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.void_review,
            review,
            to=url_for(".allocate", application_id=review.application_id),
            said=_("The review is taken out. It is kept, and counts nowhere."),
            cause=form.cause.data,
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("screening/void.html", form, review=review, application=review.application)

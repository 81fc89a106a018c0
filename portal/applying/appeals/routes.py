"""An objection: made by the coordinator, given to somebody who took no part, answered."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.appeals import forms, queries, services
from portal.applying.appeals.models import Ground, Objection
from portal.applying.applications.models import Application
from portal.applying.applications.queries import get_application
from portal.applying.awards.queries import live_decision
from portal.applying.funding.queries import rules_of
from portal.applying.reviews.ranking import SEEN
from portal.core import clock
from portal.core.i18n import _
from portal.policy import Action, allows
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("appeals", __name__)
_ONE = "/objections/<uuid:objection_id>"


def _home(objection: Objection) -> str:
    return url_for("appeals.show", objection_id=objection.id)


@bp.route("/applications/<uuid:application_id>/objection", methods=["GET", "POST"])
@guarded(Action.OUTCOME_OBJECT, of=get_application)
def make(application: Application) -> ResponseReturnValue:
    """Say that the rules were not followed."""
    form = forms.ObjectForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.object_to,
            application,
            to=_home,
            said=_("Your objection is sent. Someone who took no part looks at it."),
            ground=Ground(form.ground.data),
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    days = rules_of(application.round_id).answer_days
    return form_page("appeals/make.html", form, application=application, until=_until(application), answer_days=days)


def _until(application: Application) -> Any:
    decision = live_decision(application)
    return queries.closes_at(decision) if decision is not None and decision.released_at is not None else None


@bp.get(_ONE)
@guarded(Action.OBJECTION_VIEW, of=queries.get_objection)
def show(objection: Objection) -> ResponseReturnValue:
    """What was said, who hears it, and the answer."""
    return render_template(
        "appeals/show.html", one=objection, application=objection.application, grounds=dict(forms.GROUNDS)
    )


@bp.route(_ONE + "/assign", methods=["GET", "POST"])
@guarded(Action.OBJECTION_ASSIGN, of=queries.get_objection)
def assign(objection: Objection) -> ResponseReturnValue:
    """Give it to somebody who took no part."""
    form = forms.AssignForm()
    form.officer_id.choices = queries.list_uninvolved(objection.application)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.assign_objection,
            objection,
            to=_home(objection),
            said=_("They are asked to hear it."),
            officer_id=form.officer_id.data,
        )
        if answer is not None:
            return answer
    return form_page("appeals/assign.html", form, one=objection, application=objection.application)


@bp.route(_ONE + "/answer", methods=["GET", "POST"])
@guarded(Action.OBJECTION_HEAR, of=queries.get_objection)
def answer(objection: Objection) -> ResponseReturnValue:
    """Say whether the rules were followed."""
    form = forms.AnswerForm()
    if form.validate_on_submit():
        said = carry_out(
            form,
            services.answer_objection,
            objection,
            to=_home(objection),
            said=_("The answer is sent."),
            is_right=form.verdict.data == "uphold",
            answer=form.answer.data or "",
        )
        if said is not None:
            return said
    return form_page(
        "appeals/answer.html", form, one=objection, application=objection.application, grounds=dict(forms.GROUNDS)
    )


def outcome_panel(application: Application) -> tuple[str, dict[str, Any]] | None:
    """On the page of an outcome that says no: the objection, or the way to one while there is time."""
    decision = live_decision(application)
    if decision is None or decision.released_at is None or decision.outcome not in services.NO:
        return None
    made = queries.objection_to(decision.id)
    until = queries.closes_at(decision)
    is_open = made is None and rules_of(application.round_id).has_appeals and clock.now() <= until
    if made is None and not is_open:
        return None
    return "appeals/_panel.html", {"application": application, "made": made, "until": until}


def application_panel(application: Application) -> tuple[str, dict[str, Any]] | None:
    """On the page of the application: objections to its outcomes, also when the outcome does not stand any more."""
    if application.stage not in SEEN:
        return None
    made = [one for one in queries.list_objections(application.id) if allows(login.me(), Action.OBJECTION_VIEW, one)]
    return ("appeals/_on_application.html", {"made": made}) if made else None

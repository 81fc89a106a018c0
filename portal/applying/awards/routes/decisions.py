"""Recording a decision, releasing another person's, and the page on which the cluster reads the outcome."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.queries import get_application
from portal.applying.awards import forms, queries, services
from portal.applying.awards.models import Decision, Outcome
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("decisions", __name__)


@bp.route("/applications/<uuid:application_id>/decision", methods=["GET", "POST"])
@guarded(Action.DECISION_RECORD, of=get_application)
def record(application: Application) -> ResponseReturnValue:
    """Record the decision, or replace the one that is held."""
    form = forms.DecisionForm()
    held = queries.live_decision(application)
    if not form.is_submitted():
        form.version.data = str(queries.count_decisions(application))
        form.start_from(held, cluster=application.cluster.name, round_name=application.round.name)
    elif form.validate_on_submit():
        answer = carry_out(
            form,
            services.record_decision,
            application,
            to=url_for(".record", application_id=application.id),
            said=_("The decision is recorded and held. A second person reads the letter and sends the results."),
            version=form.read_version,
            outcome=Outcome(form.outcome.data),
            reasons=form.reasons.data or "",
            conditions=form.conditions.data or "",
            feedback=form.feedback.data or "",
            letter=form.letter.data or "",
            accept_by=form.accept_by.data,
        )
        if answer is not None:
            return answer
    return form_page(
        "decisions/record.html",
        form,
        application=application,
        held=held,
        outcomes=dict(forms.OUTCOMES),
        may_record=application.stage in (Stage.MODERATION, Stage.DECIDED),
    )


@bp.route("/decisions/<uuid:decision_id>/release", methods=["GET", "POST"])
@guarded(Action.DECISION_RELEASE, of=queries.get_decision)
def release(decision: Decision) -> ResponseReturnValue:
    """A second person reads the letter and sends the results."""
    form = forms.ReleaseForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.release_decision,
            decision,
            to=url_for(".outcome", application_id=decision.application_id),
            said=_("The results are sent. Every school was told."),
        )
        if answer is not None:
            return answer
    return form_page(
        "decisions/release.html",
        form,
        decision=decision,
        application=decision.application,
        outcomes=dict(forms.OUTCOMES),
    )


@bp.get("/applications/<uuid:application_id>/outcome")
@guarded(Action.APPLICATION_READ_OUTCOME, of=get_application)
def outcome(application: Application) -> ResponseReturnValue:
    """The outcome in words, the feedback, the reasons, the conditions, and what comes next."""
    decision = queries.released_decision(application)
    if decision is None:
        raise NotFound
    return render_template(
        "decisions/outcome.html",
        application=application,
        decision=decision,
        outcomes=dict(forms.OUTCOMES),
        award=queries.award_of(application),
    )

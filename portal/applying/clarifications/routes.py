"""Asking a cluster, and its answers."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications import queries as applications
from portal.applying.applications.models import Application
from portal.applying.clarifications import forms, queries, services
from portal.applying.clarifications.models import Clarification, ClarificationSignature, ClarificationStatus
from portal.applying.reviews.models import Review
from portal.applying.reviews.queries import get_review
from portal.core import clock
from portal.core.i18n import _
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("clarifications", __name__)


def panel(application: Application) -> tuple[str, dict[str, Any]] | None:
    """On the page of an application: what was asked about it. Nobody asks before it was sent."""
    if application.submitted_at is None:
        return None
    found = queries.list_of(application)
    is_theirs = login.me().place_in(application.cluster_id) is not None
    return ("clarifications/_panel.html", {"clarifications": found, "is_theirs": is_theirs}) if found else None


@bp.route("/applications/<uuid:application_id>/questions", methods=["GET", "POST"])
@guarded(Action.CLARIFICATION_ASK, of=applications.get_application)
def ask(application: Application) -> ResponseReturnValue:
    """Ask about named answers."""
    answers = queries.answers_in(applications.standing_version(application).id)
    form = forms.ask_form(answers)
    if form.validate_on_submit():
        asked = {key: form[f"asked_{number}"].data or "" for number, key in enumerate(answers)}
        answer = carry_out(
            form,
            services.ask,
            application,
            to=lambda made: url_for(".show", clarification_id=made.id),
            said=_("The cluster was asked. Reviews wait until it has answered, or the day has passed."),
            asked=asked,
            due_on=form.due_on.data,
            over_holidays=bool(form.over_holidays.data),
        )
        if answer is not None:
            return answer
    return form_page("clarifications/ask.html", form, application=application)


@bp.get("/clarifications/<uuid:clarification_id>")
@guarded(Action.CLARIFICATION_VIEW, of=queries.get_clarification)
def show(clarification: Clarification) -> ResponseReturnValue:
    """What was asked and answered, who has to sign, and how long there is."""
    standing = _visible(queries.answers_in(clarification.before_id), clarification)
    return render_template(
        "clarifications/show.html",
        clarification=clarification,
        application=clarification.application,
        standing=standing,
        is_open=clarification.status in queries.OPEN and clarification.due_at >= clock.now(),
        button=OneButtonForm(formdata=None),
    )


def _visible(standing: Any, clarification: Clarification) -> Any:
    """Partner schools do not see the sections about money."""
    place = login.me().place_in(clarification.application.cluster_id)
    hides = place is not None and place.partner
    return {key: one for key, one in standing.items() if not (hides and one.is_budget)}


@bp.route("/clarifications/<uuid:clarification_id>/answer", methods=["GET", "POST"])
@guarded(Action.CLARIFICATION_ANSWER, of=queries.get_clarification)
def answer(clarification: Clarification) -> ResponseReturnValue:
    """Write the answers. Nothing else of the application is open."""
    form = forms.answer_form(clarification.questions, queries.answers_in(clarification.before_id))
    if clarification.status != ClarificationStatus.ASKED and not form.is_submitted():
        return redirect(url_for(".show", clarification_id=clarification.id), 303)
    if not form.is_submitted():
        _fill(form, clarification)
    elif form.validate_on_submit():
        done = _save(form, clarification)
        if done is not None:
            return done
    return form_page("clarifications/answer.html", form, clarification=clarification, application=clarification.application)  # fmt: skip


def _fill(form: Any, clarification: Clarification) -> None:
    standing = queries.answers_in(clarification.before_id)
    form.version.data = str(clarification.version)
    for one in clarification.questions:
        form[f"answer_{one.id.hex}"].data = one.answer or standing[one.key].answer


def _save(form: Any, clarification: Clarification) -> ResponseReturnValue | None:
    is_draft = bool(form.save_draft.data)
    answers = {one.key: form[f"answer_{one.id.hex}"].data or "" for one in clarification.questions}
    return carry_out(
        form,
        services.save if is_draft else services.send,
        clarification,
        to=url_for(".answer" if is_draft else ".show", clarification_id=clarification.id),
        said=_("Saved. It is not sent yet.") if is_draft else _("Your answers are sent."),
        version=form.read_version,
        answers=answers,
    )


@bp.post("/clarifications/<uuid:clarification_id>/sign/<uuid:school_id>")
@guarded(Action.CLARIFICATION_SIGN, of=queries.get_signature)
def sign(signature: ClarificationSignature) -> ResponseReturnValue:
    """Sign one's own part."""
    to = url_for(".show", clarification_id=signature.clarification_id)
    return press(services.sign, signature, to=to, said=_("Signed."))


@bp.post("/reviews/<uuid:review_id>/confirm")
@guarded(Action.REVIEW_WRITE, of=get_review)
def confirm_review(review: Review) -> ResponseReturnValue:
    """My review stands."""
    said = _("Thank you. Your review stands for the new version, too.")
    return press(services.confirm_review, review, to=url_for("reviews.queue"), said=said)

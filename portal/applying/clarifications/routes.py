"""Asking a cluster, and its answers."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications import boxes
from portal.applying.applications import queries as applications
from portal.applying.applications.models import Application, Stage
from portal.applying.clarifications import forms, queries, services
from portal.applying.clarifications.answers import Given, SealedAnswer
from portal.applying.clarifications.models import Clarification, ClarificationSignature, ClarificationStatus
from portal.applying.programmes.models import Kind, Question
from portal.applying.reviews.models import Review
from portal.applying.reviews.queries import get_review
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.policy import Action
from portal.policy.predicates import sees_what_is_kept_home
from portal.web import login, moments
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, most_bytes
from portal.web.files import download
from portal.web.forms import uploaded
from portal.web.press import OneButtonForm, press

bp = Blueprint("clarifications", __name__)


def words_for_cluster(application: Application) -> str | None:
    """Until when the cluster's answer is needed; None where nothing is asked."""
    if application.stage != Stage.CLARIFICATION:
        return None
    asked = next(iter(queries.list_open(application.id)), None)
    if asked is None:
        return None
    due = moments.local_time(asked.due_at, application.round.zone, login.me().zone)
    return str(_("Your answer is needed by %(when)s", when=due))


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
    form = forms.ask_form(answers, first_day=moments.day(services.first_day(application)))
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
        given=_given(clarification, standing),
        is_open=clarification.status in queries.OPEN and clarification.due_at >= clock.now(),
        button=OneButtonForm(formdata=None),
    )


def _given(clarification: Clarification, standing: Mapping[str, SealedAnswer]) -> dict[str, Any]:
    """The answers as facts, by key, to be shown by their kind."""
    return {
        one.key: standing[one.key].with_given(
            Given(one.answer, {"id": str(one.file_id), "name": one.answer} if one.file_id is not None else None)
        )
        for one in clarification.questions
        if one.key in standing
    }


def _visible(standing: Any, clarification: Clarification) -> Any:
    """Without the sections about money for who does not see those."""
    sees_money = sees_what_is_kept_home(login.me(), clarification.application)
    return {key: one for key, one in standing.items() if sees_money or not one.is_budget}


@bp.route("/clarifications/<uuid:clarification_id>/answer", methods=["GET", "POST"])
@guarded(Action.CLARIFICATION_ANSWER, of=queries.get_clarification)
def answer(clarification: Clarification) -> ResponseReturnValue:
    """Write the answers. Nothing else of the application is open."""
    standing = queries.answers_in(clarification.before_id)
    asked = {one.key: standing[one.key] for one in clarification.questions}
    questions = queries.questions_of(asked)
    currency = clarification.application.round.currency
    form = forms.answer_form(clarification.questions, standing, questions, currency)
    if clarification.status != ClarificationStatus.ASKED and not form.is_submitted():
        return redirect(url_for(".show", clarification_id=clarification.id), 303)
    if not form.is_submitted():
        _fill(form, clarification, standing, questions)
    elif form.validate_on_submit():
        done = _save(form, clarification, standing, questions)
        if done is not None:
            return done
    return form_page("clarifications/answer.html", form, clarification=clarification, application=clarification.application)  # fmt: skip


def _fill(
    form: Any, clarification: Clarification, standing: Mapping[str, SealedAnswer], questions: Mapping[str, Question]
) -> None:
    form.version.data = str(clarification.version)
    for one in clarification.questions:
        text = one.answer or standing[one.key].answer
        question = questions.get(one.key)
        form[f"answer_{one.id.hex}"].data = text if question is None else boxes.filled(question, text)


def _save(
    form: Any, clarification: Clarification, standing: Mapping[str, SealedAnswer], questions: Mapping[str, Question]
) -> ResponseReturnValue | None:
    is_draft = bool(form.save_draft.data)
    answers, uploads = {}, {}
    for one in clarification.questions:
        field, question = form[f"answer_{one.id.hex}"], questions.get(one.key)
        held = one.answer or standing[one.key].answer
        answers[one.key] = (field.data or "") if question is None else boxes.read(question, field, held)
        if question is not None and question.kind == Kind.FILE:
            accepted, upload = uploaded(form, field, most_bytes=most_bytes())
            if not accepted:
                return None
            if upload is not None:
                uploads[one.key] = upload
    return carry_out(
        form,
        services.save if is_draft else services.send,
        clarification,
        to=url_for(".answer" if is_draft else ".show", clarification_id=clarification.id),
        said=_("Saved. It is not sent yet.") if is_draft else _what_became,
        version=form.read_version,
        answers=answers,
        uploads=uploads,
    )


def _what_became(sent: Clarification) -> str:
    if sent.status == ClarificationStatus.SENT:
        return _("Your answers wait for the schools below to sign their own part. They count when all have signed.")
    return _("Your answers are sent.")


@bp.get("/clarifications/<uuid:clarification_id>/files/<uuid:sealed_file_id>")
@guarded(Action.CLARIFICATION_VIEW, of=queries.get_answer_file)
def answer_file(found: queries.AnswerFile) -> ResponseReturnValue:
    """The new file of an answer: for the cluster before it is sealed, so that its schools can read what they sign; then for the programme, too."""
    is_theirs = login.me().place_in(found.cluster_id) is not None
    if not is_theirs and found.clarification.status != ClarificationStatus.ANSWERED:
        raise NotFound
    if found.key not in _visible(queries.answers_in(found.clarification.before_id), found.clarification):
        raise NotFound
    return download(found.file)


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

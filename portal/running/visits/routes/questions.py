"""A delegate's visit: which schools are represented, their questions before, the answers after."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.partnerships.queries import get_network
from portal.running.visits import forms, queries, services
from portal.running.visits.models import Visit, VisitQuestion, VisitRepresented
from portal.running.visits.routes.blueprint import bp, page_of, said_of, voice_of
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

_VISIT = "/visits/<uuid:visit_id>"
_VOICE = "/visits/questions-of/<uuid:represented_id>"
_QUESTION = "/visits/questions/<uuid:visit_question_id>"


@bp.route(_VISIT + "/delegate", methods=["GET", "POST"])
@guarded(Action.VISIT_REPRESENT, of=queries.get_visit)
def represent(visit: Visit) -> ResponseReturnValue:
    """One teacher represents other schools: which, and who."""
    given = {"person": visit.delegate_id, "schools": [one.school_id for one in visit.listed]}
    form = forms.DelegateForm(**given if request.method == "GET" else {})
    form.offer(visit, get_network(visit.cluster_id))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.name_delegate,
            visit,
            to=page_of(visit),
            said=_("The schools that are new on the list are asked for their questions."),
            person_id=form.person.data,
            school_ids=form.schools.data,
        )
        if answer is not None:
            return answer
    return form_page("visits/represent.html", form, visit=visit)


def _host_alone(visit: Visit) -> bool:
    """Does this person read for the host school alone? It reads what it may prepare."""
    mine = login.me().school_ids
    inside = visit.travelling_school_ids | visit.represented_school_ids
    return visit.host_school_id in mine and mine.isdisjoint(inside) and not can(Action.VISIT_REPRESENT, visit)


@bp.get(_VISIT + "/questions")
@guarded(Action.VISIT_READ_QUESTIONS, of=queries.get_visit)
def questions(visit: Visit) -> ResponseReturnValue:
    """Everything that is taken along, school by school, with the answers."""
    found = queries.list_questions(visit, host_only=_host_alone(visit))
    by_school = [(one, [q for q in found if q.represented_id == one.id]) for one in visit.listed]
    return render_template(
        "visits/questions.html", **said_of(visit), by_school=by_school, button=OneButtonForm(formdata=None)
    )


@bp.get(_VOICE)
@guarded(Action.VISIT_READ_QUESTIONS, of=queries.get_represented)
def voice(represented: VisitRepresented) -> ResponseReturnValue:
    """The questions of one school, and what can be done about them."""
    visit = represented.visit
    if represented.school_id not in login.me().school_ids:
        there = url_for("visits.questions", cluster_id=visit.cluster_id, visit_id=visit.id)
        return redirect(f"{there}#school-{represented.id}")
    found = [q for q in queries.list_questions(visit) if q.represented_id == represented.id]
    return render_template(
        "visits/voice.html",
        **said_of(visit),
        represented=represented,
        questions=found,
        may_speak=can(Action.VISIT_GIVE_QUESTIONS, represented) and visit.is_open and not visit.is_over(),
        button=OneButtonForm(formdata=None),
    )


@bp.route(_VOICE + "/new", methods=["GET", "POST"])
@guarded(Action.VISIT_GIVE_QUESTIONS, of=queries.get_represented)
def ask(represented: VisitRepresented) -> ResponseReturnValue:
    """Give a question along."""
    form = forms.QuestionForm(for_host=True) if request.method == "GET" else forms.QuestionForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_question,
            represented,
            to=voice_of(represented),
            said=_("It is taken along. You can give another one."),
            question=form.question.data,
            for_host=bool(form.for_host.data),
        )
        if answer is not None:
            return answer
    return form_page("visits/ask.html", form, represented=represented, visit=represented.visit)


@bp.post(_VOICE + "/none")
@guarded(Action.VISIT_GIVE_QUESTIONS, of=queries.get_represented)
def no_question(represented: VisitRepresented) -> ResponseReturnValue:
    """The school has nothing to ask."""
    said = _("Noted. You will read the report all the same.")
    return press(services.give_no_question, represented, to=voice_of(represented), said=said)


@bp.post(_VOICE + "/for-ourselves")
@guarded(Action.VISIT_GIVE_QUESTIONS, of=queries.get_represented)
def for_ourselves(represented: VisitRepresented) -> ResponseReturnValue:
    """The school speaks for itself."""
    said = _("Your school speaks for itself. The teacher who travels is told.")
    return press(
        services.speak_for_itself, represented, to=page_of(represented.visit), said=said, back=voice_of(represented)
    )


@bp.post(_QUESTION + "/take-back")
@guarded(Action.VISIT_GIVE_QUESTIONS, of=queries.get_question)
def take_back(question: VisitQuestion) -> ResponseReturnValue:
    """A question is not taken along after all."""
    to = voice_of(question.represented)
    return press(services.take_question_back, question, to=to, said=_("It is taken back."))


@bp.route(_QUESTION + "/answer", methods=["GET", "POST"])
@guarded(Action.VISIT_BRING_ANSWERS, of=queries.get_question)
def answer(question: VisitQuestion) -> ResponseReturnValue:
    """Write what was answered."""
    given = {"answer": question.answer, "version": question.version}
    form = forms.AnswerForm(**given if request.method == "GET" else {})
    visit = question.visit
    if form.validate_on_submit():
        to = url_for("visits.questions", cluster_id=visit.cluster_id, visit_id=visit.id)
        words = {"answer": form.answer.data, "version": form.read_version}
        done = carry_out(form, services.bring_answer, question, to=to, said=_("The answer is saved."), **words)
        if done is not None:
            return done
    return form_page("visits/answer.html", form, question=question, visit=visit)

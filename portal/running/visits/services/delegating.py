"""One teacher represents other schools: they give their questions along, and read the answers afterwards."""

import uuid
from collections.abc import Collection

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.running.partnerships.queries import get_network
from portal.running.visits import events, queries
from portal.running.visits.models import Visit, VisitQuestion, VisitRepresented, VisitStatus, Voice
from portal.running.visits.services import owing

MOST_SCHOOLS = 30
ANSWERING = (VisitStatus.CONFIRMED, VisitStatus.REPORTED)


def name_delegate(visit: Visit, *, by: Actor, person_id: uuid.UUID, school_ids: Collection[uuid.UUID]) -> None:
    """Say who represents which schools. Schools that are new on the list are asked for their questions; one that gave some stays."""
    if not visit.is_open:
        raise NotAllowedNow(_("This visit is over or was cancelled. It stays as it is."))
    if not any(one.person_id == person_id for one in visit.going):
        raise RuleBroken("person", _("Choose somebody who travels."))
    allowed = {s.id for s in get_network(visit.cluster_id).schools if not s.is_invited}
    allowed -= {visit.host_school_id, *visit.travelling_school_ids}
    there = {one.school_id: one for one in visit.represented}
    chosen = set(school_ids)
    if not chosen or not chosen <= allowed:
        raise RuleBroken("schools", _("Choose schools that do not travel themselves and are not the host."))
    if len(chosen) > MOST_SCHOOLS:
        raise RuleBroken("schools", _("Choose %(most)s schools at most.", most=MOST_SCHOOLS))
    given = sorted(
        one.school.name for one in visit.represented if one.voice == Voice.GIVEN and one.school_id not in chosen
    )
    if given:
        raise RuleBroken("schools", _("%(schools)s gave questions along already, and stays on the list.", schools=", ".join(given)))  # fmt: skip
    if any(there[key].voice == Voice.ITSELF for key in chosen & there.keys()):
        raise RuleBroken("schools", _("A school on your list wants to speak for itself."))
    change(visit, {"status": visit.status}, {"delegate_id": person_id, **owing.revised(visit, on_calendars=False)})
    _leave_out([one for key, one in there.items() if key not in chosen and one.voice != Voice.ITSELF], by)
    new = sorted(chosen - there.keys())
    for school_id in new:
        _list(visit, school_id)
    session().expire(visit, ["represented"])
    _pass_answers_on(visit, by)
    record(events.DelegateNamed(**owing.facts(visit, by), person_id=person_id, new_school_ids=tuple(new)))


def _list(visit: Visit, school_id: uuid.UUID) -> None:
    made = VisitRepresented(visit_id=visit.id, school_id=school_id)
    session().add(made)
    session().flush()
    owing.owe_questions(made)


def _leave_out(gone: Collection[VisitRepresented], by: Actor) -> None:
    for one in gone:
        duty.settle(DutyKind.GIVE_QUESTIONS, one.id, by=by, outcome="left out")
        session().delete(one)
    session().flush()


def _pass_answers_on(visit: Visit, by: Actor) -> None:
    """Another delegate brings the answers."""
    for one in visit.listed:
        if duty.settle(DutyKind.BRING_ANSWERS, one.id, by=by, outcome="another delegate"):
            owing.owe_answers(one)


def give_question(represented: VisitRepresented, *, by: Actor, question: str, for_host: bool) -> VisitQuestion:
    """A represented school gives a question along, until the visit is over."""
    visit = _may_still_speak(represented)
    if not question.strip():
        raise RuleBroken("question", _("Write your question."))
    if len(queries.questions_of(represented.id)) >= queries.MOST_OF_A_SCHOOL:
        raise RuleBroken("question", _("Ten questions of one school are enough to carry."))
    made = VisitQuestion(represented_id=represented.id, question=question, for_host=for_host, asked_by_id=by.id)
    session().add(made)
    session().flush()
    change(represented, {"voice": represented.voice}, {"voice": Voice.GIVEN})
    duty.settle(DutyKind.GIVE_QUESTIONS, represented.id, by=by, outcome="given")
    owing.owe_answers(represented)
    record(events.QuestionGiven(**owing.facts(visit, by, school_id=represented.school_id)))
    return made


def give_no_question(represented: VisitRepresented, *, by: Actor) -> None:
    """A represented school has nothing to ask; it reads the report all the same."""
    visit = _may_still_speak(represented)
    if represented.voice == Voice.GIVEN:
        raise NotAllowedNow(_("Your school has given questions along. Take them back first."))
    change(represented, {"voice": represented.voice}, {"voice": Voice.NONE})
    duty.settle(DutyKind.GIVE_QUESTIONS, represented.id, by=by, outcome="no question")
    record(events.NoQuestionGiven(**owing.facts(visit, by, school_id=represented.school_id)))


def speak_for_itself(represented: VisitRepresented, *, by: Actor) -> None:
    """A school does not want to be represented."""
    visit = _may_still_speak(represented)
    if represented.voice == Voice.GIVEN:
        raise NotAllowedNow(_("Your school has given questions along. Take them back first."))
    change(represented, {"voice": represented.voice}, {"voice": Voice.ITSELF})
    duty.settle(DutyKind.GIVE_QUESTIONS, represented.id, by=by, outcome="for itself")
    record(events.SchoolSpeaksForItself(**owing.facts(visit, by, school_id=represented.school_id)))


def _may_still_speak(represented: VisitRepresented) -> Visit:
    visit = represented.visit
    if not visit.is_open or visit.is_over() or represented.voice == Voice.ITSELF:
        raise NotAllowedNow(_("No more questions are taken along on this visit."))
    return visit


def take_question_back(question: VisitQuestion, *, by: Actor) -> None:
    """A school takes back a question that has no answer yet."""
    represented, visit = question.represented, _may_still_speak(question.represented)
    if question.answered_at is not None:
        raise NotAllowedNow(_("This question has its answer already."))
    session().delete(question)
    session().flush()
    left = queries.questions_of(represented.id)
    if not left:
        change(represented, {"voice": represented.voice}, {"voice": Voice.ASKED})
        duty.settle(DutyKind.BRING_ANSWERS, represented.id, by=by, outcome="taken back")
        owing.owe_questions(represented)
    else:
        _settle_if_answered(represented, by)
    record(events.QuestionTakenBack(**owing.facts(visit, by, school_id=represented.school_id)))


def bring_answer(question: VisitQuestion, *, by: Actor, answer: str, version: int) -> None:
    """The delegate, or a colleague, writes what was answered: from the first day of the visit on, and as often as it takes."""
    visit, represented = question.visit, question.represented
    if visit.status not in ANSWERING or visit.today() < visit.starts_on:
        raise NotAllowedNow(_("Answers are brought from the first day of the visit on, once it is confirmed."))
    if version != question.version:
        raise Stale(_("This was changed after you opened the page."), {"answer": question.answer})
    if not answer.strip():
        raise RuleBroken("answer", _("Write the answer. If there is none, say so."))
    said = {"answer": answer, "answered_by_id": by.id, "answered_at": clock.now(), "version": version + 1}
    change(question, {"version": version}, said)
    _settle_if_answered(represented, by)


def _settle_if_answered(represented: VisitRepresented, by: Actor) -> None:
    visit = represented.visit
    if any(one.answered_at is None for one in queries.questions_of(represented.id)):
        return
    if duty.settle(DutyKind.BRING_ANSWERS, represented.id, by=by, outcome="answered"):
        facts = owing.facts(visit, by)
        record(events.QuestionsAnswered(**facts, asking_school_id=represented.school_id))

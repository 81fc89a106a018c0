"""Beginning an application, with empty boxes or with the answers of an earlier one."""

import uuid
from collections.abc import Mapping

from portal.applying.applications import checks, events, queries
from portal.applying.applications.models import Answer, Application, EntryAnswer
from portal.applying.applications.services import open_versions
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Question, Round
from portal.core import clock
from portal.core.actors import Actor
from portal.core.bilingual import ENGLISH
from portal.core.database import session
from portal.core.errors import RuleBroken, SomeoneWasFaster
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster, OfficeKind
from portal.identity.years import held_back


def start_application(
    cluster: Cluster,
    *,
    by: Actor,
    round_id: uuid.UUID,
    theme: str = "",
    copy_from: uuid.UUID | None = None,
    language: str = ENGLISH,
    entry: Mapping[int, bool | None] | None = None,
) -> Application:
    """Begin an application of this cluster in an open round: version 1, one answer for each question. `copy_from`: an earlier application of the cluster,
    whose answers to the same questions are taken over; empty otherwise. `language`: of the letters that the
    cluster will get, where the round is offered in Welsh. `entry`: yes or no to the round's questions before the start, by their place from 1 on."""
    planned = session().get(Round, round_id)
    if planned is None or not planned.is_open(clock.now()):
        raise RuleBroken("round_id", _("Choose a round that is open."))
    if queries.live_in_round(cluster.id, planned.id) is not None:
        raise SomeoneWasFaster(_("This cluster has an application in this round already."), "round_id")
    stops = checks.shuts_out(planned, cluster)
    if stops:
        raise RuleBroken("round_id", stops[0].words)
    lead = cluster.holder(OfficeKind.LEAD_SCHOOL)
    if lead is not None:
        held_back.check(lead.school)
    _check_entry(planned, entry or {})
    programmes.freeze_form(planned)
    made = Application(
        round_id=planned.id,
        cluster_id=cluster.id,
        theme=theme or cluster.theme,
        language=language if planned.offers_welsh else ENGLISH,
        form_number=planned.form_number,
    )
    session().add(made)
    session().flush()
    session().add_all(
        EntryAnswer(application_id=made.id, number=number, question=question, is_yes=True)
        for number, question in enumerate(planned.entry_questions, 1)
    )
    version = open_versions.new_version(made, 1)
    earlier = _earlier(cluster, copy_from)
    copied = 0
    for held in queries.list_sections(made):
        for question in held.questions:
            answer = Answer(
                application_version_id=version.id, question_id=question.id, for_school_id=held.for_school_id
            )
            before = earlier.get((_same(question), held.for_school_id))
            if before is not None and before.text:
                answer.text, answer.file_id, answer.language = before.text, before.file_id, before.language
                answer.author_id, answer.school_id = before.author_id, before.school_id
                copied += 1
            session().add(answer)
    session().flush()
    facts = {"by_id": by.id, "cluster_id": cluster.id, "application_id": made.id, "subject_id": made.id}
    record(events.ApplicationStarted(**facts, round_id=planned.id))
    if copy_from is not None:
        record(events.AnswersCopied(**facts, from_id=copy_from, answers=copied))
    return made


def _check_entry(planned: Round, entry: Mapping[int, bool | None]) -> None:
    """Each question before the start has its yes. Not answered is told apart from no. Raises RuleBroken."""
    for number, _question in enumerate(planned.entry_questions, 1):
        given = entry.get(number)
        if given is None:
            raise RuleBroken(f"entry_{number}", _("Answer yes or no."))
        if not given:
            words = _(
                "This round is for clusters that can say yes here, so nothing was started. You can come back when that changes."
            )
            raise RuleBroken(f"entry_{number}", words)


def _same(question: Question) -> tuple[str, str, tuple[str, ...]]:
    """What makes two questions of different forms the same: their words and what can be answered. A condition may differ."""
    return " ".join(question.text.split()).casefold(), question.kind.value, tuple(question.options)


def _earlier(
    cluster: Cluster, application_id: uuid.UUID | None
) -> dict[tuple[tuple[str, str, tuple[str, ...]], uuid.UUID | None], Answer]:
    """The answers of the last version of an earlier application of this cluster."""
    if application_id is None:
        return {}
    source = queries.get_application(application_id)
    if source.cluster_id != cluster.id:
        raise RuleBroken("copy_from", _("Choose an application from the list."))
    versions = queries.list_versions(source)
    draft = queries.load_draft(source, versions[-1]) if versions else None
    if draft is None:
        return {}
    questions = {q.id: q for held in draft.sections for q in held.questions}
    return {
        (_same(questions[question_id]), school_id): answer
        for (question_id, school_id), answer in draft.answers.items()
        if question_id in questions
    }

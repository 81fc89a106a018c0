"""Asking, answering, signing again, sealing; and what becomes of the reviews."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.applying.applications import content
from portal.applying.applications import queries as applications
from portal.applying.applications.models import (
    Answer,
    Application,
    ApplicationVersion,
    SignOff,
    SignOffStatus,
    Stage,
    VersionStatus,
)
from portal.applying.applications.services.open_versions import title_of
from portal.applying.applications.workflow import STAGES
from portal.applying.clarifications import events, queries
from portal.applying.clarifications.answers import Given, SealedAnswer, with_answers
from portal.applying.clarifications.models import (
    Clarification,
    ClarificationQuestion,
    ClarificationSignature,
    ClarificationStatus,
)
from portal.applying.clarifications.workflow import CLARIFICATIONS
from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind
from portal.applying.reviews import services as reviews
from portal.applying.reviews.models import Review
from portal.applying.reviews.workflow import REVIEWS
from portal.core import clock, duty, storage
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.storage import Upload
from portal.core.workflow import change
from portal.identity.accounts.models import Person
from portal.identity.terms.working_days import working_days_later

LEAST_WORKING_DAYS = 5
DAYS_TO_CONFIRM = 7
MOST_QUESTIONS = 10
OWED = (DutyKind.ANSWER_CLARIFICATION, DutyKind.SIGN_CLARIFICATION)


def ask(
    application: Application, *, by: Actor, asked: Mapping[str, str], due_on: date, over_holidays: bool = False
) -> Clarification:
    """Ask about named answers, until the end of a day in the zone of the round: five working days away at least, and not in the holidays of a school of the
    cluster unless that is confirmed. Reviews wait.
    """
    words = {key: text for key, text in asked.items() if text}
    version = applications.standing_version(application)
    if not words or len(words) > MOST_QUESTIONS:
        raise RuleBroken(None, _("Ask about one answer at least, and about ten at most."))
    if not set(words) <= set(queries.answers_in(version.id)):
        raise RuleBroken(None, _("Choose answers from the list."))
    due_at = _due(application, due_on)
    away = queries.schools_away(application, due_on)
    if away and not over_holidays:
        names = ", ".join(away)
        raise RuleBroken("over_holidays", _("Holidays on that day: %(schools)s. Choose another day, or tick that you know.", schools=names))  # fmt: skip
    if application.stage == Stage.SUBMITTED and application.has_closed(clock.now()):
        STAGES.advance(application, "start_screening")  # what is missing may be asked for before the check is saved
    before = application.stage
    STAGES.advance(application, "ask_clarification")
    made = Clarification(
        application_id=application.id,
        stage_before=before,
        asked_by_id=by.id,
        due_at=due_at,
        over_holidays=bool(away),
        before_id=version.id,
    )
    session().add(made)
    session().flush()
    session().add_all(
        ClarificationQuestion(clarification_id=made.id, key=key, words=text) for key, text in words.items()
    )
    session().flush()
    duty.owe(
        DutyKind.ANSWER_CLARIFICATION,
        subject_id=made.id,
        title=title_of(application),
        cluster_id=application.cluster_id,
        office="contact_teacher",
        due_at=due_at,
    )
    _tell(events.ClarificationAsked, made, application, by=by, due_at=due_at)
    return made


def first_day(application: Application) -> date:
    """The first day that can be given, in the zone of the round."""
    return working_days_later(clock.now(), LEAST_WORKING_DAYS).astimezone(ZoneInfo(application.round.zone)).date()


def _due(application: Application, due_on: date) -> datetime:
    zone = ZoneInfo(application.round.zone)
    if due_on < first_day(application):
        raise RuleBroken("due_on", _("Give the cluster five working days at least."))
    return datetime.combine(due_on, time(23, 59), zone).astimezone(clock.now().tzinfo)


def _tell(kind: Any, clarification: Clarification, application: Application, *, by: Actor, **more: Any) -> None:
    record(
        kind(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=clarification.id,
            clarification_id=clarification.id,
            **more,
        )
    )


def save(
    clarification: Clarification,
    *,
    by: Actor,
    version: int,
    answers: Mapping[str, str],
    uploads: Mapping[str, Upload] | None = None,
) -> Clarification:
    """Keep what is written so far, in the form in which each kind is stored; `uploads`: the new files. Only the named answers are open."""
    if clarification.status != ClarificationStatus.ASKED or clarification.due_at < clock.now():
        raise NotAllowedNow(str(CLARIFICATIONS.words["send"]))
    if clarification.version != version:
        current = {f"answer_{one.id.hex}": one.answer for one in clarification.questions}
        raise Stale(_("Someone saved these answers while you had them open."), current)
    change(clarification, {"version": version}, {"version": version + 1})
    standing = queries.answers_in(clarification.before_id)
    for question in clarification.questions:
        upload = (uploads or {}).get(question.key)
        typed = upload.name if upload is not None else answers.get(question.key, question.answer)
        question.answer = _stored(standing[question.key], typed, f"answer_{question.id.hex}")
        if upload is not None:
            question.file = storage.claim(upload, by=by)
    session().flush()
    return clarification


def _stored(held: SealedAnswer, typed: str, field: str) -> str:
    try:
        return kinds.stored(held.kind, held.options, typed)
    except kinds.NotAnAnswer as wrong:
        raise RuleBroken(field, str(wrong)) from None


def send(
    clarification: Clarification,
    *,
    by: Actor,
    version: int,
    answers: Mapping[str, str],
    uploads: Mapping[str, Upload] | None = None,
) -> Clarification:
    """Send the answers. Schools whose own part changed sign it; without any it is sealed at once."""
    save(clarification, by=by, version=version, answers=answers, uploads=uploads)
    standing = queries.answers_in(clarification.before_id)
    if all(standing[q.key].answer == q.answer and q.file_id is None for q in clarification.questions):
        words = _("Nothing has changed yet. Write your answer in the box; if it stands as it was sent, write that.")
        raise RuleBroken(f"answer_{clarification.questions[0].id.hex}", words)
    for question in clarification.questions:
        held = standing[question.key]
        if not question.answer:
            raise RuleBroken(f"answer_{question.id.hex}", _("Write your answer."))
        _check_file(question)
        if held.kind == Kind.TEXT and len(question.answer.split()) > held.max_words:
            raise RuleBroken(f"answer_{question.id.hex}", _("Use %(most)s words or fewer.", most=held.max_words))
    CLARIFICATIONS.advance(clarification, "send", sent_by_id=by.id)
    changed = {
        uuid.UUID(standing[q.key].school_id)
        for q in clarification.questions
        if standing[q.key].school_id and (standing[q.key].answer != q.answer or q.file_id is not None)
    }
    application = clarification.application
    duty.settle(DutyKind.ANSWER_CLARIFICATION, clarification.id, by=by)
    for school_id in sorted(changed):
        session().add(ClarificationSignature(clarification_id=clarification.id, school_id=school_id))
        duty.owe(
            DutyKind.SIGN_CLARIFICATION,
            subject_id=clarification.id,
            title=title_of(application),
            cluster_id=application.cluster_id,
            school_id=school_id,
            office="signatory",
            due_at=clarification.due_at,
        )
    session().flush()
    session().expire(clarification, ["signatures"])
    _tell(events.ClarificationSent, clarification, application, by=by)
    if not changed:
        _seal(clarification, by=by)
    return clarification


def _check_file(question: ClarificationQuestion) -> None:
    if question.file is not None and not question.file.is_open:
        words = _(
            "We are still checking this file for viruses, or found something in it. Try again soon, or choose another file."
        )
        raise RuleBroken(f"answer_{question.id.hex}", words)


def sign(held: ClarificationSignature, *, by: Actor) -> Clarification:
    """The signatory of a school signs its changed part. With the last signature the answers are sealed."""
    clarification, school_id = held.clarification, held.school_id
    session().refresh(clarification, ["status", "due_at"], with_for_update=True)
    if clarification.status != ClarificationStatus.SENT:
        raise NotAllowedNow(_("Your school is not asked to sign now."))
    if clarification.due_at < clock.now():
        raise NotAllowedNow(_("The day has passed. The version before stands."))
    change(held, {"signed_at": None}, {"signed_by_id": by.id, "signed_at": clock.now()})
    for kind in OWED:
        duty.settle(kind, clarification.id, by=by, school_id=school_id, outcome="signed")
    application = clarification.application
    record(
        events.ClarificationSigned(
            by_id=by.id,
            cluster_id=application.cluster_id,
            school_id=school_id,
            application_id=application.id,
            subject_id=clarification.id,
            clarification_id=clarification.id,
        )
    )
    session().expire(clarification, ["signatures"])
    if all(one.signed_at is not None for one in clarification.signatures):
        _seal(clarification, by=by)
    return clarification


def _seal(clarification: Clarification, *, by: Actor) -> None:
    """The next version: the sealed copy with these answers. The versions before stay as they are."""
    application = clarification.application
    versions = applications.list_versions(application)
    number = max(version.number for version in versions) + 1
    given = {
        question.key: Given(question.answer, content.file_facts(question.file) if question.file is not None else None)
        for question in clarification.questions
    }
    files = {question.key: question.file_id for question in clarification.questions if question.file_id is not None}
    facts = with_answers(queries.sealed_content(clarification.before_id), number, given, _note(clarification))
    made = ApplicationVersion(
        application_id=application.id,
        number=number,
        status=VersionStatus.SEALED,
        sealed_at=clock.now(),
        sealed_content=facts,
        sealed_digest=content.digest(facts),
    )
    session().add(made)
    session().flush()
    _copy(clarification.before_id, made.id, given, files, by=by)
    CLARIFICATIONS.advance(clarification, "seal", after_id=made.id, ended_at=clock.now())
    session().expire(application, ["versions"])
    _tell(events.ClarificationAnswered, clarification, application, by=by, number=number)
    _resume(clarification, made.id, by=by)


def _note(clarification: Clarification) -> dict[str, Any]:
    sender = session().get(Person, clarification.sent_by_id) if clarification.sent_by_id else None
    return {
        "asked_at": clarification.created_at.isoformat(),
        "answered_at": clock.now().isoformat(),
        "answered_by": sender.name if sender else "",
        "questions": [{"key": one.key, "asked": one.words} for one in clarification.questions],
        "signatures": [
            {
                "school": str(one.school_id),
                "school_name": one.school.name,
                "signed_by": one.signed_by.name if one.signed_by else "",
                "signed_at": one.signed_at.isoformat() if one.signed_at else "",
            }
            for one in clarification.signatures
        ],
    }


def _copy(
    source_id: uuid.UUID,
    made_id: uuid.UUID,
    given: Mapping[str, Given],
    files: Mapping[str, uuid.UUID],
    *,
    by: Actor,
) -> None:
    """The rows of the answers and signatures go with it, so that the version reads like any other."""
    held = session()
    for answer in held.query(Answer).filter(Answer.application_version_id == source_id).order_by(Answer.id).limit(2000):
        key = f"{answer.question_id}-{answer.for_school_id}" if answer.for_school_id else str(answer.question_id)
        held.add(
            Answer(
                application_version_id=made_id,
                question_id=answer.question_id,
                for_school_id=answer.for_school_id,
                text=given[key].text if key in given else answer.text,
                language=answer.language,
                file_id=files.get(key, answer.file_id),
                school_id=answer.school_id,
                author_id=by.id if key in given else answer.author_id,
            )
        )
    for signed in held.query(SignOff).filter(
        SignOff.application_version_id == source_id, SignOff.status == SignOffStatus.SIGNED
    ):
        held.add(
            SignOff(
                application_version_id=made_id,
                school_id=signed.school_id,
                status=SignOffStatus.SIGNED,
                digest=signed.digest,
                signed_by_id=signed.signed_by_id,
                signed_at=signed.signed_at,
                language=signed.language,
                last_parts=signed.last_parts,
                last_signed_by_id=signed.last_signed_by_id,
                last_signed_at=signed.last_signed_at,
            )
        )
    held.flush()


def lapse(clarification: Clarification, *, by: Actor) -> bool:
    """The day passed: the version before stands, and the application goes on. Answers whether it did."""
    if clarification.status not in queries.OPEN or clarification.due_at >= clock.now():
        return False
    CLARIFICATIONS.advance(clarification, "lapse", ended_at=clock.now())
    for kind in OWED:
        duty.settle(kind, clarification.id, by=by, outcome="lapsed")
    _tell(events.ClarificationLapsed, clarification, clarification.application, by=by)
    _resume(clarification, None, by=by)
    return True


def stop(application_id: uuid.UUID, *, by: Actor) -> None:
    """The cluster took its application back: nothing is asked any more."""
    for found in queries.list_open(application_id):
        CLARIFICATIONS.advance(found, "lapse", ended_at=clock.now())
        for kind in OWED:
            duty.settle(kind, found.id, by=by, outcome="withdrawn")


def _resume(clarification: Clarification, version_id: uuid.UUID | None, *, by: Actor) -> None:
    """Back to where it was; the time of the question is not counted against the reviewers."""
    application = clarification.application
    if application.stage != Stage.CLARIFICATION:
        return
    STAGES.advance(application, f"resume_{clarification.stage_before.value}")
    waited = clock.now() - clarification.created_at
    for review in queries.list_reviews_to_write(application.id):
        _later(review, waited)
        if version_id is not None:
            review.application_version_id = version_id
    if version_id is not None:
        for review in queries.list_sent_reviews(application.id):
            _ask_to_confirm(review, application, by=by)
    session().flush()
    reviews.count_again(application, by=by)


def _later(review: Review, waited: timedelta) -> None:
    for owed in duty.open_duties(DutyKind.REVIEW, review.id):
        if owed.due_at is not None:
            owed.due_at += waited


def _ask_to_confirm(review: Review, application: Application, *, by: Actor) -> None:
    REVIEWS.advance(review, "ask_to_confirm")
    duty.owe(
        DutyKind.CONFIRM_REVIEW,
        subject_id=review.id,
        title=reviews.title_for_reviewers(application),
        person_id=review.reviewer_id,
        due_at=clock.now() + timedelta(days=DAYS_TO_CONFIRM),
    )
    _tell_reader(events.ReviewToConfirm, review, by=by)


def _tell_reader(kind: Any, review: Review, *, by: Actor) -> None:
    record(
        kind(
            by_id=by.id,
            application_id=review.application_id,
            subject_id=review.id,
            person_id=review.reviewer_id,
            review_id=review.id,
        )
    )


def confirm_review(review: Review, *, by: Actor) -> Review:
    """The review stands for the new version, too."""
    latest = queries.latest_versions(review.application_id)[0]
    REVIEWS.advance(review, "confirm", application_version_id=latest, draft=None)
    duty.settle(DutyKind.CONFIRM_REVIEW, review.id, by=by)
    _tell_reader(events.ReviewConfirmed, review, by=by)
    reviews.count_again(review.application, by=by)
    return review


def leave_review(review: Review, *, by: Actor) -> bool:
    """The day for confirming passed: the review stays with the version it was written on, which its page says. Answers whether it did."""
    if not REVIEWS.allows(review, "leave"):
        return False
    REVIEWS.advance(review, "leave", draft=None)
    duty.settle(DutyKind.CONFIRM_REVIEW, review.id, by=by, outcome="left")
    reviews.count_again(review.application, by=by)
    return True

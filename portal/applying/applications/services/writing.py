"""Sharing out the sections of an application, writing answers."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from portal.applying.applications import checks, content, events
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import Answer, Application, SectionAssignment, SignOff, SignOffStatus
from portal.applying.applications.services import open_versions, working
from portal.applying.applications.workflow import SIGN_OFFS
from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind, Question
from portal.core import clock, storage
from portal.core.actors import Actor
from portal.core.bilingual import FORM_LANGUAGES
from portal.core.database import session
from portal.core.errors import NotFound, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _, ngettext
from portal.core.storage import Upload

NEWS_AFTER = timedelta(minutes=30)


def choose_theme(
    application: Application, *, by: Actor, read_version: int, theme: str, confirmed: bool = False
) -> Application:
    """The theme of this application; the cluster's own stays as it is. Every school signs it, so a change takes all signatures back; in the last two days
    before the deadline that needs `confirmed`."""
    draft = open_versions.drafting(application)
    if theme == application.theme:
        return application
    open_versions.check_open(draft, open_versions.THEME)
    if application.version != read_version:
        raise Stale(_("Someone changed the theme while you had it open."), {"theme": application.theme})
    _check_confirmed(application, checks.would_undo(draft, None), confirmed)
    application.theme, application.version = theme, read_version + 1
    undone = _undo(draft, None)
    record(_about(application, by, events.ApplicationThemeChosen, undone=undone))
    return application


def choose_language(application: Application, *, by: Actor, language: str) -> Application:
    """The language of letters that are made from now on. It can be chosen at every stage, so that nobody learns from it what was decided."""
    if language not in FORM_LANGUAGES:
        raise RuleBroken("language", _("Choose a language from the list."))
    if language != application.language:
        application.language = language
        record(_about(application, by, events.LetterLanguageChosen, language=language))
    return application


def assign_section(
    application: Application,
    *,
    by: Actor,
    section_id: uuid.UUID,
    school_id: uuid.UUID | None,
    for_school_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    confirmed: bool = False,
) -> Application:
    """Say which school writes a section, or (None) that all share it, and who is asked to write it. What a school signs follows from the school.

    `for_school_id`: of this school, where every school answers for itself; then only the person can be chosen. `confirmed`: as in `choose_theme`.
    """
    draft = open_versions.drafting(application)
    held = draft.section(section_id, for_school_id)
    if held is None:
        raise NotFound
    if for_school_id is None and school_id != held.school_id:
        open_versions.check_open(draft, held.key)
        _give(application, held, school_id, by=by, confirmed=confirmed)
    return working.name_writer(
        application, by=by, section_id=section_id, person_id=person_id, for_school_id=for_school_id
    )


def _give(
    application: Application, held: DraftSection, school_id: uuid.UUID | None, *, by: Actor, confirmed: bool
) -> None:
    allowed, section_id = content.partners if held.section.partner_only else content.members, held.section.id
    if school_id is not None and school_id not in {m.school_id for m in allowed(application.cluster)}:
        raise RuleBroken("school_id", _("Choose a school from the list."))
    found = next((a for a in application.assignments if a.section_id == section_id), None)
    if school_id is None and found is not None:
        session().delete(found)
    elif found is not None and school_id is not None:
        found.school_id = school_id
    elif school_id is not None:
        session().add(SectionAssignment(application_id=application.id, section_id=section_id, school_id=school_id))
    session().flush()
    session().expire(application, ["assignments"])
    _undo_what_changed(application, confirmed=confirmed)
    record(_about(application, by, events.SectionAssigned, section_id=section_id, school_id=school_id))


def save_section(
    application: Application,
    *,
    by: Actor,
    section_id: uuid.UUID,
    answers: Mapping[uuid.UUID, tuple[str, int]],
    school_id: uuid.UUID,
    confirmed: bool = False,
    for_school_id: uuid.UUID | None = None,
    uploads: Mapping[uuid.UUID, Upload] | None = None,
    stays: bool = False,
    quietly: bool = False,
    language: str | None = None,
) -> int:
    """Write answers of a section: question -> (text, the version that was read); `uploads` are the new files among them. `for_school_id`: whose answers
    they are, where every school gives its own. Answers how many signatures this took back.

    Nothing is written when one of them was changed meanwhile: the refusal holds the texts that stand, as `answer_<n>`.
    In the last two days before the deadline a change that takes signatures back needs `confirmed`. `stays`: the writer goes on writing here. `quietly`: the
    page saved by itself while somebody writes; that never takes a signature back, and is entered into the record once in half an hour.
    `language`: the one in which the answers in words are written.
    """
    draft = open_versions.drafting(application)
    held = draft.section(section_id, for_school_id)
    if held is None:
        raise NotFound
    open_versions.check_open(draft, held.key)
    changed = _what_changed(draft, held, answers, uploads or {})
    touched = checks.would_undo(draft, held.school_id) if changed else []
    _check_confirmed(application, touched, confirmed)
    if touched and quietly:
        raise RuleBroken(None, _("Press the button to save this: it undoes signatures."))
    is_news = not quietly or any(_is_news(draft, held, question, by) for question, _text, _upload in changed)
    are_all_there = all(draft.answer(question, held.for_school_id) is not None for question, _text, _upload in changed)
    for question, text, upload in changed:
        _write(draft, held, question, text, upload, by=by, school_id=school_id)
    if language is not None:
        for question in held.questions:
            written = draft.answer(question, held.for_school_id)
            if written is not None and written.language != language:
                written.language = language
    session().flush()
    undone = _undo(draft, held.school_id) if changed else 0
    if changed:
        stands = draft if are_all_there and not undone else open_versions.draft_of(application)
        working.look_at_duties(stands, by=by)
    if stays:
        minutes = working.STAYS if quietly else working.STAYS_WITHOUT_A_SCRIPT
        working.be_in_section(application, by=by, section_id=section_id, for_school_id=for_school_id, stays=minutes)
    else:
        working.leave_section(application, by=by, section_id=section_id, for_school_id=for_school_id)
    if changed and is_news:
        facts = {"section_id": section_id, "number": draft.version.number, "undone": undone}
        record(_about(application, by, events.SectionSaved, school_id=school_id, **facts))
    return undone


def _check_confirmed(application: Application, touched: Sequence[SignOff], confirmed: bool) -> None:
    """Near the deadline, whoever takes signatures back says that they want it. Raises RuleBroken."""
    if touched and not confirmed and checks.asks_before_undoing(application, clock.now()):
        words = ngettext(
            "This will undo %(num)s signature, and the deadline is near. Tick the box if you want that.",
            "This will undo %(num)s signatures, and the deadline is near. Tick the box if you want that.",
            len(touched),
        )
        raise RuleBroken("confirm_undo", words)


def _is_news(draft: Draft, held: DraftSection, question: Question, by: Actor) -> bool:
    """Somebody else wrote here last, or it is half an hour ago."""
    answer = draft.answer(question, held.for_school_id)
    return answer is None or answer.author_id != by.id or answer.updated_at < clock.now() - NEWS_AFTER


def _what_changed(
    draft: Draft,
    held: DraftSection,
    answers: Mapping[uuid.UUID, tuple[str, int]],
    uploads: Mapping[uuid.UUID, Upload],
) -> list[tuple[Question, str, Upload | None]]:
    """The answers that differ from what stands, in their stored form. Raises Stale with what stands where someone was faster, RuleBroken for no answer."""
    changed: list[tuple[Question, str, Upload | None]] = []
    standing: dict[str, str] = {}
    for place, question in enumerate(held.questions, 1):
        if question.id not in answers:
            continue
        typed, read_version = answers[question.id]
        upload = uploads.get(question.id)
        text = _stored(question, upload.name if upload is not None else typed, f"answer_{place}")
        there = draft.text(question, held.for_school_id)
        if text == there and upload is None:
            continue
        if draft.version_of(question, held.for_school_id) != read_version:
            standing[f"answer_{place}"] = there
        changed.append((question, text, upload))
    if standing:
        words = _("A colleague changed this while you were writing. Both texts are below.")
        raise Stale(words, standing, draft.versions_of(held))
    return changed


def _stored(question: Question, typed: str, field: str) -> str:
    try:
        return kinds.stored(question.kind, question.options, typed)
    except kinds.NotAnAnswer as wrong:
        raise RuleBroken(field, str(wrong)) from None


def _write(
    draft: Draft,
    held: DraftSection,
    question: Question,
    text: str,
    upload: Upload | None,
    *,
    by: Actor,
    school_id: uuid.UUID,
) -> None:
    answer = draft.answer(question, held.for_school_id)
    if answer is None:  # a school that joined after the start
        answer = Answer(
            application_version_id=draft.version.id,
            question_id=question.id,
            for_school_id=held.for_school_id,
            version=0,
        )
        session().add(answer)
    answer.text, answer.version = text, answer.version + 1
    answer.author_id, answer.school_id = by.id, school_id
    if question.kind == Kind.FILE and (upload is not None or not text):
        answer.file_id = storage.claim(upload, by=by, school_id=school_id).id if upload is not None else None


def _undo(draft: Draft, assigned_school_id: uuid.UUID | None) -> int:
    """Take back the signatures that a change touches."""
    found = checks.would_undo(draft, assigned_school_id)
    for sign_off in found:
        SIGN_OFFS.advance(sign_off, "void")
    session().flush()
    return len(found)


def _undo_what_changed(application: Application, *, confirmed: bool) -> None:
    """Take back the signatures that no longer cover what stands here."""
    draft = open_versions.draft_of(application)
    signed = [one for one in draft.sign_offs.values() if one.status == SignOffStatus.SIGNED]
    touched = [one for one in signed if not checks.is_signed_today(draft, one.school_id)]
    _check_confirmed(application, touched, confirmed)
    for sign_off in touched:
        SIGN_OFFS.advance(sign_off, "void")
    session().flush()


def _about(application: Application, by: Actor, kind: type, **facts: object) -> Event:
    made: Event = kind(
        by_id=by.id,
        cluster_id=application.cluster_id,
        application_id=application.id,
        subject_id=application.id,
        **facts,
    )
    return made

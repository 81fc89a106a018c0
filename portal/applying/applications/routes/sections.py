"""Writing in a section: its page, what is saved while somebody writes, who is there, who was asked to write it."""

import uuid
from typing import Any

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.applying.applications import at_work, boxes, checks, content, forms, pages, queries, services
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import VersionStatus
from portal.applying.applications.queries import AnswerOfApplication, SectionOfApplication
from portal.applying.applications.routes.blueprint import bp, may_see_money, path_of, undone_by_a_change
from portal.applying.programmes.models import Kind
from portal.core import clock
from portal.core.errors import NotFound, Refusal, Stale
from portal.core.i18n import _, ngettext
from portal.core.perform import perform
from portal.core.storage import Upload
from portal.policy import Action, acting
from portal.web import moments
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, most_bytes, say
from portal.web.bilingual import form_language
from portal.web.files import download
from portal.web.forms import uploaded
from portal.web.login import me
from portal.web.press import OneButtonForm


@bp.route("/applications/<uuid:application_id>/sections/<uuid:section_id>", methods=["GET", "POST"])
@bp.route(
    "/applications/<uuid:application_id>/sections/<uuid:section_id>/for/<uuid:school_id>", methods=["GET", "POST"]
)
@guarded(Action.APPLICATION_WRITE, of=queries.get_section)
def write(place: SectionOfApplication) -> ResponseReturnValue:
    """Write the answers of a section; of one school, where every school gives its own."""
    application = place.application
    draft = queries.load_draft(application)
    held = draft.section(place.section.id, place.for_school_id) if draft is not None else None
    if draft is None or held is None or draft.version.status != VersionStatus.DRAFTING:
        return _not_now(place, _("The answers cannot be changed now."))
    if held.section.is_budget and not may_see_money(application):
        raise NotFound
    if draft.version.reopened is not None and held.key not in draft.version.reopened:
        words = _("Only what a school wants changed is open now. The cluster coordinator can open everything again.")
        return _not_now(place, words)
    undoes = checks.would_undo(draft, held.school_id)
    asks_first = bool(undoes) and checks.asks_before_undoing(application, clock.now())
    form = forms.section_form(draft, held, asks_first=asks_first)
    accepted, uploads = _received(form, draft, held) if form.validate_on_submit() else (False, {})
    if accepted:
        stays = bool(form["go_on"].data)
        answer = carry_out(
            form,
            services.save_section,
            application,
            to=request.path if stays else path_of(application),
            said=_said(len(undoes)),
            stays=stays,
            section_id=held.section.id,
            answers=_answers(form, draft, held),
            school_id=pages.acting_school(me(), application, held.school_id),
            confirmed=asks_first and bool(form["confirm_undo"].data),
            for_school_id=held.for_school_id,
            uploads=uploads,
            language=_language(form),
        )
        if answer is not None:
            return answer
    return form_page(
        "applications/write.html",
        form,
        application=application,
        held=held,
        title=checks.title_of(draft, held, form_language()),
        draft=draft,
        undoes=undoes,
        offered=forms.offered(draft, held),
        others=at_work.at_work(application, clock.now()).others_in(held, me().id),
        takes_files=any(q.kind == Kind.FILE for q in held.questions),
    )


def _not_now(place: SectionOfApplication, why: str) -> ResponseReturnValue:
    """The section cannot be written in. Whoever had written already gets their words back, to copy."""
    typed = [
        words for name in sorted(request.form) if name.startswith("answer_") for words in request.form.getlist(name)
    ]
    if not any(typed):
        say(why, "error")
        return redirect(path_of(place.application), 303)
    shown = render_template("applications/not_saved.html", application=place.application, why=why, typed=typed)
    return shown, 409


def _language(form: Any) -> str | None:
    """The language in which the writer says that the answers are; None where the round has only one."""
    return (form["answers_in"].data or None) if "answers_in" in form else None


def _answers(form: Any, draft: Draft, held: DraftSection) -> dict[uuid.UUID, tuple[str, int]]:
    """What was written, by question, with the version that was read."""
    versions = form.read_versions(len(held.questions))
    found = {}
    for place, question in forms.offered(draft, held):
        standing = draft.text(question, held.for_school_id)
        is_out = f"remove_{place}" in form and bool(form[f"remove_{place}"].data)
        text = "" if is_out else boxes.read(question, form[f"answer_{place}"], standing)
        found[question.id] = (text, versions[place - 1])
    return found


def _received(form: Any, draft: Draft, held: DraftSection) -> tuple[bool, dict[uuid.UUID, Upload]]:
    """Lay the chosen files in the store. (False, ...) when one was refused: the words are beside it."""
    uploads = {}
    for place, question in forms.offered(draft, held):
        if question.kind == Kind.FILE:
            accepted, upload = uploaded(form, form[f"answer_{place}"], most_bytes=most_bytes())
            if not accepted:
                return False, {}
            if upload is not None:
                uploads[question.id] = upload
    return True, uploads


@bp.post("/applications/<uuid:application_id>/sections/<uuid:section_id>/autosave")
@bp.post("/applications/<uuid:application_id>/sections/<uuid:section_id>/for/<uuid:school_id>/autosave")
@guarded(Action.APPLICATION_WRITE, of=queries.get_section)
def autosave(place: SectionOfApplication) -> ResponseReturnValue:
    """What the page saves by itself while somebody writes. Answers JSON: what is said below the boxes, and the versions that stand now."""
    application = place.application
    draft = queries.load_draft(application)
    held = draft.section(place.section.id, place.for_school_id) if draft is not None else None
    if draft is None or held is None or (held.section.is_budget and not may_see_money(application)):
        raise NotFound
    form = forms.section_form(draft, held)
    if not form.validate_on_submit():
        return jsonify(said=_why_not(form)), 422
    try:
        perform(
            services.save_section,
            application,
            by=acting(me()),
            section_id=held.section.id,
            answers=_answers(form, draft, held),
            school_id=pages.acting_school(me(), application, held.school_id),
            for_school_id=held.for_school_id,
            stays=True,
            quietly=True,
            language=_language(form),
        )
    except Stale:
        words = _(
            "Not saved yet: a colleague changed this while you were writing. Press “Save and go on writing” to see both texts. Nothing is lost."
        )
        return jsonify(said=words), 409
    except Refusal as refusal:
        return jsonify(said=_("Not saved yet: %(why)s", why=refusal.message)), 409
    fresh = queries.load_draft(queries.get_application(application.id))
    found = fresh.section(held.section.id, held.for_school_id) if fresh is not None else None
    said = _("Saved at %(time)s.", time=moments.clock_time(clock.now(), me().zone))
    return jsonify(said=said, version=fresh.versions_of(found) if fresh is not None and found is not None else "")


def _why_not(form: Any) -> str:
    """Why a page could not save itself. What is asked about once is not on the page yet: the button brings it."""
    if form.asks_again:
        return str(_("Not saved yet: there is a question about your words. Press “Save and go on writing” to see it."))
    wrong = [message for field in form for message in field.errors]
    return str(_("Not saved yet: %(why)s", why=wrong[0] if wrong else _("look at the page again")))


@bp.post("/applications/<uuid:application_id>/sections/<uuid:section_id>/here")
@bp.post("/applications/<uuid:application_id>/sections/<uuid:section_id>/for/<uuid:school_id>/here")
@guarded(Action.APPLICATION_WRITE, of=queries.get_section)
def here(place: SectionOfApplication) -> ResponseReturnValue:
    """The page says every minute that its reader is in the section, and learns who else is."""
    application = place.application
    form = OneButtonForm()
    draft = queries.load_draft(application)
    held = draft.section(place.section.id, place.for_school_id) if draft is not None else None
    if held is None or (held.section.is_budget and not may_see_money(application)) or not form.validate_on_submit():
        raise NotFound
    perform(
        services.be_in_section,
        application,
        by=acting(me()),
        section_id=place.section.id,
        for_school_id=place.for_school_id,
    )
    others = at_work.at_work(queries.get_application(application.id), clock.now()).others_in(held, me().id)
    return jsonify(said=others_words([one.name for one in others]))


def others_words(names: list[str]) -> str:
    """Who else is in a section, in a sentence; empty when nobody is."""
    return str(_("In this section now: %(names)s.", names=", ".join(names))) if names else ""


@bp.get("/applications/<uuid:application_id>/answers/<uuid:answer_id>/file")
@guarded(Action.APPLICATION_READ_ANSWERS, of=queries.get_answer)
def read_file(found: AnswerOfApplication) -> ResponseReturnValue:
    """The file of an answer, for the schools of the cluster while they write."""
    if found.is_budget and not may_see_money(found.application):
        raise NotFound
    return download(found.file)


def _said(undone: int) -> str:
    if not undone:
        return str(_("The section has been saved."))
    words = ngettext(
        "The section has been saved. Where something changed, %(num)s signature is asked for again.",
        "The section has been saved. Where something changed, %(num)s signatures are asked for again.",
        undone,
    )
    return str(words)


@bp.route("/applications/<uuid:application_id>/sections/<uuid:section_id>/school", methods=["GET", "POST"])
@bp.route(
    "/applications/<uuid:application_id>/sections/<uuid:section_id>/for/<uuid:school_id>/writer",
    methods=["GET", "POST"],
)
@guarded(Action.APPLICATION_ASSIGN, of=queries.get_section)
def assign(place: SectionOfApplication) -> ResponseReturnValue:
    """Say which school writes a section, and who is asked to."""
    application, section = place.application, place.section
    schools = content.partners if section.partner_only else content.members
    held = DraftSection(section, (), place.assigned_school_id, place.for_school_id is not None)
    writer = at_work.at_work(application, clock.now()).writer(held)
    standing = str(place.assigned_school_id or "all")
    form = forms.AssignForm(data={"school_id": standing, "person_id": writer.id if writer is not None else None})
    people = at_work.who_may_write(application, section, place.for_school_id)
    form.person_id.choices = [
        ("", _("Nobody in particular")),
        *((person, f"{name} ({school})") for person, name, _id, school in people),
    ]
    if place.for_school_id is not None:
        del form.school_id
    else:
        everyone = _("Any partner school") if section.partner_only else _("All member schools together")
        schools = content.partners if section.partner_only else content.members
        form.school_id.choices = [
            ("all", everyone),
            *((str(m.school_id), m.school.name) for m in schools(application.cluster)),
        ]
    undoes = undone_by_a_change(application) if form.school_id is not None else []
    if not (undoes and checks.asks_before_undoing(application, clock.now())):
        del form.confirm_undo
    if form.validate_on_submit():
        chosen = form.school_id.data if form.school_id is not None else "all"
        answer = carry_out(
            form,
            services.assign_section,
            application,
            to=path_of(application),
            said=_("Saved."),
            section_id=section.id,
            school_id=None if chosen == "all" else pages.as_id(chosen),
            for_school_id=place.for_school_id,
            person_id=form.person_id.data,
            confirmed="confirm_undo" in form and bool(form.confirm_undo.data),
        )
        if answer is not None:
            return answer
    return form_page("applications/assign.html", form, application=application, section=section, undoes=undoes)

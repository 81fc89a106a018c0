"""The task list, the sections, the theme."""

import uuid
from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.applying.applications import boxes, checks, content, forms, pages, queries, services
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import Application, VersionStatus
from portal.applying.applications.queries import AnswerOfApplication, SectionOfApplication
from portal.applying.applications.routes.blueprint import bp, may_see_money, path_of, version_path, writes_in
from portal.applying.programmes.models import Kind
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _, ngettext
from portal.core.storage import Upload
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, most_bytes, say
from portal.web.files import download
from portal.web.forms import uploaded
from portal.web.login import me
from portal.web.press import OneButtonForm


@bp.get("/applications/<uuid:application_id>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def show(application: Application) -> ResponseReturnValue:
    """The task list: sections, what is missing, who has signed. Programme staff are led to what was submitted."""
    if not writes_in(application):
        standing = queries.standing_version(application)
        return redirect(version_path(standing), 303)
    return render_template("applications/show.html", page=pages.task_list(application, me()), button=OneButtonForm())


@bp.get("/applications/<uuid:application_id>/read")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def read(application: Application) -> ResponseReturnValue:
    """The whole text of the version that is being written, or of the last one."""
    if not writes_in(application):
        raise NotFound
    versions = queries.list_versions(application)
    draft = queries.load_draft(application, application.open_version or versions[-1])
    return render_template(
        "applications/read.html", application=application, draft=draft, sees_money=may_see_money(application)
    )


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
        say(_("The answers cannot be changed now."), "error")
        return redirect(path_of(application), 303)
    if held.section.is_budget and not may_see_money(application):
        raise NotFound
    undoes = checks.would_undo(draft, held.school_id)
    asks_first = bool(undoes) and checks.asks_before_undoing(application, clock.now())
    form = forms.section_form(draft, held, asks_first=asks_first)
    accepted, uploads = _received(form, draft, held) if form.validate_on_submit() else (False, {})
    if accepted:
        answer = carry_out(
            form,
            services.save_section,
            application,
            to=path_of(application),
            said=_said(len(undoes)),
            section_id=held.section.id,
            answers=_answers(form, draft, held),
            school_id=pages.acting_school(me(), application, held.school_id),
            confirmed=asks_first and bool(form["confirm_undo"].data),
            for_school_id=held.for_school_id,
            uploads=uploads,
        )
        if answer is not None:
            return answer
    return form_page(
        "applications/write.html",
        form,
        application=application,
        held=held,
        title=checks.title_of(draft, held),
        draft=draft,
        undoes=undoes,
        offered=forms.offered(draft, held),
        takes_files=any(q.kind == Kind.FILE for q in held.questions),
    )


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


@bp.get("/applications/<uuid:application_id>/answers/<uuid:answer_id>/file")
@guarded(Action.APPLICATION_WRITE, of=queries.get_answer)
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
@guarded(Action.APPLICATION_ASSIGN, of=queries.get_section)
def assign(place: SectionOfApplication) -> ResponseReturnValue:
    """Say which school writes a section."""
    application, section = place.application, place.section
    schools = content.partners if section.partner_only else content.members
    form = forms.AssignForm(data={"school_id": str(place.assigned_school_id or "all")})
    everyone = _("Any partner school") if section.partner_only else _("All member schools together")
    form.school_id.choices = [
        ("all", everyone),
        *((str(m.school_id), m.school.name) for m in schools(application.cluster)),
    ]
    if form.validate_on_submit():
        chosen = form.school_id.data
        answer = carry_out(
            form,
            services.assign_section,
            application,
            to=path_of(application),
            said=_("Saved."),
            section_id=section.id,
            school_id=None if chosen == "all" else pages.as_id(chosen),
        )
        if answer is not None:
            return answer
    return form_page("applications/assign.html", form, application=application, section=section)


@bp.route("/applications/<uuid:application_id>/theme", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ASSIGN, of=queries.get_application)
def theme(application: Application) -> ResponseReturnValue:
    """Choose the theme of the application."""
    form = forms.ThemeForm(data={"theme": application.theme, "version": application.version})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.choose_theme,
            application,
            to=path_of(application),
            said=_("The theme has been saved."),
            read_version=form.read_version,
            theme=form.theme.data,
        )
        if answer is not None:
            return answer
    return form_page("applications/theme.html", form, application=application)

"""The task list, the sections, the theme."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.applying.applications import checks, content, forms, pages, queries, services
from portal.applying.applications.models import Application, VersionStatus
from portal.applying.applications.queries import SectionOfApplication
from portal.applying.applications.routes.blueprint import bp, may_see_money, path_of, version_path, writes_in
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _, ngettext
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say
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
@guarded(Action.APPLICATION_WRITE, of=queries.get_section)
def write(place: SectionOfApplication) -> ResponseReturnValue:
    """Write the answers of a section."""
    application = place.application
    draft = queries.load_draft(application)
    held = draft.section(place.section.id) if draft is not None else None
    if draft is None or held is None or draft.version.status != VersionStatus.DRAFTING:
        say(_("The answers cannot be changed now."), "error")
        return redirect(path_of(application), 303)
    if held.section.is_budget and not may_see_money(application):
        raise NotFound
    undoes = checks.would_undo(draft, held.school_id)
    asks_first = bool(undoes) and checks.asks_before_undoing(application, clock.now())
    form = forms.section_form(draft, held, asks_first=asks_first)
    if form.validate_on_submit():
        versions = form.read_versions(len(held.questions))
        texts = [form[f"answer_{n}"].data or "" for n in range(1, len(held.questions) + 1)]
        answers = {q.id: (text, read) for q, text, read in zip(held.questions, texts, versions, strict=True)}
        answer = carry_out(
            form,
            services.save_section,
            application,
            to=path_of(application),
            said=_said(len(undoes)),
            section_id=held.section.id,
            answers=answers,
            school_id=pages.acting_school(me(), application, held.school_id),
            confirmed=asks_first and bool(form["confirm_undo"].data),
        )
        if answer is not None:
            return answer
    return form_page("applications/write.html", form, application=application, held=held, draft=draft, undoes=undoes)


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

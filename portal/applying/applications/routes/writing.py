"""The task list, the sections, the theme."""

from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.applying.applications import checks, forms, pages, queries, services
from portal.applying.applications.models import Application
from portal.applying.applications.routes.blueprint import (
    bp,
    may_see_money,
    path_of,
    undone_by_a_change,
    version_path,
    writes_in,
)
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me
from portal.web.press import OneButtonForm


@bp.get("/applications/<uuid:application_id>")
@guarded(Action.APPLICATION_VIEW, of=queries.get_application)
def show(application: Application) -> ResponseReturnValue:
    """The task list: sections, what is missing, who has signed. Programme staff are led to what was submitted."""
    if not writes_in(application):
        standing = queries.standing_version(application)
        return redirect(version_path(standing), 303)
    page = pages.task_list(application, me())
    return render_template("applications/show.html", page=page, button=OneButtonForm())


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


@bp.route("/applications/<uuid:application_id>/language", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ASSIGN, of=queries.get_application)
def language(application: Application) -> ResponseReturnValue:
    """Choose the language of the letters about the application."""
    form = forms.LanguageForm(data={"language": application.language})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.choose_language,
            application,
            to=path_of(application),
            said=_("Saved."),
            language=form.language.data,
        )
        if answer is not None:
            return answer
    return form_page("applications/language.html", form, application=application)


@bp.route("/applications/<uuid:application_id>/theme", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ASSIGN, of=queries.get_application)
def theme(application: Application) -> ResponseReturnValue:
    """Choose the theme of the application."""
    standing = {"theme": application.theme, "version": application.version}
    offered = application.round.themes
    form: Any = forms.ThemeOfRoundForm(data=standing) if offered else forms.ThemeForm(data=standing)
    if offered:
        form.theme.choices = [("", _("Choose a theme")), *((theme, theme) for theme in offered)]
    undoes = undone_by_a_change(application)
    if not (undoes and checks.asks_before_undoing(application, clock.now())):
        del form.confirm_undo
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.choose_theme,
            application,
            to=path_of(application),
            said=_("The theme has been saved."),
            read_version=form.read_version,
            theme=form.theme.data,
            confirmed="confirm_undo" in form and bool(form.confirm_undo.data),
        )
        if answer is not None:
            return answer
    return form_page("applications/theme.html", form, application=application, undoes=undoes)

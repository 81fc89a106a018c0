"""The form away from the network: to print, to fill in as a Word document, to bring back."""

import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.applying.applications import checks, pages
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import Application, VersionStatus
from portal.applying.applications.queries import SectionOfApplication, get_application, list_versions, load_draft
from portal.applying.applications.routes.blueprint import may_see_money, path_of
from portal.applying.offline import answers, forms, services, sheet
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round_whole
from portal.core import clock, docx, storage
from portal.core.errors import Refusal, RuleBroken
from portal.core.i18n import _
from portal.core.perform import perform
from portal.policy import Action, acting
from portal.web.access import can, guarded
from portal.web.acting import form_page, say
from portal.web.bilingual import form_language, said_plain
from portal.web.login import me

bp = Blueprint("offline", __name__)
MOST_BYTES = 5 * 1024 * 1024


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, content_type=docx.KIND)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/rounds/<uuid:round_id>/form.docx")
@guarded(Action.ROUND_VIEW, of=get_round_whole)
def blank(planned: Round) -> ResponseReturnValue:
    """The questions of a round as a Word document, for who wants to think before anything is started."""
    sections = [DraftSection(s, tuple(s.questions), None, s.per_school) for s in planned.sections]
    guidance = said_plain(planned, "guidance")
    lead = [guidance] if guidance else []
    return _file(
        sheet.document(said_plain(planned, "name"), lead, sheet.of_form(sections, planned.currency)), "questions"
    )


def _seen(draft: Draft) -> list[DraftSection]:
    """The sections that this person sees: partner schools without the money."""
    return [s for s in draft.sections if not s.section.is_budget or may_see_money(draft.application)]


def _last(application: Application) -> Draft:
    versions = list_versions(application)
    draft = load_draft(application, application.open_version or versions[-1])
    if draft is None:
        abort(404)
    return draft


def _parts(draft: Draft) -> list[sheet.Part]:
    return sheet.of_draft(draft, _seen(draft), lambda held: checks.title_of(draft, held, form_language()))


@bp.get("/applications/<uuid:application_id>/print")
@guarded(Action.APPLICATION_READ_ANSWERS, of=get_application)
def paper(application: Application) -> ResponseReturnValue:
    """Every question with its guidance and its answer, or the place for one, to print."""
    draft = _last(application)
    return render_template("offline/paper.html", application=application, draft=draft, parts=_parts(draft))


@bp.get("/applications/<uuid:application_id>/answers.pdf")
@guarded(Action.APPLICATION_READ_ANSWERS, of=get_application)
def as_pdf(application: Application) -> ResponseReturnValue:
    """The own answers to keep, also of what was never submitted."""
    draft = _last(application)
    return answers.answers_paper(draft, _parts(draft)).answer("answers", to_keep=True)


@bp.get("/applications/<uuid:application_id>/form.docx")
@guarded(Action.APPLICATION_READ_ANSWERS, of=get_application)
def word(application: Application) -> ResponseReturnValue:
    """The form with what stands there, as a Word document that can be brought back."""
    title = _("Application to %(round)s", round=said_plain(application.round, "name"))
    lead = [
        application.cluster.name,
        _("Fill in the boxes away from the network, then bring the document back on the page of the application."),
        _("What you leave empty changes nothing. Do not move the lines in square brackets."),
    ]
    return _file(sheet.document(title, lead, _parts(_last(application))), "application")


@bp.route("/applications/<uuid:application_id>/offline", methods=["GET", "POST"])
@guarded(Action.APPLICATION_WRITE, of=get_application)
def bring(application: Application) -> ResponseReturnValue:
    """Bring a document back: what is new is saved, what a colleague changed meanwhile is shown beside it."""
    draft = load_draft(application)
    if draft is None or draft.version.status != VersionStatus.DRAFTING:
        say(_("The answers cannot be changed now."), "error")
        return redirect(path_of(application), 303)
    form = forms.BringForm()
    if form.validate_on_submit():
        try:
            brought = _read(form.file)
            taken = perform(
                services.take_in,
                application,
                by=acting(me()),
                once=form.once,
                to=path_of(application),
                brought=brought,
                writes=_writes(application, draft),
                sees=[held.key for held in _seen(draft)],
                confirmed=bool(form.confirm_undo.data),
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            fresh = get_application(application.id)
            return render_template("offline/taken.html", application=fresh, taken=taken)
    asks_first = checks.asks_before_undoing(application, clock.now())
    return form_page("offline/bring.html", form, application=application, asks_first=asks_first)


def _read(field: Any) -> dict[str, services.Brought]:
    """The boxes of the chosen document by what names them."""
    chosen = field.data
    if not chosen or not getattr(chosen, "filename", ""):
        raise RuleBroken(field.name, _("Choose the document."))
    content = chosen.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RuleBroken(field.name, _("The file must be smaller than %(most)s MB.", most=5))
    storage.check_document(content, field=field.name)
    try:
        found = list(docx.marked(content, sheet.MARK))
    except ValueError:
        raise RuleBroken(
            field.name, _("This document cannot be read. Save it again as .docx, then choose it.")
        ) from None
    return {mark.group(1): services.Brought(int(mark.group(2)), rows, mark.group(3) or "") for mark, rows in found}


def _writes(application: Application, draft: Draft) -> dict[str, uuid.UUID]:
    """The sections in which this person may write now, with the school for which they do."""
    found = {}
    for held in _seen(draft):
        place = SectionOfApplication(application, held.section, held.school_id, held.for_school_id)
        is_open = draft.version.reopened is None or held.key in draft.version.reopened
        if is_open and can(Action.APPLICATION_WRITE, place):
            found[held.key] = pages.acting_school(me(), application, held.school_id)
    return found

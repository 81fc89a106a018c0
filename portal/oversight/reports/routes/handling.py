"""The queue, one report, and what is done about it."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.core.perform import perform
from portal.oversight.reports import forms, queries, services, subjects
from portal.oversight.reports.models import Outcome, Report, ReportFile, SubjectKind
from portal.oversight.reports.routes.blueprint import bp
from portal.oversight.reports.services.words import can_be_hidden
from portal.oversight.reports.subjects import names_of
from portal.policy import Action
from portal.policy.reporting import HANDLES
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.files import download
from portal.web.press import OneButtonForm, press

_ONE = "/<uuid:report_id>"
ZONE = "Europe/London"


def _page(report: Report) -> str:
    return url_for("reports.show", report_id=report.id)


def _routes() -> list[str]:
    """The roles of the reader to which reports are sent."""
    return [role.value for role in HANDLES if login.me().has(role)]


@bp.get("")
@guarded(Action.REPORT_LIST)
def queue() -> ResponseReturnValue:
    """What was sent to my role, oldest first; closed ones on request."""
    is_closed = request.args.get("show") == "closed"
    page = queries.list_reports(
        _routes(), is_open=not is_closed, but_about=login.me().id, after=request.args.get("after")
    )
    return render_template("reports/queue.html", page=page, is_closed=is_closed, kinds=dict(forms.KINDS))


@bp.get("/log")
@guarded(Action.REPORT_LIST)
def log() -> ResponseReturnValue:
    """What was hidden and shown again, with the reasons as their authors read them."""
    return render_template("reports/log.html", page=queries.list_log(_routes(), request.args.get("after")))


@bp.get("/late")
@guarded(Action.REPORT_LIST_LATE)
def late() -> ResponseReturnValue:
    """What nobody has taken in hand in time, for those who see to it that somebody does: references and hours, and no word."""
    page = queries.list_not_taken(clock.now(), request.args.get("after"))
    who = {route: queries.holders_of(route) for route in sorted({one.route for one in page})}
    return render_template("reports/late.html", page=page, who=who)


@bp.get(_ONE)
@guarded(Action.REPORT_VIEW, of=queries.get_report)
def show(report: Report) -> ResponseReturnValue:
    """One report. That it was read is written down first."""
    perform(services.note_reading, report, by=login.me())
    return _shown(queries.get_report(report.id))


def _shown(report: Report) -> ResponseReturnValue:
    return render_template("reports/show.html", **_about(report))


def _about(report: Report) -> dict[str, Any]:
    decision = None
    if report.subject_id is not None:
        decision = queries.current_decision(report.subject_kind, report.subject_id)
    return {
        "report": report,
        "decision": decision,
        "earlier": [one for one in queries.list_earlier(report) if can(Action.REPORT_VIEW, one)],
        "kinds": dict(forms.KINDS),
        "outcomes": dict(forms.OUTCOMES),
        "what": names_of(report.subject_kind),
        "where": _where(report),
        "can_open": subjects.find(report.subject_kind, report.subject_id, login.me()) is not None,
        "can_hide": report.subject_id is not None and can_be_hidden(report.subject_kind),
        "button": OneButtonForm(formdata=None),
        "note_form": forms.NoteForm(formdata=None),
    }


def _where(report: Report) -> str:
    """In which cluster, or at which school, the thing is, in words."""
    what = names_of(report.subject_kind)
    if report.cluster is not None and report.subject_kind != SubjectKind.CLUSTER:
        return _("%(what)s, in the cluster %(name)s", what=what, name=report.cluster.name)
    if report.school is not None and report.subject_kind != SubjectKind.SCHOOL:
        return _("%(what)s, at %(name)s", what=what, name=report.school.name)
    return what


@bp.get(_ONE + "/files/<uuid:report_file_id>")
@guarded(Action.REPORT_VIEW, of=queries.get_file)
def file(kept: ReportFile) -> ResponseReturnValue:
    """A file that was there when it was reported; never shown in the browser."""
    return download(kept.file)


@bp.post(_ONE + "/take")
@guarded(Action.REPORT_HANDLE, of=queries.get_report)
def take(report: Report) -> ResponseReturnValue:
    return press(services.take, report, to=_page(report), said=_("You have it in hand."))


@bp.post(_ONE + "/reopen")
@guarded(Action.REPORT_HANDLE, of=queries.get_report)
def reopen(report: Report) -> ResponseReturnValue:
    return press(services.reopen, report, to=_page(report), said=_("It is open again, and you have it in hand."))


def _form(
    report: Report,
    form: Any,
    deed: Callable[..., Any],
    title: str,
    said: str,
    *,
    lead: str = "",
    to: str | None = None,
    **words: Callable[[], Any],
) -> ResponseReturnValue:
    if form.validate_on_submit():
        values = {name: value() for name, value in words.items()}
        answer = carry_out(form, deed, report, to=to or _page(report), said=said, **values)
        if answer is not None:
            return answer
    return form_page("reports/form.html", form, report=report, title=title, lead=lead)


@bp.route(_ONE + "/note", methods=["GET", "POST"])
@guarded(Action.REPORT_HANDLE, of=queries.get_report)
def add_note(report: Report) -> ResponseReturnValue:
    """A note for those who handle the report."""
    form = forms.NoteForm()
    return _form(report, form, services.add_note, _("Add a note"), _("Added."), words=lambda: form.words.data)


@bp.route(_ONE + "/pass-on", methods=["GET", "POST"])
@guarded(Action.REPORT_HANDLE, of=queries.get_report)
def pass_on(report: Report) -> ResponseReturnValue:
    """It belongs to the other people who handle reports."""
    form, to = forms.PassOnForm(), url_for("reports.queue")
    if report.route == "safeguarding_lead":
        lead = _("It goes to the administrators. You see it no more. Do this only when no child is concerned.")
    else:
        lead = _("It goes to the portal safeguarding team. You see it no more.")
    title, said = _("Pass it on"), _("The others have it now.")
    return _form(report, form, services.pass_on, title, said, lead=lead, to=to, words=lambda: form.words.data)


@bp.route(_ONE + "/hide", methods=["GET", "POST"])
@guarded(Action.REPORT_HANDLE, of=queries.get_report)
def hide(report: Report) -> ResponseReturnValue:
    """Hide the thing, or say why it stays hidden."""
    form = forms.HideForm()
    title, said = _("Hide what was reported"), _("It is hidden, and whoever wrote it can read why.")
    return _form(report, form, services.hide_thing, title, said, reason=lambda: form.reason.data)


@bp.route(_ONE + "/show", methods=["GET", "POST"])
@guarded(Action.REPORT_HANDLE, of=queries.get_report)
def show_again(report: Report) -> ResponseReturnValue:
    """Show the thing again."""
    form = forms.ShowForm()
    title, said = _("Show it again"), _("It is shown again, and whoever wrote it can read why.")
    return _form(report, form, services.show_thing, title, said, reason=lambda: form.reason.data)


@bp.route(_ONE + "/close", methods=["GET", "POST"])
@guarded(Action.REPORT_HANDLE, of=queries.get_report)
def close(report: Report) -> ResponseReturnValue:
    """It is finished."""
    form = forms.CloseForm()
    return _form(
        report,
        form,
        services.close,
        _("Close the report"),
        _("Closed. It stays here to be read."),
        outcome=lambda: Outcome(form.outcome.data),
        words=lambda: form.words.data,
        answer=lambda: form.answer.data or "",
    )

"""Asking for a workbook, how far it is, fetching it."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core import clock, storage
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.oversight.exports.forms import PURPOSES
from portal.oversight.exports.models import Purpose
from portal.oversight.pictures.queries.views import view_of
from portal.oversight.workbooks import forms, queries, services
from portal.oversight.workbooks.models import Workbook, WorkbookStatus
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me
from portal.web.press import OneButtonForm, press
from portal.web.proof import recently_proved

bp = Blueprint("workbooks", __name__)
XLSX = storage.TYPES["xlsx"]
UNDER_WAY = (WorkbookStatus.WAITING, WorkbookStatus.RUNNING)


@bp.route("/rounds/<uuid:round_id>/workbook", methods=["GET", "POST"])
@guarded(Action.WORKBOOK_ASK, of=get_round)
@recently_proved
def ask(planned: Round) -> ResponseReturnValue:
    """Ask for one; and those that were asked for before."""
    form = forms.WorkbookForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask,
            planned,
            to=lambda made: url_for("workbooks.show", workbook_id=made.id),
            said=_("The workbook is being made. This page says how far it is."),
            by=me(),
            purpose=Purpose(form.purpose.data),
            words=form.words.data or "",
            stage=form.stage.data or "",
        )
        if answer is not None:
            return answer
    return form_page(
        "workbooks/ask.html",
        form,
        planned=planned,
        before=queries.list_of(planned.id, me().id),
        words=dict(forms.STAGES),
    )


@bp.get("/workbooks/<uuid:workbook_id>")
@guarded(Action.WORKBOOK_VIEW, of=queries.get_workbook)
def show(made: Workbook) -> ResponseReturnValue:
    """How far it is, and the way to fetch it."""
    return render_template(
        "workbooks/show.html",
        made=made,
        words=dict(forms.STAGES),
        purposes=dict(PURPOSES),
        button=OneButtonForm(),
        is_under_way=made.status in UNDER_WAY,
        can_fetch=_is_there(made) and not _has_grown_secret(made),
        is_stale=_is_there(made) and _has_grown_secret(made),
    )


def _is_there(made: Workbook) -> bool:
    return made.status == WorkbookStatus.READY and made.ends_at is not None and clock.now() < made.ends_at


def _has_grown_secret(made: Workbook) -> bool:
    """Has a conflict of interest appeared since it was asked for, or a role gone that showed more? Then it is not handed out."""
    view = view_of(made.round, me())
    before = {str(key) for key in view.away} - set(made.view["away"])
    return bool(before) or made.view["open_scores"] > view.sees_open_scores or made.view["held"] > view.sees_held


@bp.post("/workbooks/<uuid:workbook_id>/cancel")
@guarded(Action.WORKBOOK_CANCEL, of=queries.get_workbook)
def cancel(made: Workbook) -> ResponseReturnValue:
    """Stop it."""
    return press(
        services.cancel, made, to=url_for("workbooks.show", workbook_id=made.id), said=_("The workbook is stopped.")
    )


@bp.get("/workbooks/<uuid:workbook_id>/file")
@guarded(Action.WORKBOOK_FETCH, of=queries.get_workbook)
@recently_proved
def fetch(made: Workbook) -> ResponseReturnValue:
    """The file, for a day, for who asked."""
    if not _is_there(made) or _has_grown_secret(made) or made.key is None:
        raise NotFound
    with storage.store().open(made.key) as held:
        answer = Response(held.read(), mimetype=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="round-workbook.xlsx"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

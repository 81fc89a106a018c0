"""The days of a round's panel, and the minutes of one of them to take along: asked what for, and written down."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core.errors import Refusal
from portal.core.i18n import _
from portal.core.perform import perform
from portal.oversight.exports.forms import PurposeForm
from portal.oversight.exports.models import Purpose
from portal.oversight.exports.services import note_export
from portal.oversight.minutes import paper, queries
from portal.oversight.minutes.queries import Meeting
from portal.oversight.pictures.queries.views import view_of
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import form_page, say
from portal.web.login import me
from portal.web.moments import day

bp = Blueprint("minutes", __name__, url_prefix="/rounds/<uuid:round_id>/minutes")
WHAT = "panel_minutes"


@bp.get("")
@guarded(Action.PANEL_MINUTES_LIST, of=get_round)
def index(planned: Round) -> ResponseReturnValue:
    """The days on which the panel wrote something down."""
    return render_template("minutes/index.html", planned=planned, days=queries.days(view_of(planned, me())))


@bp.route("/<string:held_on>", methods=["GET", "POST"])
@guarded(Action.PANEL_MINUTES_TAKE, of=queries.get_meeting)
def take(meeting: Meeting) -> ResponseReturnValue:
    """The page that asks what they are for; answered, it is written down and the sheet goes. It holds what its reader sees on the screen."""
    found = queries.notes(view_of(meeting.planned, me()), meeting.held_on)
    if not found:
        say(_("There is nothing of that day for you to take along."), "error")
        return redirect(url_for("minutes.index", round_id=meeting.planned.id), 303)
    form = PurposeForm()
    form.submit.label.text = _("Download the PDF")
    if form.validate_on_submit():
        about = {one.application_id for one in found}
        try:
            perform(
                note_export,
                by=me(),
                once=None,
                what=WHAT,
                rows=len(about),
                purpose=Purpose(form.purpose.data),
                words=form.words.data or "",
                chosen=f"{meeting.planned.name}: {meeting.held_on.isoformat()}",
            )
            sheet = paper.minutes_paper(meeting, found)
            return sheet.answer(f"panel-minutes-{meeting.held_on.isoformat()}", to_keep=True)
        except Refusal as refusal:
            form.show(refusal)
    title = _("Minutes of the panel, %(day)s", day=day(meeting.held_on))
    back = url_for("minutes.index", round_id=meeting.planned.id)
    lead = _(
        "A PDF with what you may see of this day. That you took it, and what it is for, is written into the record."
    )
    return form_page("exports/purpose.html", form, title=title, back=back, lead=lead)

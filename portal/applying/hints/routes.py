"""Private notes to reviewers: written beside the picture of habits, read by that reviewer, moderators and managers."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.hints import forms, queries, services
from portal.applying.hints.queries import RoundReader
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me

bp = Blueprint("hints", __name__)


@bp.get("/rounds/<uuid:round_id>/reviewers")
@guarded(Action.HINT_WRITE, of=get_round)
def index(planned: Round) -> ResponseReturnValue:
    """To whom a note can be written: the reviewers of the round."""
    page = queries.page_of_readers(planned, after=request.args.get("after"))
    return render_template("hints/index.html", planned=planned, page=page, my_id=me().id)


@bp.route("/rounds/<uuid:round_id>/reviewers/<uuid:reviewer_id>/note", methods=["GET", "POST"])
@guarded(Action.HINT_WRITE, of=queries.get_reader)
def write(reader: RoundReader) -> ResponseReturnValue:
    """The notes to one reviewer so far, and a new one."""
    form = forms.HintForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_hint,
            reader,
            to=url_for(".write", round_id=reader.round.id, reviewer_id=reader.person_id),
            said=_("The note is sent. Only this reviewer, moderators and managers can read it."),
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("hints/write.html", form, reader=reader, planned=reader.round, hints=queries.list_to(reader))


@bp.get("/reviews/notes")
@guarded(Action.HINT_LIST)
def mine() -> ResponseReturnValue:
    """The notes to whoever is signed in."""
    return render_template("hints/mine.html", page=queries.page_of_mine(me(), after=request.args.get("after")))


def queue_panel(_subject: Any = None) -> tuple[str, dict[str, Any]] | None:
    """On the reviewer's queue: the way to the notes, where there are any."""
    number = queries.count_mine(me())
    return ("hints/_panel.html", {"number": number}) if number else None

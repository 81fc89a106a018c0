"""A programme's headings of the evidence, for its people."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.headings import forms, queries, services
from portal.applying.headings.queries import ProgrammeLine
from portal.applying.programmes.headings import asked_by
from portal.applying.programmes.models import Programme
from portal.core.i18n import _
from portal.forming.evidence.queries import list_headings
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("programme_headings", __name__, url_prefix="/programmes/<uuid:programme_id>/headings")
_ONE = "/<heading_code>"


@bp.get("")
@guarded(Action.PROGRAMME_HEADINGS_EDIT, of=queries.get_programme, read_by=Action.PROGRAMME_DESK_VIEW)
def index(programme: Programme) -> ResponseReturnValue:
    """The headings of the programme, and what stands under each."""
    general = {heading.code: heading.title for heading in list_headings()}
    lines = asked_by(programme)
    asked = {code for line in lines for code in line.covers}
    return render_template(
        "programme_headings/index.html",
        programme=programme,
        lines=lines,
        left_out=[title for code, title in general.items() if code not in asked],
        general=general,
        button=OneButtonForm(),
    )


@bp.post("/start")
@guarded(Action.PROGRAMME_HEADINGS_EDIT, of=queries.get_programme)
def start(programme: Programme) -> ResponseReturnValue:
    """Begin with the general ones."""
    said = _("Here are the general headings. Change them as the programme needs them.")
    return press(services.start_headings, programme, to=_all(programme), said=said)


@bp.post("/drop")
@guarded(Action.PROGRAMME_HEADINGS_EDIT, of=queries.get_programme)
def drop(programme: Programme) -> ResponseReturnValue:
    """Back to the general ones."""
    said = _("The programme asks the general headings again.")
    return press(services.drop_headings, programme, to=_all(programme), said=said)


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.PROGRAMME_HEADINGS_EDIT, of=queries.get_programme)
def add(programme: Programme) -> ResponseReturnValue:
    """A further heading."""
    form = forms.LineForm(data={"version": programme.version, "own": True, "accepts_intention": True})
    return _edit(form, services.add_line, programme, programme, _("Add a heading"))


@bp.route(_ONE, methods=["GET", "POST"])
@guarded(Action.PROGRAMME_HEADINGS_EDIT, of=queries.get_line)
def edit(held: ProgrammeLine) -> ResponseReturnValue:
    """Change a heading."""
    line = held.line
    standing = {**line.kept(), "own": line.code in line.covers, "version": held.programme.version}
    standing |= {"welsh_title": line.welsh("title"), "welsh_guidance": line.welsh("guidance")}
    form = forms.LineForm(data=standing)
    return _edit(form, services.change_line, held, held.programme, _("Change “%(heading)s”", heading=line.title))


@bp.post(_ONE + "/up")
@guarded(Action.PROGRAMME_HEADINGS_EDIT, of=queries.get_line)
def move_up(held: ProgrammeLine) -> ResponseReturnValue:
    return press(services.move_line_up, held, to=_all(held.programme), said=_("The heading has moved up."))


@bp.post(_ONE + "/remove")
@guarded(Action.PROGRAMME_HEADINGS_EDIT, of=queries.get_line)
def remove(held: ProgrammeLine) -> ResponseReturnValue:
    said = _("The heading is left out. What clusters gathered under it stays on their pages.")
    return press(services.remove_line, held, to=_all(held.programme), said=said)


def _edit(form: forms.LineForm, deed: Any, subject: Any, programme: Programme, title: str) -> ResponseReturnValue:
    general = list_headings()
    form.covers.choices = [(heading.code, heading.title) for heading in general]
    if isinstance(subject, ProgrammeLine) and subject.line.code in {heading.code for heading in general}:
        del form.own  # its own evidence is what stands under the general heading
    if form.validate_on_submit():
        words = form.words()
        answer = carry_out(
            form, deed, subject, to=_all(programme), said=_("Saved."), read_version=form.read_version, **words
        )
        if answer is not None:
            return answer
    return form_page("programme_headings/edit.html", form, programme=programme, title=title)


def _all(programme: Programme) -> str:
    return url_for("programme_headings.index", programme_id=programme.id)

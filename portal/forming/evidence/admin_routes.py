"""The evidence headings, for the programme's people."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.evidence import forms, queries, services
from portal.forming.evidence.models import EvidenceHeading
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("evidence_headings", __name__, url_prefix="/evidence-headings")


@bp.get("")
@guarded(Action.HEADINGS_EDIT)
def index() -> ResponseReturnValue:
    """Every heading, those that are no longer asked too."""
    return render_template("evidence/headings.html", headings=queries.list_headings(retired=True))


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.HEADINGS_EDIT)
def add() -> ResponseReturnValue:
    """A heading of the programme's own."""
    form = forms.AddHeadingForm()
    if form.validate_on_submit():
        to = url_for("evidence_headings.index")
        answer = carry_out(form, services.add_heading, to=to, said=_("The heading is there."), **form.words())
        if answer is not None:
            return answer
    return form_page("evidence/edit_heading.html", form, title=_("Add a heading"))


@bp.route("/<uuid:heading_id>", methods=["GET", "POST"])
@guarded(Action.HEADINGS_EDIT, of=queries.get_whole_heading)
def edit(heading: EvidenceHeading) -> ResponseReturnValue:
    """Change a heading."""
    form = forms.ChangeHeadingForm(obj=None if request.method == "POST" else heading)
    if request.method == "GET":
        form.welsh_title.data, form.welsh_guidance.data = heading.welsh("title"), heading.welsh("guidance")
        form.retired.data = heading.retired_at is not None
    if form.validate_on_submit():
        words = {**form.words(), "retired": bool(form.retired.data), "version": form.read_version}
        to = url_for("evidence_headings.index")
        answer = carry_out(form, services.change_heading, heading, to=to, said=_("Saved."), **words)
        if answer is not None:
            return answer
    return form_page("evidence/edit_heading.html", form, title=heading.title)

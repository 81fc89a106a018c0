"""The letters of a programme, for its managers."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.letters import forms, places, queries, services
from portal.applying.letters.models import Outcome
from portal.applying.letters.words import OUTCOME_WORDS
from portal.applying.programmes.models import Programme
from portal.applying.programmes.queries import get_programme
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("letters", __name__)


@bp.get("/programmes/<uuid:programme_id>/letters")
@guarded(Action.LETTER_EDIT, of=get_programme, read_by=Action.PROGRAMME_DESK_VIEW)
def index(programme: Programme) -> ResponseReturnValue:
    """A letter for each outcome."""
    return render_template(
        "letters/index.html",
        programme=programme,
        words=OUTCOME_WORDS,
        own=queries.list_own(programme.id),
        welsh=queries.list_welsh(programme.id),
    )


@bp.route("/programmes/<uuid:programme_id>/letters/<string:outcome>", methods=["GET", "POST"])
@guarded(Action.LETTER_EDIT, of=queries.get_programme_for, read_by=Action.PROGRAMME_DESK_VIEW)
def edit(programme: Programme) -> ResponseReturnValue:
    """Change the letter for one outcome, and read how it looks when it is filled."""
    kind = Outcome((request.view_args or {})["outcome"])
    standing = queries.template_of(programme.id, kind)
    form = forms.TemplateForm(
        data={"letter": standing.letter, "welsh": standing.welsh("letter"), "version": standing.version}
    )
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.set_template,
            programme,
            to=url_for("letters.edit", programme_id=programme.id, outcome=kind.value),
            said=_("The letter is saved. Below you read how it looks when it is filled."),
            outcome=kind,
            version=form.read_version,
            letter=form.letter.data or "",
            welsh=form.welsh.data or "",
        )
        if answer is not None:
            return answer
    allowed = [(name, places.MEANS[name], name in places.NEEDED[kind]) for name in places.ALLOWED[kind]]
    meanings = {name: f"[{means}]" for name, means, _needed in allowed}
    return form_page(
        "letters/edit.html",
        form,
        programme=programme,
        title=OUTCOME_WORDS[kind],
        allowed=allowed,
        sample=places.fill(standing.letter, meanings),
        welsh_sample=places.fill(standing.welsh("letter"), meanings),
        welsh_state=standing.welsh_state("letter"),
    )

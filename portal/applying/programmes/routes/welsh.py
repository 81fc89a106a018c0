"""The words of a round in Welsh, as staff give them; and the button by which a reader chooses between English and Welsh."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes import bilingual, queries, services
from portal.applying.programmes.models import Round
from portal.applying.programmes.routes.rounds import bp
from portal.core.bilingual import FORM_LANGUAGES
from portal.core.i18n import _, _l
from portal.policy import Action
from portal.web import bilingual as spoken_here
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.forms import EditingForm, line, paragraph, send
from portal.web.login import safe_next, set_cookie


@bp.get("/rounds/<uuid:round_id>/welsh")
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def welsh(planned: Round) -> ResponseReturnValue:
    """What the round has in Welsh, and what is still missing."""
    parts = bilingual.parts_of(planned)
    return render_template(
        "programmes/welsh.html",
        planned=planned,
        parts=parts,
        kind_names=bilingual.KIND_NAMES,
        texts=sum(len(part.fields) for part in parts),
        missing=sum(len(part.lacks) for part in parts),
    )


@bp.route("/rounds/<uuid:round_id>/welsh/<string:text_kind>/<uuid:text_id>", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=bilingual.get_round_with)
def give_welsh(planned: Round) -> ResponseReturnValue:
    """Give the texts of one thing in Welsh, each beside its English."""
    asked: dict[str, Any] = request.view_args or {}
    part = bilingual.find(planned, asked["text_kind"], uuid.UUID(str(asked["text_id"])))
    form = _form(part, planned.version)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_welsh,
            planned,
            to=url_for("programmes.welsh", round_id=planned.id),
            said=_("Saved."),
            read_version=form.read_version,
            thing=part.thing,
            words={name: form[name].data or "" for name in part.fields},
        )
        if answer is not None:
            return answer
    return form_page(
        "programmes/give_welsh.html",
        form,
        planned=planned,
        part=part,
        names=bilingual.FIELD_NAMES,
        kind_name=bilingual.KIND_NAMES[part.kind],
        in_use=services.is_kept(planned, part.thing),
    )


def _form(part: bilingual.Part, version: int) -> Any:
    fields: dict[str, Any] = {}
    for name in part.fields:
        label, longest = _("%(text)s in Welsh", text=bilingual.FIELD_NAMES[name]), part.thing.WELSH_FIELDS[name]
        is_long = bilingual.is_long(part, name)
        fields[name] = paragraph(label, longest=longest, rows=4) if is_long else line(label, longest=longest)
        fields[name].kwargs["render_kw"]["lang"] = "cy"
    made = type("WelshForm", (EditingForm,), {**fields, "submit": send(_l("Save the Welsh"))})
    return made(data={"version": version, **{name: part.thing.welsh(name) for name in part.fields}})


@bp.post("/form-language")
@public
def choose_language() -> ResponseReturnValue:
    """Show the words of programmes in English or in Welsh from now on, in this browser; also for heads, who read by a link without an account."""
    answer: Any = redirect(safe_next(request.form.get("next")) or url_for("programmes.index"), 303)
    chosen = request.form.get("language", "")
    if chosen in FORM_LANGUAGES:
        set_cookie(answer, spoken_here.cookie_name(), chosen, lasts=spoken_here.LASTS)
    return answer  # type: ignore[no-any-return]

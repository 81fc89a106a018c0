"""What a programme calls a cluster, an application and so on."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from portal.applying.programmes import services, vocabulary
from portal.applying.programmes.models import Programme
from portal.applying.programmes.queries import get_programme
from portal.applying.programmes.routes.rounds import bp
from portal.core.i18n import _, _l
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.forms import PortalForm, line, send

FORM_NAMES: dict[str, Any] = {
    "en_one": _l("One, in English"),
    "en_many": _l("Several, in English"),
    "cy_one": _l("One, in Welsh"),
    "cy_many": _l("Several, in Welsh"),
}


@bp.route("/programmes/<uuid:programme_id>/words", methods=["GET", "POST"])
@guarded(Action.PROGRAMME_WORDS, of=get_programme)
def own_words(programme: Programme) -> ResponseReturnValue:
    """Choose them, by term."""
    form = _form(programme)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.set_words,
            programme,
            to=url_for("programmes.own_words", programme_id=programme.id),
            said=_("The words are saved. Pages, letters and mail of this programme use them from now on."),
            read_words=str(form.read_words.data or ""),
            words={
                term: {name: form[f"{term}_{name}"].data or "" for name in vocabulary.FORMS}
                for term in vocabulary.TERMS
            },
        )
        if answer is not None:
            return answer
    return form_page(
        "programmes/own_words.html", form, programme=programme, terms=vocabulary.TERMS, forms=vocabulary.FORMS
    )


def _form(programme: Programme) -> Any:
    fields: dict[str, Any] = {"read_words": HiddenField()}
    standing: dict[str, str] = {"read_words": vocabulary.mark(programme)}
    for term in vocabulary.TERMS:
        for name in vocabulary.FORMS:
            made = line(FORM_NAMES[name], longest=vocabulary.LONGEST)
            if name.startswith("cy"):
                made.kwargs["render_kw"]["lang"] = "cy"
            made.kwargs["render_kw"].setdefault("params", {})["classes"] = "govuk-input--width-20"
            fields[f"{term}_{name}"] = made
            standing[f"{term}_{name}"] = (programme.own_words or {}).get(term, {}).get(name, "")
    form_class = type("OwnWordsForm", (PortalForm,), {**fields, "submit": send(_l("Save the words"))})
    return form_class(data=standing)

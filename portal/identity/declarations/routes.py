"""Pages of the safeguarding declaration."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.identity.declarations import forms, queries, services
from portal.identity.declarations.models import Rules
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("declarations", __name__)


def panel(school: School) -> tuple[str, dict[str, Any]]:
    """On the school's page: who the safeguarding lead is, and until when the answers hold. One statement."""
    return "declarations/_panel.html", {"school": school, **_about(school)}


def _about(school: School) -> dict[str, Any]:
    declaration, today = queries.current_of(school.id), clock.today(school.zone)
    days = (declaration.expires_on - today).days if declaration is not None else None
    return {"declaration": declaration, "days": days, "rules": forms.RULES}


@bp.get("/schools/<uuid:school_id>/safeguarding")
@guarded(Action.DECLARATION_VIEW, of=schools.get_school)
def show(school: School) -> ResponseReturnValue:
    """The three answers, and until when they hold."""
    return render_template("declarations/show.html", school=school, **_about(school))


@bp.route("/schools/<uuid:school_id>/safeguarding/edit", methods=["GET", "POST"])
@guarded(Action.DECLARATION_MAKE, of=schools.get_school)
def edit(school: School) -> ResponseReturnValue:
    """Answer the three questions, or renew the answers."""
    form = forms.DeclarationForm(obj=queries.current_of(school.id))
    if form.validate_on_submit():
        answers = services.Answers(
            **{name: form[name].data or "" for name in ("lead_name", "lead_reach", "deputy_name", "deputy_reach")},
            rules=Rules(form.rules.data),
            rules_words=form.rules_words.data or "",
            policy_link=form.policy_link.data or "",
            reviewed_on=form.reviewed_on.data,
        )
        to = url_for("declarations.show", school_id=school.id)
        answer = carry_out(form, services.declare, school, to=to, said=_("Saved."), answers=answers)
        if answer is not None:
            return answer
    return form_page("declarations/edit.html", form, school=school)

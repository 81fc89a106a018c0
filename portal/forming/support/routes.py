"""The sheet of a school."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.support import forms, queries, services
from portal.forming.support.models import Backing, Share
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("support_sheets", __name__, url_prefix="/schools/<uuid:school_id>/support")
WORDS: dict[str, Any] = {"heads": forms.HEAD, "governors": forms.GOVERNORS, "shares": forms.SHARES}


@bp.get("")
@guarded(Action.SUPPORT_SHEET_VIEW, of=schools.get_school)
def show(school: School) -> ResponseReturnValue:
    """Who stands behind the work in this school."""
    return render_template("support/show.html", school=school, sheet=queries.sheet_of(school.id), words=WORDS)


@bp.route("/edit", methods=["GET", "POST"])
@guarded(Action.SUPPORT_SHEET_FILL, of=schools.get_school)
def edit(school: School) -> ResponseReturnValue:
    """Fill the sheet, or bring it up to date."""
    held = queries.sheet_of(school.id)
    form = forms.SheetForm(obj=held, version=held.version if held is not None else 0)
    if form.validate_on_submit():
        answers = services.Answers(
            head=Backing(form.head.data),
            governors=Backing(form.governors.data),
            staff=form.staff.data,
            classes=form.classes.data,
            share=Share(form.share.data),
            words=form.words.data or "",
        )
        to, said = url_for("support_sheets.show", school_id=school.id), _("Saved.")
        done = carry_out(
            form, services.fill_sheet, school, to=to, said=said, version=form.read_version, answers=answers
        )
        if done is not None:
            return done
    return form_page("support/edit.html", form, school=school)

"""Pages of a school's record: one to read, one for each subject to change."""

import uuid
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.core.i18n import _, _l
from portal.identity.profiles import forms, naming, queries, services, vocabulary
from portal.identity.profiles.models import PeriodKind, ProfilePart, SchoolProfile
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm

bp = Blueprint("profiles", __name__)
TITLES: dict[ProfilePart, Any] = {
    ProfilePart.DESCRIPTION: _l("About the school"),
    ProfilePart.KIND: _l("Kind, ages and size"),
    ProfilePart.PLACE: _l("Where it lies"),
    ProfilePart.LANGUAGES: _l("Languages"),
    ProfilePart.STRENGTHS: _l("What it is good at"),
    ProfilePart.THEMES: _l("Themes"),
    ProfilePart.TOOLS: _l("Keeping in touch"),
    ProfilePart.LOOKING: _l("Looking for a partner"),
}


def _with_part(school_id: uuid.UUID, part: str) -> School:
    if part not in [p.value for p in forms.FORMS]:
        raise NotFound
    return schools.get_school(school_id)


def _page_of(school: School) -> str:
    return url_for("profiles.show", school_id=school.id)


@bp.get("/schools/<uuid:school_id>/record")
@guarded(Action.RECORD_VIEW, of=schools.get_school)
def show(school: School) -> ResponseReturnValue:
    """Everything the school says of itself, each subject with who changed it last."""
    return render_template("profiles/show.html", school=school, titles=TITLES, **about(school))


def about(school: School) -> dict[str, Any]:
    """What the page of the record, and the school's own page, show of it. Six statements."""
    profile = queries.profile_of(school.id) or SchoolProfile(description="", looking_for="", ict_words="", website="")
    return {
        "profile": profile,
        "tags": naming.listed(queries.tags_of(school.id)),
        "awards": [(award, naming.award_words(award)) for award in queries.awards_of(school.id)],
        "periods": queries.periods_of(school.id),
        "changes": queries.parts_of(school.id),
        "words": vocabulary,
        "label": naming.label,
        "one_button": OneButtonForm(formdata=None),
    }


@bp.route("/schools/<uuid:school_id>/record/<part>", methods=["GET", "POST"])
@guarded(Action.RECORD_EDIT, of=_with_part)
def edit(school: School) -> ResponseReturnValue:
    """One subject of the record."""
    part = ProfilePart((request.view_args or {})["part"])
    there = queries.part_of(school.id, part)
    form = forms.FORMS[part](data={**_standing(school, part), "version": str(there.version if there else 0)})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_part,
            school,
            to=_page_of(school),
            said=_("Saved."),
            part=part,
            version=form.read_version,
            values=form.values(),
            tags=form.chosen(),
        )
        if answer is not None:
            return answer
    return form_page("profiles/edit.html", form, school=school, title=TITLES[part])


def _standing(school: School, part: ProfilePart) -> dict[str, Any]:
    form = forms.FORMS[part]
    profile = queries.profile_of(school.id)
    data: dict[str, Any] = {name: getattr(profile, name) for name in form.columns} if profile is not None else {}
    for kind, (codes, own) in form.tags.items():
        tags = queries.tags_of(school.id, kind)
        data[codes] = [tag.value for tag in tags if not tag.words]
        if own:
            data[own] = "\n".join(tag.words for tag in tags if tag.words)
    return {name: getattr(value, "value", value) for name, value in data.items()}


@bp.post("/schools/<uuid:school_id>/record-checked")
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def check(school: School) -> ResponseReturnValue:
    """The record is right as it stands."""
    return _press(school, services.check_record, _("Thank you. Partners see that it is fresh."))


def _press(school: School, deed: Any, said: str, **words: Any) -> ResponseReturnValue:
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, deed, school, to=_page_of(school), said=said, **words)
        if answer is not None:
            return answer
    return form_page("profiles/show.html", form, school=school, titles=TITLES, **about(school))


@bp.route("/schools/<uuid:school_id>/awards/new", methods=["GET", "POST"])
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def add_award(school: School) -> ResponseReturnValue:
    """Add an award or a network."""
    form = forms.AwardForm()
    if form.validate_on_submit():
        values = {name: form[name].data or "" for name in ("award", "words", "level")}
        days = {name: form[name].data for name in ("awarded_on", "ends_on")}
        answer = carry_out(form, services.add_award, school, to=_page_of(school), said=_("Saved."), **values, **days)
        if answer is not None:
            return answer
    return form_page("profiles/edit.html", form, school=school, title=_("Add an award or a network"))


@bp.post("/schools/<uuid:school_id>/awards/<uuid:held_id>/remove")
@guarded(Action.RECORD_EDIT, of=lambda school_id, held_id: schools.get_school(school_id))
def remove_award(school: School) -> ResponseReturnValue:
    """The school holds it no longer."""
    award_id = (request.view_args or {})["held_id"]
    return _press(school, services.remove_award, _("Removed."), award_id=award_id)


@bp.route("/schools/<uuid:school_id>/dates/new", methods=["GET", "POST"])
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def add_period(school: School) -> ResponseReturnValue:
    """Add named dates of the school's year."""
    form = forms.PeriodForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_period,
            school,
            to=_page_of(school),
            said=_("Saved."),
            kind=PeriodKind(form.kind.data),
            name=form.name.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )
        if answer is not None:
            return answer
    return form_page("profiles/edit.html", form, school=school, title=_("Add dates of your school year"))


@bp.post("/schools/<uuid:school_id>/dates/<uuid:period_id>/remove")
@guarded(Action.RECORD_EDIT, of=lambda school_id, period_id: schools.get_school(school_id))
def remove_period(school: School) -> ResponseReturnValue:
    """These dates no longer hold."""
    period_id = (request.view_args or {})["period_id"]
    return _press(school, services.remove_period, _("Removed."), period_id=period_id)

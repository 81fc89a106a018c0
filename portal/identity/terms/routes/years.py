"""A school's year: everything that is known of it, copying, hours, whose dates it follows."""

from datetime import timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, ngettext
from portal.identity.profiles import queries as profiles
from portal.identity.profiles import vocabulary
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.identity.terms import forms, queries, services, words
from portal.identity.terms.public import public_holidays
from portal.identity.terms.routes.blueprint import bp, year_page
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press


@bp.get("/schools/<uuid:school_id>/year-dates")
@guarded(Action.RECORD_VIEW, of=schools.get_school)
def show(school: School) -> ResponseReturnValue:
    """The school's dates, its public holidays, its hours, and the ways to enter them once."""
    return render_template("terms/show.html", school=school, **_about(school))


def _about(school: School) -> dict[str, Any]:
    today = clock.today(school.zone)
    periods = profiles.periods_of(school.id)
    public = [
        (day, name)
        for year in (today.year, today.year + 1)
        for day, name in public_holidays(school.country, school.nation, year).items()
        if today <= day <= today + timedelta(days=366)
    ]
    return {
        "coming": [one for one in periods if one.ends_on >= today],
        "over": [one for one in periods if one.ends_on < today][-40:],
        "public": public,
        "hours": queries.hours_of(school.id),
        "weekdays": dict(forms.WEEKDAYS),
        "follows": queries.following(school.id),
        "authority": queries.authority_of(school),
        "imports": queries.list_imports(school.id),
        "words": words,
        "kinds": vocabulary.PERIODS,
        "one_button": OneButtonForm(formdata=None),
    }


@bp.route("/schools/<uuid:school_id>/year-dates/copy", methods=["GET", "POST"])
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def copy(school: School) -> ResponseReturnValue:
    """Take the dates of another school of the authority."""
    form = forms.CopyForm()
    sources = queries.schools_to_copy(school, clock.today(school.zone))
    form.offer(sources)
    if form.validate_on_submit():
        answer = carry_out(
            form, services.copy_from_school, school, to=year_page(school), said=_said, source_id=form.source.data
        )
        if answer is not None:
            return answer
    return form_page("terms/copy.html", form, school=school, sources=sources)


@bp.route("/schools/<uuid:school_id>/year-dates/again", methods=["GET", "POST"])
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def again(school: School) -> ResponseReturnValue:
    """Take last year's dates, each moved by 52 weeks, after a look at them."""
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, services.copy_last_year, school, to=year_page(school), said=_said)
        if answer is not None:
            return answer
    moved = services.last_year_of(school.id, clock.today(school.zone))
    return form_page("terms/again.html", form, school=school, moved=moved, kinds=vocabulary.PERIODS)


def _said(number: int) -> str:
    if number == 0:
        return str(_("All of these dates were here already."))
    return str(
        ngettext("%(num)d date is new. Please look it over.", "%(num)d dates are new. Please look them over.", number)
    )


@bp.route("/schools/<uuid:school_id>/year-dates/hours", methods=["GET", "POST"])
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def hours(school: School) -> ResponseReturnValue:
    """When lessons are on an ordinary day, so that calls can be planned inside them."""
    form = forms.HoursForm(data=forms.standing(queries.hours_of(school.id)))
    if form.validate_on_submit() and form.is_whole():
        answer = carry_out(form, services.say_hours, school, to=year_page(school), said=_("Saved."), week=form.week())
        if answer is not None:
            return answer
    return form_page("terms/hours.html", form, school=school)


@bp.post("/schools/<uuid:school_id>/year-dates/follow")
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def follow(school: School) -> ResponseReturnValue:
    """Take the authority's dates, now and whenever they change."""
    said = _("The school takes the dates of its authority from now on.")
    return press(services.follow_authority, school, to=year_page(school), said=said)


@bp.post("/schools/<uuid:school_id>/year-dates/follow-no-longer")
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def follow_no_longer(school: School) -> ResponseReturnValue:
    """Keep the dates oneself."""
    said = _("The authority's dates were taken out. Add your own below.")
    return press(services.stop_following, school, to=year_page(school), said=said)

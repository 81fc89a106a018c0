"""Three finders beside a cluster's calendar: weeks, hours, and a check of a call that repeats."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.identity.schools.models import School
from portal.identity.terms.queries import years_of
from portal.identity.terms.words import AWAY
from portal.identity.terms.year import SchoolYear
from portal.policy import Action
from portal.running.activities.queries import schools_on_the_calendar
from portal.running.timing import clock_changes, forms, hours, weeks, words
from portal.web import login
from portal.web.access import guarded

bp = Blueprint("timing", __name__)
WEEKS = 44
DAYS = 180


@bp.get("/clusters/<uuid:cluster_id>/calendar/weeks")
@guarded(Action.CALENDAR_VIEW, of=get_cluster)
def find_weeks(cluster: Cluster) -> ResponseReturnValue:
    """Weeks in which all chosen schools teach and are free of exams."""
    schools = schools_on_the_calendar(cluster)
    form = _asked(forms.WeeksForm, schools)
    today = clock.today(cluster.zone)
    years = _years(form, schools, WEEKS * 7)
    found = weeks.joint_weeks(years, today, WEEKS) if years else []
    silent = [year.name for year in years if not any(year.stretches)]
    return render_template(
        "timing/find_weeks.html",
        cluster=cluster,
        form=form,
        weeks=found,
        years=years,
        silent=silent,
        words=words,
        away=AWAY,
    )


@bp.get("/clusters/<uuid:cluster_id>/calendar/hours")
@guarded(Action.CALENDAR_VIEW, of=get_cluster)
def find_hours(cluster: Cluster) -> ResponseReturnValue:
    """Hours inside the school day at every end, for a live call."""
    schools = schools_on_the_calendar(cluster)
    form = _asked(forms.HoursForm, schools)
    years = _mine_first(_years(form, schools, DAYS))
    length = timedelta(minutes=int(form.length.data or 45)) if not form.length.errors else timedelta(minutes=45)
    found = None
    if years:
        found = hours.call_hours(years, clock.today(years[0].zone), DAYS, length=length, since=clock.now())
    unsaid = [year.name for year in years if not year.has_hours]
    return render_template(
        "timing/find_hours.html", cluster=cluster, form=form, found=found, years=years, unsaid=unsaid
    )


@bp.get("/clusters/<uuid:cluster_id>/calendar/check")
@guarded(Action.CALENDAR_VIEW, of=get_cluster)
def check_call(cluster: Cluster) -> ResponseReturnValue:
    """Does a call that repeats stay inside the school day at every end, when clocks change?"""
    schools = schools_on_the_calendar(cluster)
    form = forms.CheckForm(request.args if "on" in request.args else None)
    form.offer(schools, cluster.zone)
    days: list[Any] = []
    found: list[str] | None = None
    if "on" in request.args and form.validate() and form.is_in_order():
        days = clock_changes.every_week(form.on.data, form.until.data, weeks=int(form.every.data))
        years = years_of(form.chosen(), days[0], days[-1])
        troubles = clock_changes.troubles(days, form.starts.data, form.ends.data, form.zone.data, years)
        found = [words.sentence(trouble) for trouble in troubles]
    elif "on" not in request.args:
        form.schools.data = [school.id for school in schools]
    return render_template("timing/check_call.html", cluster=cluster, form=form, days=days, found=found)


def _asked(kind: type[Any], schools: Sequence[School]) -> Any:
    """The form as it was asked; all schools of the calendar when nothing was."""
    asked = "schools" in request.args
    form = kind(request.args if asked else None)
    form.offer(schools)
    if asked:
        form.validate()
    else:
        form.schools.data = [school.id for school in schools]
    return form


def _years(form: forms.FinderForm, schools: Sequence[School], days: int) -> list[SchoolYear]:
    """The years of the chosen schools; of none when fewer than two are left."""
    here = {school.id for school in schools}
    chosen = [school_id for school_id in form.chosen() if school_id in here]
    if len(chosen) < 2:
        form.schools.errors = [forms.FEWER]
        return []
    today = clock.today()
    return years_of(chosen, today, today + timedelta(days=days))


def _mine_first(years: list[SchoolYear]) -> list[SchoolYear]:
    mine = login.me().school_ids
    return sorted(years, key=lambda year: year.id not in mine)

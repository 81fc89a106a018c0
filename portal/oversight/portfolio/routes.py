"""A school's portfolio: the page to print, and the same as JSON. For the school's own people."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.extensions import limiter
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.identity.years.calendar import year_begins_on
from portal.oversight.portfolio import queries
from portal.oversight.portfolio.plain import plain
from portal.oversight.portfolio.queries import Stretch
from portal.oversight.portfolio.shapes import SHAPE_WORDS, Section, Shape, sections_of
from portal.policy import Action
from portal.web.access import guarded

bp = Blueprint("portfolio", __name__, url_prefix="/schools/<uuid:school_id>")
YEARS_BACK = 5
EVERYTHING = "all"


def panel(school: School) -> tuple[str, dict[str, Any]]:
    """On the school's page: the way to it."""
    return "portfolio/_panel.html", {"school": school}


@bp.get("/portfolio")
@guarded(Action.PORTFOLIO_VIEW, of=schools.get_school)
def show(school: School) -> ResponseReturnValue:
    """What the school did, under the headings that were chosen."""
    shape, work, sections = _asked(school)
    chosen = work.stretch.year.isoformat() if work.stretch.year is not None else EVERYTHING
    return render_template(
        "portfolio/show.html",
        school=school,
        work=work,
        sections=sections,
        shape=shape,
        shapes=SHAPE_WORDS,
        years=_years(school),
        chosen=chosen,
        data=url_for("portfolio.data", school_id=school.id, award=shape.value, year=chosen),
    )


@bp.get("/portfolio.json")
@guarded(Action.PORTFOLIO_VIEW, of=schools.get_school)
@limiter.limit("60 per minute")
def data(school: School) -> ResponseReturnValue:
    """The same, for a program to read."""
    shape, work, sections = _asked(school)
    answer = current_app.json.response(plain(work, shape, sections))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(school: School) -> tuple[Shape, queries.Work, list[Section]]:
    shape = next((s for s in Shape if s.value == request.args.get("award")), Shape.PLAIN)
    work = queries.work_of(school, _stretch(school, request.args.get("year", "")))
    return shape, work, sections_of(work, shape)


def _years(school: School) -> list[date]:
    """The first days of the school years that can be chosen, this one first."""
    this = year_begins_on(school.country, clock.today(school.zone))
    return [date(this.year - back, this.month, this.day) for back in range(YEARS_BACK + 1)]


def _stretch(school: School, asked: str) -> Stretch:
    """The school year that begins on this day (this one where nothing or nonsense is asked), or everything until now."""
    years, zone = _years(school), ZoneInfo(school.zone)
    if asked == EVERYTHING:
        return Stretch(datetime(2000, 1, 1, tzinfo=UTC), clock.now() + timedelta(seconds=1))
    year = next((y for y in years if y.isoformat() == asked), years[0])
    ends = date(year.year + 1, year.month, year.day)
    since, until = (datetime.combine(on, time(), zone).astimezone(UTC) for on in (year, ends))
    return Stretch(since, until, year)

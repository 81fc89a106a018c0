"""A school's portfolio: the page to print, and the same as JSON, for the school's own people. And a person's own, as page and PDF, for them alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, spoken
from portal.extensions import limiter
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.identity.years.calendar import year_begins_on
from portal.oversight.portfolio import person, queries
from portal.oversight.portfolio.plain import plain
from portal.oversight.portfolio.queries import Stretch
from portal.oversight.portfolio.shapes import SHAPE_WORDS, Section, Shape, sections_of
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.moments import day
from portal.web.pdf import Paper

bp = Blueprint("portfolio", __name__, url_prefix="/schools/<uuid:school_id>")
mine_bp = Blueprint("my_portfolio", __name__, url_prefix="/profile/portfolio")
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
        years=years_of(school.country, school.zone),
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
    years = years_of(school.country, school.zone)
    work = queries.work_of(school, stretch_of(years, school.zone, request.args.get("year", "")))
    return shape, work, sections_of(work, shape)


@mine_bp.get("")
@guarded(Action.MY_PORTFOLIO_VIEW)
def mine() -> ResponseReturnValue:
    """What I did, over all my schools and clusters; for nobody else."""
    stretch, years = _of_mine()
    chosen = stretch.year.isoformat() if stretch.year is not None else EVERYTHING
    parts = person.parts_of(login.me().id, stretch, login.me().zone)
    return render_template("portfolio/mine.html", parts=parts, stretch=stretch, years=years, chosen=chosen)


@mine_bp.get("/paper")
@guarded(Action.MY_PORTFOLIO_VIEW)
@limiter.limit("60 per minute")
def paper() -> ResponseReturnValue:
    """The same as a sheet of paper."""
    me, stretch = login.me(), _of_mine()[0]
    title, brand = _("What %(name)s has done", name=me.name), current_app.config["BRAND_NAME"]
    foot = _("Made by %(portal)s on %(day)s. Pupils are counted, never named.", portal=brand, day=day(clock.now()))
    made = Paper(title, language=spoken(), foot=foot)
    made.title_line(title)
    made.text_block(_called(stretch), small=True)
    for part in person.parts_of(me.id, stretch, me.zone):
        made.heading(part.title)
        if part.lines:
            made.listed(part.lines)
        else:
            made.text_block(part.missing)
    return made.answer("what-i-did.pdf")


def _called(stretch: Stretch) -> str:
    if stretch.year is None:
        return _("Everything until %(day)s.", day=day(clock.now()))
    return _("The school year that began on %(day)s.", day=day(stretch.year))


def _of_mine() -> tuple[Stretch, list[date]]:
    """What is asked for, and the school years that can be: those of the first of my schools, else of the UK."""
    me = login.me()
    school = schools.get_school(min(me.memberships)) if me.memberships else None
    years = years_of(school.country if school is not None else "GB", me.zone)
    return stretch_of(years, me.zone, request.args.get("year", "")), years


def years_of(country: str, zone: str) -> list[date]:
    """The first days of the school years that can be chosen, this one first."""
    this = year_begins_on(country, clock.today(zone))
    return [date(this.year - back, this.month, this.day) for back in range(YEARS_BACK + 1)]


def stretch_of(years: Sequence[date], zone: str, asked: str) -> Stretch:
    """The school year that begins on this day (the first of them where nothing or nonsense is asked), or everything until now."""
    if asked == EVERYTHING:
        return Stretch(datetime(2000, 1, 1, tzinfo=UTC), clock.now() + timedelta(seconds=1))
    year = next((y for y in years if y.isoformat() == asked), years[0])
    ends = date(year.year + 1, year.month, year.day)
    since, until = (datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC) for on in (year, ends))
    return Stretch(since, until, year)

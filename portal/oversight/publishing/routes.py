"""The summary of a cluster as a page and as a sheet of paper; its public page, and what is said about that."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, spoken
from portal.extensions import limiter
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.identity.years.calendar import year_begins_on
from portal.oversight.portfolio.queries import Stretch
from portal.oversight.publishing import queries, services, sheet
from portal.oversight.publishing.forms import PublicPageForm
from portal.policy import Action
from portal.web import login
from portal.web.access import can, guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.moments import day
from portal.web.pdf import Paper
from portal.web.press import OneButtonForm, press

bp = Blueprint("publishing", __name__)
YEARS_BACK = 3
EVERYTHING = "all"
_SPEAKS = ("contact", "signatory")


def home_panel(cluster: Any) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the way to the summary and the public page. It asks the database nothing."""
    return ("publishing/_panel.html", {"cluster": cluster}) if can(Action.SUMMARY_VIEW, cluster) else None


@bp.get("/clusters/<uuid:cluster_id>/summary")
@guarded(Action.SUMMARY_VIEW, of=get_cluster)
def summary(cluster: Cluster) -> ResponseReturnValue:
    """What the cluster did, on one page, for governors, the authority and parents."""
    found = queries.summary_of(cluster, _stretch(cluster))
    chosen = found.stretch.year.isoformat() if found.stretch.year else EVERYTHING
    return render_template(
        "publishing/summary.html",
        cluster=cluster,
        figures=sheet.figures(found),
        parts=sheet.parts(found),
        span=sheet.span(found),
        years=_years(cluster),
        chosen=chosen,
        pdf=url_for("publishing.paper", cluster_id=cluster.id, year=chosen),
    )


@bp.get("/clusters/<uuid:cluster_id>/summary.pdf")
@guarded(Action.SUMMARY_VIEW, of=get_cluster)
@limiter.limit("30 per minute")
def paper(cluster: Cluster) -> ResponseReturnValue:
    """The same as a sheet of paper."""
    found = queries.summary_of(cluster, _stretch(cluster))
    brand = current_app.config["BRAND_NAME"]
    foot = _("Made by %(portal)s on %(day)s. Pupils are counted, never named.", portal=brand, day=day(clock.now()))
    made = Paper(cluster.name, language=spoken(), foot=foot)
    made.title_line(cluster.name)
    made.text_block(sheet.span(found), small=True)
    made.figures(sheet.figures(found))
    for part in sheet.parts(found):
        made.heading(part.title)
        made.listed(part.lines)
    return made.answer("summary")


@bp.route("/clusters/<uuid:cluster_id>/public-page", methods=["GET", "POST"])
@guarded(Action.PUBLIC_PAGE_EDIT, of=get_cluster)
def edit(cluster: Cluster) -> ResponseReturnValue:
    """The coordinator shows the page or hides it, and writes its words."""
    form = PublicPageForm()
    if form.validate_on_submit():
        said = _("Everyone can read the page now.") if form.is_shown.data else _("The page is not shown.")
        words = {"is_shown": form.is_shown.data, "words": form.words.data or ""}
        answer = carry_out(form, services.change_page, cluster, to=_state_of(cluster), said=said, **words)
        if answer is not None:
            return answer
    elif request.method == "GET":
        page = queries.page_of(cluster.id)
        if page is not None:
            form.is_shown.data, form.words.data = page.is_shown, page.words
    return form_page("publishing/edit.html", form, cluster=cluster)


@bp.get("/clusters/<uuid:cluster_id>/public-page/names")
@guarded(Action.PUBLIC_PAGE_VIEW, of=get_cluster)
def state(cluster: Cluster) -> ResponseReturnValue:
    """For the schools: whether the page is shown, and which schools may be named."""
    named = queries.named_in(cluster.id)
    return render_template(
        "publishing/state.html",
        cluster=cluster,
        page=queries.page_of(cluster.id),
        schools=[(m.school.name, m.school_id in named) for m in cluster.live_memberships()],
        mine=queries.names_of_schools(sorted(_mine(cluster))),
        is_named=bool(_mine(cluster)) and _mine(cluster) <= named,
        button=OneButtonForm(formdata=None),
    )


@bp.post("/clusters/<uuid:cluster_id>/public-page/name")
@guarded(Action.PUBLIC_PAGE_NAME, of=get_cluster)
def name(cluster: Cluster) -> ResponseReturnValue:
    """My school may be named."""
    said = _("The name may stand on the page.")
    return press(services.name_schools, cluster, to=_state_of(cluster), said=said, school_ids=_mine(cluster))


@bp.post("/clusters/<uuid:cluster_id>/public-page/unname")
@guarded(Action.PUBLIC_PAGE_NAME, of=get_cluster)
def unname(cluster: Cluster) -> ResponseReturnValue:
    """My school may no longer be named."""
    said = _("The name stands on the page no more.")
    return press(services.unname_schools, cluster, to=_state_of(cluster), said=said, school_ids=_mine(cluster))


@bp.get("/our-work/<uuid:cluster_id>")
@public
def show(cluster_id: uuid.UUID) -> ResponseReturnValue:
    """The public page: counts, countries, words of the coordinator, and the schools that agreed to be named."""
    shown = queries.get_shown(cluster_id, _until_now())
    return render_template("publishing/show.html", shown=shown, figures=sheet.figures(shown.summary))


def _mine(cluster: Cluster) -> set[uuid.UUID]:
    """The schools of the cluster for which the reader speaks."""
    me, place = login.me(), login.me().place_in(cluster.id)
    live = {m.school_id for m in cluster.live_memberships()}
    return {one for one in (place.schools if place else ()) if one in live and any(me.holds(f, one) for f in _SPEAKS)}


def _state_of(cluster: Cluster) -> str:
    return url_for("publishing.state", cluster_id=cluster.id)


def _until_now() -> Stretch:
    return Stretch(datetime(2000, 1, 1, tzinfo=UTC), clock.now() + timedelta(seconds=1))


def _years(cluster: Cluster) -> list[date]:
    """The first days of the school years that can be chosen, this one first; by the calendar of the lead school's country."""
    lead = next((m.school for m in cluster.live_memberships() if m.school_id == cluster.lead_school_id), None)
    this = year_begins_on(lead.country if lead else "GB", clock.today(cluster.zone))
    return [date(this.year - back, this.month, this.day) for back in range(YEARS_BACK + 1)]


def _stretch(cluster: Cluster) -> Stretch:
    """The school year that is asked for (this one where nothing or nonsense is asked), or everything until now."""
    asked, years, zone = request.args.get("year", ""), _years(cluster), ZoneInfo(cluster.zone)
    if asked == EVERYTHING:
        return _until_now()
    year = next((one for one in years if one.isoformat() == asked), years[0])
    ends = date(year.year + 1, year.month, year.day)
    since, until = (datetime.combine(on, time(), zone).astimezone(UTC) for on in (year, ends))
    return Stretch(since, until, year)

"""The calendar: mine over all my clusters, a cluster's, a partnership's, a school's; as a month, a week and a list."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, ngettext
from portal.forming.clusters.outline import Outline
from portal.identity.terms.words import AWAY
from portal.policy import Action
from portal.running.activities import queries, words
from portal.running.activities.bands import bands_of
from portal.running.activities.models import Cover
from portal.running.activities.months import Month, Week
from portal.running.activities.queries import ClusterName, Entry, Given, PartnershipOutline, SchoolOutline
from portal.running.activities.routes.blueprint import bp
from portal.running.activities.routes.feeds import addresses
from portal.running.activities.stays import by_time, in_turn, on_day, stays_between
from portal.web import access, login, moments, panels
from portal.web.access import guarded

IN_A_LIST, IN_A_WEEK, IN_A_MONTH = 100, 140, 250  # so that the fullest page stays under 100 kB
AWAY_SOON = timedelta(days=30)


@bp.get("/calendar")
@guarded(Action.CALENDAR_VIEW_MINE)
def calendar() -> ResponseReturnValue:
    """Everything planned in all my clusters."""
    return _page(_mine(), Given())


@bp.get("/clusters/<uuid:cluster_id>/calendar")
@guarded(Action.CALENDAR_VIEW, of=queries.get_cluster_name)
def of_cluster(cluster: ClusterName) -> ResponseReturnValue:
    """Everything planned in one cluster."""
    return _page([cluster.id], Given(cluster.id), cluster=cluster)


@bp.get("/clusters/<uuid:cluster_id>/partnership/<uuid:partnership_id>/calendar")
@guarded(Action.CALENDAR_VIEW, of=queries.get_partnership_outline)
def of_partnership(partnership: PartnershipOutline) -> ResponseReturnValue:
    """What the schools of one partnership do together."""
    given = Given(partnership.cluster_id, partnership.id)
    return _page([partnership.cluster_id], given, partnership=partnership)


@bp.get("/schools/<uuid:school_id>/calendar")
@guarded(Action.SCHOOL_CALENDAR_VIEW, of=queries.get_school_outline)
def of_school(school: SchoolOutline) -> ResponseReturnValue:
    """What one of my schools takes part in, in all its clusters."""
    return _page(_mine(), Given(school_id=school.id), school=school)


def _mine() -> list[UUID]:
    return [place.cluster_id for place in login.me().places.values() if place.board]


def _page(cluster_ids: Collection[UUID], given: Given, **whose: Any) -> str:
    link, base = addresses(given)
    whose = {"cluster": None, "partnership": None, "school": None, **whose}
    return render_template(
        "activities/calendar.html", base=base, link=link, **whose, **_shown(cluster_ids, given, login.me().zone)
    )


def _shown(cluster_ids: Collection[UUID], given: Given, zone: str) -> dict[str, Any]:
    """What was asked for: a month, a week or a list; of everything, or of one's own schools' one alone."""
    at, today, view = clock.now(), clock.today(zone), request.args.get("view")
    schools = login.me().memberships if given.school_id is None else {}
    school_id = next((one for one in schools if str(one) == request.args.get("school")), given.school_id)
    only: dict[str, Any] = {"school_id": school_id, "partnership_id": given.partnership_id}
    told = {**only, "mine": [school_id] if school_id is not None else login.me().school_ids}
    shown: dict[str, Any] = {
        "coming": words.COMING,
        "coming_colour": words.COMING_COLOUR,
        "status": words.STATUS,
        "colour": words.COLOUR,
        "at": at,
        "zone": zone,
        "away": AWAY,
    }
    shown |= {"view": view, "month": None, "week": None, "weeks": (), "most": IN_A_MONTH}
    shown |= {"mine": list(schools.values()), "school_id": school_id if schools else None}
    if view == "agenda":
        start = at - timedelta(hours=12)
        entries = queries.list_entries(cluster_ids, starts=start, limit=IN_A_LIST, **told)
        bands = bands_of(cluster_ids, today, today + AWAY_SOON)
        stays = stays_between(cluster_ids, today, None, **only)
        shown |= {"stays": stays, "by_time": by_time(entries, stays, zone)}
        return {**shown, "bands": bands, "entries": entries, "most": IN_A_LIST}
    if view == "week":
        week = Week.read(request.args.get("week"), today)
        starts, ends = week.span(zone)
        entries = queries.list_entries(cluster_ids, starts=starts, ends=ends, limit=IN_A_WEEK, **told)
        bands = bands_of(cluster_ids, week.monday, week.sunday)
        days = week.days(entries, bands, zone, today)
        stays = stays_between(cluster_ids, week.monday, week.sunday, **only)
        shown |= {"stays": stays, "stays_on": on_day(stays, zone), "in_turn": in_turn}
        return {**shown, "bands": bands, "entries": entries, "week": week, "days": days, "most": IN_A_WEEK}
    month = Month.read(request.args.get("month"), today)
    bands = bands_of(cluster_ids, month.monday, month.end - timedelta(days=1))
    starts, ends = month.span(zone)
    entries = queries.list_entries(cluster_ids, starts=starts, ends=ends, limit=IN_A_MONTH, **told)
    weeks = month.weeks(entries, bands, zone, today)
    stays = stays_between(cluster_ids, month.monday, month.end - timedelta(days=1), **only)
    shown |= {"stays": stays, "stays_on": on_day(stays, zone), "in_turn": in_turn}
    return {**shown, "bands": bands, "entries": entries, "month": month, "weeks": weeks}


def panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the next seven days."""
    if not access.can(Action.CALENDAR_VIEW, cluster):
        return None
    at, entries = clock.now(), queries.list_upcoming(cluster.id)
    context = {"status": words.STATUS, "colour": words.COLOUR, "at": at, "sign": _sign(cluster, entries, at)}
    return "activities/_panel.html", {"cluster": cluster, "entries": entries, **context}


def _sign(cluster: Outline, entries: Sequence[Entry], at: datetime) -> panels.Sign:
    """In a few words: what comes next, and how much of it is not sure."""
    coming = [entry for entry in entries if not entry.is_cancelled]
    unsure = sum(1 for entry in coming if entry.is_at_risk(at) and entry.cover == Cover.NONE)
    following = _("next: %(when)s", when=moments.short_day(coming[0].starts_at, cluster.zone)) if coming else ""
    return panels.Sign(
        _("Calendar"),
        (following or _("nothing this week"),),
        url_for("activities.of_cluster", cluster_id=cluster.id),
        ngettext("%(num)d needs confirming", "%(num)d need confirming", unsure) if unsure else "",
    )

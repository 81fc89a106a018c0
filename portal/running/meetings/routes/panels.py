"""What meetings show on pages of other rooms."""

from typing import Any

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.outline import Outline
from portal.forming.committees.models import Committee
from portal.policy import Action
from portal.running.meetings import queries, words
from portal.web.access import can
from portal.web.moments import short_day
from portal.web.panels import Sign

SHOWN = 5


def committee_panel(committee: Committee) -> tuple[str, dict[str, Any]]:
    """On the committee's page: the next meeting, how often it meets, the last ones. Two statements."""
    return "meetings/_committee.html", {
        "committee": committee,
        "cluster": committee.cluster,
        "next": queries.next_meeting(committee.id, clock.now()),
        "held": queries.list_meetings(committee.id, size=SHOWN),
        "is_silent": committee.is_silent(clock.today(committee.cluster.zone)),
        "status_words": words.STATUS,
        "status_colour": words.COLOUR,
    }


def home_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home, where it has committees: when they meet. One statement; none where there are none."""
    if not cluster.has_committees or not can(Action.COMMITTEE_LIST, cluster):
        return None
    standings = queries.standing_in(cluster.id, clock.now())
    if not standings:
        return None
    today = clock.today(cluster.zone)
    silent = [one.committee.name for one in standings if one.next_at is None and one.committee.is_silent(today)]
    dates = [one for one in standings if one.next_at is not None]
    said = [f"{one.committee.name}: {short_day(one.next_at, one.zone)}" for one in dates if one.next_at is not None]
    sign = Sign(
        label=str(_("Committees")),
        words=tuple(said[:2]) or (str(_("No meeting is planned")),),
        path=f"/clusters/{cluster.id}/committees",
        trouble=str(_("Has not met for a while: %(names)s", names=", ".join(silent))) if silent else "",
    )
    return "meetings/_home.html", {"cluster": cluster, "standings": standings, "today": today, "sign": sign}


def case_panel(case: Any) -> tuple[str, dict[str, Any]] | None:
    """On the support page of the programme's staff: which committees meet, and which have not. One statement."""
    standings = queries.standing_in(case.cluster.id, clock.now())
    if not standings:
        return None
    return "meetings/_case.html", {
        "cluster": case.cluster,
        "standings": standings,
        "today": clock.today(case.cluster.zone),
    }

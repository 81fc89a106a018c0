"""What meetings show on pages of other rooms."""

from typing import Any

from portal.core import clock
from portal.core.duty import DutyKind
from portal.core.i18n import _
from portal.forming.clusters.outline import Outline
from portal.forming.committees.models import Committee
from portal.policy import Action
from portal.running.meetings import queries, services, words
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
    """On the cluster's home, where it has committees: when they meet, and which have not, by what is owed. It asks the database nothing."""
    if not cluster.has_committees or not can(Action.COMMITTEE_LIST, cluster):
        return None
    dates = [
        (line.title, line.subject_id, line.due_at - services.WRITE_WITHIN)
        for line in cluster.owed
        if line.kind == DutyKind.WRITE_MINUTES and line.due_at is not None
    ]
    silent = [(line.title, line.subject_id) for line in cluster.owed if line.kind == DutyKind.HOLD_MEETING]
    names = ", ".join(name for name, _key in silent)
    said = [f"{name}: {short_day(at, cluster.zone)}" for name, _key, at in dates if at > clock.now()]
    sign = Sign(
        label=str(_("Committees")),
        words=tuple(said[:2]) or (str(_("No meeting is planned")),),
        path=f"/clusters/{cluster.id}/committees",
        trouble=str(_("Has not met for a while: %(names)s", names=names)) if silent else "",
    )
    given = {"cluster": cluster, "dates": dates[:SHOWN], "silent": silent[:SHOWN], "now": clock.now(), "sign": sign}
    return "meetings/_home.html", given


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

"""What the board shows on the cluster's home."""

from datetime import datetime
from typing import Any

from flask import url_for

from portal.core import clock
from portal.core.i18n import _, ngettext
from portal.forming.clusters.models import Side
from portal.forming.clusters.outline import Outline
from portal.policy import Action
from portal.running.board import queries
from portal.web import moments, panels
from portal.web.access import can


def board_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the latest conversations and the replies that are needed."""
    if not can(Action.BOARD_VIEW, cluster):
        return None
    threads, needed = queries.list_latest(cluster.id)
    late = sum(1 for one in needed if not one.is_on_hold and one.is_overdue(clock.now()))
    sign = panels.Sign(
        _("Board"),
        (
            _("last message %(when)s", when=moments.short_day(threads[0].last_posted_at, cluster.zone))
            if threads
            else _("nobody has written yet"),
        ),
        url_for("board.show", cluster_id=cluster.id),
        ngettext("%(num)d reply is late", "%(num)d replies are late", late) if late else "",
    )
    return "board/_panel.html", {"cluster": cluster, "threads": threads, "owed": needed, "sign": sign}


def partners_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the last sign of life from here and from each partner school. Nothing where there is no partner."""
    if not can(Action.BOARD_VIEW, cluster):
        return None
    partners = [m for m in cluster.live_memberships() if m.side == Side.PARTNER]
    if not partners:
        return None
    wrote = [m.last_wrote_at for m in cluster.live_memberships() if m.side == Side.HOME and m.last_wrote_at is not None]
    ours = max(wrote, default=None)
    signs = [(m.school.name, m.last_wrote_at) for m in partners]
    theirs = max((heard for _name, heard in signs if heard is not None), default=None)
    sign = panels.Sign(
        _("Partners"),
        (_last_wrote(_("we wrote"), ours, cluster), _last_wrote(_("they wrote"), theirs, cluster)),
        url_for("partnerships.show" if can(Action.PARTNERSHIP_VIEW, cluster) else "board.show", cluster_id=cluster.id),
    )
    return "board/_partners_panel.html", {"cluster": cluster, "ours": ours, "signs": signs, "sign": sign}


def _last_wrote(who: str, at: datetime | None, cluster: Outline) -> str:
    when = moments.short_day(at, cluster.zone) if at is not None else _("not yet")
    return f"{who}: {when}"

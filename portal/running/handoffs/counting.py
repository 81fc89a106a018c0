"""When one school stood in for another: the one count behind the annual review, the summary, the balance and the record of a school."""

from datetime import datetime
from typing import Any

from portal.running.handoffs.models import Handoff


def stood_in(since: datetime | None = None, until: datetime | None = None) -> tuple[Any, ...]:
    """Of a stand-in: it was done (`Handoff.was_done`), on or after `since` and before `until`, by when it took place."""
    within: list[Any] = [Handoff.was_done]
    if since is not None:
        within.append(Handoff.delivered_at >= since)
    if until is not None:
        within.append(Handoff.delivered_at < until)
    return tuple(within)

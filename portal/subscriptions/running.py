"""What happens when: running. Several rooms may listen to one fact; the order is that of the tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.subscriptions import (
    running_agreements,
    running_board,
    running_calendar,
    running_conversations,
    running_firstposts,
    running_handoffs,
    running_health,
    running_mediation,
    running_plans,
    running_posts,
    running_releases,
    running_visits,
)

Table = Mapping[type[Event], Sequence[Callable[[Any], None]]]


def _together(*tables: Table) -> Table:
    every: dict[type[Event], list[Callable[[Any], None]]] = {}
    for table in tables:
        for event, handlers in table.items():
            every.setdefault(event, []).extend(handlers)
    return every


IN_TRANSACTION: Table = _together(
    running_board.IN_TRANSACTION,
    running_posts.IN_TRANSACTION,
    running_calendar.IN_TRANSACTION,
    running_handoffs.IN_TRANSACTION,
    running_releases.IN_TRANSACTION,
    running_firstposts.IN_TRANSACTION,
    running_conversations.IN_TRANSACTION,
    running_health.IN_TRANSACTION,
    running_mediation.IN_TRANSACTION,
    running_plans.IN_TRANSACTION,
    running_agreements.IN_TRANSACTION,
    running_visits.IN_TRANSACTION,
)

AT_LAST: Table = running_posts.AT_LAST

"""THE TABLE: event -> handlers inside the transaction, event -> handlers after the commit. One section per wing; nothing happens behind it.

Every event also becomes an audit entry, in the same transaction; that is not a subscription anyone could forget.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.oversight.audit.services import enter
from portal.subscriptions import (
    accounts,
    advising,
    applying,
    finding,
    forming,
    forming_gathering,
    forming_governing,
    forming_organisations,
    freezes,
    identity,
    identity_people,
    identity_successors,
    identity_verification,
    matching,
    oversight,
    oversight_reports,
    pooling,
    privacy,
    programme_words,
    record,
    running,
    running_meetings,
    running_rotas,
    scanning,
    workbooks,
)

Handlers = Mapping[type[Event], Sequence[Callable[[Any], None]]]

SECTIONS: tuple[Handlers, ...] = (
    accounts.IN_TRANSACTION,
    identity.IN_TRANSACTION,
    identity_people.IN_TRANSACTION,
    identity_verification.IN_TRANSACTION,
    finding.IN_TRANSACTION,
    identity_successors.IN_TRANSACTION,
    forming.IN_TRANSACTION,
    forming_gathering.IN_TRANSACTION,
    pooling.IN_TRANSACTION,
    forming_governing.IN_TRANSACTION,
    running_meetings.IN_TRANSACTION,
    running_rotas.IN_TRANSACTION,
    forming_organisations.IN_TRANSACTION,
    running.IN_TRANSACTION,
    matching.IN_TRANSACTION,
    applying.IN_TRANSACTION,
    oversight.IN_TRANSACTION,
    oversight_reports.IN_TRANSACTION,
    freezes.IN_TRANSACTION,
    privacy.IN_TRANSACTION,
    record.IN_TRANSACTION,
    advising.IN_TRANSACTION,
    scanning.IN_TRANSACTION,
    workbooks.IN_TRANSACTION,
)


def _together(sections: Sequence[Handlers]) -> Handlers:
    """Every handler of an event, in the order of the sections: several rooms may have something to say about one fact."""
    found: dict[type[Event], tuple[Callable[[Any], None], ...]] = {}
    for section in sections:
        for event, handlers in section.items():
            found[event] = (*found.get(event, ()), *handlers)
    return found


IN_TRANSACTION: Handlers = _together(SECTIONS)

# What waits until every other fact of the act has been told.
AT_LAST: Handlers = _together((running.AT_LAST,))


def at_last(facts: Sequence[Event]) -> None:
    """Every fact of the act has been told: tell those who are left."""
    for event in facts:
        for handler in AT_LAST.get(type(event), ()):
            handler(event)


def before_commit(event: Event) -> None:
    """Enter the fact into the record, then tell who is to be told."""
    enter(event)
    handlers = IN_TRANSACTION.get(type(event), ())
    if handlers:
        with programme_words.of_event(event):
            for handler in handlers:
                handler(event)


def after_commit(recorded: list[Event]) -> None:
    """Wake the job runner for the mail that is now waiting."""
    if recorded:
        oversight.wake_the_runner()

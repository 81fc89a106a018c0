"""How a subscription says something: nothing is put into words until it is known who reads it, in which language and on which clocks.

The sections import `_` and the rest from here, never from `portal.core.i18n`: a notice is written inside the request of whoever did the deed.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from portal.applying.programmes.models import Round
from portal.core import i18n, readers
from portal.core.i18n import Later
from portal.web import moments
from portal.web.bilingual import said_plain


def _(string: str, **variables: Any) -> Any:
    """The text, its gaps filled."""
    return Later(i18n._, string, **variables)


def ngettext(singular: str, plural: str, num: int, **variables: Any) -> Any:
    """The text for this number."""
    return Later(i18n.ngettext, singular, plural, num, **variables)


def day(value: date) -> Any:
    """ "Friday 27 November 2026"."""
    return Later(moments.day, value)


def when(instant: datetime, planned_in: str) -> Any:
    """An instant on the reader's clocks, and on those it was planned in where they differ."""
    return Later(_on_the_clocks, instant, planned_in)


def span(starts: datetime, ends: datetime, planned_in: str, other: str | None = None) -> Any:
    """From and to, on the reader's clocks and on the other side's."""
    return Later(_between, starts, ends, planned_in, other)


def round_name(planned: Round) -> Any:
    """The name of a round in the reader's language, as far as the programme gave it."""
    return Later(said_plain, planned, "name")


def lines(*parts: Any) -> Any:
    """Those of these that say something, one below the other."""
    return Later(_joined, "\n", parts)


def sentences(*parts: Any) -> Any:
    """Those of these that say something, one after the other."""
    return Later(_joined, " ", parts)


def _joined(between: str, parts: Iterable[Any]) -> str:
    return between.join(said for part in parts if (said := str(part)))


def _on_the_clocks(instant: datetime, planned_in: str) -> str:
    here = readers.zone() or planned_in
    return moments.local_time(instant, here, planned_in)


def _between(starts: datetime, ends: datetime, planned_in: str, other: str | None) -> str:
    here = readers.zone() or planned_in
    return moments.span(starts, ends, here, planned_in if here != planned_in else other)

"""The terms to be given out: as the lead school has written them down, else three in a school year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.i18n import _

# first and last day of the usual terms of the United Kingdom, by month and day
USUAL = (((1, 1), (3, 31)), ((4, 1), (8, 31)), ((9, 1), (12, 31)))


@dataclass(frozen=True)
class Term:
    """A stretch of days, both included."""

    label: str
    starts_on: date
    ends_on: date


def usual_term(day: date) -> Term:
    """The usual term that this day is in."""
    for place, (first, last) in enumerate(USUAL):
        starts, ends = date(day.year, *first), date(day.year, *last)
        if starts <= day <= ends:
            return Term(_named(place, day.year), starts, ends)
    raise ValueError(day)


def _named(place: int, year: int) -> str:
    names = (
        _("Spring term %(year)s", year=year),
        _("Summer term %(year)s", year=year),
        _("Autumn term %(year)s", year=year),
    )
    return names[place]


def coming_terms(known: Sequence[Term], after: date, count: int) -> list[Term]:
    """The next terms that end after this day: those that are known, without gaps of overlapping ones, then usual ones."""
    found: list[Term] = []
    for term in sorted(known, key=lambda one: one.starts_on):
        if term.ends_on > after and (not found or term.starts_on > found[-1].ends_on):
            found.append(term)
    found = found[:count]
    day = (found[-1].ends_on if found else after) + timedelta(days=1)
    while len(found) < count:
        usual = usual_term(day)
        starts = max(usual.starts_on, day)
        if usual.ends_on - starts >= timedelta(days=42):  # what is left of a term is no turn when it is a few weeks
            found.append(Term(usual.label, starts, usual.ends_on))
        day = usual.ends_on + timedelta(days=1)
    return found

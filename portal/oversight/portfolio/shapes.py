"""The headings of awards, in our own words, and what of a school's work belongs under each. What the portal cannot know is said to be missing, never made up.

An award's own form has more and other questions; this is what can be copied into it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.core.i18n import _l
from portal.oversight.portfolio import lines
from portal.oversight.portfolio.queries import Work


class Shape(StrEnum):
    """Under whose headings."""

    PLAIN = "plain"
    ISA = "isa"
    QUALITY_LABEL = "quality_label"


SHAPE_WORDS: Mapping[Shape, Any] = {
    Shape.PLAIN: _l("A record of our work"),
    Shape.ISA: _l("International School Award"),
    Shape.QUALITY_LABEL: _l("Quality label for a project"),
}
Lines = Callable[[Work], list[str]]


@dataclass(frozen=True)
class Heading:
    """One heading: what is asked, and the kinds of things that answer it. `missing` says what can be done when there is nothing."""

    code: str
    title: Any
    asks: Any
    lines: tuple[Lines, ...]
    missing: Any


@dataclass(frozen=True)
class Section:
    """A heading with what was found."""

    code: str
    title: str
    asks: str
    lines: Sequence[str]
    missing: str


def sections_of(work: Work, shape: Shape) -> list[Section]:
    """Every heading of the award, in its order, with what belongs there."""
    found = []
    for heading in HEADINGS[shape]:
        said = [line for kind in heading.lines for line in kind(work)]
        missing = "" if said else str(heading.missing)
        found.append(Section(heading.code, str(heading.title), str(heading.asks), said, missing))
    return found


_PLAN = _l("Nothing yet. Plan an activity, and say that it took place when it is over.")
_RECORD = _l("Nothing yet. Fill in the record of the school.")
_LETTER = _l("Nothing yet. Ask the local authority, a museum or a community group for a letter of support.")
_LINK = _l("Nothing yet. Link your school with a partner school.")
_BACK = _l("Nothing yet. When you say that an activity took place, write a sentence on how it went.")

HEADINGS: Mapping[Shape, tuple[Heading, ...]] = {
    Shape.PLAIN: (
        Heading(
            "clusters",
            _l("Clusters"),
            _l("The groups of schools that we work in."),
            (lines.clusters,),
            _l("None yet. Join a cluster, or start one."),
        ),
        Heading("partners", _l("Partner schools"), _l("The schools we are linked with."), (lines.partners,), _LINK),
        Heading(
            "activities",
            _l("Activities that took place"),
            _l("What we did, newest first."),
            (lines.counts, lines.activities),
            _PLAN,
        ),
        Heading(
            "stand_ins",
            _l("Standing in for each other"),
            _l("Where one school helped another out."),
            (lines.stand_ins,),
            _l("None yet."),
        ),
        Heading(
            "visits",
            _l("Visits"),
            _l("Whom we visited, and who visited us."),
            (lines.visits,),
            _l("None yet. A visit that has taken place can be written down afterwards, too."),
        ),
        Heading("support", _l("Letters of support"), _l("Who stands behind our work."), (lines.supported,), _LETTER),
        Heading("awards", _l("Awards we hold"), _l("From the record of the school."), (lines.awards,), _RECORD),
    ),
    Shape.ISA: (
        Heading(
            "ethos",
            _l("International thinking runs through the school"),
            _l("What the school says of itself, and that its head stands behind it."),
            (lines.ethos, lines.awards),
            _RECORD,
        ),
        Heading(
            "whole_school",
            _l("Most of the school takes part"),
            _l("How many activities there were, and how many pupils took part."),
            (lines.counts,),
            _PLAN,
        ),
        Heading(
            "partners",
            _l("Work with partner schools"),
            _l("With whom, and what was done together."),
            (lines.partners, lines.messages, lines.with_partners, lines.visits),
            _LINK,
        ),
        Heading(
            "curriculum",
            _l("Part of lessons, in many subjects"),
            _l("Lessons and exchanges of work."),
            (lines.subjects, lines.clusters, lines.in_lessons),
            _PLAN,
        ),
        Heading(
            "all_year",
            _l("All through the year"),
            _l("How many activities there were in each month."),
            (lines.months,),
            _PLAN,
        ),
        Heading(
            "community",
            _l("The wider community"),
            _l("Who outside the school supports the work."),
            (lines.supported,),
            _LETTER,
        ),
        Heading(
            "looking_back",
            _l("Looking back, and what comes next"),
            _l("What we said after activities and stand-ins."),
            (lines.looking_back, lines.evidence),
            _BACK,
        ),
    ),
    Shape.QUALITY_LABEL: (
        Heading(
            "planning",
            _l("Planned together"),
            _l("The theme, and the schools that chose it."),
            (lines.clusters, lines.partners),
            _LINK,
        ),
        Heading(
            "lessons",
            _l("Part of lessons"),
            _l("Lessons and exchanges of work."),
            (lines.subjects, lines.in_lessons),
            _PLAN,
        ),
        Heading(
            "together",
            _l("Working together with the partner schools"),
            _l("What was done together, and how schools helped each other out."),
            (lines.messages, lines.with_partners, lines.stand_ins, lines.visits),
            _PLAN,
        ),
        Heading("technology", _l("Use of technology"), _l("How the schools keep in touch."), (lines.tools,), _RECORD),
        Heading("pupils", _l("Pupils take part"), _l("Counted, never named."), (lines.counts,), _PLAN),
        Heading(
            "results",
            _l("Results, and what others can see of them"),
            _l("What we said afterwards, what we can show, and who supports us."),
            (lines.looking_back, lines.evidence, lines.supported),
            _BACK,
        ),
    ),
}

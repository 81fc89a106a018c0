"""The summary in words: the same for the page and for the sheet of paper."""

from dataclasses import dataclass

from portal.core import clock
from portal.core.i18n import _, ngettext
from portal.core.text import clean_line
from portal.oversight.publishing.queries import Summary
from portal.web.moments import day, short_day
from portal.web.templating import country

LONGEST_THEME = 420
MOST_SCHOOLS = 12


@dataclass(frozen=True)
class Part:
    """A part of the sheet: a title and lines."""

    title: str
    lines: list[str]


def figures(summary: Summary) -> list[tuple[str, str]]:
    """Large numbers with what they count."""
    counted = [
        (len(summary.schools), ngettext("school", "schools", len(summary.schools))),
        (len(summary.countries), ngettext("country", "countries", len(summary.countries))),
        (
            summary.activities,
            ngettext("activity that took place", "activities that took place", summary.activities),
        ),
        (summary.pupils, _("pupils who took part, counted at each activity")),
    ]
    return [(str(number), words) for number, words in counted]


def span(summary: Summary) -> str:
    """The time that is told of."""
    if summary.stretch.year is None:
        return _("Everything until %(day)s", day=day(clock.now()))
    return _("The school year that began on %(day)s", day=day(summary.stretch.year))


def parts(summary: Summary) -> list[Part]:
    """The parts that have something to say, in their order."""
    every = [
        Part(_("Who we are"), _who(summary)),
        Part(_("What we did"), _did(summary)),
        Part(_("How we keep it going"), _kept_going(summary)),
        Part(_("Who supports us"), [f"{row.organisation}, {short_day(row.given_at)}" for row in summary.letters]),
    ]
    return [part for part in every if part.lines]


def _who(summary: Summary) -> list[str]:
    schools = [
        f"{school.name} ({country(school.country)})" + (", " + _("lead school") if school.is_lead else "")
        for school in summary.schools[:MOST_SCHOOLS]
    ]
    more = len(summary.schools) - len(schools)
    if more > 0:
        schools.append(ngettext("and %(num)d more", "and %(num)d more", more))
    lines = [_("Our theme: %(theme)s.", theme=summary.cluster.theme)] if summary.cluster.theme else []
    reasons = clean_line(summary.cluster.theme_reasons)
    if reasons:
        lines.append(reasons if len(reasons) <= LONGEST_THEME else reasons[: LONGEST_THEME - 1].rstrip() + "…")
    if schools:
        lines.append(_("Schools: %(schools)s.", schools="; ".join(schools)))
    lines += [
        _("Partnership %(name)s, since %(day)s.", name=row.name, day=short_day(row.opened_at))
        for row in summary.partnerships
        if row.ended_at is None
    ]
    return lines


def _did(summary: Summary) -> list[str]:
    lines = [f"{short_day(row.starts_at, row.zone)}: {row.title}" for row in summary.latest]
    more = summary.activities - len(summary.latest)
    return lines + (
        [ngettext("And %(num)d earlier activity.", "And %(num)d earlier activities.", more)] if more > 0 else []
    )


def _kept_going(summary: Summary) -> list[str]:
    lines = []
    if summary.messages:
        lines.append(
            ngettext("%(num)d message between the schools.", "%(num)d messages between the schools.", summary.messages)
        )
    if summary.stand_ins:
        lines.append(
            ngettext(
                "%(num)d time one school stood in for another, so that nothing was lost.",
                "%(num)d times one school stood in for another, so that nothing was lost.",
                summary.stand_ins,
            )
        )
    return lines

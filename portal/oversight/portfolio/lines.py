"""What a school did, in sentences: one function for each kind of thing."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from portal.core.i18n import _, ngettext
from portal.identity.profiles import vocabulary
from portal.identity.profiles.naming import award_words, label
from portal.oversight.portfolio.queries import Done, Work
from portal.running.activities.models import ActivityKind
from portal.web.moments import day, month_name
from portal.web.templating import country


def _on(work: Work, at: datetime) -> str:
    """The day of a moment, where the school is."""
    return str(day(at, work.school.zone))


def clusters(work: Work) -> list[str]:
    """The clusters, with their themes."""
    return [
        _(
            "In the cluster %(name)s since %(day)s. Its theme: %(theme)s.",
            name=c.name,
            day=_on(work, c.joined_at),
            theme=c.theme,
        )
        if c.left_at is None
        else _(
            "In the cluster %(name)s from %(day)s to %(end)s. Its theme: %(theme)s.",
            name=c.name,
            day=_on(work, c.joined_at),
            end=_on(work, c.left_at),
            theme=c.theme,
        )
        for c in work.clusters
    ]


def partners(work: Work) -> list[str]:
    """The schools at the other end, with their countries."""
    return [
        _(
            "%(school)s (%(country)s), linked since %(day)s.",
            school=p.name,
            country=country(p.country),
            day=_on(work, p.since),
        )
        if p.until is None
        else _(
            "%(school)s (%(country)s), linked from %(day)s to %(end)s.",
            school=p.name,
            country=country(p.country),
            day=_on(work, p.since),
            end=_on(work, p.until),
        )
        for p in work.partners
    ]


def _one(work: Work, done: Done) -> str:
    others = ", ".join(done.others)
    said = f"{_on(work, done.starts_at)}: {done.title}"
    said += " " + _("(with %(schools)s)", schools=others) if others else ""
    if done.role == "stand_in":
        said += ". " + _("We stood in")
    if done.pupils:
        said += ". " + ngettext("%(num)d pupil took part", "%(num)d pupils took part", done.pupils)
    return said + ("." if done.by_both else ". " + _("Confirmed by one side."))


def activities(work: Work) -> list[str]:
    """Every activity that took place."""
    return _rest(work, [_one(work, done) for done in work.activities])


def _rest(work: Work, lines: list[str]) -> list[str]:
    if work.more > 0:
        lines.append(ngettext("And %(num)d earlier activity.", "And %(num)d earlier activities.", work.more))
    return lines


def in_lessons(work: Work) -> list[str]:
    """Activities that pupils take part in."""
    kinds = (ActivityKind.LIVE, ActivityKind.EXCHANGE)
    return [_one(work, done) for done in work.activities if done.kind in kinds]


def with_partners(work: Work) -> list[str]:
    """Activities with another school."""
    return [_one(work, done) for done in work.activities if done.others]


def counts(work: Work) -> list[str]:
    """How many, and how many pupils."""
    if not work.total:
        return []
    lines = [ngettext("%(num)d activity took place.", "%(num)d activities took place.", work.total)]
    if work.pupils:
        lines.append(_("Pupils who took part, counted at each activity and added up: %(count)d.", count=work.pupils))
    if work.profile is not None and work.profile.pupils:
        lines.append(_("Pupils on roll: %(count)d.", count=work.profile.pupils))
    return lines


def months(work: Work) -> list[str]:
    """How many in each month of those that are listed."""
    zone = ZoneInfo(work.school.zone)
    months = Counter(done.starts_at.astimezone(zone).date().replace(day=1) for done in work.activities)
    return [
        ngettext("%(month)s: %(num)d activity.", "%(month)s: %(num)d activities.", count, month=month_name(month))
        for month, count in sorted(months.items())
    ]


def messages(work: Work) -> list[str]:
    """How much was written."""
    said = ngettext(
        "We wrote %(num)d message on the boards.", "We wrote %(num)d messages on the boards.", work.messages
    )
    return [said] if work.messages else []


def stand_ins(work: Work) -> list[str]:
    """Who helped whom out."""
    lines = []
    for one in work.stand_ins:
        words = {"day": _on(work, one.at), "school": one.other, "title": one.title}
        if one.ours and one.is_reply:
            lines.append(_("%(day)s: we answered for %(school)s: %(title)s.", **words))
        elif one.ours:
            lines.append(_("%(day)s: we stood in for %(school)s: %(title)s.", **words))
        elif one.is_reply:
            lines.append(_("%(day)s: %(school)s answered for us: %(title)s.", **words))
        else:
            lines.append(_("%(day)s: %(school)s stood in for us: %(title)s.", **words))
    return lines


def visits(work: Work) -> list[str]:
    """Who visited whom."""
    lines = []
    for one in work.visits:
        words = {"day": str(day(one.starts_on)), "school": one.other, "title": one.title}
        said = (
            _("%(day)s: we visited %(school)s: %(title)s.", **words)
            if one.ours
            else _("%(day)s: %(school)s visited us: %(title)s.", **words)
        )
        if one.who:
            said += " " + _("Who travelled: %(people)s.", people=", ".join(one.who))
        if one.pupils and one.ours:
            said += " " + ngettext("%(num)d pupil came along.", "%(num)d pupils came along.", one.pupils)
        if one.afterwards:
            said += " " + _("Written down afterwards.")
        lines.append(said)
    return lines


def looking_back(work: Work) -> list[str]:
    """What was said afterwards."""
    said = [f"{_on(work, done.starts_at)}, {done.title}: {done.words}" for done in work.activities if done.words]
    said += [f"{_on(work, one.at)}, {one.title}: {one.debrief}" for one in work.stand_ins if one.ours and one.debrief]
    return said + [f"{day(one.starts_on)}, {one.title}: {one.report}" for one in work.visits if one.report]


def supported(work: Work) -> list[str]:
    """Who supports the work from outside."""
    return [f"{one.organisation}, {_on(work, one.given_at)}: {one.words}".rstrip(": ") for one in work.supported]


def evidence(work: Work) -> list[str]:
    """What the school showed as evidence."""
    return list(work.evidence)


def awards(work: Work) -> list[str]:
    """What the school holds."""
    return [award_words(one) + (f", {day(one.awarded_on)}" if one.awarded_on else "") for one in work.awards]


def ethos(work: Work) -> list[str]:
    """What the school says of itself, and its head with it."""
    lines = [work.profile.description] if work.profile is not None and work.profile.description else []
    if work.agreed_at is not None:
        lines.append(
            _("The head said yes to the work and to who acts for the school: %(day)s.", day=_on(work, work.agreed_at))
        )
    if languages := work.tags.get("language"):
        lines.append(_("Languages of the school: %(languages)s.", languages=", ".join(languages)))
    return lines


def tools(work: Work) -> list[str]:
    """How it keeps in touch."""
    lines = []
    if tools := work.tags.get("tool"):
        lines.append(_("We keep in touch by: %(tools)s.", tools=", ".join(tools)))
    if work.profile is not None and (devices := label(vocabulary.DEVICES, work.profile.devices)):
        lines.append(_("What pupils and teachers use: %(devices)s.", devices=devices))
    return lines


def subjects(work: Work) -> list[str]:
    """What it is good at."""
    subjects = work.tags.get("specialism")
    return [_("What the school is good at: %(subjects)s.", subjects=", ".join(subjects))] if subjects else []

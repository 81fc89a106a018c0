"""The pictures of how a round goes on (D1, D2, D4 to D6, D16, D19, D20 of the design): each with its sentence and its table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from portal.applying.applications.models import SignOffStatus, Stage
from portal.applying.applications.pages import STAGE_WORDS_FOR_STAFF
from portal.applying.reviews.forms import said_why
from portal.core.i18n import _, _l, ngettext
from portal.oversight.pictures.queries import ledger, progress, views
from portal.oversight.pictures.queries.progress import BEFORE_CLOSING, Arrivals, Pile, Reader, Signature
from portal.oversight.pictures.queries.views import View
from portal.web.moments import local_time, short_day, short_time
from portal.web.pictures import Bar, Curve, Linked, Picture, bars, clockface, curves, grid

NOTHING = Markup()
DRAWN = 12
"""The most bars of people or schools in a picture; its table has them all."""
SIGNED: Mapping[SignOffStatus, Any] = {
    SignOffStatus.ASKED: _l("Asked, not signed yet"),
    SignOffStatus.VOID: _l("Changed since, to be signed again"),
    SignOffStatus.DECLINED: _l("Said no"),
    SignOffStatus.SIGNED: _l("Signed"),
}
PARTS = (
    (_l("Not opened"), ("assigned",)),
    (_l("Opened"), ("open",)),
    (_l("Being written"), ("writing", "returned", "confirm_needed")),
    (_l("Sent"), ("submitted", "locked")),
)
ENDED = ("conflicted", "declined", "void", "expired")
DEPARTURES: Mapping[str, Any] = {
    "extension": _l("More time for everyone"),
    "permit_asked": _l("More time asked for"),
    "permit_granted": _l("More time for one application"),
    "permit_refused": _l("More time refused"),
    "review_void": _l("Review taken out"),
    "review_conflicted": _l("Conflict of interest"),
    "moved": _l("Score moved by the panel"),
    "reinstated": _l("Checked again after it was ineligible"),
    "withdrawn": _l("Application taken back"),
    "turned": _l("Decision changed before it was sent"),
}


def of_round(view: View) -> list[Picture]:
    """Every picture of the dashboard. Ten statements."""
    readers, review_due = progress.readers(view)
    heaps = progress.piles(view)
    return [
        clock_of(view, review_due, progress.milestones(view)),
        arrival(view, progress.arrivals(view, views.round_before(view.planned))),
        signing(view, progress.signatures(view)),
        flow(view, heaps),
        reviewers(view, readers),
        waiting(view, heaps),
        letters(view, ledger.letters(view)),
        exceptions(view, ledger.departures(view)),
    ]


def clock_of(view: View, review_due: datetime | None, milestones: Sequence[tuple[datetime, str]]) -> Picture:
    """D1: where the round is, and what is next: its opening and closing, its milestones, the last review."""
    planned = view.planned
    known = [(_("Opens"), planned.opens_at), (_("Closes"), planned.closes_at), (_("Last review is due"), review_due)]
    marks = sorted([*((at, words) for words, at in known if at is not None), *milestones], key=lambda mark: mark[0])
    coming = next(((at, words) for at, words in marks if at > view.at), None)
    if coming is None:
        sentence = _("Every date of this round has passed.")
    else:
        when = local_time(coming[0], planned.zone)
        sentence = _("Next: %(what)s, %(when)s.", what=coming[1], when=when)
    title = _("The clock of the round")
    said = [(at, words, local_time(at, planned.zone)) for at, words in marks]
    drawn = clockface("clock", title, sentence, said, (view.at, _("Now"), local_time(view.at, planned.zone)))
    rows = [[words, when, _("passed") if at <= view.at else _("to come")] for at, words, when in said]
    return Picture("clock", title, sentence, drawn, [_("What"), _("When"), _("Passed?")], rows, view.at)


def arrival(view: View, found: Arrivals) -> Picture:
    """D2: started, being signed and submitted until when, and the round before."""
    title = _("What came in until when")
    started, submitted = _latest(found.started), _latest(found.submitted)
    sentence = ngettext("%(num)d application was started,", "%(num)d applications were started,", started) + " "
    sentence += ngettext("%(num)d is submitted.", "%(num)d are submitted.", submitted)
    ahead = [value for value, now in zip(found.before or (), found.submitted, strict=False) if now is not None]
    if ahead:
        sentence += " " + _("At this time of the last round it was %(num)s.", num=ahead[-1])
    rush = _in_the_last_hour(found)
    if rush:
        sentence += " " + ngettext(
            "%(num)d of the last round came in its last hour.", "%(num)d of the last round came in its last hour.", rush
        )
    lines = [
        Curve(_("Started"), "third", found.started),
        Curve(_("Signatures asked"), "second", found.signing),
        Curve(_("Submitted"), "first", found.submitted),
    ]
    head = [_("Until"), _("Started"), _("Signatures asked"), _("Submitted")]
    columns: list[Sequence[Any]] = [found.started, found.signing, found.submitted]
    if found.before is not None:
        lines.append(Curve(_("Submitted, last round"), "before", found.before))
        head.append(_("Submitted, last round"))
        columns.append(found.before)
    shown = {672: _("4 weeks"), 336: _("2 weeks"), 168: _("1 week"), 0: _("closing")}
    hours = [found.hours_left if n == found.now else float(h) for n, h in enumerate(BEFORE_CLOSING)]
    along = [1 - min(one, BEFORE_CLOSING[0]) / BEFORE_CLOSING[0] for one in hours]
    drawn = curves("arrival", title, sentence, lines, [shown.get(h, "") for h in BEFORE_CLOSING], at=along)
    said = [_("now") if n == found.now else _before(hours) for n, hours in enumerate(BEFORE_CLOSING)]
    rows = [[when, *values] for when, *values in zip(said, *columns, strict=True)]
    return Picture("arrival", title, sentence, drawn, head, rows, view.at)


def _in_the_last_hour(found: Arrivals) -> int:
    """How many of the round before were submitted in its last hour; 0 where that cannot be told yet."""
    hour = BEFORE_CLOSING.index(1)
    if found.before is None or (found.now is not None and found.now >= hour):
        return 0
    return found.before[-1] - found.before[hour]


def _latest(values: Sequence[int | None]) -> int:
    return next((value for value in reversed(values) if value is not None), 0)


def _before(hours: int) -> str:
    if not hours:
        return _("closing")
    if hours % 24 == 0:
        return ngettext("%(num)d day before", "%(num)d days before", hours // 24)
    return ngettext("%(num)d hour before", "%(num)d hours before", hours)


def signing(view: View, found: Sequence[Signature]) -> Picture:
    """D4: which school is holding it up: schools by what has happened."""
    title = _("Signatures of schools")
    counts = {one.status: one.of_all for one in found}
    waits = [one for one in found if one.status != SignOffStatus.SIGNED]
    missing = sum(counts.get(status, 0) for status in (SignOffStatus.ASKED, SignOffStatus.VOID))
    if not counts:
        sentence = _("No school has been asked to sign.")
    elif missing:
        sentence = ngettext("%(num)d school has still to sign.", "%(num)d schools have still to sign.", missing)
        first = next((one for one in waits if one.since is not None), None)
        if first is not None and first.since is not None:
            sentence += " " + _("The first was asked on %(day)s.", day=short_day(first.since))
    else:
        sentence = _("No signature is awaited.")
    drawn = grid.grid(
        "signing",
        title,
        sentence,
        [signs(one, one.school, f"/applications/{one.application_id}" if one.came_in else "") for one in waits[:DRAWN]],
        [str(words) for words in STEPS_OF_SIGNING],
    )
    rows: list[list[Any]] = [
        [
            one.school,
            Linked(one.cluster, f"/applications/{one.application_id}") if one.came_in else one.cluster,
            str(SIGNED[one.status]),
            _("yes") if one.has_read else _("not yet"),
            short_day(one.since) if one.since else "",
        ]
        for one in waits
    ]
    rows += [[_("All the others"), "", str(SIGNED[s]), "", counts[s]] for s in (SignOffStatus.SIGNED,) if s in counts]
    head = [_("School"), _("Cluster"), _("Where it stands"), _("Request read"), _("Asked on, or how many")]
    return Picture("signing", title, sentence, drawn, head, rows, view.at, names=True)


STEPS_OF_SIGNING = (
    _l("Asked"),
    _l("Has read the request"),
    _l("Signed"),
    _l("Changed since, to be signed again"),
    _l("Said no"),
)


def signs(one: Signature, name: str, path: str = "") -> grid.Line:
    """The line of a school: what has happened so far. The last sign is the fullest."""
    reached = [
        True,
        one.has_read,
        one.status == SignOffStatus.SIGNED,
        one.status == SignOffStatus.VOID,
        one.status == SignOffStatus.DECLINED,
    ]
    last = max(place for place, is_so in enumerate(reached) if is_so)
    cells = [
        grid.Cell("●" if is_so else "", (3 if place == last else 1) if is_so else 0)
        for place, is_so in enumerate(reached)
    ]
    return grid.Line(name, cells, path)


_WAY = (
    Stage.SUBMITTED,
    Stage.SCREENING,
    Stage.IN_REVIEW,
    Stage.CLARIFICATION,
    Stage.MODERATION,
    Stage.DECIDED,
    Stage.RELEASED,
    Stage.ACCEPTED,
)


def flow(view: View, heaps: Sequence[Pile]) -> Picture:
    """D5: how many came as far as each stage, and how many are there now."""
    title = _("How far applications are")
    here = {one.stage: one.count for one in heaps}
    rows: list[list[Any]] = []
    drawn = []
    for place, stage in enumerate(_WAY):
        further = sum(here.get(later, 0) for later in _WAY[place + 1 :])
        words, path = str(STAGE_WORDS_FOR_STAFF[stage]), f"/rounds/{view.planned.id}/dashboard?stage={stage}"
        rows.append([Linked(words, path), here.get(stage, 0), further])
        drawn.append(Bar(words, (here.get(stage, 0), further), path=path if here.get(stage) else ""))
    for stage in (Stage.DRAFT, Stage.INELIGIBLE, Stage.LAPSED, Stage.WITHDRAWN):
        if here.get(stage):
            rows.append([str(STAGE_WORDS_FOR_STAFF[stage]), here[stage], None])
    at_work = [(here.get(stage, 0), stage) for stage in _WAY[:6]]
    most, where = max(at_work, key=lambda pair: pair[0])
    sentence = (
        _("Most are here: %(stage)s (%(num)s).", stage=STAGE_WORDS_FOR_STAFF[where], num=most)
        if most
        else _(
            "Everything has come to its end: %(sent)s with its result, %(num)s accepted.",
            sent=here.get(Stage.RELEASED, 0),
            num=here.get(Stage.ACCEPTED, 0),
        )
        if here.get(Stage.RELEASED) or here.get(Stage.ACCEPTED)
        else _("Nothing is on its way.")
    )
    picture = (
        bars("flow", title, sentence, drawn, (_("Here now"), _("Further on")))
        if any(here.get(stage) for stage in _WAY)
        else Markup()
    )
    return Picture("flow", title, sentence, picture, [_("Stage"), _("Here now"), _("Further on")], rows if here else [], view.at)  # fmt: skip


def reviewers(view: View, found: Sequence[Reader]) -> Picture:
    """D6: who has how much, and who needs help."""
    title = _("Reviewers")
    order = sorted(found, key=lambda one: (-one.overdue, -one.count("assigned", "open", "writing"), one.name))
    late = [one for one in order if one.overdue]
    left = sum(one.count("assigned", "open", "writing", "returned", "confirm_needed") for one in found)
    if not found:
        sentence = _("No reviewer has been asked.")
    elif not left:
        sentence = _("Every review is in.")
    else:
        sentence = ngettext("%(num)d review is still to come.", "%(num)d reviews are still to come.", left)
        if late:
            sentence += " " + ngettext("%(num)d reviewer is late.", "%(num)d reviewers are late.", len(late))
    drawn = [
        Bar(one.name, tuple(one.count(*states) for _words, states in PARTS), _("late: %(num)s", num=one.overdue) if one.overdue else "")
        for one in order[:DRAWN]
    ]  # fmt: skip
    rows = [
        [one.name, *(one.count(*states) for _words, states in PARTS), _late(view, one), one.count(*ENDED)]
        for one in order
    ]
    head = [_("Reviewer"), *(str(words) for words, _states in PARTS), _("Late"), _("Ended without a review")]
    picture = bars("reviewers", title, sentence, drawn, [str(words) for words, _states in PARTS])
    return Picture("reviewers", title, sentence, picture, head, rows, view.at, names=True)


def _late(view: View, one: Reader) -> Any:
    """How many are late; it leads to where one of them is given to somebody else."""
    return Linked(str(one.overdue), view.readers_of(one.late_id)) if one.late_id else one.overdue


_WAITS = (_l("up to 3 days"), _l("up to 1 week"), _l("up to 2 weeks"), _l("up to 4 weeks"), _l("longer"))
_AT_WORK = (*_WAY[:6], Stage.INELIGIBLE)


def waiting(view: View, heaps: Sequence[Pile]) -> Picture:
    """D16: how long applications have been at their stage, and the oldest by name."""
    title = _("How long they have waited")
    heaps = [one for one in heaps if one.stage in _AT_WORK]
    oldest = min(heaps, key=lambda one: one.since, default=None)
    if oldest is None:
        sentence = _("Nothing waits.")
    else:
        stage, day = STAGE_WORDS_FOR_STAFF[oldest.stage], short_day(oldest.since)
        sentence = _("Longest: %(cluster)s, %(stage)s since %(day)s.", cluster=oldest.oldest, stage=stage, day=day)
    drawn = [Bar(str(STAGE_WORDS_FOR_STAFF[one.stage]), one.waits) for one in heaps]
    rows = [
        [str(STAGE_WORDS_FOR_STAFF[one.stage]), *one.waits, Linked(one.oldest, f"/applications/{one.oldest_id}"), short_day(one.since)]
        for one in heaps
    ]  # fmt: skip
    head = [_("Stage"), *(str(words) for words in _WAITS), _("The oldest"), _("Since")]
    picture = bars("waiting", title, sentence, drawn, [str(words) for words in _WAITS])
    return Picture("waiting", title, sentence, picture, head, rows, view.at, names=True)


def letters(view: View, found: Sequence[ledger.Letter]) -> Picture:
    """D19: whether everyone has really been told."""
    title = _("Letters and mail")
    refused, queued = sum(one.refused for one in found), sum(one.queued for one in found)
    unseen = [one for one in found if one.told and not one.opened]
    if not found:
        sentence = _("No results have been sent.")
    elif refused:
        sentence = ngettext("%(num)d mail did not arrive: ring up.", "%(num)d mails did not arrive: ring up.", refused)
    elif queued:
        sentence = ngettext("%(num)d mail waits to be sent.", "%(num)d mails wait to be sent.", queued)
    elif unseen:
        sentence = ngettext(
            "All mail went out. In %(num)d cluster nobody has opened the news yet.",
            "All mail went out. In %(num)d clusters nobody has opened the news yet.",
            len(unseen),
        )
    else:
        sentence = _("All mail went out, and every cluster has opened the news.")
    sums = [
        (_("People told"), sum(one.told for one in found)),
        (_("Mail waits"), queued),
        (_("Mail sent"), sum(one.sent for one in found)),
        (_("Mail refused"), refused),
        (_("Opened the news"), sum(one.opened for one in found)),
    ]
    picture = bars("letters", title, sentence, [Bar(words, (count,)) for words, count in sums]) if found else Markup()
    rows = [
        [Linked(one.cluster, f"/applications/{one.application_id}"), one.told, one.queued, one.sent, one.refused, one.opened]
        for one in found
    ]  # fmt: skip
    return Picture(
        "letters", title, sentence, picture, [_("Cluster"), *(w for w, _n in sums)], rows, view.at, names=True
    )


def exceptions(view: View, found: Sequence[ledger.Departure]) -> Picture:
    """D20: what departed from the rules, with its reasons."""
    title = _("Exceptions")
    counts = {one.kind: one.of_all for one in found}
    total = sum(counts.values())
    sentence = (
        ngettext("%(num)d exception, each with its reason.", "%(num)d exceptions, each with its reason.", total)
        if total
        else _("There is no exception in this round.")
    )
    drawn = [Bar(str(DEPARTURES[kind]), (counts[kind],)) for kind in DEPARTURES if kind in counts]
    rows = [
        [
            str(DEPARTURES.get(one.kind, one.kind)),
            short_time(one.at, view.planned.zone),
            Linked(one.cluster, f"/applications/{one.application_id}") if one.came_in else one.cluster or _("everyone"),
            one.by,
            said_why(one.cause, one.words),
        ]
        for one in found
    ]
    head = [_("What"), _("When"), _("Cluster"), _("By whom, or about whom"), _("Reason")]
    picture = bars("exceptions", title, sentence, drawn)
    return Picture("exceptions", title, sentence, picture, head, rows, view.at, names=True)

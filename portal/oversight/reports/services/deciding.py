"""Hide a thing and show it again, with a reason that its author reads; the author objects once, and a second person answers."""

import uuid

from portal.core import clock, duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.oversight.reports import events, queries, routing
from portal.oversight.reports.models import EntryKind, ModerationDecision, Report
from portal.oversight.reports.services.log import enter, note
from portal.oversight.reports.services.words import can_be_hidden, put_back, take_out
from portal.policy.people import SignedIn


def hide(report: Report, *, by_id: uuid.UUID | None, reason: str) -> None:
    """Out of sight from the next request on; the original stays with the report. `by_id` None: the portal, until somebody has looked."""
    _check_can_be_hidden(report)
    is_new = take_out(report)
    if not is_new and by_id is None:
        return
    _replace(report, hides=True, reason=reason, by_id=by_id)
    enter(report, EntryKind.HIDDEN, by_id, reason if by_id is not None else "")
    tells = by_id is not None or report.kind not in routing.TO_SAFEGUARDING
    note(events.ThingHidden, report, by_id, tells_author=tells)


def hide_thing(report: Report, *, by: SignedIn, reason: str) -> None:
    """Who handles the report hides the thing, or says why it stays hidden."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. Whoever wrote it reads this."))
    _check_in_hand(report)
    hide(report, by_id=by.id, reason=clean(reason))


def show_thing(report: Report, *, by: SignedIn, reason: str) -> None:
    """Who handles the report shows the thing again."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. Whoever wrote it reads this."))
    _check_in_hand(report)
    _check_can_be_hidden(report)
    if not put_back(report, _taken_by(report)):
        raise NotAllowedNow(_("It is not hidden."))
    _replace(report, hides=False, reason=clean(reason), by_id=by.id)
    enter(report, EntryKind.SHOWN, by.id, clean(reason))
    note(events.ThingShownAgain, report, by.id)


def _check_in_hand(report: Report) -> None:
    if report.handler_id is None or not report.is_open:
        raise NotAllowedNow(_("Take the report in hand first."))


def _check_can_be_hidden(report: Report) -> None:
    if report.subject_id is None or not can_be_hidden(report.subject_kind):
        raise NotAllowedNow(
            _("This cannot be hidden by itself. Make its school, its cluster or the person read-only instead.")
        )


def _taken_by(report: Report) -> Report:
    """The report with which the thing was hidden: not always this one, when several speak of it."""
    standing = queries.current_decision(report.subject_kind, report.subject_id) if report.subject_id else None
    return queries.holder_of_words(report) or (standing.report if standing is not None else report)


def _replace(report: Report, *, hides: bool, reason: str, by_id: uuid.UUID | None) -> None:
    """A new decision takes the place of the one that stood."""
    if report.subject_id is None:
        return
    before = queries.current_decision(report.subject_kind, report.subject_id)
    if before is not None:
        change(before, {"replaced_at": None}, {"replaced_at": clock.now()})
        duty.settle(DutyKind.ANSWER_APPEAL, before.id, by=_Someone(by_id), outcome="replaced")
    session().add(
        ModerationDecision(
            report_id=report.id,
            subject_kind=report.subject_kind,
            subject_id=report.subject_id,
            title=str(report.evidence.get("title", ""))[:300],
            text=str(report.evidence.get("text", "")),
            author_id=report.about_id,
            hides=hides,
            reason=reason,
            decided_by_id=by_id,
        )
    )
    session().flush()


class _Someone:
    """An actor of whom no more than the id is known."""

    def __init__(self, person_id: uuid.UUID | None) -> None:
        self.id = person_id


def appeal(decision: ModerationDecision, *, by: SignedIn, words: str) -> None:
    """Whoever wrote it objects, once."""
    if not clean(words):
        raise RuleBroken("words", _("Write why you think that it should be shown."))
    if not decision.hides or decision.replaced_at is not None:
        raise NotAllowedNow(_("This decision does not stand any more."))
    if decision.appealed_at is not None:
        raise NotAllowedNow(_("You have objected already. A second person answers."))
    change(decision, {"appealed_at": None}, {"appealed_at": clock.now(), "appeal": clean(words)})
    duty.owe(
        DutyKind.ANSWER_APPEAL,
        subject_id=decision.id,
        title=decision.report.number,
        role="programme_manager",
        due_at=clock.now() + routing.FINISH_WITHIN,
    )
    record(events.DecisionAppealed(by_id=None, subject_id=decision.id))


def answer_appeal(decision: ModerationDecision, *, by: SignedIn, upheld: bool, answer: str) -> None:
    """A second person looks at the thing and the reason, not at the report, and answers; `upheld`: the thing is shown again."""
    if not clean(answer):
        raise RuleBroken("answer", _("Write the answer. Whoever wrote it reads this."))
    if decision.appealed_at is None or decision.answered_at is not None:
        raise NotAllowedNow(_("There is no objection that waits for an answer."))
    values = {
        "answered_at": clock.now(),
        "answered_by_id": by.id,
        "appeal_upheld": upheld,
        "appeal_answer": clean(answer),
    }
    change(decision, {"answered_at": None}, values)
    duty.settle(DutyKind.ANSWER_APPEAL, decision.id, by=by, outcome="upheld" if upheld else "refused")
    if upheld and decision.replaced_at is None:
        put_back(decision.report, _taken_by(decision.report))
        enter(decision.report, EntryKind.SHOWN, by.id, clean(answer))
    record(events.AppealAnswered(by_id=by.id, subject_id=decision.id, upheld=upheld))

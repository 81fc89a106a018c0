"""What those do who handle reports; and the clock, when nobody does."""

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.oversight.reports import events, queries, routing
from portal.oversight.reports.models import EntryKind, Outcome, Report, ReportStatus
from portal.oversight.reports.services.log import enter, note
from portal.oversight.reports.workflow import REPORT
from portal.policy.people import Role, SignedIn


def note_reading(report: Report, *, by: SignedIn) -> None:
    """That this person read the report is written down, before they see it; once an hour is enough."""
    if by.id is not None and not queries.has_read_lately(report.id, by.id, clock.now()):
        enter(report, EntryKind.READ, by.id)


def take(report: Report, *, by: SignedIn) -> None:
    """Someone takes the report in hand: from now on it is theirs to finish."""
    REPORT.advance(report, "take", handler_id=by.id, taken_at=clock.now())
    _owed_by_nobody(report, by, "taken")
    duty.owe(
        DutyKind.HANDLE_REPORT,
        subject_id=report.id,
        title=report.number,
        person_id=by.id,
        due_at=clock.now() + routing.FINISH_WITHIN,
    )
    enter(report, EntryKind.TAKEN, by.id)
    note(events.ReportTaken, report, by.id)


def _owed_by_nobody(report: Report, by: Actor, outcome: str) -> None:
    duty.settle(DutyKind.HANDLE_REPORT, report.id, by=by, outcome=outcome)
    duty.settle(DutyKind.CHASE_REPORT, report.id, by=by, outcome=outcome)


def add_note(report: Report, *, by: SignedIn, words: str) -> None:
    """A note for those who handle the report."""
    if not clean(words):
        raise RuleBroken("words", _("Write a few words."))
    enter(report, EntryKind.NOTE, by.id, clean(words))
    note(events.ReportNoted, report, by.id)


def pass_on(report: Report, *, by: SignedIn, words: str) -> None:
    """It belongs to the other people who handle reports: they have it from now on, and who passes it on sees it no more."""
    if not clean(words):
        raise RuleBroken("words", _("Write why it goes to the others."))
    other = routing.other_route(Role(report.route))
    if other in queries.roles_of(report.about_id):
        raise RuleBroken(None, _("It cannot go there: it is about one of the people who would handle it."))
    due_at = clock.now() + routing.CLOCK[other]
    REPORT.advance(
        report, "pass_on", route=other.value, handler_id=None, taken_at=None, due_at=due_at, escalated_at=None
    )
    _owed_by_nobody(report, by, "passed_on")
    duty.owe(DutyKind.HANDLE_REPORT, subject_id=report.id, title=report.number, role=other.value, due_at=due_at)
    enter(report, EntryKind.PASSED, by.id, clean(words))
    note(events.ReportPassedOn, report, by.id, route=other.value)


def close(report: Report, *, by: SignedIn, outcome: Outcome, words: str, answer: str = "") -> None:
    """It is finished. `words` stay with the report; `answer` is what the person who reported reads, if they have an account.

    What the report hid is not left hidden when nothing was wrong with it, nor without a person's reason (a matter that others have in hand excepted)."""
    if not clean(words):
        raise RuleBroken("words", _("Write what was done, and why."))
    if outcome is Outcome.NOTHING and _is_still_hidden(report):
        raise RuleBroken(
            "outcome", _("What was reported is still hidden. Show it again first, or choose what else came of it.")
        )
    if REPORT.allows(report, "close") and outcome is not Outcome.REFERRED and _is_hidden_by_nobody(report):
        raise RuleBroken(
            "outcome",
            _(
                "The portal hid it by itself. Hide it with a reason that its author reads, or show it again; then finish."
            ),
        )
    REPORT.advance(report, "close", outcome=outcome, closed_at=clock.now(), answer=clean(answer))
    _owed_by_nobody(report, by, "closed")
    enter(report, EntryKind.CLOSED, by.id, clean(words))
    note(events.ReportClosed, report, by.id, outcome=outcome.value)


def _is_still_hidden(report: Report) -> bool:
    standing = queries.current_decision(report.subject_kind, report.subject_id) if report.subject_id else None
    return standing is not None and standing.hides


def _is_hidden_by_nobody(report: Report) -> bool:
    """Hidden at once when it was reported, and no person has said why: its author has nothing to object to."""
    standing = queries.current_decision(report.subject_kind, report.subject_id) if report.subject_id else None
    return standing is not None and standing.hides and standing.decided_by_id is None


def reopen(report: Report, *, by: SignedIn) -> None:
    """A closed report is taken up again, by who does it."""
    REPORT.advance(report, "reopen", handler_id=by.id, closed_at=None, outcome=None)
    duty.owe(
        DutyKind.HANDLE_REPORT,
        subject_id=report.id,
        title=report.number,
        person_id=by.id,
        due_at=clock.now() + routing.FINISH_WITHIN,
    )
    enter(report, EntryKind.REOPENED, by.id)
    note(events.ReportReopened, report, by.id)


def escalate(report: Report, *, by: Actor) -> None:
    """Nobody has taken it in hand in time: those who look after the programme see to it that somebody does. They read no word of it."""
    waits = report.status in (ReportStatus.RECEIVED, ReportStatus.ACKNOWLEDGED)
    if not waits or report.escalated_at is not None or report.due_at > clock.now():
        return
    change(report, {"escalated_at": None}, {"escalated_at": clock.now()})
    duty.owe(
        DutyKind.CHASE_REPORT,
        subject_id=report.id,
        title=report.number,
        role="programme_manager",
        due_at=clock.now(),
    )
    enter(report, EntryKind.ESCALATED, None)
    note(events.ReportEscalated, report, route=report.route)

"""Reports: who is told that there is one. No notice and no mail says what was reported, who reported it, or of whom it speaks: a reference at most."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import current_app

from portal.core.database import session
from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.oversight.reports import events, queries
from portal.oversight.reports.models import ModerationDecision, Report
from portal.policy.people import Role
from portal.subscriptions.words import _
from portal.web.mailing import write_letter

_NOTHING_MORE = _("No detail is in this mail, so that nobody reads it who should not. Sign in to read it.")


def _report(event: Event) -> Report:
    return session().get_one(Report, event.subject_id)


def _tell(
    event: Event, people: Iterable[uuid.UUID | None], title: Any, path: str, *, words: Any = _NOTHING_MORE
) -> None:
    told = sorted({one for one in people if one is not None and one != event.by_id})
    tell(told, kind=event.kind(), title=title, path=path, letter="notice", words=words)


def _handlers(report: Report) -> list[uuid.UUID]:
    """Who handles it, but never the person whom it is about."""
    return [one for one in recipients.people_with_role(Role(report.route)) if one != report.about_id]


def received(event: events.ReportReceived) -> None:
    """Those who handle it, and the person who reported: thank you, and the reference."""
    report = _report(event)
    waits = _("A report waits for you: %(number)s", number=report.number)
    _tell(event, _handlers(report), waits, f"/reports/{report.id}")
    thanks = _("Thank you. Your report has the reference %(number)s", number=report.number)
    then = _("A person looks at it. If a child is in danger now, call the police: 999 in the United Kingdom.")
    _tell(event, [report.reporter_id], thanks, "/reports/mine", words=then)
    if (
        report.reporter_id is None and report.reporter_email
    ):  # one mail to the address that a visitor gave, with the reference alone
        write_letter("reference", address=report.reporter_email, once=f"report:{report.id}", number=report.number)


def school_told(event: events.ReportSchoolTold) -> None:
    """The safeguarding lead of the school, past whoever is reported; never the contact as such."""
    report = _report(event)
    if report.school_id is None:
        return
    leads = queries.leads_to_tell(report.school_id, report.about_id)
    title = _("A safeguarding report concerns your school. Reference %(number)s", number=report.number)
    words = _(
        "No detail is in this mail. The portal safeguarding team will get in touch with you. You can also write to them and name the reference."
    )
    people = [one for one in leads.people if one != report.reporter_id]
    _tell(event, people, title, "/help#concern", words=words)
    home = str(current_app.config["PUBLIC_URL"])
    for address in leads.addresses:
        once = f"report:{report.id}:school:{address}"
        write_letter(
            "word_to_school", address=address, once=once[:200], number=report.number, link=home + "/help#concern"
        )


def escalated(event: events.ReportEscalated) -> None:
    """Those who look after the programme, and once more those who should have taken it."""
    report = _report(event)
    title = _("Nobody has taken the report %(number)s in hand in time", number=report.number)
    chasers = [one for one in recipients.people_with_role(Role.PROGRAMME_MANAGER) if one != report.about_id]
    _tell(event, chasers, title, "/reports/late")
    _tell(event, _handlers(report), title, f"/reports/{report.id}")


def passed_on(event: events.ReportPassedOn) -> None:
    report = _report(event)
    title = _("A report waits for you: %(number)s", number=report.number)
    _tell(event, _handlers(report), title, f"/reports/{report.id}")


def closed(event: events.ReportClosed) -> None:
    """The person who reported hears that it is finished."""
    report = _report(event)
    title = _("Your report %(number)s has been looked at and is closed", number=report.number)
    _tell(event, [report.reporter_id], title, "/reports/mine", words=_("Thank you for telling us."))


def _current(report: Report) -> ModerationDecision | None:
    return queries.current_decision(report.subject_kind, report.subject_id) if report.subject_id is not None else None


def hidden(event: events.ThingHidden) -> None:
    """Whoever wrote it reads that it is hidden, and why."""
    decision = _current(_report(event))
    if decision is not None and event.tells_author:
        title = _("Something that you wrote is hidden. Read why, and what you can do")
        _tell(event, [decision.author_id], title, f"/reports/decisions/{decision.id}")


def shown_again(event: events.ThingShownAgain) -> None:
    decision = _current(_report(event))
    if decision is not None:
        title = _("Something that you wrote is shown again")
        _tell(event, [decision.author_id], title, f"/reports/decisions/{decision.id}")


def appealed(event: events.DecisionAppealed) -> None:
    """A second person: those who look after the programme, but whoever decided it or wrote it."""
    decision = session().get_one(ModerationDecision, event.subject_id)
    not_these = {decision.decided_by_id, decision.author_id}
    people = [one for one in recipients.people_with_role(Role.PROGRAMME_MANAGER) if one not in not_these]
    _tell(event, people, _("An objection waits for your answer"), f"/reports/decisions/{decision.id}/answer")


def answered(event: events.AppealAnswered) -> None:
    decision = session().get_one(ModerationDecision, event.subject_id)
    title = _("Your objection has been answered")
    _tell(event, [decision.author_id], title, f"/reports/decisions/{decision.id}")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.ReportReceived: [received],
    events.ReportSchoolTold: [school_told],
    events.ReportEscalated: [escalated],
    events.ReportPassedOn: [passed_on],
    events.ReportClosed: [closed],
    events.ThingHidden: [hidden],
    events.ThingShownAgain: [shown_again],
    events.DecisionAppealed: [appealed],
    events.AppealAnswered: [answered],
}

"""Report something: keep it as it is, send it to those who handle it, hide it where the kind says so, tell the school's safeguarding lead."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from portal.applying.applications.receipts import ALPHABET, check_character
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.oversight.reports import events, queries, routing, subjects
from portal.oversight.reports.models import EntryKind, Report, ReportFile, ReportKind, SubjectKind
from portal.oversight.reports.services.deciding import hide
from portal.oversight.reports.services.log import enter, note
from portal.oversight.reports.services.words import can_be_hidden
from portal.oversight.reports.subjects import Subject
from portal.oversight.reports.workflow import REPORT
from portal.policy.people import SignedIn

LENGTH = 7


@dataclass(frozen=True)
class Thing:
    """What is reported, as an address names it. Whether it is there, and whether who reports may see it, is asked when the report is made."""

    kind: str
    id: uuid.UUID | None


def new_reference() -> str:
    """A fresh reference, like RP-7KQ2MX4T; its last character finds a slip of the pen."""
    body = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return f"RP-{body}{check_character(body)}"


def is_reference(words: str) -> bool:
    """Could this be a reference of ours?"""
    body = words.removeprefix("RP-")
    if not words.startswith("RP-") or len(body) != LENGTH + 1 or not set(body) <= set(ALPHABET):
        return False
    return check_character(body[:-1]) == body[-1]


def file_report(
    *,
    by: Actor,
    kind: ReportKind,
    words: str,
    thing: Thing | None = None,
    place: str = "",
    name: str = "",
    email: str = "",
) -> Report:
    """Someone reports something; `by` without an id is a visitor, who may give a name and an address."""
    if not clean(words):
        raise RuleBroken("words", _("Write in a few words what worries you."))
    person = by if isinstance(by, SignedIn) else None
    subject = subjects.find(thing.kind, thing.id, person) if thing is not None else None
    report = make(by=by, kind=kind, words=clean(words), subject=subject, thing=thing)
    report.place = clean_line(place)[:300]
    if person is None:
        report.reporter_name, report.reporter_email = clean_line(name)[:120], clean_line(email)[:254]
    session().flush()
    if subject is not None and _hides(report, subject, person):
        hide(report, by_id=None, reason=_first_reason())
    return report


def make(*, by: Actor, kind: ReportKind, words: str, subject: Subject | None, thing: Thing | None = None) -> Report:
    """The report itself, on its way to those who handle it."""
    about_id = subject.author_id if subject is not None else None
    route = routing.route_of(kind, queries.roles_of(about_id))
    at = clock.now()
    report = Report(
        number=new_reference(),
        kind=kind,
        route=route.value,
        words=words,
        reporter_id=by.id,
        due_at=at + routing.CLOCK[route],
        subject_kind=SubjectKind.PAGE,
    )
    if subject is not None:
        report.subject_kind, report.subject_id, report.about_id = subject.kind, subject.id, about_id
        report.evidence = {**subject.evidence, "path": subject.path}
        report.school_id, report.cluster_id = subject.school_id, subject.cluster_id
    elif thing is not None and thing.id is not None and thing.kind in set(SubjectKind):
        report.evidence = {"named": f"{thing.kind} {thing.id}"}
    session().add(report)
    session().flush()
    for file_id in subject.file_ids if subject is not None else ():
        session().add(ReportFile(report_id=report.id, file_id=file_id))
    enter(report, EntryKind.RECEIVED, None)
    duty.owe(DutyKind.HANDLE_REPORT, subject_id=report.id, title=report.number, role=report.route, due_at=report.due_at)
    note(events.ReportReceived, report, route=report.route)
    REPORT.advance(report, "acknowledge")
    if kind in routing.TELLS_THE_SCHOOL and report.school_id is not None:
        report.school_told_at = at
        enter(report, EntryKind.SCHOOL_TOLD, None)
        note(events.ReportSchoolTold, report)
    return report


def _hides(report: Report, subject: Subject, person: SignedIn | None) -> bool:
    """Hidden at once: what the kind says, as long as one person does not do it too often; and whatever a coordinator reports on their own board."""
    if person is None or not can_be_hidden(subject.kind) or subject.author_id == person.id:
        return False
    place = person.place_in(subject.cluster_id)
    if place is not None and place.offices & {"contact_teacher", "deputy"}:
        return True
    if report.kind not in routing.HIDES_AT_ONCE:
        return False
    hidden = queries.count_hidden_by(person.id, clock.now() - timedelta(days=1))
    return hidden < routing.MOST_HIDDEN_A_DAY


def _first_reason() -> str:
    return str(_("Someone reported it. It is hidden until a person of the portal has looked at it."))

"""What goes when it is old enough. Each rule has a figure among the settings (`PORTAL_KEEP_...`, days), runs once a day, and writes down how much went.

A clock that jumps must not wipe anything: when a rule was last looked at longer ago than `LONGEST_GAP`, or in the future, it waits for the next run, a
day later. Safeguarding records and the record itself are under no rule here.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.applying.amendments.models import AwardChange
from portal.applying.appeals.models import Objection
from portal.applying.applications.models import Answer, Application, ApplicationVersion, Stage
from portal.applying.awards.models import Award, Decision, Outcome
from portal.applying.calibration.models import CalibrationReading, CalibrationScore
from portal.applying.clarifications.models import Clarification, ClarificationQuestion
from portal.applying.hints.models import ReviewerHint
from portal.applying.monitoring.models import AwardReport, ReportVoice
from portal.applying.reviews.models import Review, ReviewRemark, ReviewScore, SentReview
from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.i18n import _l
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person, PersonStatus, WebSession
from portal.oversight.freezes.models import HiddenKind, HiddenThing
from portal.oversight.incoming.models import IncomingMail
from portal.oversight.journal.models import Reading
from portal.oversight.notifications.services import tell
from portal.oversight.privacy import events, queries
from portal.oversight.privacy.models import RetentionRun, RightsRequest
from portal.oversight.privacy.services.closing import close_account
from portal.oversight.privacy.services.emptied_files import take_emptied_files
from portal.oversight.privacy.services.loose_files import take_loose_bytes, take_loose_rows

EVERY = timedelta(days=1)
LONGEST_GAP = EVERY + timedelta(days=1)
AT_ONCE = 200
JOURNAL_AT_LEAST = timedelta(days=730)
"""As the triggers of the table `reading` have it."""
WARNED = (timedelta(days=60), timedelta(days=14))
"""How long before an unused account is closed its person is written to."""


@dataclass(frozen=True)
class Rule:
    """`setting` names the setting that holds the days; `remove(before, by=...)` removes at most `AT_ONCE` things that are older and says how many went.
    `afterwards(kept_for)`: what goes outside the database, once the rest is gone."""

    name: str
    words: Any
    setting: str
    remove: Callable[..., int]
    afterwards: Callable[[timedelta], int] | None = None


def look(rule: Rule, kept_for: timedelta) -> int | None:
    """One look: remove what is old enough, in pieces. None when it waits because the clock has jumped. Too early since the last look: 0."""
    now, last = clock.now(), queries.last_run(rule.name)
    since = None if last is None else now - last.created_at
    session().rollback()
    if since is not None and timedelta(0) <= since < EVERY - timedelta(hours=1):
        return 0
    if since is None or not timedelta(0) <= since <= LONGEST_GAP:
        perform(_note, by=SYSTEM, rule=rule.name, removed=0, waited=True)
        return None
    removed, before = 0, now - kept_for
    while went := perform(_remove_some, by=SYSTEM, rule=rule, before=before):
        removed += went
    if rule.afterwards is not None:
        rule.afterwards(kept_for)
    perform(_note, by=SYSTEM, rule=rule.name, removed=removed, waited=False)
    return removed


def _remove_some(*, by: Actor, rule: Rule, before: datetime) -> int:
    return rule.remove(before, by=by)


def _note(*, by: Actor, rule: str, removed: int, waited: bool) -> None:
    session().add(RetentionRun(rule=rule, removed=removed, waited=waited))
    if removed:
        record(events.OldDataRemoved(by_id=by.id, rule=rule, removed=removed))


def _close(people: Sequence[Person], reason: str, by: Actor) -> int:
    for person in people:
        close_account(person, by=by, reason=reason)
    session().flush()
    return len(people)


def unconfirmed_accounts(before: datetime, *, by: Actor) -> int:
    """Accounts whose address was never proven."""
    where = (Person.status == PersonStatus.UNCONFIRMED, Person.created_at < before)
    query = sa.select(Person).where(*where).order_by(Person.id).limit(AT_ONCE)
    return _close(session().scalars(query).all(), "unconfirmed", by)


def unused_accounts(before: datetime, *, by: Actor) -> int:
    """Accounts in which nobody signed in, whose people were written to twice."""
    where = (
        Person.status == PersonStatus.ACTIVE,
        Person.seen_at < before,
        Person.unused_notices >= len(WARNED),
        Person.is_demonstration.is_(False),
    )
    query = sa.select(Person).where(*where).order_by(Person.id).limit(AT_ONCE)
    return _close(session().scalars(query).all(), "unused", by)


def sent_mail(before: datetime, *, by: Actor) -> int:
    """The words of mail that was sent or given up. What it was about stays, so that it is not sent twice."""
    ended = sa.or_(OutboxMail.sent_at < before, OutboxMail.failed_at < before)
    some = sa.select(OutboxMail.id).where(ended, OutboxMail.text != "").limit(AT_ONCE)
    emptied: dict[str, Any] = {"text": "", "html": None, "subject": "", "address": "", "headers": {}}
    return _count(sa.update(OutboxMail).where(OutboxMail.id.in_(some)).values(**emptied))


def answered_mail(before: datetime, *, by: Actor) -> int:
    """What was noted of mail that came in."""
    some = sa.select(IncomingMail.id).where(IncomingMail.created_at < before).limit(AT_ONCE)
    return _count(sa.delete(IncomingMail).where(IncomingMail.id.in_(some)))


def refused_applications(before: datetime, *, by: Actor) -> int:
    """The words of applications that were refused, withdrawn or never sent. That there was one, and its outcome, stays."""
    declined = sa.select(Decision.application_id).where(
        Decision.outcome.in_([Outcome.DECLINED, Outcome.INELIGIBLE, Outcome.RESERVE]),
        Decision.released_at < before,
        Decision.replaced_at.is_(None),
    )
    ended = sa.and_(
        Application.stage.in_([Stage.INELIGIBLE, Stage.WITHDRAWN, Stage.LAPSED]), Application.updated_at < before
    )
    return _empty_applications(sa.or_(Application.id.in_(declined), ended))


def awarded_applications(before: datetime, *, by: Actor) -> int:
    """The words of applications that were awarded (grant records)."""
    awarded = sa.select(Award.application_id).where(Award.created_at < before)
    return _empty_applications(Application.id.in_(awarded))


_CHANGED = (AwardChange.wanted, AwardChange.reason, AwardChange.note)
_REPORTED = (AwardReport.went_well, AwardReport.learned, AwardReport.spending, AwardReport.missing)


def _empty_applications(which: sa.ColumnElement[bool]) -> int:
    """Answers, also to later questions, sealed copies, objections and their answers, and the words of reports. The files of answers follow
    (`take_emptied_files`)."""
    full = sa.select(ApplicationVersion.application_id).join(
        Answer, Answer.application_version_id == ApplicationVersion.id
    )
    said = sa.select(Award.application_id).join(AwardReport).join(ReportVoice).where(ReportVoice.words != "")
    reported = sa.select(Award.application_id).join(AwardReport).where(sa.or_(*(text != "" for text in _REPORTED)))
    changed = sa.select(Award.application_id).join(AwardChange).where(sa.or_(*(text != "" for text in _CHANGED)))
    objected = sa.select(Objection.application_id).where(Objection.words != "")
    some = sa.or_(
        *(Application.id.in_(found) for found in (full.where(Answer.text != ""), said, reported, changed, objected))
    )
    ids = session().scalars(sa.select(Application.id).where(which, some).order_by(Application.id).limit(AT_ONCE)).all()
    versions = sa.select(ApplicationVersion).where(ApplicationVersion.application_id.in_(ids))
    for version in session().scalars(versions.options(undefer(ApplicationVersion.sealed_content))):
        if version.sealed_content:
            version.sealed_content = _without_words(version.sealed_content)
    session().flush()
    there = sa.select(ApplicationVersion.id).where(ApplicationVersion.application_id.in_(ids))
    _count(sa.update(Answer).where(Answer.application_version_id.in_(there)).values(text=""))
    asked = sa.select(Clarification.id).where(Clarification.application_id.in_(ids))
    again = sa.update(ClarificationQuestion).where(ClarificationQuestion.clarification_id.in_(asked))
    _count(again.values(answer="", file_id=None))
    reports = sa.select(AwardReport.id).join(Award).where(Award.application_id.in_(ids))
    _count(sa.update(AwardReport).where(AwardReport.id.in_(reports)).values(dict.fromkeys(_REPORTED, "")))
    changes = sa.select(AwardChange.id).join(Award).where(Award.application_id.in_(ids))
    _count(sa.update(AwardChange).where(AwardChange.id.in_(changes)).values(dict.fromkeys(_CHANGED, "")))
    _count(sa.update(Objection).where(Objection.application_id.in_(ids)).values(answer=""))
    _empty_words(HiddenKind.OBJECTION, Objection, Objection.application_id.in_(ids))
    _empty_words(HiddenKind.REPORT_VOICE, ReportVoice, ReportVoice.report_id.in_(reports))
    return len(ids)


def _empty_words(kind: HiddenKind, table: Any, which: sa.ColumnElement[bool]) -> None:
    """Empty a column `words`, also where it is kept while it is out of sight, so that nothing puts it back."""
    hidden = sa.and_(HiddenThing.kind == kind, HiddenThing.thing_id.in_(sa.select(table.id).where(which)))
    _count(sa.delete(HiddenThing).where(hidden))
    _count(sa.update(table).where(which).values(words=""))


def _without_words(facts: dict[str, Any]) -> dict[str, Any]:
    """The sealed copy with its form and schools, without answers and names, of people and of files: also those of evidence, of letters of support and of
    what was asked later."""
    sections = [
        {**section, "questions": [_without_answer(question) for question in section["questions"]]}
        for section in facts["sections"]
    ]
    emptied = {
        "sections": sections,
        "signatures": _unsigned(facts["signatures"]),
        "submitted_by": "",
        "evidence": [
            _without_file({**item, "claim": "", "text": "", "link": ""}) for item in facts.get("evidence", ())
        ],
        "statements": [{**given, **dict.fromkeys(_OF_A_LETTER, "")} for given in facts.get("statements", ())],
        "removed_on": facts.get("removed_on") or clock.today().isoformat(),
    }
    note = facts.get("clarification")
    if note:
        emptied["clarification"] = {**note, "answered_by": "", "signatures": _unsigned(note.get("signatures", ()))}
    return {**facts, **emptied}


_OF_A_LETTER = ("name", "post", "how_known", "what_supported", "what_offered")


def _unsigned(signatures: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**signature, "signed_by": ""} for signature in signatures]


def _without_file(fact: dict[str, Any]) -> dict[str, Any]:
    return {**fact, "file": {**fact["file"], "name": ""}} if fact.get("file") else fact


def _without_answer(question: dict[str, Any]) -> dict[str, Any]:
    return _without_file({**question, "answer": ""})


def reviews(before: datetime, *, by: Actor) -> int:
    """The words of reviews. The scores stay, for sums."""
    decided = sa.select(Decision.application_id).where(Decision.released_at < before, Decision.replaced_at.is_(None))
    said = sa.or_(Review.feedback != "", Review.private_note != "", Review.conflict_reason != "")
    some = sa.select(Review.id).where(Review.application_id.in_(decided), said).order_by(Review.id).limit(AT_ONCE)
    ids = session().scalars(some).all()
    _count(sa.update(ReviewScore).where(ReviewScore.review_id.in_(ids)).values(justification=""))
    _count(sa.update(SentReview).where(SentReview.review_id.in_(ids)).values(content={}, reason=""))
    _count(
        sa.update(ReviewRemark)
        .where(ReviewRemark.application_id.in_(sa.select(Review.application_id).where(Review.id.in_(ids))))
        .values(words="")
    )
    _count(
        sa.update(Review)
        .where(Review.id.in_(ids))
        .values(
            feedback="",
            private_note="",
            conflict_reason="",
            return_reason="",
            draft=None,
            version=Review.version + 1,
        )
    )
    return len(ids) + _samples(before) + _hints(before)


def _hints(before: datetime) -> int:
    """The private notes to reviewers about how they score."""
    some = sa.select(ReviewerHint.id).where(ReviewerHint.created_at < before, ReviewerHint.words != "")
    return _count(sa.update(ReviewerHint).where(ReviewerHint.id.in_(some.limit(AT_ONCE))).values(words=""))


def _samples(before: datetime) -> int:
    """The reasons that reviewers gave for their scores of samples."""
    sent = sa.select(CalibrationReading.id).where(CalibrationReading.sent_at < before)
    some = sa.select(CalibrationScore.id).where(CalibrationScore.reading_id.in_(sent), CalibrationScore.words != "")
    return _count(sa.update(CalibrationScore).where(CalibrationScore.id.in_(some.limit(AT_ONCE))).values(words=""))


def answered_requests(before: datetime, *, by: Actor) -> int:
    """Requests about data that were answered: their words, name and address. That there was one stays."""
    some = sa.select(RightsRequest.id).where(RightsRequest.answered_at < before, RightsRequest.request_words != "")
    emptied = {"asker_name": "", "asker_email": "", "request_words": "", "outcome_words": "", "person_id": None}
    return _count(sa.update(RightsRequest).where(RightsRequest.id.in_(some.limit(AT_ONCE))).values(**emptied))


def old_readings(before: datetime, *, by: Actor) -> int:
    """Who opened which confidential record. The database lets go of nothing that is less than two years older than the newest entry."""
    newest = session().scalar(sa.select(sa.func.max(Reading.at)))
    until = min(before, newest - JOURNAL_AT_LEAST) if newest is not None else before
    some = sa.select(Reading.id).where(Reading.at < until).order_by(Reading.at, Reading.id).limit(AT_ONCE)
    return _count(sa.delete(Reading).where(Reading.id.in_(some)))


def _count(statement: Any) -> int:
    result: Any = session().execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


RULES = (
    Rule("unconfirmed_accounts", _l("Accounts whose address was never proven"), "keep_unconfirmed_days", unconfirmed_accounts),
    Rule("unused_accounts", _l("Accounts in which nobody signed in, after two letters"), "keep_unused_days", unused_accounts),
    Rule("sent_mail", _l("The words of mail that was sent"), "keep_mail_days", sent_mail),
    Rule("answered_mail", _l("Notes of mail that was answered"), "keep_mail_days", answered_mail),
    Rule(
        "refused_applications", _l("The words of applications that were refused, withdrawn or not sent"), "keep_refused_days",
        refused_applications, take_emptied_files,
    ),
    Rule("awarded_applications", _l("The words of applications that were awarded"), "keep_awarded_days", awarded_applications, take_emptied_files),
    Rule("reviews", _l("The words of reviews, after the decision"), "keep_reviews_days", reviews),
    Rule("answered_requests", _l("The words of requests about data, after the answer"), "keep_requests_days", answered_requests),
    Rule("loose_files", _l("Files that nothing names any more"), "keep_loose_files_days", take_loose_rows, take_loose_bytes),
    Rule("old_readings", _l("Who opened which confidential record"), "keep_readings_days", old_readings),
)  # fmt: skip


def people_to_warn(number: int, kept_for: timedelta) -> Sequence[uuid.UUID]:
    """People whose account is unused and who have had `number` letters about it, when the next one is due."""
    before = clock.now() - kept_for + WARNED[number]
    where = (
        Person.status == PersonStatus.ACTIVE,
        Person.seen_at < before,
        Person.unused_notices == number,
        Person.is_demonstration.is_(False),
    )
    return session().scalars(sa.select(Person.id).where(*where).order_by(Person.id).limit(AT_ONCE)).all()


def warn(person: Person, *, by: Actor, title: Any) -> None:
    """One more letter: sign in, or the account is closed."""
    person.unused_notices += 1
    session().flush()
    tell([person.id], kind="account_unused", title=title, path="/what-needs-me", letter="notice")


def set_first_seen(*, by: Actor) -> int:
    """Accounts from before this was noted: seen when they last signed in, else today; nobody is closed by surprise."""
    at = clock.now()
    seen = sa.select(sa.func.max(WebSession.seen_at)).where(WebSession.person_id == Person.id).scalar_subquery()
    unknown = sa.update(Person).where(Person.seen_at.is_(None), Person.status == PersonStatus.ACTIVE)
    return _count(unknown.values(seen_at=sa.func.coalesce(seen, at)))

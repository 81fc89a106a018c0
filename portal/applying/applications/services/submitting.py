"""Submitting: one conditional UPDATE seals the version; a receipt is given in the same transaction. And editing again before the deadline."""

from datetime import datetime, timedelta

from portal.applying.applications import checks, content, enclosures, events, finding, queries, receipts
from portal.applying.applications.content import Draft
from portal.applying.applications.models import (
    Answer,
    Application,
    ApplicationVersion,
    SignOff,
    SignOffStatus,
    Stage,
    VersionStatus,
)
from portal.applying.applications.services import open_versions
from portal.applying.applications.services.signing import DAYS_TO_SIGN_LATER
from portal.applying.applications.workflow import STAGES, VERSIONS
from portal.applying.programmes.services import keep_headings
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.bilingual import ENGLISH
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.accounts.models import Person
from portal.identity.terms.working_days import working_days_later


def in_time(application: Application, *, arrived_at: datetime, served_at: datetime | None) -> bool:
    """Did the request arrive by the deadline? The few minutes of grace are only for forms that were served before it."""
    planned, closes_at = application.round, application.closes_at
    if arrived_at <= closes_at:
        return arrived_at >= planned.opens_at
    was_served_before = served_at is not None and served_at <= closes_at
    return was_served_before and arrived_at <= closes_at + timedelta(minutes=planned.grace_minutes)


def submit(
    application: Application,
    *,
    by: Actor,
    number: int,
    arrived_at: datetime,
    served_at: datetime | None = None,
    language: str = ENGLISH,
) -> Application:
    """Submit version `number`; `language`: the one in which its sender had the form. Sent twice, by anyone, it gives one sealed version and the same receipt.

    Every gate is checked again here, under the application's row lock.
    """
    versions = {v.number: v for v in queries.list_versions(application)}
    wanted = versions.get(number)
    if wanted is not None and wanted.status == VersionStatus.SEALED:
        return application
    if application.stage not in (Stage.DRAFT, Stage.SUBMITTED):
        raise NotAllowedNow(_("This application cannot be submitted at this stage."))
    if not in_time(application, arrived_at=arrived_at, served_at=served_at):
        raise NotAllowedNow(_("The round has closed, so this was not submitted. Your answers are kept here to read."))
    draft = queries.load_draft(application)
    if draft is None or draft.version.number != number:
        raise NotAllowedNow(_("This version changed since you opened the page. Please look again."))
    is_incomplete = _check_gates(draft)
    _seal(draft, by=by, arrived_at=arrived_at, is_incomplete=is_incomplete, language=language)
    return application


def _check_gates(draft: Draft) -> bool:
    """All the gates. Answers whether signatures are still to come, as the round allows."""
    lacks = checks.all_lacks(draft)
    if lacks:
        raise RuleBroken(None, lacks[0].words)
    unsigned = checks.unsigned_schools(draft)
    if not unsigned:
        return False
    if not (draft.application.round.lead_signs_first and checks.lead_has_signed(draft)):
        names = ", ".join(m.school.name for m in unsigned)
        raise RuleBroken(None, _("Not signed yet: %(schools)s.", schools=names))
    if draft.version.status == VersionStatus.DRAFTING or any(
        draft.sign_offs.get(m.school_id) is None or draft.sign_offs[m.school_id].status != SignOffStatus.ASKED
        for m in unsigned
    ):
        raise RuleBroken(None, _("Ask the schools to sign before you submit."))
    return True


def _seal(draft: Draft, *, by: Actor, arrived_at: datetime, is_incomplete: bool, language: str) -> None:
    application, version = draft.application, draft.version
    receipt_number = application.receipt_number or receipts.new_number()
    keep_headings(application.round)
    submitter = session().get(Person, by.id) if by.id else None
    facts = content.sealed_facts(
        draft,
        receipt_number=receipt_number,
        sealed_at=arrived_at.isoformat(),
        sealed_by=submitter.name if submitter else "",
        lead_school_id=application.cluster.lead_school_id,
        shown_in=language,
        declarations=enclosures.declaration_facts([m.school_id for m in content.members(application.cluster)]),
        entry=enclosures.entry_facts(application) if application.round.entry_questions else (),
        **enclosures.enclosed(application.round, application.cluster_id),
    )
    VERSIONS.advance(version, "seal", sealed_at=clock.now(), sealed_content=facts, sealed_digest=content.digest(facts))
    STAGES.advance(
        application,
        "submit",
        receipt_number=receipt_number,
        submitted_at=arrived_at,
        submitted_by_id=by.id,
        sign_off_incomplete=is_incomplete,
    )
    finding.index(application, facts)
    _settle(application, version, by=by, arrived_at=arrived_at)
    record(
        events.ApplicationSubmitted(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=version.id,
            number=version.number,
            receipt_number=receipt_number,
            sign_off_incomplete=is_incomplete,
        )
    )


def _settle(application: Application, version: ApplicationVersion, *, by: Actor, arrived_at: datetime) -> None:
    """The submission is done; late signatures and the check by the programme are owed."""
    duty.settle(DutyKind.SUBMIT_APPLICATION, application.id, by=by, outcome="submitted")
    late = {s.school_id for s in open_versions.awaited(version)}
    for owed in duty.open_duties(DutyKind.SIGN_APPLICATION, application.id):
        if owed.school_id not in late:
            duty.close(owed, by=by, outcome="replaced")
    for school_id in sorted(late):
        due_at = working_days_later(arrived_at, DAYS_TO_SIGN_LATER)
        open_versions.owe_signature(application, school_id, due_at=due_at)
    open_versions.owe_check(application)


def edit_again(application: Application, *, by: Actor) -> ApplicationVersion:
    """Open a copy of the submitted version. The submitted one stands until the copy is submitted."""
    open_versions.still_open(application)
    versions = queries.list_versions(application)
    standing = application.standing_version
    if standing is None or application.open_version is not None:
        raise NotAllowedNow(_("There is a version open for editing already."))
    made = open_versions.new_version(application, max(v.number for v in versions) + 1)
    standing_draft = queries.load_draft(application, standing)
    if standing_draft is None:
        raise NotAllowedNow(_("This version changed since you opened the page. Please look again."))
    _copy(standing_draft, made)
    session().flush()
    session().expire(application, ["versions"])
    record(
        events.NewVersionStarted(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=made.id,
            number=made.number,
        )
    )
    return made


def _copy(source: Draft, made: ApplicationVersion) -> None:
    held = session()
    for answer in source.answers.values():
        copied = Answer(
            application_version_id=made.id,
            question_id=answer.question_id,
            for_school_id=answer.for_school_id,
            text=answer.text,
            language=answer.language,
            file_id=answer.file_id,
            school_id=answer.school_id,
            author_id=answer.author_id,
            updated_at=answer.updated_at,
        )
        held.add(copied)
    for sign_off in source.sign_offs.values():
        if sign_off.status == SignOffStatus.SIGNED:
            held.add(
                SignOff(
                    application_version_id=made.id,
                    school_id=sign_off.school_id,
                    status=SignOffStatus.SIGNED,
                    digest=sign_off.digest,
                    signed_by_id=sign_off.signed_by_id,
                    signed_at=sign_off.signed_at,
                    language=sign_off.language,
                    last_parts=sign_off.last_parts,
                    last_signed_by_id=sign_off.last_signed_by_id,
                    last_signed_at=sign_off.last_signed_at,
                )
            )

"""Asking for signatures, signing, declining. A signature is bound to the digest of exactly what its signer was shown."""

import uuid
from collections.abc import Sequence

from portal.applying.applications import checks, content, events, queries
from portal.applying.applications.content import Draft
from portal.applying.applications.models import Application, ApplicationVersion, SignOff, SignOffStatus, VersionStatus
from portal.applying.applications.services import open_versions
from portal.applying.applications.workflow import SIGN_OFFS, VERSIONS
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.bilingual import ENGLISH
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, NotFound, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.terms.working_days import working_days_later

MOST_NAMED = 3
DAYS_TO_SIGN_LATER = 5


def ask_signatures(application: Application, *, by: Actor) -> ApplicationVersion:
    """Freeze the answers and ask every member school to sign. Signatures that still cover what stands are kept."""
    draft = open_versions.drafting(application)
    lacks = checks.lacks_before_signing(draft)
    if lacks:
        raise RuleBroken(None, _("Not ready to sign yet. ") + " ".join(lack.words for lack in lacks[:MOST_NAMED]))
    VERSIONS.advance(draft.version, "ask_signatures", signing_since=clock.now(), reopened=None)
    asked = _ask(draft)
    for school_id in asked:
        open_versions.owe_signature(application, school_id, due_at=application.closes_at)
    record(
        events.SignaturesAsked(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=draft.version.id,
            number=draft.version.number,
            schools=tuple(asked),
        )
    )
    if not asked:
        _complete(draft, by=by)
    elif checks.lead_has_signed(draft) and application.round.lead_signs_first:
        open_versions.owe_submission(application)
    return draft.version


def _ask(draft: Draft) -> list[uuid.UUID]:
    asked = []
    members = {m.school_id for m in content.members(draft.application.cluster)}
    for school_id in sorted(members):
        if checks.is_signed_today(draft, school_id):
            continue
        sign_off = draft.sign_offs.get(school_id)
        if sign_off is None:
            sign_off = SignOff(application_version_id=draft.version.id, school_id=school_id)
            session().add(sign_off)
            session().flush()
            draft.sign_offs[school_id] = sign_off
        digest = content.digest_for(draft, school_id)
        SIGN_OFFS.advance(sign_off, "ask", digest=digest, signed_at=None, signed_by_id=None, reason="")
        asked.append(school_id)
    for school_id, sign_off in draft.sign_offs.items():
        if school_id not in members:
            SIGN_OFFS.advance(sign_off, "void")
    session().flush()
    return asked


def cancel_signing(application: Application, *, by: Actor) -> ApplicationVersion:
    """Open the answers again. Signatures stay as long as nothing they cover is changed."""
    open_versions.still_open(application)
    draft = open_versions.draft_of(application)
    VERSIONS.advance(draft.version, "cancel_signing", signing_since=None)
    open_versions.nothing_to_sign(application, by=by, outcome="cancelled")
    record(
        events.SigningCancelled(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=draft.version.id,
            number=draft.version.number,
        )
    )
    return draft.version


def sign(application: Application, *, by: Actor, school_id: uuid.UUID, digest: str, language: str = ENGLISH) -> SignOff:
    """Sign for a school. `digest` is that of what the page showed; it must be what was asked and what stands now.
    `language`: the one in which the page showed the words of the form; what a school signs is the same in both."""
    sign_off, version, draft = _asked(application, school_id)
    shown_is_asked = digest == sign_off.digest
    if not shown_is_asked or (draft is not None and content.digest_for(draft, school_id) != sign_off.digest):
        raise NotAllowedNow(_("The text has changed since you opened this page. Please read it again before you sign."))
    change(
        sign_off,
        {"status": SignOffStatus.ASKED, "digest": digest},
        {
            "status": SignOffStatus.SIGNED,
            "signed_by_id": by.id,
            "signed_at": clock.now(),
            "language": language,
            **_remembered(draft or queries.load_draft(application, version), school_id, by),
        },
    )
    duty.settle(DutyKind.SIGN_APPLICATION, application.id, by=by, school_id=school_id, outcome="signed")
    is_last = not open_versions.awaited(version)
    record(
        events.SchoolSigned(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=version.id,
            school_id=school_id,
            number=version.number,
            is_last=is_last,
        )
    )
    if draft is None:
        _complete_late(application, version, by=by)
    elif not checks.unsigned_schools(draft):
        _complete(draft, by=by)
    elif checks.lead_has_signed(draft) and application.round.lead_signs_first:
        open_versions.owe_submission(application)
    return sign_off


def _remembered(draft: Draft | None, school_id: uuid.UUID, by: Actor) -> dict[str, object]:
    """What tells later what has changed since this signature."""
    if draft is None:
        return {}
    parts = content.parts(content.signed_facts(draft, school_id))
    return {"last_parts": parts, "last_signed_by_id": by.id, "last_signed_at": clock.now()}


def _asked(application: Application, school_id: uuid.UUID) -> tuple[SignOff, ApplicationVersion, Draft | None]:
    """The signature that is asked of the school: in the version that is being signed, else in the submitted one."""
    queries.list_versions(application)
    open_version, standing = application.open_version, application.standing_version
    for version in (open_version, standing):
        if version is None or version.status not in (VersionStatus.SIGNING, VersionStatus.SEALED):
            continue
        found = next((s for s in version.sign_offs if s.school_id == school_id), None)
        if found is not None and found.status == SignOffStatus.ASKED:
            if version is open_version:
                open_versions.still_open(application)
                return found, version, open_versions.draft_of(application)
            return found, version, None
    if any(s.school_id == school_id for v in application.versions for s in v.sign_offs):
        raise NotAllowedNow(_("No signature is asked of this school now."))
    raise NotFound


def decline_to_sign(
    application: Application, *, by: Actor, school_id: uuid.UUID, reason: str, sections: Sequence[str] | None = None
) -> SignOff:
    """Say no for a school, with the reason. `sections` (their keys, and `theme`) are open again, or everything where none is named; the other signatures
    stay as long as nothing they cover is changed."""
    if not reason:
        raise RuleBroken("reason", _("Say what would have to change before you can sign."))
    sign_off, version, draft = _asked(application, school_id)
    named = list(dict.fromkeys(sections or ()))
    if draft is not None and not set(named) <= {key for key, _title in what_can_be_named(draft, school_id)}:
        raise RuleBroken("sections", _("Choose sections from the list."))
    SIGN_OFFS.advance(sign_off, "decline", reason=reason)
    if draft is not None:
        VERSIONS.advance(version, "decline", signing_since=None, reopened=named or None)
        open_versions.nothing_to_sign(application, by=by, outcome="declined")
    duty.settle(DutyKind.SIGN_APPLICATION, application.id, by=by, school_id=school_id, outcome="declined")
    record(
        events.SchoolDeclinedToSign(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=version.id,
            school_id=school_id,
            number=version.number,
        )
    )
    return sign_off


def ask_again(sign_off: SignOff, *, by: Actor) -> SignOff:
    """After the submission a school that said no is asked once more, for the same text: the programme cannot go on without it."""
    application, version = sign_off.application, sign_off.application_version
    if not application.sign_off_incomplete or version.status != VersionStatus.SEALED:
        raise NotAllowedNow(_("No signature is waited for after the submission."))
    if sign_off.status != SignOffStatus.DECLINED:
        raise NotAllowedNow(_("This school has not said no."))
    SIGN_OFFS.advance(sign_off, "ask", signed_at=None, signed_by_id=None, reason="")
    due_at = working_days_later(clock.now(), DAYS_TO_SIGN_LATER)
    open_versions.owe_signature(application, sign_off.school_id, due_at=due_at)
    record(
        events.SignaturesAsked(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=version.id,
            number=version.number,
            schools=(sign_off.school_id,),
        )
    )
    return sign_off


def what_can_be_named(draft: Draft, school_id: uuid.UUID) -> list[tuple[str, str]]:
    """What a school can ask to have changed: the theme and the sections that it signs, as (key, title)."""
    theme = (open_versions.THEME, str(_("The theme")))
    return [theme, *((held.key, checks.title_of(draft, held)) for held in content.sections_for(draft, school_id))]


def open_all_sections(application: Application, *, by: Actor) -> ApplicationVersion:
    """The coordinator opens everything, not only what a school named."""
    draft = open_versions.drafting(application)
    if draft.version.reopened is None:
        raise NotAllowedNow(_("Everything is open already."))
    draft.version.reopened = None
    record(
        events.SigningCancelled(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=draft.version.id,
            number=draft.version.number,
        )
    )
    return draft.version


def _complete(draft: Draft, *, by: Actor) -> None:
    """Every school has signed what stands here."""
    application = draft.application
    VERSIONS.advance(draft.version, "complete")
    open_versions.owe_submission(application)
    record(
        events.ApplicationReady(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=draft.version.id,
            number=draft.version.number,
        )
    )


def _complete_late(application: Application, version: ApplicationVersion, *, by: Actor) -> None:
    """The last signature came after the submission."""
    if not application.sign_off_incomplete or any(s.status != SignOffStatus.SIGNED for s in version.sign_offs):
        return
    application.sign_off_incomplete = False
    record(
        events.SignOffCompleted(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=version.id,
            number=version.number,
        )
    )

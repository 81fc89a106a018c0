"""Signing: every head signs exactly the text that was laid down when the heads were asked, signed in or by a mailed link that works once."""

from collections.abc import Callable
from typing import TypeAlias

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.core.workflow import change
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.policy import SignedIn
from portal.running.agreements import events, queries
from portal.running.agreements.content import content_of, digest_of, review_day
from portal.running.agreements.models import (
    Agreement,
    AgreementSignature,
    AgreementStatus,
    SignatureStatus,
)
from portal.running.agreements.services.writing import add_parts, check_draft, fact
from portal.running.agreements.workflow import AGREEMENT, SIGNATURE
from portal.running.partnerships.models import PartnershipStatus
from portal.running.partnerships.queries import get_network

# (signature, address, name of the head, token): puts the mail into the outbox; the token goes into the link and nowhere else
WriteLink: TypeAlias = Callable[[AgreementSignature, str, str, str], None]


def ask_signatures(agreement: Agreement, *, by: Actor, write: WriteLink) -> None:
    """Lay the text down and ask the head of every school that has joined, by mail and on their page."""
    check_draft(agreement)
    if agreement.partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    if not clean(agreement.aims):
        raise RuleBroken(None, _("Write down the aims first: what do you want to reach together?"))
    _bring_up_to_date(agreement)
    if len(agreement.parts) < 2:
        raise RuleBroken(None, _("An agreement needs two schools. Invite a partner school first."))
    content = content_of(agreement)
    AGREEMENT.advance(agreement, "ask", content=content, digest=digest_of(content), asked_at=clock.now())
    for part in agreement.parts:
        signature = AgreementSignature(agreement_id=agreement.id, school_id=part.school_id)
        session().add(signature)
        session().flush()
        duty.owe(
            DutyKind.SIGN_AGREEMENT,
            subject_id=signature.id,
            title=agreement.partnership.name,
            cluster_id=agreement.cluster_id,
            school_id=part.school_id,
            office="signatory",
        )
        _send_link(signature, write)
    session().expire(agreement, ["signatures"])
    record(fact(events.AgreementSignaturesAsked, agreement, agreement.cluster_id, by))


def _bring_up_to_date(agreement: Agreement) -> None:
    """Schools that joined have a part; one that has left since is no longer in the text."""
    add_parts(agreement, agreement.cluster_id, {})
    here = {school.id for school in get_network(agreement.cluster_id).schools if not school.is_invited}
    for part in [part for part in agreement.parts if part.school_id not in here]:
        session().delete(part)
    session().flush()
    session().expire(agreement, ["parts"])


def _send_link(signature: AgreementSignature, write: WriteLink) -> None:
    school = schools.get_school(signature.school_id)
    if school.head_email:
        token = links.make_link(LinkPurpose.SIGN_AGREEMENT, subject_id=signature.id, address=school.head_email)
        change(signature, {"status": signature.status}, {"address": school.head_email})
        write(signature, school.head_email, school.head_name, token)


def write_again(signature: AgreementSignature, *, by: Actor, write: WriteLink) -> None:
    """Send the head a new link; the one before works no longer."""
    if signature.status != SignatureStatus.ASKED:
        raise NotAllowedNow(_("This school has answered already, or the text was opened again."))
    if not schools.get_school(signature.school_id).head_email:
        raise RuleBroken(None, _("We do not know the head’s address. The head can sign in and sign on the page."))
    _send_link(signature, write)


def sign(signature: AgreementSignature, *, by: SignedIn, digest: str) -> None:
    """The head, or who signs for them, signs on the page: exactly the text that was shown."""
    _sign(signature, session().get_one(Person, by.id), digest=digest, name=by.name, by_link=False)


def sign_by_link(link: OneTimeLink, *, by: Actor, name: str, digest: str) -> None:
    """The head signs through the mailed link, which proves the address and works once."""
    signature = queries.signature_of_link(link.subject_id)
    if signature is None:
        raise links.link_is_over()
    if not clean_line(name):
        raise RuleBroken("name", _("Write your name."))
    links.use_link(link)
    head = school_services.person_of_head(link.address, clean_line(name), schools.get_school(signature.school_id))
    _sign(signature, head, digest=digest, name=clean_line(name), by_link=True)


def _sign(signature: AgreementSignature, head: Person, *, digest: str, name: str, by_link: bool) -> None:
    agreement = signature.agreement
    if digest != agreement.digest or digest_of(content_of(agreement)) != agreement.digest:
        raise RuleBroken(None, _("The text was changed after you opened the page. Please read it again."))
    AGREEMENT.advance(agreement, "sign")
    SIGNATURE.advance(
        signature,
        "sign",
        digest=digest,
        signer_name=name[:120],
        signed_by_id=head.id,
        signed_at=clock.now(),
        by_link=by_link,
        reason="",
    )
    duty.settle(DutyKind.SIGN_AGREEMENT, signature.id, by=head, outcome="signed")
    record(fact(events.AgreementSigned, agreement, agreement.cluster_id, head, signature.school_id))
    session().expire(agreement, ["signatures"])
    if all(one.status == SignatureStatus.SIGNED for one in agreement.live_signatures):
        _put_in_force(agreement, head)


def _put_in_force(agreement: Agreement, by: Actor) -> None:
    before = queries.in_force(agreement.partnership_id)
    if before is not None:
        AGREEMENT.advance(before, "supersede", superseded_at=clock.now())
        duty.settle(DutyKind.REVIEW_AGREEMENT, before.id, by=by, outcome="new version")
    day = review_day(content_of(agreement))
    AGREEMENT.advance(agreement, "complete", in_force_at=clock.now(), next_review_on=day)
    record(fact(events.AgreementInForce, agreement, agreement.cluster_id, by))


def decline(signature: AgreementSignature, *, by: Actor, reason: str) -> None:
    """The head does not sign, and says what would have to change."""
    if not clean(reason):
        raise RuleBroken("reason", _("Say what would have to change."))
    if signature.agreement.status not in (AgreementStatus.SIGNING, AgreementStatus.SIGNED_BY_ONE):
        raise NotAllowedNow(_("This version is not waiting for signatures now."))
    SIGNATURE.advance(signature, "decline", reason=clean(reason))
    duty.settle(DutyKind.SIGN_AGREEMENT, signature.id, by=by, outcome="declined")
    record(
        fact(
            events.AgreementSignatureDeclined, signature.agreement, signature.cluster_id, by, signature.school_id
        )
    )  # fmt: skip


def decline_by_link(link: OneTimeLink, *, by: Actor, reason: str) -> None:
    """The same through the mailed link."""
    signature = queries.signature_of_link(link.subject_id)
    if signature is None:
        raise links.link_is_over()
    if not clean(reason):
        raise RuleBroken("reason", _("Say what would have to change."))
    links.use_link(link)
    decline(signature, by=by, reason=reason)


def reopen(agreement: Agreement, *, by: Actor) -> None:
    """Open the text again. What was signed covered the old words: it stays as history and covers nothing any more."""
    AGREEMENT.advance(agreement, "reopen", content=None, digest="", asked_at=None, version=agreement.version + 1)
    for signature in agreement.live_signatures:
        SIGNATURE.advance(signature, "void")
        duty.settle(DutyKind.SIGN_AGREEMENT, signature.id, by=by, outcome="opened again")
    record(fact(events.AgreementReopened, agreement, agreement.cluster_id, by))

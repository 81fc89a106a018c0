"""The head accepts an award by the link of a mail, without an account, as heads sign applications: the link shows exactly what is accepted and works once; a
code to the head's own address comes before the yes counts, and is for the terms alone that were shown when it was asked for."""

from collections.abc import Callable
from typing import TypeAlias

from portal.applying.applications.events import HeadProvedByCode
from portal.applying.awards import queries
from portal.applying.awards.models import Award, AwardAcceptance, AwardStatus
from portal.applying.awards.services.awards import accept_award
from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.accounts import codes, links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.identity.schools.services.head_links import head_of_link, link_to_head

# (acceptance, head, token or code): puts the mail into the outbox; the token, or the code, goes into it and nowhere else
Write: TypeAlias = Callable[[AwardAcceptance, Person, str], None]


def write_to_head(acceptance: AwardAcceptance, *, by: Actor, write: Write) -> None:
    """Send the head of the school a link of their own; the one before works no longer."""
    if acceptance.accepted_at is not None or acceptance.award.status != AwardStatus.OFFERED:
        raise NotAllowedNow(_("Nothing is asked of this school now."))
    write(acceptance, *link_to_head(LinkPurpose.ACCEPT_AWARD, school_id=acceptance.school_id, subject_id=acceptance.id))


def send_acceptance_code(link: OneTimeLink, *, by: Actor, write: Write) -> None:
    """Mail a code to the address of the link, bound to the terms as they stand now."""
    acceptance, head = _asked(link)
    digest = acceptance.award.terms_digest
    code = codes.make_code(person_id=head.id, subject_id=acceptance.id, bound_to=digest, address=link.address)
    write(acceptance, head, code)


def accept_by_link(link: OneTimeLink, *, by: Actor, code: str, digest: str) -> Award:
    """Accept with the mailed code. `digest` is that of the terms that the page showed; code and link are used up."""
    acceptance, head = _asked(link)
    codes.use_code(person_id=head.id, subject_id=acceptance.id, bound_to=digest, code=code)
    links.use_link(link)
    award = queries.get_award(acceptance.award_id)
    record(
        HeadProvedByCode(
            by_id=head.id,
            cluster_id=award.cluster_id,
            application_id=award.application_id,
            school_id=acceptance.school_id,
            subject_id=award.application_id,
        )
    )
    return accept_award(award, by=head, digest=digest, school_id=acceptance.school_id)


def _asked(link: OneTimeLink) -> tuple[AwardAcceptance, Person]:
    """What the link asks, while it is asked and whoever got the link signs for the school. Raises NotAllowedNow."""
    acceptance = queries.acceptance_of_link(link.subject_id)
    if acceptance is None:
        raise links.link_is_over()
    return acceptance, head_of_link(link, acceptance.school_id)

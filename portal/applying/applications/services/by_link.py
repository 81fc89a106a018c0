"""The head signs by the link of a mail, without an account. The link shows exactly what is signed, and works once. So that a mail that was forwarded signs
nothing, a code is mailed to the head's own address before the signature counts; it is for the text alone that was shown when it was asked for."""

from collections.abc import Callable
from typing import TypeAlias

from portal.applying.applications import content, events, queries
from portal.applying.applications.models import Application, SignOff, SignOffStatus
from portal.applying.applications.services import signing
from portal.core.actors import Actor
from portal.core.bilingual import ENGLISH
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.accounts import codes, links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.identity.schools.queries import signing_head
from portal.identity.schools.services.head_links import head_of_link, link_to_head

# (application, sign-off, head, token): puts the mail into the outbox; the token, or the code, goes into it and nowhere else
WriteLink: TypeAlias = Callable[[Application, SignOff, Person, str], None]


def head_of(sign_off: SignOff) -> Person | None:
    """Who signs for the school now, and has an account that is not on hold or closed (a password is not needed)."""
    return signing_head(sign_off.school_id)


def write_to_head(sign_off: SignOff, *, by: Actor, write: WriteLink) -> None:
    """Send the head of the school a link of their own; the one before works no longer."""
    if sign_off.status != SignOffStatus.ASKED:
        raise NotAllowedNow(_("No signature is asked of this school now."))
    asked = link_to_head(LinkPurpose.SIGN_APPLICATION, school_id=sign_off.school_id, subject_id=sign_off.id)
    write(queries.get_application(sign_off.application.id), sign_off, *asked)


def send_code(link: OneTimeLink, *, by: Actor, write: WriteLink) -> None:
    """Mail a code to the address of the link, bound to the text as it is asked for now."""
    sign_off, head = _asked(link)
    code = codes.make_code(person_id=head.id, subject_id=sign_off.id, bound_to=sign_off.digest, address=link.address)
    write(queries.get_application(sign_off.application.id), sign_off, head, code)


def sign_by_link(link: OneTimeLink, *, by: Actor, code: str, digest: str, language: str = ENGLISH) -> SignOff:
    """Sign with the mailed code. `digest` is that of what the page showed, `language` the one in which it showed the words of the form; code and link are used
    up."""
    sign_off, head = _asked(link)
    codes.use_code(person_id=head.id, subject_id=sign_off.id, bound_to=digest, code=code)
    links.use_link(link)
    application = _held(sign_off)
    _note_proof(application, sign_off, head)
    return signing.sign(application, by=head, school_id=sign_off.school_id, digest=digest, language=language)


def decline_by_link(
    link: OneTimeLink, *, by: Actor, reason: str, code: str, digest: str, sections: list[str] | None = None
) -> SignOff:
    """Say no by the link, with the reason and the mailed code, as for signing: it opens the answers again, and all are told in the head's name."""
    sign_off, head = _asked(link)
    if not reason:
        raise RuleBroken("reason", _("Say what would have to change before you can sign."))
    codes.use_code(person_id=head.id, subject_id=sign_off.id, bound_to=digest, code=code, field="no_code")
    links.use_link(link)
    application = _held(sign_off)
    _note_proof(application, sign_off, head)
    return signing.decline_to_sign(application, by=head, school_id=sign_off.school_id, reason=reason, sections=sections)


def _held(sign_off: SignOff) -> Application:
    """Its application, locked, so that of two heads who sign at once the second one sees the first. The link alone is locked by the deed."""
    application = queries.get_application(sign_off.application.id)
    session().refresh(application, ["stage"], with_for_update=True)
    return application


def _note_proof(application: Application, sign_off: SignOff, head: Person) -> None:
    record(
        events.HeadProvedByCode(
            by_id=head.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            school_id=sign_off.school_id,
            subject_id=sign_off.id,
        )
    )


def _asked(link: OneTimeLink) -> tuple[SignOff, Person]:
    """The signature of a link, while it is asked for and whoever got the link signs for the school. Raises NotAllowedNow."""
    sign_off = queries.sign_off_of_link(link.subject_id)
    if sign_off is None:
        raise links.link_is_over()
    head = head_of_link(link, sign_off.school_id)
    if sign_off.school_id not in {m.school_id for m in content.members(sign_off.application.cluster)}:
        raise NotAllowedNow(_("No signature is asked of this school now."))
    return sign_off, head

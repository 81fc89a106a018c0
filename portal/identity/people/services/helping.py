"""Help for someone who cannot get in. Nobody sees or sets another's password."""

from typing import Any

from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.accounts import links, queries
from portal.identity.accounts import services as accounts
from portal.identity.accounts.models import LinkPurpose, Person, PersonStatus
from portal.identity.people import events


def send_reset_link(person: Person, *, by: Actor, write: Any) -> None:
    """Send the person a link to choose a new password: to their address, never to whoever sends it."""
    if person.status not in (PersonStatus.ACTIVE, PersonStatus.UNCONFIRMED):
        raise NotAllowedNow(_("This account is on hold or closed, so no link is sent."))
    token = links.make_link(LinkPurpose.RESET_PASSWORD, person_id=person.id, address=person.email)
    write("reset_password", person, person.email, token)
    record(events.ResetLinkSent(by_id=by.id, person_id=person.id))


def end_sessions(person: Person, *, by: Actor) -> None:
    """Sign the person out everywhere."""
    accounts.end_all_sessions(by=by, person_id=person.id)
    record(events.SessionsEnded(by_id=by.id, person_id=person.id))


def take_second_factor_away(person: Person, *, by: Actor) -> None:
    """The person lost app, passkeys and codes, and has shown by other means who they are. They sign in with the password; a role that needs the second
    step asks them to set it up again."""
    if by.id == person.id:
        raise RuleBroken(None, _("Ask another administrator to do this for you."))
    if person.totp_secret is None and not queries.has_passkey(person.id):
        raise NotAllowedNow(_("This person has no second step."))
    accounts.forget_second_factor(person)
    accounts.end_all_sessions(by=by, person_id=person.id)
    record(events.SecondFactorTakenAway(by_id=by.id, person_id=person.id))

"""Another e-mail address: asked for, proven at the new one, told to both."""

from typing import Any

from portal.core.actors import Actor
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import fold_email
from portal.identity.accounts import events, links, queries
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.identity.accounts.services.sessions import end_all_sessions


def ask_for_new_address(person: Person, *, by: Actor, email: str, write: Any) -> None:
    """Write a link to the new address, and tell the old one. The page says the same whether the new address has an account already or not."""
    address = fold_email(email)
    if address == person.email:
        raise RuleBroken("email", _("This is your address already."))
    other = queries.person_by_email(address)
    token = links.make_link(LinkPurpose.CHANGE_EMAIL, person_id=person.id, address=address)
    if other is None:
        write("confirm_new_address", person, address, token)
    else:
        write("address_in_use", other, address, None)
    write("address_change_asked", person, person.email, None)
    record(events.AddressChangeAsked(by_id=by.id, person_id=person.id))


def confirm_new_address(link: OneTimeLink, *, by: Actor, write: Any, keep_session: Any = None) -> Person:
    """The new address is proven and takes the place of the old one. Both are told; every other session ends, older links are dead."""
    links.use_link(link)
    person = queries.get_person(link.person_id)  # type: ignore[arg-type]
    if queries.person_by_email(link.address) is not None:
        raise RuleBroken(None, _("This address belongs to an account already. Ask for another one."))
    before, person.email = person.email, link.address
    links.void_links(person.id)
    end_all_sessions(by=person, person_id=person.id, but=keep_session)
    record(events.AddressChanged(by_id=person.id, person_id=person.id))
    for address in (before, link.address):
        write("address_changed", person, address, None)
    return person

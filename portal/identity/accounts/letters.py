"""Mails that carry a one-time link, written into the outbox inside the deed's transaction."""

from typing import Any

from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.web.mailing import write_letter
from portal.web.security import external_url

_PAGES = {
    "confirm_email": "accounts.confirm",
    "reset_password": "accounts.reset",
    "account_exists": "accounts.sign_in",
    "confirm_new_address": "accounts.confirm_new_address",
    "address_in_use": "accounts.sign_in",
    "address_change_asked": "accounts.security",
    "account_on_hold": "public.home",
    "account_open_again": "accounts.sign_in",
    "address_changed": "accounts.sign_in",
}


def write(kind: str, person: Person, address: str, token: str | None) -> None:
    """Write the mail of this kind to the address. `token` goes into the link and nowhere else."""
    values: dict[str, Any] = {"token": token} if token else {}
    link = external_url(_PAGES[kind], **values)
    with speaking_to(person.language, person.zone):
        write_letter(
            kind,
            address=address,
            person_id=person.id,
            name=person.name,
            link=link,
            reset_link=external_url("accounts.ask_reset"),
        )

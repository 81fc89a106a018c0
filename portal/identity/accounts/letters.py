"""Mails that carry a one-time link, written into the outbox inside the deed's transaction."""

from typing import Any

from portal.identity.accounts.models import Person
from portal.web.mailing import write_letter
from portal.web.security import external_url

_PAGES = {
    "confirm_email": "accounts.confirm",
    "reset_password": "accounts.reset",
    "account_exists": "accounts.sign_in",
    "password_changed": "accounts.sign_in",
}


def write(kind: str, person: Person, address: str, token: str | None) -> None:
    """Write the mail of this kind to the address. `token` goes into the link and nowhere else."""
    values: dict[str, Any] = {"token": token} if token else {}
    write_letter(
        kind, address=address, person_id=person.id, name=person.name, link=external_url(_PAGES[kind], **values)
    )

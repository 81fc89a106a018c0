"""The blueprint, and what its pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.identity.accounts.models import Person
from portal.identity.people.words import masked
from portal.policy.people import STAFF, Role
from portal.web import login
from portal.web.press import press

bp = Blueprint("people", __name__, url_prefix="/administration")


def page_of(person_id: Any) -> str:
    """The address of a person's page."""
    return url_for("people.show", person_id=person_id)


def address_of(person: Any) -> str:
    """The person's e-mail address as whoever is signed in may see it: administrators keep the machine, and see only enough to recognise it."""
    return str(person.email) if login.me().has(*STAFF, Role.SAFEGUARDING_LEAD) else masked(person.email)


def press_about(
    deed: Callable[..., Any], subject: Any, *, person: Person, said: Any, **words: Any
) -> ResponseReturnValue:
    """Carry out a one-button form about a person, and go back to the person's page."""
    return press(deed, subject, to=page_of(person.id), said=said, **words)

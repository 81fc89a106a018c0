"""How often a form may be sent. `take_turn((limits.RESETS_FROM_A_PLACE, place()))` after the form was found valid; too often: 429, with the seconds to wait.

What people write to others by is counted by `if form.validate_on_submit() and may_invite(form):`. Too often is a sentence on the form; nothing typed is lost.
"""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request
from werkzeug.exceptions import TooManyRequests

from portal.core import limits
from portal.core.actors import SYSTEM
from portal.core.errors import TryLater
from portal.core.i18n import ngettext
from portal.core.limits import Limit, Turn
from portal.core.perform import perform
from portal.web import login

if TYPE_CHECKING:
    from portal.web.forms import PortalForm

TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)

REGISTRATIONS = Limit("register", 10, TEN_MINUTES)
RESETS_FROM_A_PLACE = Limit("reset_place", 10, TEN_MINUTES)
RESETS_OF_AN_ADDRESS = Limit("reset_address", 5, HOUR)
INVITATIONS = Limit("invite", 30, HOUR)
DATA_REQUESTS = Limit("data_request", 5, HOUR)
ADDRESS_CHANGES = Limit("change_address", 5, HOUR)
KEPT_FILES = Limit("keep_files", 100, DAY)
CODES_OF_A_LINK = Limit("sign_code", 5, HOUR)
TRIES_OF_A_LINK = Limit("sign_code_try", 5, timedelta(minutes=15))


def key(value: object) -> str:
    """The hash under which someone or somewhere is counted."""
    return limits.key_of(current_app.config["SECRET_KEY"], str(value))


def place() -> str:
    """Where the request comes from, as far as the proxies that we believe say."""
    return request.remote_addr or ""


def take_turn(*turns: tuple[Limit, Any]) -> None:
    """Count one more for each (limit, who or where). Raises TooManyRequests when one of them was done too often."""
    taken = perform(limits.take, by=SYSTEM, turns=[Turn(limit, key(who)) for limit, who in turns])
    if taken.wait is not None:
        raise TooManyRequests(retry_after=taken.wait)


def may_try(form: "PortalForm", limit: Limit, link_id: uuid.UUID) -> bool:
    """Count one more code, or one more try, of a mailed link. False, with the sentence on the form, when there were too many."""
    taken = perform(limits.take, by=SYSTEM, turns=[Turn(limit, key(f"link {link_id}"))])
    if taken.wait is None:
        return True
    form.form_errors.append(
        ngettext(
            "There were many tries with this link. Wait %(num)d minute, then ask for a new code.",
            "There were many tries with this link. Wait %(num)d minutes, then ask for a new code.",
            -(-taken.wait // 60),
        )
    )
    return False


def may_invite(form: "PortalForm") -> bool:
    """Count one more letter to someone who did not ask for it: an invitation, a request, a link for a head or a supporter. False, with the sentence on the
    form, when whoever is signed in has sent too many within the hour; the page of the form is then answered with 429."""
    taken = perform(limits.take, by=SYSTEM, turns=[Turn(INVITATIONS, key(login.me().id))])
    if taken.wait is None:
        return True
    g.too_often = taken.wait
    said = ngettext(
        "You have sent many invitations and requests in the last hour. Wait %(num)d minute, then send this one.",
        "You have sent many invitations and requests in the last hour. Wait %(num)d minutes, then send this one.",
        -(-taken.wait // 60),
    )
    form.form_errors.append(said)
    return False


def may_keep_files() -> bool:
    """Count one more form whose files are kept for the next try, for whoever is signed in, else for the place; each is as large as a request may be. No where
    there were too many in a day, and where the database is too busy to count."""
    person = login.signed_in()
    who = key(person.id if person is not None else place())
    try:
        return perform(limits.take, by=SYSTEM, turns=[Turn(KEPT_FILES, who)]).wait is None
    except TryLater:
        return False

"""The blueprint, and what its pages have in common: how tries are counted, how a link is read, who was here when."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.core import clock, limits
from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import ngettext
from portal.core.limits import Limit, Taken, Turn
from portal.core.perform import perform
from portal.identity.accounts import passwords, queries, services
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.policy.people import SHORT_SESSION_ROLES
from portal.web import login
from portal.web.acting import form_page
from portal.web.forms import PortalForm
from portal.web.limits import HOUR, key, place

bp = Blueprint("accounts", __name__)
TOUCH_AFTER, TOUCH_SHORT_AFTER = timedelta(minutes=5), timedelta(minutes=1)
FIVE_MINUTES = timedelta(minutes=5)
TRIES = Limit("sign_in", 10, FIVE_MINUTES)
TRIES_FROM_A_PLACE = Limit("sign_in_place", 20, HOUR)
CODES = Limit("code", 5, FIVE_MINUTES)


def known_device(address: str) -> uuid.UUID | None:
    """Whether the person of this address has signed in with this browser before."""
    token = request.cookies.get(login.device_name(), "")
    return queries.known_device(address, login.token_hash(token)) if 20 <= len(token) <= 100 else None


def take_try(form: PortalForm, limit: Limit, address: str, *, device: uuid.UUID | None) -> Taken | None:
    """One of the few tries for this account; None, with the words on the form, when there were too many.

    A browser that is known for the account has tries of its own: a stranger who guesses elsewhere does not shut the owner out. Any other browser shares
    the account's, and those of the place it stands in.
    """
    turns = [Turn(limit, key(f"device {device}" if device else f"account {address}"))]
    if device is None:
        turns.append(Turn(TRIES_FROM_A_PLACE, key(f"place {place()}")))
    taken = perform(limits.take, by=SYSTEM, turns=turns)
    if taken.wait is None:
        return taken
    g.too_often = taken.wait
    minutes = -(-taken.wait // 60)
    form.form_errors.append(
        ngettext(
            "There were too many wrong tries. Wait %(num)d minute, then try again, or choose a new password.",
            "There were too many wrong tries. Wait %(num)d minutes, then try again, or choose a new password.",
            minutes,
        )
    )
    return None


def knows_password(form: Any, person: Person, words: Any, *, field: str = "password") -> Taken | None:
    """The try, if the person's password was typed into this field; None, with the words on the form, if not."""
    tried = take_try(form, TRIES, person.email, device=known_device(person.email))
    if tried is None or passwords.verify(form[field].data, person.password_hash):
        return tried
    perform(services.note_failure, by=SYSTEM, person_id=person.id)
    form.show(RuleBroken(field, str(words)))
    return None


def tried_page(template: str, form: PortalForm, **context: Any) -> ResponseReturnValue:
    """The page of a form on which tries are counted: 429 and the seconds to wait when there were too many."""
    return form_page(template, form, **context)


def failed(person: Person | None) -> None:
    """The try was wrong: enter it into the record."""
    perform(services.note_failure, by=SYSTEM, person_id=person.id if person else None)


def keys() -> list[str]:
    """The portal's secrets, the present one first."""
    return [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]


def live_link(token: str, *purposes: LinkPurpose) -> OneTimeLink | None:
    """The link of this token, if it is for one of these purposes and still good."""
    found = (queries.live_link(token, purpose) for purpose in purposes)
    return next((link for link in found if link is not None), None)


@bp.after_app_request
def note_presence(response: Response) -> Response:
    """Note that the person was here, at most every five minutes (every minute where sessions are short), in a short transaction of its own; skipped
    when the database is busy."""
    person = login.signed_in() if "_login_user" in g else None
    if person is None or person.session_id is None or person.seen_at is None or response.status_code >= 400:
        return response
    after = TOUCH_SHORT_AFTER if person.roles & SHORT_SESSION_ROLES else TOUCH_AFTER
    if clock.now() - person.seen_at >= after:
        try:
            perform(services.touch_session, by=SYSTEM, session_id=person.session_id)
        except Exception:  # a missed mark harms nobody
            current_app.logger.info("presence not noted")
    return response

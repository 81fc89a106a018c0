"""The blueprint, and what its pages have in common: how tries are counted, how a link is read, who was here when."""

import hashlib
from datetime import timedelta

from flask import Blueprint, current_app, g, request
from flask.wrappers import Response

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.core.perform import perform
from portal.identity.accounts import queries, services
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.web import login
from portal.web.forms import PortalForm

bp = Blueprint("accounts", __name__)
TOUCH_AFTER = timedelta(minutes=5)


def take_try(form: PortalForm, account: str) -> int | None:
    """One of the few tries for this account and from this place; None, with the words on the form, when there were too many."""
    account_hash, client_hash = hashed(account), hashed(request.remote_addr or "")
    try_id: int | None = perform(services.take_try, by=SYSTEM, account_hash=account_hash, client_hash=client_hash)
    if try_id is None:
        words = _("There were too many wrong tries. Wait five minutes, then try again, or choose a new password.")
        form.form_errors.append(words)
    return try_id


def hashed(value: str) -> str:
    return hashlib.sha256(f"{current_app.config['SECRET_KEY']}:{value}".encode()).hexdigest()


def keys() -> list[str]:
    return [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]


def live_link(token: str, purpose: LinkPurpose) -> OneTimeLink | None:
    return queries.live_link(token, purpose) if len(token) < 100 else None


@bp.after_app_request
def note_presence(response: Response) -> Response:
    """Note that the person was here, at most every five minutes, in a short transaction of its own; skipped when the database is busy."""
    person = login.signed_in() if "_login_user" in g else None
    if person is None or person.session_id is None or person.seen_at is None or response.status_code >= 400:
        return response
    if clock.now() - person.seen_at >= TOUCH_AFTER:
        try:
            perform(services.touch_session, by=SYSTEM, session_id=person.session_id)
        except Exception:  # a missed mark harms nobody
            current_app.logger.info("presence not noted")
    return response

"""What the clock does with data: closings whose days are over, and what is old enough to go."""

from datetime import timedelta

from flask import current_app

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.i18n import _l
from portal.core.jobs import every
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.oversight.privacy import queries
from portal.oversight.privacy.models import AccountClosing, RightsRequest
from portal.oversight.privacy.services import closing, requests, retention

WEEK = timedelta(days=7)

_TITLES = (
    _l(
        "Nobody has signed in with your account for a long time. Sign in to keep it; otherwise it is closed in 60 days."
    ),
    _l("Your account is closed in 14 days. Sign in to keep it."),
)


def days(setting: str) -> timedelta:
    """What a setting says, which is in days."""
    return timedelta(days=getattr(current_app.config["SETTINGS"], setting))


@every(timedelta(hours=1))
def close_accounts() -> int:
    """Close the accounts whose fourteen days are over. Returns how many."""
    keys = queries.closings_due()
    session().rollback()
    for key in keys:
        perform(closing.complete_closing, session().get(AccountClosing, key), by=SYSTEM)
    return len(keys)


@every(timedelta(hours=6))
def remind_of_requests() -> int:
    """A week before a request about data has to be answered its administrators are told, once for each day on which it is due. Returns how many heard it."""
    told = 0
    for key in queries.requests_due_within(WEEK):
        session().rollback()
        told += perform(requests.remind, session().get_one(RightsRequest, key), by=SYSTEM)
    return told


@every(timedelta(days=1))
def remove_what_is_old() -> None:
    """Write to people with unused accounts, then look at every rule of retention."""
    perform(retention.set_first_seen, by=SYSTEM)
    for number in range(len(retention.WARNED) - 1, -1, -1):
        keys = retention.people_to_warn(number, days("keep_unused_days"))
        session().rollback()
        for key in keys:
            perform(retention.warn, session().get(Person, key), by=SYSTEM, title=_TITLES[number])
    for rule in retention.RULES:
        retention.look(rule, days(rule.setting))

"""Putting an account on hold, and opening it again."""

from collections.abc import Callable
from typing import Any

from portal.core import clock, outbox
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.accounts import links
from portal.identity.accounts import services as accounts
from portal.identity.accounts.models import Person
from portal.identity.accounts.workflow import ACCOUNT
from portal.identity.people import events, queries
from portal.identity.people.models import AccountHold
from portal.policy.people import Role

on_hiding: list[Callable[..., None]] = []
"""What takes everything that a person wrote out of sight: `hide(person, by=..., reason=...)`; put in at assembly."""


def suspend(person: Person, *, by: Actor, reason: str, write: Any, hides: bool = False) -> None:
    """Out at once, in one step: every session ends, links and feeds are dead, mail that waits is not sent. What the person wrote stays where it is, or with
    `hides` goes out of sight in the same step."""
    if by.id == person.id:
        raise RuleBroken(None, _("Nobody puts their own account on hold."))
    is_administrator = queries.has_live_role(person.id, Role.SYSTEM_ADMINISTRATOR)
    if is_administrator and not queries.other_holders(Role.SYSTEM_ADMINISTRATOR, but=person.id):
        raise NotAllowedNow(_("This is the last administrator. Make another one first."))
    ACCOUNT.advance(person, "suspend")
    accounts.end_all_sessions(by=by, person_id=person.id)
    links.void_links(person.id)
    outbox.withdraw(person.id, words="the account is on hold")
    session().add(AccountHold(person_id=person.id, reason=reason, set_by_id=by.id))
    session().flush()
    record(events.AccountSuspended(by_id=by.id, person_id=person.id))
    write("account_on_hold", person, person.email, None)
    for hide in on_hiding if hides else ():
        hide(person, by=by, reason=reason)


def restore(person: Person, *, by: Actor, reason: str, write: Any) -> None:
    """The account is open again, with the roles and schools it had."""
    ACCOUNT.advance(person, "restore")
    hold = queries.live_hold(person.id)
    if hold is not None:
        change(hold, {"lifted_at": None}, {"lifted_at": clock.now(), "lifted_by_id": by.id, "lift_reason": reason})
    record(events.AccountRestored(by_id=by.id, person_id=person.id))
    write("account_open_again", person, person.email, None)

"""What happens when: data. What happens to an account is told to its person at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.core.i18n import _l
from portal.oversight.notifications.services import tell
from portal.oversight.privacy import events


def _person_hears_that_it_closes(event: events.ClosingAsked) -> None:
    title = _l(
        "Your account is closed in 14 days. If you did not ask for it, sign in, keep it, and choose a new password."
    )
    tell([event.person_id], kind="account_closing", title=title, path="/profile/close", letter="notice")


def _person_hears_that_it_is_kept(event: events.AccountKept) -> None:
    title = _l("You keep your account.")
    tell([event.person_id], kind="account_closing", title=title, path="/profile/data", letter="notice")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.ClosingAsked: (_person_hears_that_it_closes,),
    events.AccountKept: (_person_hears_that_it_is_kept,),
}

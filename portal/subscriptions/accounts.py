"""What happens when: accounts. What changes how someone signs in is told to them at once, on their page and by mail."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.core.i18n import _, ngettext
from portal.identity.accounts import events
from portal.oversight.notifications.services import tell
from portal.web.security import external_url

SECURITY = "/profile/security"


def _person_hears_of_a_new_browser(event: events.NewBrowserUsed) -> None:
    _tell(event, "new_browser", _("You signed in with a browser that we did not know."))


def _person_hears_of_a_new_password(event: events.PasswordChanged) -> None:
    _tell(event, "password_changed", _("Your password was changed."))


def _person_hears_of_the_app(event: events.SecondFactorSetUp) -> None:
    _tell(event, "second_step", _("A second step is needed to sign in from now on."))


def _person_hears_of_another_app(event: events.SecondFactorReplaced) -> None:
    _tell(event, "second_step", _("Another app gives the codes for signing in from now on."))


def _person_hears_of_no_app(event: events.SecondFactorSwitchedOff) -> None:
    _tell(event, "second_step", _("No second step is needed to sign in any more."))


def _person_hears_of_new_codes(event: events.RecoveryCodesMade) -> None:
    _tell(event, "second_step", _("New recovery codes were made; the old ones are dead."))


def _person_hears_of_a_used_code(event: events.RecoveryCodeUsed) -> None:
    said = ngettext(
        "A recovery code was used to sign in. %(num)d is left.",
        "A recovery code was used to sign in. %(num)d are left.",
        event.left,
    )
    _tell(event, "second_step", said)


def _tell(event: Event, kind: str, title: str) -> None:
    tell(
        [event.person_id],
        kind=f"account_{kind}",
        title=title,
        path=SECURITY,
        letter="account_safety",
        reset_link=external_url("accounts.ask_reset"),
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.NewBrowserUsed: (_person_hears_of_a_new_browser,),
    events.PasswordChanged: (_person_hears_of_a_new_password,),
    events.SecondFactorSetUp: (_person_hears_of_the_app,),
    events.SecondFactorReplaced: (_person_hears_of_another_app,),
    events.SecondFactorSwitchedOff: (_person_hears_of_no_app,),
    events.RecoveryCodesMade: (_person_hears_of_new_codes,),
    events.RecoveryCodeUsed: (_person_hears_of_a_used_code,),
}

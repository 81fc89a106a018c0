"""What happens when: accounts. What changes how someone signs in is told to them at once, on their page and by mail."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.core.i18n import Later
from portal.identity.accounts import events
from portal.identity.accounts.models import Person
from portal.identity.people import events as people_events
from portal.identity.people.words import role_words
from portal.oversight.interface import events as key_events
from portal.oversight.notifications.services import tell
from portal.subscriptions.words import _, ngettext
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


def _person_hears_of_a_key(event: key_events.ReadingKeyMade) -> None:
    words = _(
        "A key was made by which a program reads what you may read. If it was not you, take it back on your profile."
    )
    _tell(event, "key", words)


def _person_hears_of_a_key_less(event: key_events.ReadingKeyTakenBack) -> None:
    _tell(event, "key", _("A key of a program was taken back. It reads nothing any more."))


def _person_hears_of_a_passkey(event: events.PasskeyAdded) -> None:
    _tell(event, "passkey", _("A passkey was added to your account: %(name)s.", name=event.name))


def _person_hears_of_a_removed_passkey(event: events.PasskeyRemoved) -> None:
    _tell(event, "passkey", _("A passkey was removed from your account: %(name)s.", name=event.name))


def _person_hears_of_a_doubtful_passkey(event: events.PasskeyDoubted) -> None:
    words = _("We refused your passkey %(name)s: somebody may have a copy of it. Please remove it.", name=event.name)
    _tell(event, "passkey", words)


def _tell(event: Event, kind: str, title: Any) -> None:
    tell(
        [event.person_id],
        kind=f"account_{kind}",
        title=title,
        path=SECURITY,
        letter="account_safety",
        reset_link=external_url("accounts.ask_reset"),
    )


def _person_hears_of_a_role(event: people_events.RoleConfirmed) -> None:
    words = Later(role_words, event.role)
    _notice(event.person_id, "role", _("You now have the role: %(role)s. Please sign in again.", role=words))
    proposer = uuid.UUID(event.proposed_by_id)
    title = _("The role was confirmed: %(role)s for %(name)s.", role=words, name=_name(event))
    _notice(proposer, "role", title, path=f"/administration/people/{event.person_id}")


def _proposer_hears_no(event: people_events.RoleRefused) -> None:
    title = _("The role was not given: %(role)s for %(name)s.", role=Later(role_words, event.role), name=_name(event))
    path = f"/administration/people/{event.person_id}"
    _notice(uuid.UUID(event.proposed_by_id), "role", title, path=path)


def _person_hears_of_a_lost_role(event: people_events.RoleWithdrawn) -> None:
    _notice(event.person_id, "role", _("You no longer have the role: %(role)s.", role=Later(role_words, event.role)))


def _person_hears_that_the_step_is_gone(event: people_events.SecondFactorTakenAway) -> None:
    _tell(event, "second_step", _("An administrator took your second step away, because you asked for help."))


def _person_hears_that_they_are_out(event: people_events.SessionsEnded) -> None:
    _tell(event, "signed_out", _("An administrator signed you out everywhere."))


def _name(event: Event) -> str:
    person = session().get(Person, event.person_id)
    return person.name if person is not None else ""


def _notice(person_id: uuid.UUID | None, kind: str, title: Any, *, path: str = "/profile") -> None:
    tell([person_id], kind=f"account_{kind}", title=title, path=path, letter="notice")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.NewBrowserUsed: (_person_hears_of_a_new_browser,),
    events.PasswordChanged: (_person_hears_of_a_new_password,),
    events.SecondFactorSetUp: (_person_hears_of_the_app,),
    events.SecondFactorReplaced: (_person_hears_of_another_app,),
    events.SecondFactorSwitchedOff: (_person_hears_of_no_app,),
    events.RecoveryCodesMade: (_person_hears_of_new_codes,),
    events.RecoveryCodeUsed: (_person_hears_of_a_used_code,),
    key_events.ReadingKeyMade: (_person_hears_of_a_key,),
    key_events.ReadingKeyTakenBack: (_person_hears_of_a_key_less,),
    events.PasskeyAdded: (_person_hears_of_a_passkey,),
    events.PasskeyRemoved: (_person_hears_of_a_removed_passkey,),
    events.PasskeyDoubted: (_person_hears_of_a_doubtful_passkey,),
    people_events.RoleConfirmed: (_person_hears_of_a_role,),
    people_events.RoleRefused: (_proposer_hears_no,),
    people_events.RoleWithdrawn: (_person_hears_of_a_lost_role,),
    people_events.SecondFactorTakenAway: (_person_hears_that_the_step_is_gone,),
    people_events.SessionsEnded: (_person_hears_that_they_are_out,),
}

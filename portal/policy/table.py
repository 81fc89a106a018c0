"""THE TABLE: every action, and who may. Put together from one module per wing."""

from typing import Any

from portal.policy import applying, finding, forming, identity, oversight, running
from portal.policy.actions import Action
from portal.policy.people import SignedIn
from portal.policy.rules import Entry

TABLE: dict[Action, Entry] = {
    **identity.TABLE,
    **finding.TABLE,
    **forming.TABLE,
    **running.TABLE,
    **applying.TABLE,
    **oversight.TABLE,
}


def allows(person: SignedIn | None, action: Action, subject: Any = None) -> bool:
    """May this person do this to this subject? Nobody may do anything here without signing in."""
    return person is not None and TABLE[action].may(person, subject)


def can_see(person: SignedIn | None, action: Action, subject: Any = None) -> bool:
    """May this person know that the subject of the action exists? Decides between 403 and 404."""
    if person is None:
        return False
    entry = TABLE[action]
    return subject is None or entry.may(person, subject) or (entry.sees is not None and entry.sees(person, subject))

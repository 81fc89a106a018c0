"""THE TABLE: every action, and who may. Put together from one module per wing."""

from typing import Any

from portal.policy import (
    applying,
    finding,
    forming,
    freezes,
    gathering,
    governing,
    identity,
    matching,
    mediating,
    oversight,
    pooling,
    recording,
    reporting,
    running,
    visiting,
)
from portal.policy.actions import Action
from portal.policy.people import FrozenBy, SignedIn
from portal.policy.rules import Entry

TABLE: dict[Action, Entry] = {
    **identity.TABLE,
    **finding.TABLE,
    **forming.TABLE,
    **gathering.TABLE,
    **pooling.TABLE,
    **governing.TABLE,
    **running.TABLE,
    **matching.TABLE,
    **mediating.TABLE,
    **visiting.TABLE,
    **applying.TABLE,
    **oversight.TABLE,
    **reporting.TABLE,
    **recording.TABLE,
}


def allows(person: SignedIn | None, action: Action, subject: Any = None) -> bool:
    """May this person do this to this subject? Nobody may do anything here without signing in, and nobody acts where a freeze holds them back."""
    if person is None or freezes.is_closed_to(person, action, subject):
        return False
    if not person.freezes or freezes.reads(action):
        return TABLE[action].may(person, subject)
    return freezes.holds_back(person, action, subject) is None and TABLE[action].may(freezes.acting(person), subject)


def frozen_by(person: SignedIn | None, action: Action, subject: Any = None) -> FrozenBy | None:
    """The freeze for which `allows` says no, where it would say yes without any; None where there is another reason, or none."""
    if (
        person is None
        or not person.freezes
        or allows(person, action, subject)
        or not TABLE[action].may(person, subject)
    ):
        return None
    return freezes.holds_back(person, action, subject) or next(
        (freeze for freeze in person.freezes if freeze.school_id is not None), None
    )


def can_see(person: SignedIn | None, action: Action, subject: Any = None) -> bool:
    """May this person know that the subject of the action exists? Decides between 403 and 404. A freeze hides nothing."""
    if person is None:
        return False
    entry = TABLE[action]
    return subject is None or entry.may(person, subject) or (entry.sees is not None and entry.sees(person, subject))

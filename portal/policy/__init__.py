"""Who may do what. One table per wing, readable by a head teacher; `allows` is the only question anyone asks."""

from portal.policy.actions import Action
from portal.policy.freezes import acting
from portal.policy.people import NOBODY, FrozenBy, Membership, Place, Role, SignedIn
from portal.policy.table import TABLE, allows, can_see, frozen_by

__all__ = [
    "NOBODY",
    "TABLE",
    "Action",
    "FrozenBy",
    "Membership",
    "Place",
    "Role",
    "SignedIn",
    "acting",
    "allows",
    "can_see",
    "frozen_by",
]

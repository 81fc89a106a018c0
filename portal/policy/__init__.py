"""Who may do what. One table per wing, readable by a head teacher; `allows` is the only question anyone asks."""

from portal.policy.actions import Action
from portal.policy.people import NOBODY, Membership, Place, Role, SignedIn
from portal.policy.table import TABLE, allows, can_see

__all__ = ["NOBODY", "TABLE", "Action", "Membership", "Place", "Role", "SignedIn", "allows", "can_see"]

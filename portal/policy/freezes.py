"""Read-only: what a freeze of a person, a school or a cluster takes away from everybody whom it binds, whatever the action.

It is asked once, by the table, for every action: reading goes on, and so does what concerns one's own account alone; everything else waits. A new
action is an act unless its name says that it reads.
"""

import uuid
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from portal.core.actors import Actor
from portal.policy.actions import Action
from portal.policy.people import STAFF, FrozenBy, Role, SignedIn
from portal.policy.predicates import cluster_of

_READING_WORDS = frozenset({"view", "list", "read", "search", "dashboard", "timeline", "queue", "drill"})
# one's own account, one's own data, and objecting to what was decided about one: no freeze takes these away
OWN_ACCOUNT = frozenset(
    {
        Action.PROFILE_EDIT,
        Action.SESSIONS_MANAGE,
        Action.NOTICE_SETTINGS,
        Action.MAIL_TO_ME,
        Action.DATA_TAKE_AWAY,
        Action.ACCOUNT_CLOSE,
        Action.ACCOUNT_KEEP,
        Action.KEY_MANAGE,
        Action.FEED_MANAGE,
        Action.PASSKEY_MANAGE,
        Action.DRAFT_DELETE,
        Action.DECISION_APPEAL,
    }
)
LOOKS_AFTER = frozenset({*STAFF, Role.SYSTEM_ADMINISTRATOR, Role.SAFEGUARDING_LEAD})


def reads(action: Action) -> bool:
    """Does the action change nothing that others see?"""
    return action in OWN_ACCOUNT or not _READING_WORDS.isdisjoint(action.value.split("_"))


def frozen_clusters(person: SignedIn) -> frozenset[uuid.UUID]:
    return frozenset(freeze.cluster_id for freeze in person.freezes if freeze.cluster_id is not None)


def frozen_schools(person: SignedIn) -> frozenset[uuid.UUID]:
    return frozenset(freeze.school_id for freeze in person.freezes if freeze.school_id is not None)


def acting(person: SignedIn) -> SignedIn:
    """The person as far as they may act: without the schools and clusters that are read-only."""
    if not person.freezes:
        return person
    schools, clusters = frozen_schools(person), frozen_clusters(person)
    places = {}
    for key, place in person.places.items():
        left = place.schools - schools
        if key not in clusters and left:
            offices = place.offices if left == place.schools else frozenset()
            places[key] = replace(place, schools=left, leads=place.leads - schools, offices=offices)
    memberships = {key: held for key, held in person.memberships.items() if key not in schools}
    return replace(person, memberships=MappingProxyType(memberships), places=MappingProxyType(places))


def holds_back(person: SignedIn, action: Action, subject: Any) -> FrozenBy | None:
    """The freeze that keeps this person from acting here, if there is one. Roles of the programme go on, unless the person is frozen themselves."""
    if reads(action):
        return None
    for freeze in person.freezes:
        if freeze.person_id == person.id:
            return freeze
    here = cluster_of(subject) if person.freezes and subject is not None else None
    if here is None or here not in person.places or here in acting(person).places:
        return None
    there = person.places[here].schools
    return next((f for f in person.freezes if f.cluster_id == here or f.school_id in there), None)


def is_frozen(actor: Actor) -> bool:
    """Is the account of whoever acts read-only? Their name is shown to others, so it waits like everything that others see."""
    return isinstance(actor, SignedIn) and any(freeze.person_id == actor.id for freeze in actor.freezes)


def is_closed_to(person: SignedIn, action: Action, subject: Any) -> bool:
    """Is the subject itself a school that is read-only? Nobody begins anything with it; the programme looks after it."""
    frozen = getattr(subject, "frozen_at", None) is not None
    return frozen and not reads(action) and not person.has(*LOOKS_AFTER)

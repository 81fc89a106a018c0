"""Which facts a timeline shows to whom, and the themes by which it is filtered. What is not named here is in nobody's timeline but the whole record's."""

from collections.abc import Collection, Mapping
from typing import Any

from portal.core.i18n import _l
from portal.oversight.audit import words
from portal.oversight.audit.words import SENTENCES, shown_kinds

THEMES: Mapping[str, tuple[Any, tuple[Mapping[str, Any], ...]]] = {
    "schools": (
        _l("Schools"),
        (words.SCHOOLS, words.PROFILES, words.TERMS, words.VERIFICATION, words.REGISTERS, words.TRANSFERS),
    ),
    "clusters": (
        _l("Clusters and evidence"),
        (
            *(words.CLUSTERS, words.PARTS, words.GATHERING, words.EVIDENCE, words.POOLING, words.FINDING),
            *(words.MATCHING, words.ADVISING, words.PUBLISHING),
        ),
    ),
    "partnerships": (_l("Partnerships"), (words.PARTNERSHIPS, words.HEALTH, words.PLANS, words.AGREEMENTS)),
    "board": (_l("Board"), (words.BOARD,)),
    "activities": (_l("Activities, stand-ins and visits"), (words.ACTIVITIES, words.HANDOFFS, words.VISITS)),
    "programme": (_l("Applications and results"), (words.PROGRAMMES, words.APPLICATIONS, words.REVIEWS, words.AWARDS)),
    "people": (_l("Accounts and roles"), (words.ACCOUNTS, words.PEOPLE, words.PRIVACY, words.INCOMING)),
    "safety": (_l("Reports, read-only, data"), (words.REPORTS, words.FREEZES, words.MEDIATION, words.CHAIN)),
}
# What a school's own people may know of it beyond what their clusters are told. Who asked to join and was refused, documents, flags: not among it.
_OF_A_SCHOOL = {
    *words.PROFILES,
    *words.TERMS,
    *words.FREEZES,
    *words.TRANSFERS,
    *words.REGISTERS,
    *words.FINDING,
    *(words.SCHOOLS.keys() - {"join_requested", "join_refused", "school_rejected"}),
    "school_suspended",
    "school_restored",
    "schools_merged",
}
_OF_AN_ACCOUNT = {*words.ACCOUNTS, *words.PEOPLE, *words.PRIVACY, *words.INCOMING, *words.FREEZES}
_OF_AN_APPLICATION = {*words.APPLICATIONS, *words.REVIEWS, *words.AWARDS}


def themes() -> dict[str, Any]:
    """The themes of the filter, in words."""
    return {code: theme[0] for code, theme in THEMES.items()}


def of_theme(code: str) -> frozenset[str] | None:
    """The kinds of facts of a theme; None for no theme: everything."""
    theme = THEMES.get(code)
    return None if theme is None else frozenset(kind for section in theme[1] for kind in section)


def for_a_cluster() -> frozenset[str]:
    """What the schools of a cluster are told."""
    return frozenset(shown_kinds())


def for_a_school() -> frozenset[str]:
    """What the people of a school may know of it."""
    return for_a_cluster() | (_OF_A_SCHOOL & SENTENCES.keys())


def for_an_application(*, by_the_desk: bool) -> frozenset[str]:
    """The schools see what their timeline tells; the programme's staff see the reviews and decisions too."""
    return frozenset(_OF_AN_APPLICATION) if by_the_desk else for_a_cluster() & _OF_AN_APPLICATION


def for_themselves() -> frozenset[str]:
    """What one's own timeline shows: the account, one's schools, and what one did for all to see."""
    return frozenset(_OF_AN_ACCOUNT) | for_a_school()


def for_who_helps() -> frozenset[str]:
    """What administrators see of a person: the account, no content."""
    return frozenset(_OF_AN_ACCOUNT)


def both(kinds: Collection[str] | None, theme: frozenset[str] | None) -> list[str] | None:
    """The kinds that are seen and wanted; None: all there are."""
    if kinds is None or theme is None:
        found = kinds if theme is None else theme
        return None if found is None else sorted(found)
    return sorted(theme & set(kinds))

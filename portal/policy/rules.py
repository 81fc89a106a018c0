"""How rules are put together: alternatives outside, conditions inside, each with a sentence a head teacher can read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from portal.policy.people import SignedIn

Predicate: TypeAlias = Callable[[SignedIn, Any], bool]


@dataclass(frozen=True)
class Rule:
    """A question about a person and a subject. Reads what is already loaded; never queries, never raises."""

    asks: Predicate
    words: str

    def __call__(self, person: SignedIn, subject: Any) -> bool:
        return self.asks(person, subject)


def rule(words: str) -> Callable[[Predicate], Rule]:
    """Make a named rule of a function."""

    def made(function: Predicate) -> Rule:
        return Rule(function, words)

    return made


def any_of(*rules: Rule) -> Rule:
    """At least one of them holds."""
    return Rule(lambda person, subject: any(r(person, subject) for r in rules), "; or ".join(r.words for r in rules))


def all_of(*rules: Rule) -> Rule:
    """Every one of them holds."""
    return Rule(lambda person, subject: all(r(person, subject) for r in rules), " and ".join(r.words for r in rules))


@dataclass(frozen=True)
class Entry:
    """One line of the table: who may, and who may know that the subject exists (others are told that there is nothing there)."""

    may: Rule
    sees: Rule | None = None

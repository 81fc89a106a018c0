"""Names with an @ in a message: which people and schools of the network are meant. Compared word by word, folded; the longest name wins."""

import re
import uuid
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from portal.core.search import words_of

MOST_MENTIONS = 10
LONGEST_NAME = 220
_AT = re.compile(r"(?<![\w@.])@(?=[^\W_])")


class Name(NamedTuple):
    """A person of the network with their school, or a school (`person_id` empty)."""

    name: str
    person_id: uuid.UUID | None
    school_id: uuid.UUID
    school_name: str


class Meant(NamedTuple):
    """Who is meant, and where in the text it stands."""

    names: tuple[Name, ...]
    start: int
    end: int


def meant_in(text: str, names: Iterable[Name]) -> list[Meant]:
    """The names of the network that the text calls with an @, ten at most. Two people of one name are both meant."""
    known: dict[str, list[tuple[list[str], Name]]] = {}
    for one in names:
        if words := words_of(one.name):
            known.setdefault(words[0], []).append((words, one))
    found: list[Meant] = []
    for at in _AT.finditer(text):
        after = text[at.end() : at.end() + LONGEST_NAME]
        said = words_of(after)
        fits = [(words, one) for words, one in known.get(said[0] if said else "", ()) if said[: len(words)] == words]
        if not fits:
            continue
        longest = max(len(words) for words, _one in fits)
        chosen = tuple(one for words, one in fits if len(words) == longest)
        found.append(Meant(chosen, at.start(), at.end() + _length(after, longest)))
        if len(found) == MOST_MENTIONS:
            break
    return found


def _length(text: str, words: int) -> int:
    """How many characters the first so many words take."""
    ends = [one.end() for one in re.finditer(r"[^\W_]+", text)]
    return ends[min(words, len(ends)) - 1]


def without(text: str, meant: Sequence[Meant]) -> str:
    """The text without those names: what is left is looked at for accounts of other services."""
    for one in reversed(meant):
        text = text[: one.start] + " " + text[one.end :]
    return text

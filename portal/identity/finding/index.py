"""The words under which a school is found, and the question put to the index. The same answers from SQLite (FTS5) and PostgreSQL (tsvector).

Everything a school can be searched by is a token in one index, so that any mixture of filters is decided inside it: `xqlgsw` for the language
Swahili, beside the plain words of its name and place. Tokens are letters and digits only; what people type is cut to such words before it gets here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.core.search import MOST_WORDS, words_of
from portal.identity.profiles.models import Looking

LONGEST_WORD = 100
EVERY, NOWHERE = "xqall", "xqnowhere"

# from, to (both included), in pupils on roll
SIZES: dict[str, tuple[int, int]] = {
    "small": (0, 100),
    "medium": (101, 300),
    "large": (301, 800),
    "very_large": (801, 10**6),
}
# from, up to, in years: a school fits when it teaches some of them
AGES: dict[str, tuple[int, int]] = {
    "3_5": (3, 5),
    "5_7": (5, 7),
    "7_11": (7, 11),
    "11_14": (11, 14),
    "14_16": (14, 16),
    "16_19": (16, 19),
}
_PHASE_AGES = {
    "nursery": (2, 5),
    "primary": (5, 11),
    "middle": (9, 13),
    "secondary": (11, 16),
    "sixteen_plus": (16, 19),
    "adult": (19, 99),
}
# kinds of facts that are searched by, and their two letters
FACETS = {
    "country": "cc",
    "nation": "na",
    "authority": "la",
    "setting": "se",
    "size": "sz",
    "age": "ag",
    "looking": "lk",
    "phases": "ph",
    "languages": "lg",
    "themes": "th",
    "tools": "to",
    "affiliations": "af",
    "specialisms": "sp",
    "surroundings": "su",
}


@dataclass(frozen=True)
class Asked:
    """What is asked of the index: for each group at least one of its tokens, none of those left out, and every word (or its beginning)."""

    groups: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    words: Sequence[str] = field(default_factory=tuple)


def token(facet: str, value: str) -> str:
    """The token of one fact: letters and digits only."""
    return f"xq{FACETS[facet]}" + "".join(c for c in value.lower() if c.isascii() and c.isalnum())


def tokens(facet: str, values: Iterable[str]) -> tuple[str, ...]:
    """The tokens of several facts of a kind."""
    return tuple(token(facet, value) for value in values)


def size_of(pupils: int | None) -> str | None:
    """The band of size for a number of pupils; None when it is not known."""
    if pupils is None:
        return None
    return next((band for band, (least, most) in SIZES.items() if least <= pupils <= most), None)


def ages_of(low: int | None, high: int | None, phases: Sequence[str]) -> list[str]:
    """The groups of ages that a school teaches: by its ages, else by its phases."""
    spans = (
        [(low, high)] if low is not None and high is not None else [_PHASE_AGES[p] for p in phases if p in _PHASE_AGES]
    )
    return [
        group
        for group, (first, last) in AGES.items()
        if any(begin < last and end > first for begin, end in spans if begin is not None and end is not None)
    ]


def looking_tokens(looking: Looking) -> list[str]:
    """Who searches for schools that search finds those; who asks for schools that may be asked finds both."""
    found = [token("looking", looking.value)]
    return found if looking == Looking.NO else [*found, token("looking", "asked")]


def cut(text: str) -> list[str]:
    """The words of a text as they stand in the index."""
    return [word[:LONGEST_WORD] for word in words_of(text)]


def question(asked: Asked, dialect: str) -> str:
    """The question in the language of this database's index."""
    words = list(dict.fromkeys(asked.words))[:MOST_WORDS]
    groups = asked.groups or ((EVERY,),)
    if dialect == "postgresql":
        parts = ["(" + "|".join(f"'{t}'" for t in group) + ")" for group in groups]
        parts += [f"'{word}'{_beginning(word, ':*')}" for word in words]
        parts += [f"!'{t}'" for t in asked.without]
        return "&".join(parts)
    parts = ["(" + " OR ".join(f'"{t}"' for t in group) + ")" for group in groups]
    parts += [f'"{word}"{_beginning(word, "*")}' for word in words]
    question = " AND ".join(parts)
    without = " OR ".join(f'"{t}"' for t in asked.without)
    return f"({question}) NOT ({without})" if without else question


def _beginning(word: str, mark: str) -> str:
    """Two letters and more may be the beginning of a word; a single one is a word."""
    return mark if len(word) > 1 else ""

"""What a search asks for, as it stands in the address: lists to choose from, boxes to tick, words. A wish that we do not know counts as none.

These lists are shown on the page that is opened most, with hundreds of choices; so they are put together once for each language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from portal.core.i18n import _l
from portal.core.text import clean_line
from portal.identity.finding import naming
from portal.identity.finding.contrasts import Differing
from portal.identity.finding.queries import Wanted

LONGEST = 100
LOOKING = {
    "yes": _l("Looking for a partner now"),
    "asked": _l("Looking, or may be asked"),
    "all": _l("All schools"),
}
WHERE = {
    "": _l("Anywhere"),
    "authority": _l("In our own authority or district"),
    "country": _l("In our country, outside our authority"),
    "abroad": _l("In another country"),
}
DISTANCES = {
    "": _l("Any distance"),
    "near": _l("Up to 2,000 km"),
    "far": _l("2,000 to 6,000 km"),
    "very_far": _l("More than 6,000 km"),
}
DIFFERENCES = {
    "language": _l("Languages: they speak one that we do not"),
    "setting": _l("Setting: city, town, countryside or remote"),
    "surroundings": _l("Families: they live and work in another way"),
    "phase": _l("Phase: they teach another age"),
    "size": _l("Size: they are smaller or larger"),
}
# name in the address: its label, and the kind of words it is chosen from
_KINDS: Mapping[str, tuple[Any, str]] = {
    "country": (_l("Country"), "country"),
    "age": (_l("Age of pupils"), "age"),
    "theme": (_l("Theme"), "themes"),
    "language": (_l("Language of the school"), "languages"),
    "setting": (_l("Setting"), "setting"),
    "tool": (_l("Way to keep in touch"), "tools"),
    "affiliation": (_l("Award or network"), "affiliations"),
    "specialism": (_l("Good at"), "specialisms"),
    "nation": (_l("Part of the United Kingdom"), "nation"),
    "phase": (_l("Phase"), "phases"),
    "size": (_l("Size"), "size"),
}
_FIXED: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "who": (_l("Which schools"), LOOKING),
    "where": (_l("Where"), WHERE),
    "distance": (_l("How far away"), DISTANCES),
}
_WANTED = (
    "country",
    "nation",
    "age",
    "phase",
    "language",
    "theme",
    "tool",
    "affiliation",
    "specialism",
    "setting",
    "size",
)


@dataclass(frozen=True)
class List:
    """A list to choose one from: its options as HTML, none chosen yet."""

    name: str
    label: str
    codes: frozenset[str]
    options: str
    default: str

    def chosen(self, value: str) -> Markup:
        """The options with this one chosen."""
        mark = f'value="{value}"'
        return Markup(self.options.replace(mark, mark + " selected", 1))  # noqa: S704 - made of escaped parts below


def _lists() -> Mapping[str, List]:
    return _made(naming.words())


@lru_cache(maxsize=20)
def _made(words: naming.Words) -> Mapping[str, List]:
    """Called inside the request whose language this is."""
    any_ = ("", str(_l("Any")))
    made = {name: _list(name, label, [any_, *words.choices(kind)]) for name, (label, kind) in _KINDS.items()}
    for name, (label, choices) in _FIXED.items():
        made[name] = _list(name, label, [(code, str(word)) for code, word in choices.items()])
    return made


def _list(name: str, label: Any, choices: Sequence[tuple[str, str]]) -> List:
    options = "".join(f'<option value="{escape(code)}">{escape(word)}</option>' for code, word in choices)
    return List(name, str(label), frozenset(code for code, _word in choices), options, choices[0][0])


class Wishes:
    """What was asked for; unknown wishes are left out."""

    lists: Sequence[str] = ("who", "country", "age", "theme", "language", "setting")
    folded: Sequence[str] = ("tool", "affiliation", "specialism", "nation", "phase", "size")
    words_are_folded = False

    def __init__(self, given: Any) -> None:
        self.words = clean_line(given.get("q", ""))[:LONGEST]
        self._lists = _lists()
        self.values: dict[str, str] = {}
        for name in (*self.lists, *self.folded):
            known, value = self._lists[name], given.get(name, "")
            self.values[name] = value if value in known.codes else known.default

    def field(self, name: str) -> List:
        return self._lists[name]

    @property
    def is_unfolded(self) -> bool:
        """Is there a wish among those that are folded away?"""
        return any(self.values[name] for name in self.folded) or bool(self.words_are_folded and self.words)

    def wanted(self) -> Wanted:
        """What is asked of the index."""
        return Wanted(words=self.words, looking=self.values["who"], **{name: self.values[name] for name in _WANTED})

    def pairs(self) -> list[tuple[str, str]]:
        chosen = [(name, value) for name, value in self.values.items() if value != self._lists[name].default]
        return [("q", self.words), *chosen] if self.words else chosen

    @property
    def query(self) -> str:
        """The wishes as they stand in the address of the next page."""
        return urlencode(self.pairs())

    def query_in(self, country: str) -> str:
        """The same wishes for one country."""
        return urlencode([*(pair for pair in self.pairs() if pair[0] != "country"), ("country", country)])


class ContrastWishes(Wishes):
    """A search for schools that differ from one's own."""

    lists = ("where", "distance", "who")
    folded = ("country", "age", "theme", "language", "setting", *Wishes.folded)
    words_are_folded = True

    def __init__(self, given: Any) -> None:
        super().__init__(given)
        self.differs = [value for value in DIFFERENCES if value in given.getlist("differs")]

    def differing(self) -> Differing:
        """The differences that are looked for."""
        return Differing(
            where=self.values["where"], distance=self.values["distance"], **dict.fromkeys(self.differs, True)
        )

    def pairs(self) -> list[tuple[str, str]]:
        return [*super().pairs(), *(("differs", value) for value in self.differs)]

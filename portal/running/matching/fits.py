"""How well two clusters fit, and why: plain comparisons of what each is and what each looks for. The reasons are shown, the points never."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from portal.core.search import words_of

_EQUAL, _THEME, _COUNTRY, _COMMON_LANGUAGE, _LANGUAGE, _SETTING = 6, 4, 4, 2, 2, 1
_SHORT = 4  # words of a theme with fewer letters say little: "our", "and", "for"
_COMMON = frozenset(
    ("from", "where", "what", "with", "their", "that", "this", "comes", "come", "work", "works", "school", "schools")
)


@dataclass(frozen=True)
class Looker:
    """A cluster as a comparison reads it. `wanted` and `facts`: lists of codes by kind; `schools_wanted`: of the partner cluster."""

    cluster_id: uuid.UUID
    name: str
    theme: str
    schools: int
    schools_wanted: int | None
    wanted: Mapping[str, Sequence[str]]
    facts: Mapping[str, Sequence[str]]
    looking_for: str = ""
    lead: str = ""
    lead_town: str = ""

    @property
    def number_wanted(self) -> int:
        """How many schools the partner cluster should have: as many as here unless said otherwise."""
        return self.schools_wanted or self.schools

    @cached_property
    def theme_words(self) -> frozenset[str]:
        return frozenset(word for word in words_of(self.theme) if len(word) >= _SHORT and word not in _COMMON)

    def has(self, kind: str) -> frozenset[str]:
        return frozenset(self.facts.get(kind, ()))

    def wants(self, kind: str) -> frozenset[str]:
        return frozenset(self.wanted.get(kind, ()))


class About(StrEnum):
    """What a reason is about."""

    EQUAL = "equal"
    WANTED_NUMBER = "wanted_number"
    MORE = "more"
    FEWER = "fewer"
    THEME = "theme"
    THEMES = "themes"
    COUNTRY = "country"
    OUR_COUNTRY = "our_country"
    OTHER_COUNTRY = "other_country"
    NOT_OUR_COUNTRY = "not_our_country"
    SETTING = "setting"
    LANGUAGE = "language"
    COMMON_LANGUAGE = "common_language"
    NO_COMMON_LANGUAGE = "no_common_language"


AGAINST = frozenset({About.MORE, About.FEWER, About.OTHER_COUNTRY, About.NOT_OUR_COUNTRY, About.NO_COMMON_LANGUAGE})


@dataclass(frozen=True)
class Reason:
    """One thing that fits or does not. `codes` name it; `number` is a number of schools."""

    about: About
    codes: tuple[str, ...] = ()
    number: int = 0

    @property
    def fits(self) -> bool:
        return self.about not in AGAINST


@dataclass(frozen=True)
class Fit:
    """A cluster beside our own: the reasons, and the points that give the order."""

    other: Looker
    points: int
    reasons: tuple[Reason, ...]

    @property
    def order(self) -> tuple[int, str, uuid.UUID]:
        """The best first; those that fit alike by name."""
        return (-self.points, self.other.name, self.other.cluster_id)


def compare(own: Looker, other: Looker) -> Fit:
    """How well the other cluster fits ours: numbers, themes, countries both ways, languages, settings."""
    found = [
        *_numbers(own, other),
        *_themes(own, other),
        *_countries(own, other),
        *_languages(own, other),
        *_settings(own, other),
    ]
    return Fit(other, sum(points for points, _reason in found), tuple(reason for _points, reason in found))


def best_first(own: Looker, others: Iterable[Looker]) -> list[Fit]:
    """Every other cluster beside ours, in the order in which they fit."""
    return sorted(
        (compare(own, other) for other in others if other.cluster_id != own.cluster_id), key=lambda fit: fit.order
    )


Found = list[tuple[int, Reason]]


def _numbers(own: Looker, other: Looker) -> Found:
    if own.schools == other.schools:
        return [(_EQUAL, Reason(About.EQUAL, number=own.schools))]
    if other.schools == own.number_wanted and own.schools == other.number_wanted:
        return [(_EQUAL, Reason(About.WANTED_NUMBER, number=other.schools))]
    apart = other.schools - own.schools
    about = About.MORE if apart > 0 else About.FEWER
    return [(max(_EQUAL - 2 * abs(apart), -_EQUAL), Reason(about, number=abs(apart)))]


def _themes(own: Looker, other: Looker) -> Found:
    found: Found = []
    if own.theme_words & other.theme_words:
        found.append((_THEME, Reason(About.THEME, (other.theme,))))
    shared = (own.wants("themes") | own.has("themes")) & (other.wants("themes") | other.has("themes"))
    if shared:
        found.append((min(len(shared), 3), Reason(About.THEMES, _some(shared))))
    return found


def _countries(own: Looker, other: Looker) -> Found:
    found: Found = []
    for wants, has, yes, no in (
        (own.wants("countries"), other.has("countries"), About.COUNTRY, About.OTHER_COUNTRY),
        (other.wants("countries"), own.has("countries"), About.OUR_COUNTRY, About.NOT_OUR_COUNTRY),
    ):
        if wants & has:
            found.append((_COUNTRY, Reason(yes, _some(wants & has))))
        elif wants and has:
            found.append((-_COUNTRY, Reason(no, _some(has if no == About.OTHER_COUNTRY else wants))))
    return found


def _languages(own: Looker, other: Looker) -> Found:
    found: Found = []
    wished = own.wants("languages") & other.has("languages")
    if wished:
        found.append((_LANGUAGE, Reason(About.LANGUAGE, _some(wished))))
    ours, theirs = own.has("languages"), other.has("languages")
    if ours & theirs:
        said = (ours & theirs) - wished
        found += [(_COMMON_LANGUAGE, Reason(About.COMMON_LANGUAGE, _some(said)))] if said else []
    elif ours and theirs:
        found.append((0, Reason(About.NO_COMMON_LANGUAGE)))
    return found


def _settings(own: Looker, other: Looker) -> Found:
    wished = own.wants("settings") & other.has("settings")
    return [(_SETTING, Reason(About.SETTING, _some(wished)))] if wished else []


def _some(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(codes)[:5])

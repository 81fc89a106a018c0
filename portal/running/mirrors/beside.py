"""Two partner clusters side by side: who is linked, whom phase and age suggest to each other, and whose partner is still missing."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SHARED_PHASE, _MOST_YEARS = 4, 6


@dataclass(frozen=True)
class TwinSchool:
    """A school of one side. Ages in years; None as long as the school has not said."""

    id: uuid.UUID
    name: str
    country: str
    phases: frozenset[str]
    low_age: int | None
    high_age: int | None
    is_invited: bool = False

    @property
    def knows_ages(self) -> bool:
        return self.low_age is not None and self.high_age is not None


@dataclass(frozen=True)
class Row:
    """A school here beside one there. One of the two is None at an empty place. `pair`: "agreed", "proposed", or empty where it is only suggested."""

    home: TwinSchool | None
    partner: TwinSchool | None
    pair: str = ""
    years: int = 0
    phases: tuple[str, ...] = ()

    @property
    def is_suggested(self) -> bool:
        return self.home is not None and self.partner is not None and not self.pair

    @property
    def value(self) -> str:
        """How a form names the two."""
        return f"{self.home.id}:{self.partner.id}" if self.home is not None and self.partner is not None else ""


def years_in_common(one: TwinSchool, other: TwinSchool) -> int | None:
    """How many years of age both teach; None as long as one of them has not said."""
    if one.low_age is None or one.high_age is None or other.low_age is None or other.high_age is None:
        return None
    return max(0, min(one.high_age, other.high_age) - max(one.low_age, other.low_age) + 1)


def nearness(one: TwinSchool, other: TwinSchool) -> int | None:
    """How near two schools are in phase and age; None where they teach different pupils, so that nothing is suggested."""
    years, phases = years_in_common(one, other), one.phases & other.phases
    if not phases and (years == 0 or (one.phases and other.phases and not years)):
        return None
    return (_SHARED_PHASE if phases else 0) + min(years or 0, _MOST_YEARS)


def side_by_side(
    home: Sequence[TwinSchool], partner: Sequence[TwinSchool], pairs: Iterable[tuple[uuid.UUID, uuid.UUID, str]]
) -> list[Row]:
    """Links that are there, then suggestions, the nearest first, then the empty places of either side.

    Each school is suggested once, and no school that has a link already.
    """
    here, there = {s.id: s for s in home}, {s.id: s for s in partner}
    rows = [Row(here[one], there[other], state) for one, other, state in pairs if one in here and other in there]
    taken = {school.id for row in rows for school in (row.home, row.partner) if school is not None}
    offers = [
        (near, one, other)
        for one in home
        for other in partner
        if one.id not in taken and other.id not in taken and (near := nearness(one, other)) is not None
    ]
    for _near, one, other in sorted(offers, key=lambda offer: (-offer[0], offer[1].name, offer[2].name)):
        if one.id not in taken and other.id not in taken:
            taken |= {one.id, other.id}
            rows.append(
                Row(one, other, years=years_in_common(one, other) or 0, phases=tuple(sorted(one.phases & other.phases)))
            )
    rows += [Row(one, None) for one in home if one.id not in taken]
    rows += [Row(None, other) for other in partner if other.id not in taken]
    return rows

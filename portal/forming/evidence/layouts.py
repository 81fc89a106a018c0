"""How a programme lays out a cluster's evidence: its own headings over the general ones.

A programme's heading covers one or more headings of the evidence (by their codes). Evidence stays under the heading where a school put it; a layout only
says under which words, and in which order, it is shown and read.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from portal.core.bilingual import InTwoTongues
from portal.forming.evidence.models import EvidenceHeading
from portal.forming.evidence.queries import HeadingSummary

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Line(InTwoTongues):
    """A heading of a programme, as it is kept. `covers`: the codes of the headings whose evidence stands under it."""

    code: str
    title: str
    guidance: str
    covers: tuple[str, ...]
    per_school: bool
    accepts_intention: bool
    in_welsh: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {**self.__dict__, "covers": list(self.covers), "in_welsh": dict(self.in_welsh)}


@dataclass(frozen=True)
class Layout(InTwoTongues):
    """The headings of a programme, in their order. `key` names it in an address; `name` is the programme's."""

    key: str
    name: str
    lines: tuple[Line, ...]
    in_welsh: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def line_of(self, code: str) -> Line | None:
        """The programme's heading under which evidence of this heading stands; None where the programme does not ask for it."""
        return next((line for line in self.lines if code in line.covers), None)

    def place_of(self, code: str) -> int:
        """Where that heading stands, from 0; behind all others where the programme does not ask for it."""
        return next((n for n, line in enumerate(self.lines) if code in line.covers), len(self.lines))


laid_out_by: list[Callable[[uuid.UUID], Sequence[Layout]]] = []
"""Rooms above: `layouts(cluster_id)`, the layouts of the programmes that the cluster applies to, the latest application first. One statement."""


def of_cluster(cluster_id: uuid.UUID) -> list[Layout]:
    """The layouts of the programmes with headings of their own that this cluster applies to."""
    return [layout for find in laid_out_by for layout in find(cluster_id)]


def codes_of(there: Iterable[Layout]) -> list[str]:
    """The headings of which these programmes read the evidence."""
    return [code for layout in there for line in layout.lines for code in line.covers]


def read(kept: Iterable[dict[str, Any]]) -> tuple[Line, ...]:
    """Headings as they were stored."""
    return tuple(Line(**{**one, "covers": tuple(one["covers"])}) for one in kept)


def from_headings(headings: Iterable[EvidenceHeading]) -> tuple[Line, ...]:
    """The general headings as a programme starts from them: each covers itself."""
    return tuple(
        Line(h.code, h.title, h.guidance, (h.code,), h.per_school, h.accepts_intention, h.in_welsh or {})
        for h in headings
        if h.retired_at is None
    )


def lay_out(layout: Layout, found: Sequence[HeadingSummary]) -> list[HeadingSummary]:
    """What a cluster has under each heading of the programme: the counts of what it covers, added up."""
    by_code = {one.code: one for one in found}
    return [_added(line, [by_code[code] for code in line.covers if code in by_code]) for line in layout.lines]


def _added(line: Line, parts: Sequence[HeadingSummary]) -> HeadingSummary:
    counts = {
        name: sum(getattr(part, name) for part in parts)
        for name in ("evidence", "intentions", "not_applicable", "statements")
    }
    empty = HeadingSummary(uuid.UUID(int=0), line.code, line.title, line.per_school, line.accepts_intention, 0, 0, 0, 0)
    return replace(empty, in_welsh=line.in_welsh, **counts)


@dataclass(frozen=True)
class Group(InTwoTongues):
    """What stands under one heading of the page: the programme's, or a general one. `headings`: those whose evidence it shows."""

    code: str
    title: str
    guidance: str
    per_school: bool
    headings: tuple[EvidenceHeading, ...]
    in_welsh: Mapping[str, Any] = field(default_factory=dict)

    def under(self, things: Mapping[uuid.UUID, Sequence[Thing]]) -> list[Thing]:
        """What is kept under any of its headings, heading by heading."""
        return [thing for heading in self.headings for thing in things.get(heading.id, ())]

    def has(self, spots: AbstractSet[tuple[uuid.UUID, uuid.UUID, str]], school_id: uuid.UUID, state: str) -> bool:
        """Whether this school has something of this state under any of them."""
        return any((heading.id, school_id, state) in spots for heading in self.headings)

    def covers(self, code: str) -> bool:
        return any(heading.code == code for heading in self.headings)

    @property
    def asked(self) -> list[EvidenceHeading]:
        """The headings under which a school can add something now."""
        return [heading for heading in self.headings if heading.retired_at is None]


def groups_of(layout: Layout | None, headings: Sequence[EvidenceHeading]) -> tuple[list[Group], list[Group]]:
    """The headings of the page in their order, and those that this programme does not ask for."""
    own = [Group(h.code, h.title, h.guidance, h.per_school, (h,), h.in_welsh or {}) for h in headings]
    if layout is None:
        return own, []
    by_code = {h.code: h for h in headings}
    laid = [
        Group(
            line.code,
            line.title,
            line.guidance,
            line.per_school,
            tuple(by_code[code] for code in line.covers if code in by_code),
            line.in_welsh,
        )
        for line in layout.lines
    ]
    return laid, [group for group in own if layout.line_of(group.code) is None]


def sorted_by(layout: Layout, things: Iterable[Thing], code_of: Callable[[Thing], str]) -> list[tuple[Line, Thing]]:
    """The things that the programme asks for, each with the heading under which it stands, in the programme's order. The rest is left out."""
    placed = sorted(things, key=lambda thing: layout.place_of(code_of(thing)))
    return [(line, thing) for thing in placed if (line := layout.line_of(code_of(thing))) is not None]

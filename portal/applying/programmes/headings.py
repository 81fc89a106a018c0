"""Under which headings a programme reads the evidence of a cluster: its own, or the general ones."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from portal.applying.programmes.models import Programme, Round
from portal.forming.evidence import layouts
from portal.forming.evidence.layouts import Layout, Line
from portal.forming.evidence.queries import list_headings


def layout_of(planned: Round) -> Layout | None:
    """The programme's own headings as they count for this round: as they were kept when its first application came in, else as they stand. None: the
    general ones. The round is read with its programme."""
    kept = planned.headings_kept if planned.headings_kept is not None else planned.programme.headings
    programme = planned.programme
    if not kept:
        return None
    return Layout(str(planned.id), programme.name, _with_welsh(layouts.read(kept), programme), programme.in_welsh or {})


def _with_welsh(lines: Sequence[Line], programme: Programme) -> tuple[Line, ...]:
    """The headings that a round keeps, with the Welsh that their very words were given since: it changes nobody's question."""
    now = {line.code: line for line in layouts.read(programme.headings)}
    return tuple(replace(line, in_welsh={**_of_the_same(line, now.get(line.code)), **line.in_welsh}) for line in lines)


def _of_the_same(line: Line, later: Line | None) -> dict[str, Any]:
    names = ("title", "guidance") if later is not None else ()
    return {
        name: later.in_welsh[name]
        for name in names
        if later is not None and later.welsh_state(name) == "there" and later.english(name) == line.english(name)
    }


def asked_by(programme: Programme) -> Sequence[Line]:
    """The headings that a programme asks now."""
    return layouts.read(programme.headings) or layouts.from_headings(list_headings())


def asked_in(planned: Round) -> Sequence[Line]:
    """The headings that a round can require, and shows."""
    layout = layout_of(planned)
    return layout.lines if layout is not None else layouts.from_headings(list_headings())

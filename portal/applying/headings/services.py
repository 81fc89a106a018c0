"""A programme's people write its headings. Evidence stays where schools put it; a round keeps the headings that stood when its first application came in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from portal.applying.headings import events
from portal.applying.headings.queries import ProgrammeLine
from portal.applying.programmes.models import Programme
from portal.core.actors import Actor
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.core.workflow import change
from portal.forming.evidence import layouts
from portal.forming.evidence.layouts import Line
from portal.forming.evidence.queries import list_headings
from portal.forming.evidence.services.headings import in_welsh, keep_own_heading, new_code

MOST_LINES = 20


def start_headings(programme: Programme, *, by: Actor) -> None:
    """Begin with the general headings, each covering itself."""
    if programme.headings:
        raise RuleBroken(None, _("The programme has headings of its own already."))
    _keep(programme, layouts.from_headings(list_headings()), by, "started")


def drop_headings(programme: Programme, *, by: Actor) -> None:
    """Ask the general headings again. What was gathered stays where it is."""
    if not programme.headings:
        raise RuleBroken(None, _("The programme asks the general headings already."))
    _keep(programme, (), by, "dropped")


def add_line(
    programme: Programme,
    *,
    by: Actor,
    read_version: int,
    title: str,
    guidance: str,
    covers: Sequence[str],
    own: bool,
    per_school: bool,
    accepts_intention: bool,
    welsh: Mapping[str, str] | None = None,
) -> None:
    """A heading at the end. `covers`: the general headings whose evidence stands under it; `own`: clusters also add evidence of its own under it."""
    lines = _read(programme, read_version, {"title": title, "guidance": guidance})
    if not lines:
        raise RuleBroken(None, _("Start with the general headings, then change them."))
    if len(lines) >= MOST_LINES:
        raise RuleBroken(None, _("There are twenty headings. Change one that is there."))
    cy = in_welsh(None, title, guidance, welsh or {})
    made = Line(new_code(title), clean_line(title), clean(guidance), (), per_school, accepts_intention, cy)
    _keep(programme, (*lines, _covering(programme, lines, made, covers, own)), by, "added")


def change_line(
    held: ProgrammeLine,
    *,
    by: Actor,
    read_version: int,
    title: str,
    guidance: str,
    covers: Sequence[str],
    own: bool,
    per_school: bool,
    accepts_intention: bool,
    welsh: Mapping[str, str] | None = None,
) -> None:
    """Other words, other evidence under it. Raises Stale when someone else changed the programme's headings meanwhile."""
    current = {"title": held.line.title, "guidance": held.line.guidance}
    lines = _read(held.programme, read_version, current)
    cy = in_welsh(held.line, title, guidance, welsh or {})
    made = Line(held.line.code, clean_line(title), clean(guidance), (), per_school, accepts_intention, cy)
    others = [line for line in lines if line.code != made.code]
    made = _covering(held.programme, others, made, covers, own)
    _keep(held.programme, [made if line.code == made.code else line for line in lines], by, "changed")


def move_line_up(held: ProgrammeLine, *, by: Actor) -> None:
    """Put a heading before the one above it."""
    lines = list(layouts.read(held.programme.headings))
    place = lines.index(held.line)
    if place == 0:
        raise RuleBroken(None, _("It is the first heading already."))
    lines[place - 1], lines[place] = lines[place], lines[place - 1]
    _keep(held.programme, lines, by, "moved")


def remove_line(held: ProgrammeLine, *, by: Actor) -> None:
    """Leave a heading out. What clusters gathered stays on their pages; this programme reads it no more."""
    lines = [line for line in layouts.read(held.programme.headings) if line.code != held.line.code]
    if not lines:
        raise RuleBroken(None, _("A programme needs at least one heading. You can go back to the general headings."))
    _keep(held.programme, lines, by, "removed")


def _read(programme: Programme, read_version: int, current: dict[str, str]) -> tuple[Line, ...]:
    if programme.version != read_version:
        raise Stale(_("Someone changed the headings while you were writing."), current, str(programme.version))
    return layouts.read(programme.headings)


def _covering(programme: Programme, others: Sequence[Line], made: Line, covers: Sequence[str], own: bool) -> Line:
    """The heading with what stands under it. Evidence stands under one heading of a programme, never under two."""
    known = {heading.code: heading.title for heading in list_headings()}
    for line in others:
        taken = next((code for code in covers if code in line.covers), None)
        if taken is not None:
            words = _("“%(general)s” stands under “%(other)s” already.", general=known.get(taken, taken), other=line.title)  # fmt: skip
            raise RuleBroken("covers", words)
    codes = [code for code in known if code in covers]
    if own:
        codes.insert(
            0, keep_own_heading(programme.id, made.code, made.title, made.guidance, made.per_school, made.in_welsh).code
        )
    if not codes:
        raise RuleBroken("covers", _("Say which evidence stands under it, or let clusters add evidence of its own."))
    return replace(made, covers=tuple(dict.fromkeys(codes)))


def _keep(programme: Programme, lines: Sequence[Line], by: Actor, what: str) -> None:
    kept = [line.kept() for line in lines]
    change(programme, {"version": programme.version}, {"headings": kept, "version": programme.version + 1})
    record(events.ProgrammeHeadingsChanged(by_id=by.id, subject_id=programme.id, programme_id=programme.id, what=what))

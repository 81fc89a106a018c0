"""The programme's people change the sets of parts. What is in use is retired, never deleted."""

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.core.workflow import change
from portal.forming.parts import events, queries
from portal.forming.parts.models import Part, PartSet

MOST_SETS, MOST_PARTS = 20, 20


def add_set(*, by: Actor, name: str, for_supporters: bool) -> PartSet:
    """A new set of parts, at the end of the list."""
    sets = queries.list_sets(retired=True)
    if len(sets) >= MOST_SETS:
        raise RuleBroken(None, _("There are twenty sets. Retire one, or use one that is there."))
    made = PartSet(name=clean_line(name), for_supporters=for_supporters, position=len(sets) + 1)
    session().add(made)
    session().flush()
    record(events.PartRulesChanged(by_id=by.id, subject_id=made.id))
    return made


def change_set(held: PartSet, *, by: Actor, version: int, name: str, position: int, retired: bool) -> None:
    """Another name, another place in the list, offered or retired. Who plays a part of it goes on playing it."""
    if held.version != version:
        raise Stale(_("Someone changed the set while you were writing."), {"name": held.name})
    at = (held.retired_at or clock.now()) if retired else None
    words = {"name": clean_line(name), "position": position, "retired_at": at, "version": version + 1}
    change(held, {"version": version}, words)
    record(events.PartRulesChanged(by_id=by.id, subject_id=held.id))


def add_part(held: PartSet, *, by: Actor, name: str, guidance: str, through: bool) -> Part:
    """A new part at the end of a set."""
    if len(held.parts) >= MOST_PARTS:
        raise RuleBroken(None, _("There are twenty parts in this set already."))
    made = Part(
        set_id=held.id, name=clean_line(name), guidance=clean(guidance), through=through, position=len(held.parts) + 1
    )
    session().add(made)
    session().flush()
    record(events.PartRulesChanged(by_id=by.id, subject_id=held.id))
    return made


def change_part(
    part: Part, *, by: Actor, version: int, name: str, guidance: str, through: bool, position: int, retired: bool
) -> None:
    """Other words, another place, offered or retired."""
    if part.version != version:
        raise Stale(
            _("Someone changed the part while you were writing."), {"name": part.name, "guidance": part.guidance}
        )
    at = (part.retired_at or clock.now()) if retired else None
    words = {"name": clean_line(name), "guidance": clean(guidance), "through": through, "position": position}
    change(part, {"version": version}, {**words, "retired_at": at, "version": version + 1})
    record(events.PartRulesChanged(by_id=by.id, subject_id=part.set_id))

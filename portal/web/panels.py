"""Places on a page that higher rooms fill. The page belongs to one room; what appears in its panels is put in at assembly (`portal/rooms.py`).

    panels.put("cluster_home", 20, board_panel)     # board_panel(cluster) -> ("board/_panel.html", {"threads": ...}) or None

A panel makes a fixed number of statements and shows only what everyone who sees the page may see, or asks `can(...)` itself. With "sign" among its
values it also says in a few words how things stand; the page shows the signs of all its panels as one strip.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

Panel = Callable[[Any], tuple[str, dict[str, Any]] | None]

PANELS: dict[str, list[tuple[int, Panel]]] = {}


@dataclass(frozen=True)
class Sign:
    """How one thing stands. `words` are short lines; `trouble` is one more that asks for attention; `path` leads to the thing."""

    label: str
    words: tuple[str, ...]
    path: str
    trouble: str = ""


class Shown(Markup):
    """A rendered panel and its sign, if it has one."""

    sign: Sign | None = None


def put(place: str, order: int, panel: Panel) -> None:
    """Show what `panel(subject)` answers at this place; lower orders come first. Putting it again changes nothing."""
    panels = PANELS.setdefault(place, [])
    if all(known is not panel for _order, known in panels):
        panels.append((order, panel))
        panels.sort(key=lambda entry: entry[0])


def shown(place: str, subject: Any) -> list[Shown]:
    """The panels of a place, rendered, in their order."""
    answers = [panel(subject) for _order, panel in PANELS.get(place, ())]
    return [_rendered(*answer) for answer in answers if answer is not None]


def _rendered(template: str, values: dict[str, Any]) -> Shown:
    made = Shown(render_template(template, **values))  # what a template rendered is escaped already
    made.sign = values.get("sign")
    return made

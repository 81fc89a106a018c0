"""Places on a page that higher rooms fill. The page belongs to one room; what appears in its panels is put in at assembly (`portal/rooms.py`).

    panels.put("cluster_home", 20, board_panel)     # board_panel(cluster) -> ("board/_panel.html", {"threads": ...}) or None

A panel makes a fixed number of statements and shows only what everyone who sees the page may see, or asks `can(...)` itself.
"""

from collections.abc import Callable
from typing import Any

from flask import render_template
from markupsafe import Markup

Panel = Callable[[Any], tuple[str, dict[str, Any]] | None]

PANELS: dict[str, list[tuple[int, Panel]]] = {}


def put(place: str, order: int, panel: Panel) -> None:
    """Show what `panel(subject)` answers at this place; lower orders come first. Putting it again changes nothing."""
    panels = PANELS.setdefault(place, [])
    if all(known is not panel for _order, known in panels):
        panels.append((order, panel))
        panels.sort(key=lambda entry: entry[0])


def shown(place: str, subject: Any) -> list[Markup]:
    """The panels of a place, rendered, in their order."""
    answers = [panel(subject) for _order, panel in PANELS.get(place, ())]
    # what a template rendered is escaped already
    return [Markup(render_template(a[0], **a[1])) for a in answers if a is not None]  # noqa: S704

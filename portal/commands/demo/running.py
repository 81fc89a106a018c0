"""Keeping it going: boards and partnerships, then calendars and stand-ins."""

import importlib
import importlib.util

from portal.commands.demo.world import World

ROOMS = (
    "running_board",
    "running_calendar",
    "running_stand_ins",
    "running_partnerships",
    "running_agreements",
    "running_visits",
    "running_mediation",
)


def load(world: World) -> None:
    """Fill the rooms in their order."""
    for room in ROOMS:
        name = f"portal.commands.demo.{room}"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).load(world)

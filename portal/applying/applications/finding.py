"""The words under which an application is found among those of its round: its receipt number, its cluster and its schools, as they were sealed."""

from collections.abc import Mapping
from typing import Any

from portal.applying.applications.models import Application
from portal.core import search
from portal.core.text import clean_line

KIND, MOST_LETTERS = "application", 80


def cut(words: str) -> str:
    """What somebody looks for, as it is read: one line of at most 80 letters."""
    return clean_line(words)[:MOST_LETTERS].strip()


def index(application: Application, facts: Mapping[str, Any]) -> None:
    """Make it findable in its round by what was sealed; nothing that anybody wrote into the form goes in."""
    search.put(KIND, application.id, scope=application.round_id.hex, text=text_of(facts), within=True)


def text_of(facts: Mapping[str, Any]) -> str:
    """The words of a sealed copy that it is found by."""
    return " ".join(
        [facts["receipt_number"], facts["cluster"]["name"], *(school["name"] for school in facts["schools"])]
    )

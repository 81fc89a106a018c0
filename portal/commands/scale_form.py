"""The form of the rounds of the scale world, with all nine kinds of question, and what an application answers: made from its number.

The files that answers name are written into the portal's store while their rows are made.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind
from portal.commands.scale_world import World
from portal.core import storage

QUESTIONS_EACH = 2
KINDS = (
    *(Kind.TEXT, Kind.TEXT, Kind.CHOICE, Kind.SEVERAL, Kind.NUMBER),
    *(Kind.MONEY, Kind.DATE, Kind.TABLE, Kind.BUDGET, Kind.FILE),
)
SECTIONS = len(KINDS) // QUESTIONS_EACH
"""The last section is about money, and holds the file."""
ANSWER = (
    "We chose the river because every class crosses it, and because none of them has asked where it comes from. " * 6
)
WAYS = ("By letter", "By video", "By a visit", "By parcel")
COLUMNS = ("Month", "What happens", "Who leads")
OPTIONS = {Kind.CHOICE: WAYS, Kind.SEVERAL: WAYS, Kind.TABLE: COLUMNS}
CURRENCY = "GBP"


def sections(world: World, planned: int) -> Iterable[dict[str, Any]]:
    """The sections of the form of round number `planned`."""
    for n in range(SECTIONS):
        yield world.record("section", planned * SECTIONS + n) | {
            "round_id": world.key("round", planned), "title": f"Section {n + 1}", "position": n, "is_budget": n == SECTIONS - 1,
            "partner_only": False, "per_school": False,
        }  # fmt: skip


def questions(world: World, planned: int) -> Iterable[dict[str, Any]]:
    """The questions of that form."""
    for n, kind in enumerate(KINDS):
        yield world.record("question", planned * len(KINDS) + n) | {
            "section_id": world.key("section", planned * SECTIONS + n // QUESTIONS_EACH), "text": words_of(n), "position": n,
            "kind": kind.value, "options": list(OPTIONS.get(kind, ())), "guidance": "", "max_words": 300, "is_required": True,
        }  # fmt: skip


def words_of(question: int) -> str:
    """What a question asks."""
    return f"What will you do in step {question + 1}?"


def answers(world: World, planned: int, application: int) -> Iterable[dict[str, Any]]:
    """The answers of application number `application`, which was made for round number `planned`."""
    for n, kind in enumerate(KINDS):
        yield world.record("answer", application * len(KINDS) + n) | {
            "application_version_id": world.key("application_version", application), "question_id": world.key("question", planned * len(KINDS) + n),
            "text": text_of(application, kind), "file_id": world.key("answer_file", application) if kind == Kind.FILE else None, "version": 1,
        }  # fmt: skip


def text_of(application: int, kind: Kind) -> str:
    """An answer of this kind as it is stored: see `programmes/kinds.py`."""
    return {
        Kind.TEXT: ANSWER,
        Kind.CHOICE: WAYS[application % len(WAYS)],
        Kind.SEVERAL: "\n".join(WAYS[application % 3 :]),
        Kind.NUMBER: str(20 + application % 300),
        Kind.MONEY: f"{500 + application % 2000}.00",
        Kind.DATE: f"2027-0{1 + application % 9}-15",
        Kind.TABLE: kinds.as_text(
            [[month, "We read each other's letters", f"Teacher {application}"] for month in ("May", "June")]
        ),
        Kind.BUDGET: kinds.as_text(
            [["Stamps", "40 letters", "60.00"], ["A visit", "two trains", f"{300 + application % 500}.00"]]
        ),
        Kind.FILE: file_name(application),
    }[kind]


def file_name(application: int) -> str:
    """What the file of an application is called."""
    return f"plan-{application}.txt"


def _file_content(application: int) -> bytes:
    return f"The plan of application {application}: who does what, and when.\n".encode() * 20


def file_row(world: World, application: int) -> dict[str, Any]:
    """The row of the file of an application."""
    content = _file_content(application)
    return world.record("answer_file", application) | {
        "key": f"scale{application:09}", "name": file_name(application), "content_type": "text/plain; charset=utf-8", "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "scan": "clean",
    }  # fmt: skip


def stored_file(world: World, application: int) -> dict[str, Any]:
    """The same, with its bytes put into the store, where the portal has one."""
    row = file_row(world, application)
    store = storage.in_use()
    if store is not None:
        store.put(row["key"], _file_content(application))
    return row

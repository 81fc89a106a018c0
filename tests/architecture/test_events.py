"""Every fact has words in the record, and nothing that must stay inside is on a cluster's timeline."""

import importlib
import pkgutil
import re
from typing import Any

import pytest

import portal
from portal.core.events import Event
from portal.oversight.audit.words import SENTENCES

pytestmark = pytest.mark.static
INSIDE = re.compile(
    r"^(review|reviewer|panel|decision_recorded|application_screened|sign_in|password|second_factor|role_)"
)


def _events() -> list[type[Event]]:
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if module.name.endswith(".events") and module.name != "portal.core.events":
            importlib.import_module(module.name)
    return sorted(set(_leaves(Event)), key=lambda event: event.kind())


def _leaves(kind: type[Event]) -> Any:
    for inner in kind.__subclasses__():
        deeper = list(_leaves(inner))
        if inner.__module__.startswith("portal.") and not deeper:
            yield inner
        yield from deeper


@pytest.mark.parametrize("event", _events(), ids=lambda event: event.kind())
def test_it_has_a_sentence_that_can_be_filled(event: type[Event]) -> None:
    assert event.kind() in SENTENCES, f"add a line for {event.kind()} to portal/oversight/audit/words.py"
    facts = set(event.__dataclass_fields__)
    known = {"who", "person", "school", "person_or_school", "subject", "cluster"} | facts
    known |= {name.removesuffix("_id") for name in facts}
    used = set(re.findall(r"%\((\w+)\)s", str(SENTENCES[event.kind()].words)))
    assert used <= known, f"{event.kind()} does not know {used - known}"


@pytest.mark.parametrize("event", _events(), ids=lambda event: event.kind())
def test_it_is_a_plain_frozen_fact(event: type[Event]) -> None:
    assert event.__doc__, "say in one sentence what has become true"
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert not {"email", "password", "token", "text", "words", "reason"} & set(event.__dataclass_fields__)
    assert len(event.kind()) <= 60


def test_what_belongs_inside_is_on_no_timeline() -> None:
    shown = [kind for kind, sentence in SENTENCES.items() if sentence.shown_to_cluster and INSIDE.match(kind)]
    assert shown == []


def test_no_two_facts_share_a_name() -> None:
    kinds = [event.kind() for event in _events()]
    assert len(kinds) == len(set(kinds))


def test_every_sentence_belongs_to_a_fact() -> None:
    assert set(SENTENCES) - {event.kind() for event in _events()} == set()

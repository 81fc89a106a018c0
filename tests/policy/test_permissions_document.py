"""docs/permissions.md says what the table says."""

import pytest

from portal.commands.permissions import FILE, WINGS, document
from portal.policy import TABLE, Action


@pytest.mark.static
def test_it_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: make permissions"


@pytest.mark.static
def test_every_action_is_in_it_once() -> None:
    lines = document().splitlines()
    for action in Action:
        assert sum(line.startswith(f"| {action.value.replace('_', ' ')} |") for line in lines) == 1
    assert len([line for line in lines if line.startswith("| ")]) == len(TABLE) + len(WINGS)

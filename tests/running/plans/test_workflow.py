"""Every command on every state of a task."""

import pytest

from portal.running.plans.models import TaskStatus as S
from portal.running.plans.workflow import TASK

MOVES = {
    "take": {S.WANTED: S.TAKEN},
    "give_back": {S.TAKEN: S.WANTED, S.BLOCKED: S.WANTED},
    "block": {S.TAKEN: S.BLOCKED},
    "unblock": {S.BLOCKED: S.TAKEN},
    "finish": {S.TAKEN: S.DONE, S.BLOCKED: S.DONE},
    "reopen": {S.DONE: S.TAKEN},
    "drop": {S.WANTED: S.DROPPED, S.TAKEN: S.DROPPED, S.BLOCKED: S.DROPPED},
}


@pytest.mark.either
def test_the_table() -> None:
    assert TASK.commands == sorted(MOVES)
    for command, allowed in MOVES.items():
        assert {state: TASK.moves.get((state, command)) for state in S if (state, command) in TASK.moves} == allowed
        assert str(TASK.words[command])

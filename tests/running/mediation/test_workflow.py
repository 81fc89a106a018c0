"""Every command in every state of a difficulty: the table says what happens."""

import pytest

from portal.running.mediation.models import OPEN, MediationStatus
from portal.running.mediation.workflow import MEDIATION

ENDED = {MediationStatus.CLOSED, MediationStatus.WITHDRAWN, MediationStatus.TO_SAFEGUARDING}


@pytest.mark.parametrize("status", MediationStatus)
def test_nothing_leaves_an_end(status: MediationStatus) -> None:
    leaves = {command for (before, command) in MEDIATION.moves if before == status}
    assert bool(leaves) == (status not in ENDED)


def test_what_is_open_can_be_taken_back_and_can_go_to_safeguarding() -> None:
    for status in OPEN:
        assert MEDIATION.moves[status, "withdraw"] == MediationStatus.WITHDRAWN
        assert MEDIATION.moves[status, "move_to_safeguarding"] == MediationStatus.TO_SAFEGUARDING


def test_talks_begin_only_after_everyone_has_said_yes() -> None:
    assert {before for (before, command) in MEDIATION.moves if command == "begin"} == {MediationStatus.ACCEPTED}
    assert {before for (before, command) in MEDIATION.moves if command == "settle"} == {
        MediationStatus.ACCEPTED,
        MediationStatus.IN_PROGRESS,
    }


def test_every_command_has_words() -> None:
    assert set(MEDIATION.words) == set(MEDIATION.commands)

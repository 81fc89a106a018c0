"""Every command on every state of a visit and of a swap."""

import pytest

from portal.running.visits.models import SwapStatus as W
from portal.running.visits.models import VisitStatus as S
from portal.running.visits.workflow import SWAP, VISIT

OPEN = (S.PLANNED, S.AGREED, S.CONFIRMED)
MOVES = {
    "change": {state: state for state in OPEN},
    "agree": {S.PLANNED: S.AGREED},
    "decline": {S.PLANNED: S.CANCELLED},
    "ask_again": dict.fromkeys(OPEN, S.PLANNED),
    "confirm": {S.AGREED: S.CONFIRMED},
    "open": {S.CONFIRMED: S.AGREED},
    "report": {S.CONFIRMED: S.REPORTED},
    "cancel": dict.fromkeys(OPEN, S.CANCELLED),
    "strike": {S.REPORTED: S.CANCELLED},
}


@pytest.mark.either
def test_the_tables() -> None:
    assert VISIT.commands == sorted(MOVES)
    for command, allowed in MOVES.items():
        assert {state: VISIT.moves[state, command] for state in S if (state, command) in VISIT.moves} == allowed
        assert str(VISIT.words[command])
    for command, after in (("accept", W.ACCEPTED), ("decline", W.DECLINED), ("withdraw", W.WITHDRAWN)):
        assert [key for key in SWAP.moves if key[1] == command] == [(W.ASKED, command)]
        assert SWAP.moves[W.ASKED, command] == after
        assert str(SWAP.words[command])

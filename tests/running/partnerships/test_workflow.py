"""Every command on every status, from the tables."""

from dataclasses import dataclass

import pytest

from portal.running.partnerships.models import Growth, PairStatus, PartnershipStatus
from portal.running.partnerships.workflow import GROWTH, PAIR, PARTNERSHIP

P, L = PartnershipStatus, PairStatus
PARTNERSHIP_MOVES = {
    "begin": {P.EXPLORING: P.ACTIVE},
    "pause": {P.ACTIVE: P.PAUSED},
    "resume": {P.PAUSED: P.ACTIVE, P.MAINTENANCE: P.ACTIVE},
    "maintain": {P.ACTIVE: P.MAINTENANCE},
    "end": {P.EXPLORING: P.ENDED, P.ACTIVE: P.ENDED, P.PAUSED: P.ENDED, P.MAINTENANCE: P.ENDED},
}
PAIR_MOVES = {
    "agree": {L.PROPOSED: L.AGREED},
    "decline": {L.PROPOSED: L.ENDED},
    "end": {L.PROPOSED: L.ENDED, L.AGREED: L.ENDED},
}


@dataclass
class Something:
    id: int
    status: str

    @property
    def growth(self) -> str:
        return self.status


@pytest.mark.parametrize(
    ("lifecycle", "moves", "states"),
    [
        (PARTNERSHIP, PARTNERSHIP_MOVES, P),
        (PAIR, PAIR_MOVES, L),
        (GROWTH, {"establish": {Growth.NEW: Growth.ESTABLISHED}}, Growth),
    ],
)
def test_the_table_is_what_the_brief_says(lifecycle, moves, states) -> None:  # type: ignore[no-untyped-def]
    assert lifecycle.commands == sorted(moves)
    for command, allowed in moves.items():
        for state in states:
            assert lifecycle.moves.get((state, command)) == allowed.get(state), (state, command)
            assert lifecycle.allows(Something(1, state), command) == (state in allowed)
        assert str(lifecycle.words[command])

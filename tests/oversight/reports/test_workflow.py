"""Every command on every status of a report, from the table."""

import pytest

from portal.oversight.reports.models import ReportStatus as S
from portal.oversight.reports.workflow import REPORT

MOVES = {
    "acknowledge": {S.RECEIVED: S.ACKNOWLEDGED},
    "take": {S.RECEIVED: S.IN_HAND, S.ACKNOWLEDGED: S.IN_HAND},
    "pass_on": {S.IN_HAND: S.ACKNOWLEDGED},
    "close": {S.IN_HAND: S.CLOSED},
    "reopen": {S.CLOSED: S.IN_HAND},
}


@pytest.mark.parametrize("command", MOVES)
def test_the_table_is_what_was_agreed(command: str) -> None:
    assert REPORT.commands == sorted(MOVES)
    for status in S:
        assert REPORT.moves.get((status, command)) == MOVES[command].get(status), status
    assert str(REPORT.words[command])

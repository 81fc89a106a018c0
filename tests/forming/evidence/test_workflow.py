"""Every command at every status, from the tables."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from portal.core.errors import NotAllowedNow
from portal.core.workflow import Lifecycle
from portal.forming.evidence import workflow
from portal.forming.evidence.models import EvidenceStatus, StatementStatus

EXPECTED: dict[str, tuple[Lifecycle, type[StrEnum], dict[str, dict[str, str]]]] = {
    "item": (
        workflow.ITEM,
        EvidenceStatus,
        {
            "fulfil": {"intention": "evidence"},
            "withdraw": {"evidence": "withdrawn", "intention": "withdrawn", "not_applicable": "withdrawn"},
        },
    ),
    "statement": (
        workflow.STATEMENT,
        StatementStatus,
        {
            "give": {"asked": "given"},
            "decline": {"asked": "declined"},
            "expire": {"asked": "expired"},
            "withdraw": {"asked": "withdrawn", "given": "withdrawn"},
        },
    ),
}


@dataclass
class Standing:
    """A record that stands at a status."""

    status: StrEnum
    id: int = 1


def cases() -> list[Any]:
    return [
        pytest.param(table, status, command, moves.get(command, {}).get(status.value), id=f"{name}-{status}-{command}")
        for name, (table, statuses, moves) in EXPECTED.items()
        for status in statuses
        for command in table.commands
    ]


@pytest.mark.parametrize(("table", "status", "command", "after"), cases())
def test_each_command_at_each_status(table: Lifecycle, status: StrEnum, command: str, after: str | None) -> None:
    record = Standing(status)
    assert table.allows(record, command) is (after is not None)
    if after is None:
        with pytest.raises(NotAllowedNow) as refused:
            table.advance(record, command)
        assert str(refused.value.message) == str(table.words[command])
    else:
        assert table.moves[status, command].value == after


def test_every_command_has_words_and_is_expected() -> None:
    for table, _statuses, moves in EXPECTED.values():
        assert set(table.commands) == set(table.words) == set(moves)

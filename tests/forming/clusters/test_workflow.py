"""Every command at every status, from the tables."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from portal.core.errors import NotAllowedNow
from portal.core.workflow import Lifecycle
from portal.forming.clusters import workflow
from portal.forming.clusters.models import ClusterStatus, MembershipStatus, OfficeStatus, VacancyStatus

EXPECTED: dict[str, tuple[Lifecycle, type[StrEnum], dict[str, dict[str, str]]]] = {
    "cluster": (
        workflow.CLUSTER,
        ClusterStatus,
        {"activate": {"forming": "active"}, "close": {"forming": "closed", "active": "closed"}},
    ),
    "membership": (
        workflow.MEMBERSHIP,
        MembershipStatus,
        {
            "join": {"invited": "joined", "asked": "joined"},
            "decline": {"invited": "declined", "asked": "declined"},
            "expire": {"invited": "expired"},
            "withdraw": {"invited": "withdrawn"},
            "give_notice": {"joined": "leaving"},
            "stay": {"leaving": "joined"},
            "leave": {"leaving": "left"},
        },
    ),
    "office": (
        workflow.OFFICE,
        OfficeStatus,
        {
            "accept": {"nominated": "accepted"},
            "decline": {"nominated": "declined"},
            "withdraw": {"nominated": "declined"},
            "end": {"accepted": "ended"},
        },
    ),
    "vacancy": (workflow.VACANCY, VacancyStatus, {"fill": {"open": "filled"}, "close": {"open": "closed"}}),
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

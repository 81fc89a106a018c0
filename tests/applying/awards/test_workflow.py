"""Every command in every state: awards, conditions, objections, sendings."""

from typing import Any

import pytest

from portal.applying.appeals.models import Objection, ObjectionStatus
from portal.applying.appeals.workflow import OBJECTIONS
from portal.applying.awards.models import Award, AwardCondition, AwardStatus, ConditionStatus
from portal.applying.awards.workflow import AWARDS, CONDITIONS
from portal.applying.monitoring.models import AwardReport, Instalment, InstalmentStatus, ReportStatus
from portal.applying.monitoring.workflow import INSTALMENTS, REPORTS
from portal.applying.releases.models import ItemStatus, Release, ReleaseItem, ReleaseStatus
from portal.applying.releases.workflow import ITEMS, RELEASES
from portal.core.errors import NotAllowedNow

pytestmark = pytest.mark.static
TABLES: list[tuple[Any, Any, Any, dict[str, dict[str, str]]]] = [
    (
        AWARDS,
        Award,
        AwardStatus,
        {
            "accept": {"offered": "accepted"},
            "decline": {"offered": "declined"},
            "lapse": {"offered": "lapsed"},
            "revoke": {"offered": "revoked", "accepted": "revoked"},
            "start": {"accepted": "active"},
            "suspend": {"active": "suspended"},
            "resume": {"suspended": "active"},
            "close": {"active": "closed", "suspended": "closed"},
        },
    ),
    (
        CONDITIONS,
        AwardCondition,
        ConditionStatus,
        {
            "report": {"open": "reported"},
            "return": {"reported": "open"},
            "meet": {"open": "met", "reported": "met"},
            "waive": {"open": "waived", "reported": "waived"},
            "fail": {"open": "failed", "reported": "failed"},
        },
    ),
    (
        OBJECTIONS,
        Objection,
        ObjectionStatus,
        {
            "assign": {"made": "assigned", "assigned": "assigned"},
            "uphold": {"assigned": "upheld"},
            "dismiss": {"assigned": "dismissed"},
        },
    ),
    (
        RELEASES,
        Release,
        ReleaseStatus,
        {
            "begin": {"asked": "running"},
            "finish": {"running": "done"},
            "cancel": {"asked": "cancelled", "running": "cancelled"},
        },
    ),
    (
        REPORTS,
        AwardReport,
        ReportStatus,
        {
            "submit": {"due": "submitted", "returned": "submitted"},
            "return": {"submitted": "returned"},
            "accept": {"submitted": "accepted"},
            "waive": {"due": "waived", "submitted": "waived", "returned": "waived"},
        },
    ),
    (INSTALMENTS, Instalment, InstalmentStatus, {"pay": {"planned": "paid"}, "cancel": {"planned": "cancelled"}}),
    (ITEMS, ReleaseItem, ItemStatus, {"send": {"waiting": "sent"}, "refuse": {"waiting": "refused"}}),
]


@pytest.mark.parametrize(("lifecycle", "record", "states", "table"), TABLES, ids=lambda one: getattr(one, "name", None))
def test_every_command_in_every_state(lifecycle: Any, record: Any, states: Any, table: Any) -> None:
    assert lifecycle.commands == sorted(table)
    assert set(lifecycle.words) == set(table)
    for state in states:
        for command, moves in table.items():
            one = record(status=state)
            assert lifecycle.allows(one, command) == (state.value in moves), (command, state)
            if state.value in moves:
                assert lifecycle.moves[(state, command)] == moves[state.value]
            else:
                with pytest.raises(NotAllowedNow, match=r"\w+"):
                    lifecycle.advance(one, command)

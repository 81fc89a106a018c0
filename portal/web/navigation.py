"""The signed-in person's way around: few places, always the same."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request

from portal.core.i18n import _l
from portal.policy import Action, allows
from portal.policy.people import STAFF, Role
from portal.web import login


@dataclass(frozen=True)
class Way:
    """One link of the navigation. `is_of_a_role`: it is there for a role of the programme, not for everyone."""

    label: str
    url: str
    is_current: bool
    count: int = 0
    is_of_a_role: bool = False


_FOR_EVERYONE = frozenset(
    {
        Action.NEEDS_VIEW,
        Action.CLUSTER_LIST_MINE,
        Action.CALENDAR_VIEW_MINE,
        Action.SCHOOL_LIST_MINE,
        Action.ROUND_LIST,
    }
)


PLACES: list[tuple[Any, str, Action]] = [
    (_l("What needs me"), "needs.show", Action.NEEDS_VIEW),
    (_l("Clusters"), "clusters.index", Action.CLUSTER_LIST_MINE),
    (_l("Calendar"), "activities.calendar", Action.CALENDAR_VIEW_MINE),
    (_l("School"), "schools.mine", Action.SCHOOL_LIST_MINE),
    (_l("Find partners"), "finding.search", Action.PARTNER_SEARCH),
    (_l("Programmes"), "programmes.index", Action.ROUND_LIST),
    (_l("Reviews"), "reviews.queue", Action.REVIEW_QUEUE),
    (_l("Overview"), "overview.show", Action.OVERVIEW_DASHBOARD),
    (_l("My clusters"), "advising.index", Action.CASELOAD_LIST),
    (_l("Verification"), "verification.queue", Action.SCHOOL_QUEUE_VIEW),
    (_l("Reports"), "reports.queue", Action.REPORT_LIST),
    (_l("Reports"), "reports.late", Action.REPORT_LIST_LATE),
    (_l("People"), "people.index", Action.PEOPLE_VIEW),
    (_l("Registers"), "registers.show", Action.REGISTERS_VIEW),
    (_l("My area"), "area.show", Action.AREA_VIEW),
    (_l("Record"), "audit.record", Action.AUDIT_VIEW),
    (_l("Data"), "data_requests.index", Action.DATA_REQUEST_LIST),
    (_l("Mail"), "outbox.show", Action.OUTBOX_VIEW),
]


# Pages that belong to a place without having its name: the place stays marked while one is on them.
_PART_OF = {
    "approaches": "finding",
    "declarations": "schools",
    "leavers": "schools",
    "profiles": "schools",
    "school_years": "schools",
    "standing": "schools",
    "board": "clusters",
    "drafts": "clusters",
    "board_settings": "outbox",
    "scanning": "outbox",
    "journal": "audit",
    "publishing": "clusters",
    "exports": "audit",
    "breaches": "audit",
    "evidence": "clusters",
    "newcomers": "clusters",
    "formality": "clusters",
    "groups": "clusters",

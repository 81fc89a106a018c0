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
    "committees": "clusters",
    "meetings": "clusters",
    "my_committees": "needs",
    "rotas": "clusters",
    "selfchecks": "clusters",
    "commitments": "clusters",
    "sharing": "clusters",
    "groups": "clusters",
    "ledger": "clusters",
    "reshaping": "clusters",
    "responsibility": "clusters",
    "things": "clusters",
    "backing": "clusters",
    "projects": "clusters",
    "annual": "clusters",
    "changes": "programmes",
    "sizes": "clusters",
    "packs": "clusters",
    "evidence_headings": "programmes",
    "support_sheets": "schools",
    "parts": "clusters",
    "part_rules": "programmes",
    "handoffs": "clusters",
    "partnerships": "clusters",
    "transfers": "clusters",
    "statements": "clusters",
    "timeline": "clusters",
    "duplicates": "verification",
    "organisations": "verification",
    "organisation_letters": "area",
    "first_posts": "clusters",
    "matching": "clusters",
    "mirrors": "clusters",
    "mediation": "clusters",
    "mediation_raise": "clusters",
    "first_post_rule": "verification",
    "plans": "clusters",
    "partnership_health": "clusters",
    "agreements": "clusters",
    "vouches": "clusters",
    "visits": "clusters",
    "safety_items": "verification",
    "timing": "activities",
    "terms": "schools",
}


def navigation() -> list[Way]:
    """Where the signed-in person can go from every page. Who has a role and no school is not sent to look for a school, a calendar or a cluster."""
    person = login.signed_in()
    if person is None:
        return []
    belongs = bool(person.memberships) or not person.roles
    left_out = set() if belongs else {Action.CALENDAR_VIEW_MINE, Action.SCHOOL_LIST_MINE}
    if not belongs and not person.has(*STAFF, Role.AUDITOR, Role.AUTHORITY_OFFICER):
        left_out.add(Action.CLUSTER_LIST_MINE)
    here = _PART_OF.get(request.blueprint or "", request.blueprint)
    paths = _paths(current_app._get_current_object())  # type: ignore[attr-defined]
    return [
        Way(str(label), paths[endpoint], here == endpoint.partition(".")[0], is_of_a_role=action not in _FOR_EVERYONE)
        for label, endpoint, action in PLACES
        if endpoint in paths and action not in left_out and allows(person, action)
    ]


@lru_cache(maxsize=8)
def _paths(app: Flask) -> dict[str, str]:
    """The paths of the places that there are: the same for everyone, so built once."""
    paths = app.url_map.bind("portal.invalid")
    return {endpoint: paths.build(endpoint) for _label, endpoint, _action in PLACES if endpoint in app.view_functions}

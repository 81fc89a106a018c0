"""The signed-in person's way around: few places, always the same."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from portal.core.i18n import _
from portal.policy import Action
from portal.policy.people import STAFF, Role
from portal.web import access, login


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


def navigation() -> list[Way]:
    """Where the signed-in person can go from every page. Who has a role and no school is not sent to look for a school, a calendar or a cluster."""
    person = login.signed_in()
    if person is None:
        return []
    belongs = bool(person.memberships) or not person.roles
    left_out = set() if belongs else {Action.CALENDAR_VIEW_MINE, Action.SCHOOL_LIST_MINE}
    if not belongs and not person.has(*STAFF, Role.AUDITOR, Role.AUTHORITY_OFFICER):
        left_out.add(Action.CLUSTER_LIST_MINE)
    places: list[tuple[Any, str, Action]] = [
        (_("What needs me"), "needs.show", Action.NEEDS_VIEW),
        (_("Clusters"), "clusters.index", Action.CLUSTER_LIST_MINE),
        (_("Calendar"), "activities.calendar", Action.CALENDAR_VIEW_MINE),
        (_("School"), "schools.mine", Action.SCHOOL_LIST_MINE),
        (_("Find partners"), "finding.search", Action.PARTNER_SEARCH),
        (_("Programmes"), "programmes.index", Action.ROUND_LIST),
        (_("Reviews"), "reviews.queue", Action.REVIEW_QUEUE),
        (_("Verification"), "verification.queue", Action.SCHOOL_QUEUE_VIEW),
        (_("People"), "people.index", Action.PEOPLE_VIEW),
        (_("Registers"), "registers.show", Action.REGISTERS_VIEW),
        (_("My area"), "area.show", Action.AREA_VIEW),
        (_("Record"), "audit.record", Action.AUDIT_VIEW),
        (_("Mail"), "outbox.show", Action.OUTBOX_VIEW),
    ]
    ways = []
    for label, endpoint, action in places:
        if endpoint in current_app.view_functions and action not in left_out and access.can(action):
            blueprint = endpoint.split(".", maxsplit=1)[0]
            is_current = request.blueprint == blueprint
            ways.append(Way(str(label), url_for(endpoint), is_current, is_of_a_role=action not in _FOR_EVERYONE))
    return ways

"""The signed-in person's way around: few places, always the same."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from portal.core.i18n import _
from portal.policy import Action
from portal.web import access, login


@dataclass(frozen=True)
class Way:
    """One link of the navigation."""

    label: str
    url: str
    is_current: bool
    count: int = 0


def navigation() -> list[Way]:
    """Where the signed-in person can go from every page."""
    person = login.signed_in()
    if person is None:
        return []
    places: list[tuple[Any, str, Action]] = [
        (_("What needs me"), "needs.show", Action.NEEDS_VIEW),
        (_("Clusters"), "clusters.index", Action.CLUSTER_LIST_MINE),
        (_("Calendar"), "activities.calendar", Action.CALENDAR_VIEW_MINE),
        (_("School"), "schools.mine", Action.SCHOOL_LIST_MINE),
        (_("Programmes"), "programmes.index", Action.ROUND_LIST),
        (_("Reviews"), "reviews.queue", Action.REVIEW_QUEUE),
        (_("Verification"), "verification.queue", Action.SCHOOL_QUEUE_VIEW),
        (_("My area"), "area.show", Action.AREA_VIEW),
    ]
    ways = []
    for label, endpoint, action in places:
        if endpoint in current_app.view_functions and access.can(action):
            blueprint = endpoint.split(".", maxsplit=1)[0]
            ways.append(Way(str(label), url_for(endpoint), request.blueprint == blueprint))
    return ways

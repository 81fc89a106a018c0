"""The blueprint, and the way to a meeting's page."""

from flask import Blueprint, url_for

from portal.running.meetings.models import Meeting

bp = Blueprint("meetings", __name__, url_prefix="/clusters/<uuid:cluster_id>")


def page(meeting: Meeting) -> str:
    """The meeting's own page."""
    return url_for("meetings.show", cluster_id=meeting.cluster_id, meeting_id=meeting.id)


def committee_page(committee: object) -> str:
    """The page of the committee."""
    return url_for("committees.show", cluster_id=committee.cluster_id, committee_id=committee.id)  # type: ignore[attr-defined]

"""The blueprint, and what its pages have in common."""

from flask import Blueprint, url_for

from portal.running.activities.models import Activity

bp = Blueprint("activities", __name__)


def page_of(activity: Activity) -> str:
    """The address of the activity's page."""
    return url_for("activities.show", cluster_id=activity.cluster_id, activity_id=activity.id)

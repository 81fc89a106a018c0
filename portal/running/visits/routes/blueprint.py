"""The blueprints, and what their pages have in common."""

from typing import Any

from flask import Blueprint, url_for

from portal.running.visits import words
from portal.running.visits.models import Visit, VisitRepresented

bp = Blueprint("visits", __name__, url_prefix="/clusters/<uuid:cluster_id>")
safety_bp = Blueprint("safety_items", __name__, url_prefix="/administration/safety-list")


def page_of(visit: Visit) -> str:
    """The address of the visit's page."""
    return url_for("visits.show", cluster_id=visit.cluster_id, visit_id=visit.id)


def safety_of(visit: Visit) -> str:
    """The address of its safety list."""
    return url_for("visits.safety", cluster_id=visit.cluster_id, visit_id=visit.id)


def voice_of(represented: VisitRepresented) -> str:
    """The address of the questions of one school."""
    return url_for("visits.voice", cluster_id=represented.cluster_id, represented_id=represented.id)


def said_of(visit: Visit) -> dict[str, Any]:
    """How it stands and what it may cost, in words."""
    return {"visit": visit, "standing": words.standing(visit), "cost": words.cost_of(visit), "lodging": words.LODGING}

"""The blueprint, and what its pages have in common."""

from typing import Any

from flask import Blueprint, url_for

from portal.identity.schools.countries import country_name
from portal.identity.schools.models import School

bp = Blueprint("schools", __name__)


@bp.context_processor
def _names() -> dict[str, Any]:
    return {"country_name": country_name}


def page_of(school: School) -> str:
    """The address of the school's page."""
    return url_for("schools.show", school_id=school.id)

"""The blueprint, and what its pages have in common."""

from flask import Blueprint, url_for

from portal.identity.schools.models import School

bp = Blueprint("terms", __name__)


def year_page(school: School) -> str:
    """The address of the school's year."""
    return url_for("terms.show", school_id=school.id)

"""The blueprint, when a request arrived, and what its pages have in common."""

from flask import Blueprint, url_for

from portal.applying.applications import checks, queries
from portal.applying.applications.models import Application, ApplicationVersion, SignOff
from portal.policy.predicates import sees_what_is_kept_home
from portal.web import arrival
from portal.web.login import me

bp = Blueprint("applications", __name__)


@bp.before_app_request
def note_arrival() -> None:
    """The moment by which deadlines are judged: when the request came, however long its handling takes."""
    arrival.note()


def path_of(application: Application) -> str:
    """The page of an application."""
    return url_for("applications.show", application_id=application.id)


def writes_in(application: Application) -> bool:
    """Is this person of a school in the cluster? Others see what was submitted and nothing else."""
    place = me().place_in(application.cluster_id)
    return place is not None and place.member


def version_path(version: ApplicationVersion) -> str:
    """The page of a sealed copy."""
    return url_for("applications.version", application_id=version.application_id, number=version.number)


def undone_by_a_change(application: Application) -> list[SignOff]:
    """The signatures that a change to what all schools share takes back."""
    draft = queries.load_draft(application)
    return checks.would_undo(draft, None) if draft is not None else []


def may_see_money(application: Application) -> bool:
    """Whether the sections about money are shown to the reader."""
    return sees_what_is_kept_home(me(), application)

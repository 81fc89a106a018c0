"""The page of the drill."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.identity.schools import queries as schools
from portal.identity.schools.models import SchoolMember
from portal.oversight.leavers.drill import drill
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded

bp = Blueprint("leavers", __name__)


@bp.get("/schools/<uuid:school_id>/members/<uuid:member_id>/if-they-left")
@guarded(Action.SCHOOL_DRILL, of=schools.get_member)
def show(member: SchoolMember) -> ResponseReturnValue:
    """What would stop if this person left the school today, and what would pass on by itself."""
    found = drill(member)
    return render_template("leavers/show.html", drill=found, member=member, is_me=member.person_id == login.me().id)

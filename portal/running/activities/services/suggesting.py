"""A time that does not suit: the school that was asked says so on the board, and which times would."""

from datetime import timedelta

from portal.core import clock
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.i18n import _
from portal.core.text import clean
from portal.policy import SignedIn
from portal.running.activities.models import Activity
from portal.running.board.models import Message, Wanted
from portal.running.board.queries import get_board
from portal.running.firstposts import services as firstposts

ANSWER_WITHIN = timedelta(days=2)


def suggest_time(activity: Activity, *, by: SignedIn, words: str) -> None:
    """Ask for another time, in a conversation to which the owner school is asked to reply. The activity stays as it is until somebody moves or cancels it."""
    school_id = activity.partner_school_id
    if school_id is None or school_id not in by.memberships or not activity.allows("agree"):
        raise NotAllowedNow(_("Your school is not asked about this time any more."))
    if not clean(words):
        raise RuleBroken("words", _("Write which days and times would suit you."))
    owner = activity.owner_school
    firstposts.begin(
        get_board(activity.cluster_id),
        by=by,
        title=_("Another time: %(title)s", title=activity.title)[:200],
        message=Message(clean(words), by.language),
        school_id=school_id,
        wanted=Wanted(owner.id, clock.today(owner.zone) + ANSWER_WITHIN),
    )

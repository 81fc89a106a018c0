"""It took place: each side says so; seven days of silence say so too."""

import uuid
from datetime import timedelta
from typing import Any

from portal.core import clock, duty, storage
from portal.core.actors import SYSTEM, Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _, _l
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.storage import Upload
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.activities.services import owing
from portal.running.activities.workflow import LIFECYCLE

SILENCE = timedelta(days=7)
NOT_BEGUN = _l("This has not begun yet. Come back when it has taken place.")
SAID_ALREADY = _l("Your side has said so already. Thank you.")


def deliver_activity(
    activity: Activity,
    *,
    by: Actor,
    for_owner: bool,
    school_id: uuid.UUID,
    pupil_count: int | None = None,
    words: str = "",
    upload: Upload | None = None,
) -> None:
    """One side says that it took place, with the number of its pupils, one sentence and one file. The second side's word completes it.

    `school_id` is the school that speaks: a stand-in speaks for the owner. Without a partner one word is enough. Each side counts its own pupils;
    `pupil_count` of the activity is those of both. A file of the first side stays.
    """
    if activity.starts_at > clock.now():
        raise RuleBroken(None, str(NOT_BEGUN))
    mark = "delivered_owner_at" if for_owner else "delivered_partner_at"
    if getattr(activity, mark) is not None:
        raise NotAllowedNow(str(SAID_ALREADY))
    if upload is not None and activity.capture_file_id is not None:
        raise RuleBroken("file", _("The other school has put a file here already. Show yours on the board."))
    if activity.status == ActivityStatus.AGREED:
        LIFECYCLE.advance(activity, "confirm")  # what took place was certain
    second = activity.status == ActivityStatus.DELIVERED_BY_ONE
    alone = activity.partner_school_id is None
    command = "confirm_delivery" if second else "deliver_alone" if alone else "deliver"
    spoke = "delivered_owner_by_id" if for_owner else "delivered_partner_by_id"
    said: dict[str, Any] = {
        mark: clock.now(),
        spoke: by.id,
        "delivered_words": _together(activity.delivered_words, words),
    }
    if pupil_count is not None:
        said |= _counted(activity, pupil_count, for_owner=for_owner)
    if upload is not None:
        said["capture_file_id"] = storage.claim(upload, by=by, school_id=school_id).id
    LIFECYCLE.advance(activity, command, **owing.revised(activity, on_calendars=False), **said)
    facts = owing.facts(activity, by, school_id=school_id)
    if second:
        owing.settle_everything(activity, by=by, outcome="delivered")
        record(events.DeliveryConfirmed(**facts))
        return
    _settle_first(activity, by, for_owner=for_owner)
    stood_in = activity.owner_school_id if for_owner and school_id != activity.owner_school_id else None
    record(events.ActivityDelivered(**facts, complete=alone, for_school_id=stood_in, pupil_count=pupil_count))


def why_not_delivered(activity: Activity, *, for_owner: bool) -> str:
    """In words why this side cannot say now that it took place; empty when it can. For the page, before anything is pressed."""
    if activity.status == ActivityStatus.CANCELLED:
        return _("This activity was cancelled.")
    if activity.status == ActivityStatus.MISSED:
        return _("It was noted that this did not take place.")
    if (activity.delivered_owner_at if for_owner else activity.delivered_partner_at) is not None:
        return str(SAID_ALREADY)
    if activity.starts_at > clock.now():
        return str(NOT_BEGUN)
    if activity.status == ActivityStatus.PROPOSED:
        return str(LIFECYCLE.words["deliver"])
    return _("This is done already. Thank you.") if activity.status == ActivityStatus.DELIVERED else ""


def _counted(activity: Activity, pupils: int, *, for_owner: bool) -> dict[str, int]:
    """The own number of one side, and both together. A number from the time when one side counted for both is never made smaller."""
    other = activity.partner_pupils if for_owner else activity.owner_pupils
    before = (activity.pupil_count or 0) if other is None else 0
    mine = "owner_pupils" if for_owner else "partner_pupils"
    return {mine: pupils, "pupil_count": max(before, pupils + (other or 0))}


def _settle_first(activity: Activity, by: Actor, *, for_owner: bool) -> None:
    owing.settle_answers(activity, by=by, outcome="delivered")
    owing.settle_adults(activity, by=by, outcome="delivered")
    owing.settle_guests(activity, by=by, outcome="delivered")
    if for_owner:
        duty.settle(DutyKind.DELIVER_ACTIVITY, activity.id, by=by, outcome="delivered")
        if activity.partner_school_id is not None:
            owing.owe_second_word(activity, school_id=activity.partner_school_id)
    else:
        duty.settle(DutyKind.DELIVER_ACTIVITY, activity.id, by=by, outcome="said_by_partner")
        school = activity.stand_in_school_id or activity.owner_school_id
        owing.owe_second_word(activity, school_id=school, person_id=activity.stand_in_id or activity.teacher_id)


def _together(before: str, words: str) -> str:
    return "\n\n".join(part for part in (before.strip(), words.strip()) if part)


def let_delivery_stand(activity: Activity, *, by: Actor) -> None:
    """The other side stayed silent for a week: done, confirmed by one side."""
    LIFECYCLE.advance(activity, "let_stand", **owing.revised(activity, on_calendars=False))
    owing.settle_everything(activity, by=by, outcome="let_stand")
    record(events.DeliveryLetStand(**owing.facts(activity, by)))


@every(timedelta(hours=1))
def let_deliveries_stand() -> None:
    """Every hour: activities that one side called done a week ago are done."""
    for activity in queries.list_said_by_one_before(clock.now() - SILENCE):
        perform(let_delivery_stand, activity, by=SYSTEM)

"""Verbs about activities: propose, agree, confirm, change, move, deliver, cancel; inherit; calendar links."""

from portal.running.activities.services.adults import name_adult
from portal.running.activities.services.answering import agree_activity, confirm_activity
from portal.running.activities.services.calling_off import cancel_activity, miss_activity
from portal.running.activities.services.changing import change_activity, change_teacher
from portal.running.activities.services.counting import plan_partner_pupils
from portal.running.activities.services.covering import ask_for_cover, cover_activity, settle_stand_in, uncover_activity
from portal.running.activities.services.delivering import (
    deliver_activity,
    let_deliveries_stand,
    let_delivery_stand,
    why_not_delivered,
)
from portal.running.activities.services.feeds import make_calendar_link, revoke_calendar_link
from portal.running.activities.services.guests import (
    answer_invitation,
    close_late_answers,
    follow_change,
    invite_schools,
    left_to_invite,
    schools_to_invite,
    tell_who_took_part,
    uninvite_school,
)
from portal.running.activities.services.inheriting import inherit_activities, pass_on_activity
from portal.running.activities.services.leavers import follow_leaver
from portal.running.activities.services.missing import ask_for_adult, ask_for_adults
from portal.running.activities.services.proposing import propose_activity
from portal.running.activities.services.reminding import remind_of_activities, remind_of_activity, stage_at
from portal.running.activities.services.series import (
    bring_series_near,
    cancel_series,
    change_series,
    days_of,
    propose_series,
)
from portal.running.activities.services.suggesting import suggest_time

__all__ = [
    "agree_activity",
    "answer_invitation",
    "ask_for_adult",
    "ask_for_adults",
    "ask_for_cover",
    "bring_series_near",
    "cancel_activity",
    "cancel_series",
    "change_activity",
    "change_series",
    "change_teacher",
    "close_late_answers",
    "confirm_activity",
    "cover_activity",
    "days_of",
    "deliver_activity",
    "follow_change",
    "follow_leaver",
    "inherit_activities",
    "invite_schools",
    "left_to_invite",
    "let_deliveries_stand",
    "let_delivery_stand",
    "make_calendar_link",
    "miss_activity",
    "name_adult",
    "pass_on_activity",
    "plan_partner_pupils",
    "propose_activity",
    "propose_series",
    "remind_of_activities",
    "remind_of_activity",
    "revoke_calendar_link",
    "schools_to_invite",
    "settle_stand_in",
    "stage_at",
    "suggest_time",
    "tell_who_took_part",
    "uncover_activity",
    "uninvite_school",
    "why_not_delivered",
]

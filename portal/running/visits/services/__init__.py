"""Verbs of visits and turns."""

from portal.running.visits.services.afterwards import write_down_visit
from portal.running.visits.services.delegating import (
    bring_answer,
    give_no_question,
    give_question,
    name_delegate,
    speak_for_itself,
    take_question_back,
)
from portal.running.visits.services.following import cancel_visits_of, follow_leaver
from portal.running.visits.services.planning import (
    agree_visit,
    cancel_visit,
    change_visit,
    decline_visit,
    keep_home,
    let_travel,
    plan_visit,
)
from portal.running.visits.services.safety import (
    add_safety_item,
    change_safety_item,
    check_item,
    confirm_visit,
    name_adult,
    report_visit,
)
from portal.running.visits.services.turns import accept_swap, ask_swap, decline_swap, withdraw_swap

__all__ = [
    "accept_swap",
    "add_safety_item",
    "agree_visit",
    "ask_swap",
    "bring_answer",
    "cancel_visit",
    "cancel_visits_of",
    "change_safety_item",
    "change_visit",
    "check_item",
    "confirm_visit",
    "decline_swap",
    "decline_visit",
    "follow_leaver",
    "give_no_question",
    "give_question",
    "keep_home",
    "let_travel",
    "name_adult",
    "name_delegate",
    "plan_visit",
    "report_visit",
    "speak_for_itself",
    "take_question_back",
    "withdraw_swap",
    "write_down_visit",
]

"""Finding visits, their safety lists, the questions taken along, and whose turn it is."""

from portal.running.visits.queries.days import VisitDays
from portal.running.visits.queries.questions import MOST_OF_A_SCHOOL, list_questions, questions_of
from portal.running.visits.queries.safety import (
    Readiness,
    get_item,
    is_member,
    list_checks,
    list_items,
    readiness,
)
from portal.running.visits.queries.turns import (
    Place,
    get_swap,
    history,
    list_accepted,
    list_open_swaps_of,
    order,
    page_of_swaps,
)
from portal.running.visits.queries.visits import (
    get_check,
    get_question,
    get_represented,
    get_traveller,
    get_visit,
    list_members,
    list_open,
    list_open_naming,
    list_open_of_school,
    list_represented_of_school,
    list_travelling_for,
    page_of_closed,
)

__all__ = [
    "MOST_OF_A_SCHOOL",
    "Place",
    "Readiness",
    "VisitDays",
    "get_check",
    "get_item",
    "get_question",
    "get_represented",
    "get_swap",
    "get_traveller",
    "get_visit",
    "history",
    "is_member",
    "list_accepted",
    "list_checks",
    "list_items",
    "list_members",
    "list_open",
    "list_open_naming",
    "list_open_of_school",
    "list_open_swaps_of",
    "list_questions",
    "list_represented_of_school",
    "list_travelling_for",
    "order",
    "page_of_closed",
    "page_of_swaps",
    "questions_of",
    "readiness",
]

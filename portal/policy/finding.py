"""Who may do what: finding partner schools, and asking them."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.rules import Entry, all_of, any_of

_searches = any_of(who.member_of_a_school, who.programme_staff)

_between = who.of_either_school

TABLE = {
    Action.PARTNER_SEARCH: Entry(_searches),
    Action.PARTNER_SAY_LOOKING: Entry(who.contact_of_its_school, sees=who.of_its_school),
    Action.PARTNER_VIEW: Entry(any_of(who.of_its_school, all_of(_searches, who.is_listed))),
    Action.PARTNER_ASK: Entry(
        all_of(who.of_another_verified_school, who.is_listed),
        sees=any_of(who.of_its_school, all_of(_searches, who.is_listed)),
    ),
    Action.PARTNER_REQUEST_LIST: Entry(who.member_of_a_school),
    Action.PARTNER_REQUEST_VIEW: Entry(_between),
    Action.PARTNER_REQUEST_ANSWER: Entry(who.contact_of_the_school_asked, sees=_between),
    Action.PARTNER_REQUEST_WITHDRAW: Entry(any_of(who.asked_it, who.contact_of_the_asking_school), sees=_between),
    Action.PARTNER_REQUEST_BEGIN: Entry(_between),
}

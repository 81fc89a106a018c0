"""Who may do what: finding partner schools, and asking them."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.rules import Entry, all_of, any_of

_searches = any_of(who.member_of_a_school, who.programme_staff)

TABLE = {
    Action.PARTNER_SEARCH: Entry(_searches),
    Action.PARTNER_SAY_LOOKING: Entry(who.contact_of_its_school, sees=who.of_its_school),
    Action.PARTNER_VIEW: Entry(any_of(who.of_its_school, all_of(_searches, who.is_listed))),
}

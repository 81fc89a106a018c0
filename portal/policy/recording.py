"""Who may do what: the record's journal and what is taken out of it."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry

_looks_into_readings = who.has_role(Role.SAFEGUARDING_LEAD, Role.AUDITOR)

TABLE = {
    Action.READING_LIST: Entry(_looks_into_readings),
    Action.READING_TAKE_OUT: Entry(_looks_into_readings),
    Action.READING_LIST_MONTHS: Entry(
        who.has_role(Role.SAFEGUARDING_LEAD, Role.AUDITOR, Role.PROGRAMME_MANAGER),
    ),
    Action.EXPORT_LIST: Entry(who.has_role(Role.AUDITOR, Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)),
}

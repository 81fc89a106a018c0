"""Who may do what: the record's journal and what is taken out of it."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry

_looks_into_readings = who.has_role(Role.SAFEGUARDING_LEAD, Role.AUDITOR)
_reads_breaches = who.has_role(Role.SAFEGUARDING_LEAD, Role.AUDITOR, Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)
_keeps_breaches = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)

TABLE = {
    Action.READING_LIST: Entry(_looks_into_readings),
    Action.READING_TAKE_OUT: Entry(_looks_into_readings),
    Action.READING_LIST_MONTHS: Entry(
        who.has_role(Role.SAFEGUARDING_LEAD, Role.AUDITOR, Role.PROGRAMME_MANAGER),
    ),
    Action.BREACH_LIST: Entry(_reads_breaches),
    Action.BREACH_VIEW: Entry(_reads_breaches),
    Action.BREACH_ENTER: Entry(_keeps_breaches),
    Action.BREACH_HANDLE: Entry(_keeps_breaches, sees=_reads_breaches),
    Action.EXPORT_LIST: Entry(who.has_role(Role.AUDITOR, Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)),
}

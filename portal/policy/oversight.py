"""Who may do what: the record and the state of the service."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry

TABLE = {
    Action.AUDIT_VIEW: Entry(who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)),
    Action.OUTBOX_VIEW: Entry(who.system_administrator),
    Action.MAIL_TO_ME: Entry(who.anyone_signed_in),
    Action.AREA_VIEW: Entry(who.has_role(Role.AUTHORITY_OFFICER)),
}

"""Who may do what: the record and the state of the service."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry, all_of, any_of

_freezes = who.has_role(Role.SYSTEM_ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
_hides = who.has_role(Role.SYSTEM_ADMINISTRATOR, Role.SAFEGUARDING_LEAD, Role.PROGRAMME_MANAGER)
_reads_freezes = who.has_role(
    Role.SYSTEM_ADMINISTRATOR,
    Role.SAFEGUARDING_LEAD,
    Role.PROGRAMME_OFFICER,
    Role.PROGRAMME_MANAGER,
    Role.AUDITOR,
)

TABLE = {
    Action.FREEZE_LIST: Entry(_reads_freezes),
    Action.FREEZE_VIEW: Entry(any_of(who.bound_by_it, _reads_freezes)),
    Action.FREEZE_SET: Entry(all_of(_freezes, who.not_their_own), sees=_reads_freezes),
    Action.FREEZE_LIFT: Entry(all_of(_freezes, who.not_their_own), sees=any_of(who.bound_by_it, _reads_freezes)),
    Action.HIDING_VIEW: Entry(any_of(who.bound_by_it, _reads_freezes)),
    Action.HIDING_SET: Entry(all_of(_hides, who.someone_else), sees=_reads_freezes),
    Action.HIDING_END: Entry(all_of(_hides, who.not_their_own), sees=any_of(who.bound_by_it, _reads_freezes)),
    Action.AUDIT_VIEW: Entry(who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)),
    Action.OUTBOX_VIEW: Entry(who.system_administrator),
    Action.SCAN_LIST: Entry(who.system_administrator),
    Action.SCAN_AGAIN: Entry(who.system_administrator),
    Action.MAIL_TO_ME: Entry(who.anyone_signed_in),
    Action.PORTFOLIO_VIEW: Entry(who.member_of_that_school),
    Action.MY_PORTFOLIO_VIEW: Entry(who.anyone_signed_in),
    Action.AREA_VIEW: Entry(who.has_role(Role.AUTHORITY_OFFICER)),
    Action.KEY_LIST_MINE: Entry(who.anyone_signed_in),
    Action.KEY_MANAGE: Entry(who.themselves),
    Action.DATA_TAKE_AWAY: Entry(who.themselves),
    Action.ACCOUNT_CLOSE: Entry(who.themselves),
    Action.ACCOUNT_KEEP: Entry(who.themselves),
    Action.DATA_REQUEST_LIST: Entry(who.has_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)),
    Action.DATA_REQUEST_VIEW: Entry(who.has_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)),
    Action.DATA_REQUEST_ANSWER: Entry(
        who.system_administrator, sees=who.has_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)
    ),
}

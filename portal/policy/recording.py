"""Who may do what: the record's journal and what is taken out of it."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import STAFF, Role, SignedIn
from portal.policy.rules import Entry, all_of, any_of, rule

_looks_into_readings = who.has_role(Role.SAFEGUARDING_LEAD, Role.AUDITOR)


@rule("the contact or head of a school in the network")
def speaks_for_a_member(person: SignedIn, subject: Any) -> bool:
    place = who.place_of(person, subject)
    if place is None or not place.member:
        return False
    return any(person.holds(function, one) for one in place.schools for function in ("contact", "signatory"))


_reads_breaches = who.has_role(Role.SAFEGUARDING_LEAD, Role.AUDITOR, Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)
_keeps_breaches = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)

_sees_application = any_of(
    who.in_the_applying_cluster,
    all_of(who.has_role(Role.MODERATOR, *STAFF), who.no_conflict, who.was_submitted, who.names_are_open),
)
_audits = all_of(who.auditor, who.no_conflict, who.was_submitted)
_reads_support = any_of(who.clear_staff, all_of(who.auditor, who.no_conflict))
_sees_cluster = any_of(who.on_the_board, who.programme_staff)
_sees_overview = who.has_role(*STAFF, Role.AUDITOR)

TABLE = {
    Action.AUDIT_TAKE_OUT: Entry(
        who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR),
    ),
    Action.SCHOOL_TIMELINE: Entry(
        any_of(who.member_of_that_school, who.programme_staff, who.system_administrator, who.auditor),
        sees=any_of(who.authority_of_that_school, who.proposed_that_school),
    ),
    Action.APPLICATION_TIMELINE: Entry(
        any_of(who.in_the_applying_cluster, all_of(who.clear_staff, who.was_submitted), _audits),
        sees=_sees_application,
    ),
    Action.PERSON_TIMELINE: Entry(who.has_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)),
    Action.MY_TIMELINE: Entry(who.themselves),
    Action.SUMMARY_VIEW: Entry(
        any_of(who.in_the_network, who.programme_staff, who.authority_of_the_cluster), sees=_sees_cluster
    ),
    Action.PUBLIC_PAGE_VIEW: Entry(any_of(who.in_the_network, who.programme_staff), sees=_sees_cluster),
    Action.PUBLIC_PAGE_EDIT: Entry(who.coordinates, sees=_sees_cluster),
    Action.PUBLIC_PAGE_NAME: Entry(speaks_for_a_member, sees=_sees_cluster),
    Action.OVERVIEW_DASHBOARD: Entry(_sees_overview),
    Action.OVERVIEW_FIGURE_VIEW: Entry(_sees_overview),
    Action.ADVISER_VIEW: Entry(who.in_the_network, sees=_sees_cluster),
    Action.CASELOAD_LIST: Entry(who.programme_staff),
    Action.CASELOAD_GIVE: Entry(who.programme_staff),
    Action.CASELOAD_HAND_OVER: Entry(who.programme_manager),
    Action.SUPPORT_VIEW: Entry(_reads_support, sees=_sees_cluster),
    Action.SUPPORT_NOTE: Entry(who.clear_staff, sees=any_of(_reads_support, _sees_cluster)),
    Action.SUPPORT_GIVE: Entry(who.clear_staff, sees=any_of(_reads_support, _sees_cluster)),
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

"""Who may do what: the parts of schools in a cluster, supporters, feeder links, mentoring."""

from typing import Any

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role, SignedIn
from portal.policy.rules import Entry, all_of, any_of, rule

_sees = any_of(who.on_the_board, who.programme_staff)
_reads = any_of(who.in_the_network, who.programme_staff)
_programme = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)


@rule("a teacher of one of the two schools")
def of_the_feeder(person: SignedIn, subject: Any) -> bool:
    return not person.school_ids.isdisjoint({subject.from_school_id, subject.to_school_id})


@rule("a teacher of one of the schools of the mentoring")
def of_the_mentoring(person: SignedIn, subject: Any) -> bool:
    return not person.school_ids.isdisjoint(subject.school_ids)


@rule("a teacher of a school that is asked to be mentored")
def asked_to_be_mentored(person: SignedIn, subject: Any) -> bool:
    return not person.school_ids.isdisjoint(subject.asked_school_ids)


@rule("a teacher of a verified school")
def of_a_verified_school(person: SignedIn, subject: Any) -> bool:
    return any(held.is_verified for held in person.memberships.values())


@rule("a teacher of a school in the project")
def of_the_project(person: SignedIn, subject: Any) -> bool:
    return not person.school_ids.isdisjoint(subject.school_ids)


@rule("with a school that is not in it yet")
def not_in_it_with_every_school(person: SignedIn, subject: Any) -> bool:
    return bool(person.school_ids - subject.school_ids)


@rule("the newcomer, as long as they are at a school of the cluster")
def the_newcomer(person: SignedIn, subject: Any) -> bool:
    return bool(subject.person_id == person.id and subject.school_id in person.memberships)


@rule("the newcomer's buddy")
def their_buddy(person: SignedIn, subject: Any) -> bool:
    return bool(subject.buddy_id == person.id and who.in_the_network(person, subject))


_of_their_school = all_of(who.in_the_network, who.of_its_school)


_reads_changes = any_of(who.in_the_network, who.clear_staff, all_of(who.auditor, who.no_conflict))

TABLE = {
    Action.PARTS_VIEW: Entry(any_of(who.in_the_network, who.programme_staff, who.authority_of_the_cluster), sees=_sees),
    Action.PART_GIVE: Entry(who.convenes, sees=_sees),
    Action.SUPPORTER_NAME: Entry(who.convenes, sees=_sees),
    Action.SUPPORTER_END: Entry(who.convenes, sees=_sees),
    Action.FEEDER_NOTE: Entry(who.in_a_member_school, sees=_sees),
    Action.FEEDER_END: Entry(any_of(all_of(who.in_the_network, of_the_feeder), who.coordinates), sees=_sees),
    Action.MENTORING_BEGIN: Entry(who.in_the_network, sees=_sees),
    Action.MENTORING_VIEW: Entry(_reads, sees=_sees),
    Action.MENTORING_ANSWER: Entry(all_of(who.in_the_network, asked_to_be_mentored), sees=_sees),
    Action.MENTORING_LOG: Entry(any_of(all_of(who.in_the_network, of_the_mentoring), who.coordinates), sees=_sees),
    Action.MENTORING_END: Entry(any_of(all_of(who.in_the_network, of_the_mentoring), who.coordinates), sees=_sees),
    Action.PART_RULES_EDIT: Entry(_programme),
    Action.HEADINGS_EDIT: Entry(_programme),
    Action.WORKING_LIST: Entry(_reads, sees=_sees),
    Action.WORKING_VIEW: Entry(_reads, sees=_sees),
    Action.WORKING_WRITE: Entry(who.convenes, sees=_sees),
    Action.WORKING_SIGN: Entry(who.contact_in_the_cluster, sees=_sees),
    Action.WORKING_REVIEW: Entry(who.coordinates, sees=_sees),
    Action.SHARING_LIST: Entry(_reads, sees=_sees),
    Action.SHARING_PLAN: Entry(who.in_the_network, sees=_sees),
    Action.SHARING_DO: Entry(any_of(all_of(who.in_the_network, who.of_its_school), who.coordinates), sees=_sees),
    Action.PROJECT_LIST: Entry(any_of(of_a_verified_school, who.programme_staff)),
    Action.PROJECT_BEGIN: Entry(of_a_verified_school),
    Action.PROJECT_VIEW: Entry(any_of(of_a_verified_school, who.programme_staff, of_the_project)),
    Action.PROJECT_JOIN: Entry(
        all_of(of_a_verified_school, not_in_it_with_every_school),
        sees=any_of(of_a_verified_school, who.programme_staff, of_the_project),
    ),
    Action.PROJECT_LEAVE: Entry(of_the_project, sees=any_of(of_a_verified_school, who.programme_staff)),
    Action.PROJECT_CHANGE: Entry(
        who.of_its_school, sees=any_of(of_a_verified_school, who.programme_staff, of_the_project)
    ),
    Action.ANNUAL_LIST: Entry(any_of(_reads, who.authority_of_the_cluster), sees=_sees),
    Action.ANNUAL_VIEW: Entry(_reads, sees=_sees),
    Action.ANNUAL_WRITE: Entry(who.coordinates, sees=_sees),
    Action.ANNUAL_VOICE: Entry(who.in_the_network, sees=_sees),
    Action.NEWCOMER_LIST: Entry(_reads, sees=_sees),
    Action.NEWCOMER_VIEW: Entry(any_of(the_newcomer, their_buddy, _of_their_school, who.coordinates), sees=_sees),
    Action.NEWCOMER_TICK: Entry(the_newcomer, sees=_sees),
    Action.NEWCOMER_BUDDY: Entry(
        any_of(the_newcomer, all_of(who.in_the_network, who.contact_of_its_school), who.coordinates), sees=_sees
    ),
    Action.PACK_VIEW: Entry(who.in_the_network, sees=_sees),
    Action.CHANGE_VIEW: Entry(_reads_changes),
    Action.CHANGE_DECIDE: Entry(who.clear_manager, sees=_reads_changes),
    Action.SUPPORT_SHEET_VIEW: Entry(any_of(who.member_of_that_school, who.programme_staff)),
    Action.SUPPORT_SHEET_FILL: Entry(who.member_of_that_school),
}

"""Who may do what: people and schools."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry, all_of, any_of

_school_seen = who.anyone_signed_in
_school_staff = any_of(who.programme_staff, who.system_administrator, who.authority_of_that_school)
_looks_after_people = who.has_role(
    Role.PROGRAMME_OFFICER,
    Role.PROGRAMME_MANAGER,
    Role.SYSTEM_ADMINISTRATOR,
    Role.SAFEGUARDING_LEAD,
    Role.AUDITOR,
)
_holds_accounts = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
_confirms_roles = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)
_verifies = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)
_sees_standing = any_of(who.member_of_that_school, who.proposed_that_school, _verifies)
_reads_evidence = any_of(who.contact_of_its_school, who.proposed_its_school, _verifies)

TABLE = {
    Action.NEEDS_VIEW: Entry(who.anyone_signed_in),
    Action.NOTICES_VIEW: Entry(who.anyone_signed_in),
    Action.PROFILE_EDIT: Entry(who.themselves),
    Action.NOTICE_SETTINGS: Entry(who.themselves),
    Action.SESSIONS_MANAGE: Entry(who.themselves),
    Action.PASSKEY_MANAGE: Entry(who.themselves),
    Action.PEOPLE_VIEW: Entry(_looks_after_people),
    Action.PERSON_VIEW: Entry(_looks_after_people),
    Action.PERSON_SUSPEND: Entry(all_of(_holds_accounts, who.someone_else), sees=_looks_after_people),
    Action.PERSON_RESTORE: Entry(all_of(_holds_accounts, who.someone_else), sees=_looks_after_people),
    Action.PERSON_HELP: Entry(who.system_administrator, sees=_looks_after_people),
    Action.PERSON_TAKE_STEP_AWAY: Entry(all_of(who.system_administrator, who.someone_else), sees=_looks_after_people),
    Action.ROLE_PROPOSE: Entry(all_of(who.system_administrator, who.someone_else), sees=_looks_after_people),
    Action.ROLE_CONFIRM: Entry(
        all_of(_confirms_roles, who.someone_else, who.did_not_propose_it), sees=_looks_after_people
    ),
    Action.ROLE_WITHDRAW_PROPOSAL: Entry(
        any_of(who.system_administrator, who.programme_manager), sees=_looks_after_people
    ),
    Action.ROLE_WITHDRAW: Entry(_confirms_roles, sees=_looks_after_people),
    Action.SCHOOL_REGISTER: Entry(who.anyone_signed_in),
    Action.SCHOOL_LIST_MINE: Entry(who.anyone_signed_in),
    Action.SCHOOL_JOIN: Entry(who.not_a_member_there, sees=_school_seen),
    Action.SCHOOL_VIEW: Entry(
        any_of(
            who.member_of_that_school,
            who.proposed_that_school,
            who.programme_staff,
            who.system_administrator,
            who.authority_of_that_school,
        )
    ),
    Action.SCHOOL_EDIT: Entry(who.contact_of_that_school, sees=who.member_of_that_school),
    Action.SCHOOL_WRITE_TO_HEAD: Entry(
        any_of(who.proposed_that_school, who.contact_of_that_school), sees=who.member_of_that_school
    ),
    Action.SCHOOL_ANSWER_JOIN_REQUEST: Entry(who.contact_answers_for_another, sees=who.of_its_school),
    Action.SCHOOL_NAME_CONTACT: Entry(who.contact_of_that_school, sees=who.member_of_that_school),
    Action.SCHOOL_END_MEMBERSHIP: Entry(who.contact_answers_for_another, sees=who.of_its_school),
    Action.DECLARATION_VIEW: Entry(any_of(who.member_of_that_school, _school_staff)),
    Action.DECLARATION_MAKE: Entry(who.contact_of_that_school, sees=who.member_of_that_school),
    Action.YEAR_VIEW: Entry(any_of(who.member_of_that_school, _school_staff)),
    Action.YEAR_CONFIRM_MEMBERS: Entry(
        any_of(who.contact_of_that_school, who.deputy_of_that_head), sees=who.member_of_that_school
    ),
    Action.YEAR_WRITE_TO_HEAD: Entry(who.contact_of_that_school, sees=who.member_of_that_school),
    Action.YEAR_SAY_YES: Entry(
        any_of(who.head_of_that_school, who.deputy_of_that_head), sees=who.member_of_that_school
    ),
    Action.YEAR_NAME_DEPUTY: Entry(who.head_of_that_school, sees=who.member_of_that_school),
    Action.RECORD_VIEW: Entry(any_of(who.member_of_that_school, _school_staff)),
    Action.RECORD_EDIT: Entry(who.contact_of_that_school, sees=who.member_of_that_school),
    Action.TERM_FILE_TAKE: Entry(who.contact_of_its_school, sees=who.of_its_school),
    Action.AUTHORITY_DATES_VIEW: Entry(who.anyone_signed_in),
    Action.AUTHORITY_DATES_EDIT: Entry(any_of(who.officer_of_that_authority, _verifies), sees=who.anyone_signed_in),
    Action.SCHOOL_KEEP_MEMBER: Entry(any_of(who.contact_answers_for_another, who.themselves), sees=who.of_its_school),
    Action.SCHOOL_DRILL: Entry(any_of(who.contact_of_its_school, who.themselves), sees=who.of_its_school),
    Action.SCHOOL_LEAVE: Entry(who.member_of_that_school, sees=_school_staff),
    Action.SCHOOL_QUEUE_VIEW: Entry(_verifies),
    Action.SCHOOL_VERIFY: Entry(
        all_of(_verifies, who.not_of_that_school), sees=any_of(_verifies, who.member_of_that_school)
    ),
    Action.SCHOOL_SUSPEND: Entry(
        all_of(_verifies, who.not_of_that_school), sees=any_of(_verifies, who.member_of_that_school)
    ),
    Action.REGISTERS_VIEW: Entry(_verifies),
    Action.SUCCESSOR_CHOOSE: Entry(
        any_of(who.contact_of_its_school, _verifies), sees=any_of(who.of_its_school, _verifies)
    ),
    Action.SUCCESSOR_ASK: Entry(_verifies),
    Action.ORGANISATIONS_VIEW: Entry(_verifies),
    Action.ORGANISATION_EDIT: Entry(_verifies),
    Action.SCHOOL_MERGE: Entry(all_of(_verifies, who.of_neither_school), sees=_verifies),
    Action.SCHOOL_STANDING_VIEW: Entry(_sees_standing),
    Action.SCHOOL_EVIDENCE_ADD: Entry(
        any_of(who.contact_of_that_school, who.proposed_that_school, all_of(_verifies, who.not_of_that_school)),
        sees=_sees_standing,
    ),
    Action.SCHOOL_EVIDENCE_READ: Entry(_reads_evidence, sees=who.of_its_school),
    Action.SCHOOL_EVIDENCE_TAKE_BACK: Entry(
        all_of(_reads_evidence, who.added_it), sees=any_of(_reads_evidence, who.of_its_school)
    ),
    Action.SCHOOL_FLAG_SETTLE: Entry(all_of(_verifies, who.not_of_its_school), sees=_verifies),
    Action.SCHOOL_PROPOSE_AGAIN: Entry(who.proposed_that_school, sees=_sees_standing),
    Action.VOUCH_TAKE_BACK: Entry(
        any_of(who.gave_the_vouch, who.contact_of_the_vouching_school, all_of(_verifies, who.not_of_its_school)),
        sees=any_of(_verifies, who.on_the_board, who.of_its_school),
    ),
}

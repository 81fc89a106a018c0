"""Who may do what: partnerships, board, calendar and stand-ins."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry, all_of, any_of

_sees = any_of(who.on_the_board, who.programme_staff)
_sees_first_post = any_of(all_of(who.on_the_board, who.of_its_school), who.coordinates, who.programme_staff)
_handles_reports = who.has_role(Role.SAFEGUARDING_LEAD)
_sees_handoff = any_of(who.in_the_network, who.was_asked)

TABLE = {
    Action.TRANSFER_READ: Entry(who.of_its_school),
    Action.TRANSFER_RULES_EDIT: Entry(who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)),
    Action.PARTNERSHIP_VIEW: Entry(any_of(who.in_the_network, who.programme_staff), sees=_sees),
    Action.PARTNERSHIP_OPEN: Entry(who.convenes, sees=_sees),
    Action.PARTNERSHIP_CHANGE: Entry(who.convenes, sees=_sees),
    Action.PARTNERSHIP_ANSWER: Entry(who.convenes, sees=who.on_the_board),
    Action.PARTNER_INVITE: Entry(who.convenes, sees=_sees),
    Action.PAIR_PROPOSE: Entry(any_of(who.coordinates, who.in_the_network), sees=_sees),
    Action.PAIR_AGREE: Entry(who.asked_to_agree, sees=_sees),
    Action.PAIR_END: Entry(any_of(who.of_the_pair, who.coordinates), sees=_sees),
    Action.PAIR_SPARE: Entry(any_of(who.of_the_pair, who.coordinates), sees=_sees),
    Action.HEALTH_VIEW: Entry(any_of(who.in_the_network, who.programme_staff), sees=_sees),
    Action.HEALTH_WRITE: Entry(who.in_the_network, sees=_sees),
    Action.AGREEMENT_LIST: Entry(any_of(who.in_the_network, who.programme_staff), sees=_sees),
    Action.AGREEMENT_BEGIN: Entry(who.convenes, sees=_sees),
    Action.AGREEMENT_VIEW: Entry(any_of(who.in_the_network, who.programme_staff), sees=_sees),
    Action.AGREEMENT_WRITE: Entry(who.convenes, sees=_sees),
    Action.AGREEMENT_BRING: Entry(any_of(all_of(who.in_the_network, who.of_its_school), who.coordinates), sees=_sees),
    Action.AGREEMENT_SIGN: Entry(who.signs_for_its_school, sees=_sees),
    Action.AGREEMENT_REMIND: Entry(
        any_of(all_of(who.in_the_network, who.contact_of_its_school), who.coordinates), sees=_sees
    ),
    Action.PLAN_VIEW: Entry(any_of(who.in_the_network, who.programme_staff), sees=_sees),
    Action.TASK_ADD: Entry(who.in_the_network, sees=_sees),
    Action.TASK_ADD_FOR_ALL: Entry(who.coordinates, sees=_sees),
    Action.TASK_VIEW: Entry(any_of(who.in_the_network, who.programme_staff), sees=_sees),
    Action.TASK_CHANGE: Entry(
        any_of(all_of(who.in_the_network, any_of(who.of_its_school, who.of_the_school_it_is_for)), who.coordinates),
        sees=_sees,
    ),
    Action.TASK_TAKE: Entry(who.in_the_network, sees=_sees),
    Action.TASK_DO: Entry(any_of(all_of(who.in_the_network, who.of_its_school), who.coordinates), sees=_sees),
    Action.CLASS_NAME: Entry(who.in_the_network, sees=_sees),
    Action.VOUCH_GIVE: Entry(who.may_vouch, sees=who.on_the_board),
    Action.BOARD_VIEW: Entry(who.on_the_board),
    Action.BOARD_SEARCH: Entry(who.on_the_board),
    Action.THREAD_START: Entry(who.on_the_board),
    Action.THREAD_VIEW: Entry(who.on_the_board),
    Action.THREAD_REPLY: Entry(who.on_the_board),
    Action.THREAD_PIN: Entry(who.coordinates, sees=who.on_the_board),
    Action.THREAD_NOTE: Entry(who.on_the_board),
    Action.HELP_WITHDRAW: Entry(
        any_of(all_of(who.on_the_board, who.school_began_it), who.coordinates), sees=who.on_the_board
    ),
    Action.HELP_REFER: Entry(who.coordinates, sees=who.on_the_board),
    Action.REPLY_ASK: Entry(who.on_the_board),
    Action.REPLY_RELEASE: Entry(any_of(who.asked_for_it, who.coordinates), sees=who.on_the_board),
    Action.POST_EDIT: Entry(all_of(who.on_the_board, who.is_author), sees=who.on_the_board),
    Action.POST_REMOVE: Entry(all_of(who.on_the_board, who.is_author), sees=who.on_the_board),
    Action.POST_READ_FILE: Entry(who.on_the_board),
    Action.POST_READ_HISTORY: Entry(any_of(who.on_the_board, _handles_reports)),
    Action.POST_READ_REMOVED: Entry(_handles_reports, sees=who.on_the_board),
    Action.POST_FREEZE: Entry(_handles_reports, sees=who.on_the_board),
    Action.BOARD_READ_FILES: Entry(who.on_the_board),
    Action.PICTURE_CONSENT: Entry(all_of(who.on_the_board, who.of_its_school), sees=who.on_the_board),
    Action.PICTURE_WITHDRAW: Entry(
        any_of(all_of(who.on_the_board, who.of_its_school), who.coordinates, _handles_reports), sees=who.on_the_board
    ),
    Action.POST_MENTION: Entry(all_of(who.on_the_board, who.is_author), sees=who.on_the_board),
    Action.BOARD_ARCHIVE: Entry(who.coordinates, sees=who.on_the_board),
    Action.BOARD_READ_COPY: Entry(who.on_the_board),
    Action.BOARD_SETTINGS: Entry(who.system_administrator),
    Action.DRAFT_KEEP: Entry(who.on_the_board),
    Action.DRAFT_LIST: Entry(who.anyone_signed_in),
    Action.DRAFT_DELETE: Entry(who.themselves),
    Action.FIRST_POST_RULE: Entry(who.programme_staff),
    Action.FIRST_POST_LIST: Entry(_sees),
    Action.FIRST_POST_LIST_ALL: Entry(any_of(who.coordinates, who.programme_staff), sees=_sees),
    Action.FIRST_POST_VIEW: Entry(_sees_first_post),
    Action.FIRST_POST_WITHDRAW: Entry(
        any_of(all_of(who.on_the_board, who.is_author), who.contact_of_its_school), sees=_sees_first_post
    ),
    Action.FIRST_POST_DECIDE: Entry(
        any_of(all_of(who.coordinates, who.not_of_its_school), all_of(who.programme_staff, who.not_of_its_school)),
        sees=_sees_first_post,
    ),
    Action.CALENDAR_VIEW_MINE: Entry(who.anyone_signed_in),
    Action.CALENDAR_VIEW: Entry(who.on_the_board),
    Action.SCHOOL_CALENDAR_VIEW: Entry(who.member_of_that_school),
    Action.FEED_MANAGE: Entry(who.themselves),
    Action.ACTIVITY_VIEW: Entry(who.on_the_board),
    Action.ACTIVITY_PROPOSE: Entry(who.on_the_board),
    Action.ACTIVITY_EDIT: Entry(any_of(who.of_the_owner_school, who.coordinates), sees=who.on_the_board),
    Action.ACTIVITY_AGREE: Entry(who.answers_the_proposal, sees=who.on_the_board),
    Action.ACTIVITY_CONFIRM: Entry(who.of_the_owner_school, sees=who.on_the_board),
    Action.ACTIVITY_DELIVER: Entry(any_of(who.of_the_owner_school, who.of_the_activity_partner), sees=who.on_the_board),
    Action.ACTIVITY_NAME_ADULT: Entry(who.of_the_activity_partner, sees=who.on_the_board),
    Action.ACTIVITY_INVITE: Entry(any_of(who.of_the_owner_school, who.coordinates), sees=who.on_the_board),
    Action.ACTIVITY_ANSWER: Entry(all_of(who.on_the_board, who.of_its_school), sees=who.on_the_board),
    Action.ACTIVITY_UNINVITE: Entry(any_of(who.of_the_owner_school, who.coordinates), sees=who.on_the_board),
    Action.ACTIVITY_CANCEL: Entry(any_of(who.of_the_owner_school, who.coordinates), sees=who.on_the_board),
    Action.HANDOFF_LIST: Entry(who.in_the_network, sees=who.on_the_board),
    Action.HANDOFF_ASK_FOR_ACTIVITY: Entry(any_of(who.of_the_owner_school, who.coordinates), sees=who.on_the_board),
    Action.HANDOFF_SWAP: Entry(who.in_the_network, sees=who.on_the_board),
    Action.HANDOFF_LADDER: Entry(who.programme_staff),
    Action.HANDOFF_ASK_FOR_REPLY: Entry(any_of(who.owes_the_reply, who.coordinates), sees=who.on_the_board),
    Action.HANDOFF_VIEW: Entry(_sees_handoff),
    Action.HANDOFF_READ_PACK: Entry(
        any_of(who.of_the_owner_school, who.stands_in, who.is_asked, who.coordinates), sees=_sees_handoff
    ),
    Action.HANDOFF_ACCEPT: Entry(who.may_answer, sees=_sees_handoff),
    Action.HANDOFF_DECLINE: Entry(who.may_answer, sees=_sees_handoff),
    Action.HANDOFF_GIVE_UP: Entry(who.took_it_on, sees=_sees_handoff),
    Action.HANDOFF_WITHDRAW: Entry(any_of(who.of_the_owner_school, who.coordinates), sees=_sees_handoff),
    Action.HANDOFF_DELIVER: Entry(who.took_it_on, sees=_sees_handoff),
    Action.HANDOFF_HAND_BACK: Entry(who.took_it_on, sees=_sees_handoff),
    Action.HANDOFF_QUERY: Entry(who.meets_the_stand_in, sees=_sees_handoff),
    Action.HANDOFF_RELEASE: Entry(who.agrees_the_time, sees=_sees_handoff),
    Action.STAND_IN_OFFER: Entry(who.member_of_that_school),
    Action.STAND_IN_READY_LIST: Entry(who.in_the_network, sees=who.on_the_board),
    Action.STAND_IN_RECORD_VIEW: Entry(who.member_of_that_school),
    Action.HANDOFF_BALANCE_VIEW: Entry(who.in_the_network, sees=who.on_the_board),
    Action.HANDOFF_CERTIFICATE_VIEW: Entry(
        any_of(who.of_the_owner_school, who.of_the_stand_in_school, who.coordinates), sees=_sees_handoff
    ),
    Action.RELEASE_RULE_SAY: Entry(who.contact_of_that_school, sees=who.member_of_that_school),
}

"""Who may do what: rounds, applications, reviews, decisions and awards. Conflicted staff are treated as absent."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import STAFF, Role
from portal.policy.rules import Entry, all_of, any_of

_staff_after_submission = all_of(who.clear_staff, who.was_submitted, who.still_stands)
_manager_after_submission = all_of(who.clear_manager, who.was_submitted, who.still_stands)
_moderator_after_submission = all_of(who.moderator, who.no_conflict, who.was_submitted, who.still_stands)
_panel = all_of(who.has_role(Role.MODERATOR, *STAFF), who.no_conflict, who.was_submitted)
_audits = all_of(who.auditor, who.no_conflict, who.was_submitted)
_sees_application = any_of(who.in_the_applying_cluster, all_of(_panel, who.names_are_open), _audits)
_cluster_or_staff = any_of(who.on_the_board, who.programme_staff)
_told_of_it = all_of(who.in_the_applying_cluster, who.its_results_were_sent)
_audits_awards = all_of(who.auditor, who.no_conflict)
_staff_or_auditor = any_of(who.programme_staff, who.auditor)
_sees_condition = any_of(_told_of_it, who.clear_staff, _audits_awards)
_sees_award = any_of(who.in_the_applying_cluster, who.clear_staff, _audits_awards)
_sees_round = any_of(who.is_published, who.programme_staff, who.auditor)
_makes_workbooks = who.has_role(Role.MODERATOR, Role.AUDITOR, *STAFF)
_chairs_or_manages = who.has_role(Role.MODERATOR, Role.PROGRAMME_MANAGER)
_own_workbook = all_of(_makes_workbooks, who.asked_for_the_workbook)
_looks_at_pictures = who.has_role(Role.MODERATOR, Role.AUDITOR, *STAFF)
_looks_at_samples = all_of(who.has_role(*STAFF, Role.MODERATOR, Role.AUDITOR), who.no_conflict)

TABLE = {
    Action.PROGRAMME_HEADINGS_EDIT: Entry(who.programme_manager),
    Action.ROUND_LIST: Entry(who.anyone_signed_in),
    Action.ROUND_VIEW: Entry(_sees_round),
    Action.ROUND_EDIT: Entry(who.programme_manager, sees=_sees_round),
    Action.ROUND_OPEN: Entry(who.programme_manager, sees=_sees_round),
    Action.PROGRAMME_DESK_VIEW: Entry(who.auditor),
    Action.ROUND_DESK_VIEW: Entry(who.auditor, sees=_sees_round),
    Action.RESULTS_DESK_VIEW: Entry(who.auditor, sees=_sees_round),
    Action.ROUND_SCORES_VIEW: Entry(_looks_at_pictures, sees=_sees_round),
    Action.APPLICATION_DESK_VIEW: Entry(_audits, sees=_sees_application),
    Action.ROUND_DASHBOARD: Entry(_looks_at_pictures, sees=_sees_round),
    Action.ROUND_PICTURES_VIEW: Entry(_looks_at_pictures, sees=_sees_round),
    Action.ROUND_PICTURE_VIEW: Entry(_looks_at_pictures, sees=_sees_round),
    Action.ROUND_PICTURE_TAKE: Entry(_looks_at_pictures, sees=_sees_round),
    Action.WORKBOOK_ASK: Entry(_makes_workbooks, sees=_sees_round),
    Action.WORKBOOK_VIEW: Entry(_own_workbook),
    Action.WORKBOOK_FETCH: Entry(_own_workbook),
    Action.WORKBOOK_CANCEL: Entry(_own_workbook),
    Action.ROUND_MAIL_SEND: Entry(who.programme_staff, sees=_sees_round),
    Action.SIGNATURE_NUDGE: Entry(who.clear_staff, sees=any_of(who.in_the_applying_cluster, who.clear_staff)),
    Action.EXCEPTION_LIST: Entry(_looks_at_pictures, sees=_sees_round),
    Action.LATE_PERMIT_ASK: Entry(who.programme_manager, sees=_sees_round),
    Action.LATE_PERMIT_DECIDE: Entry(all_of(who.clear_manager, who.did_not_ask), sees=who.clear_staff),
    Action.APPLICATION_START: Entry(who.coordinates, sees=_cluster_or_staff),
    Action.APPLICATION_VIEW: Entry(_sees_application),
    Action.APPLICATION_READ_ANSWERS: Entry(who.in_the_applying_cluster, sees=_sees_application),
    Action.APPLICATION_WRITE: Entry(who.writes_in_the_application, sees=_sees_application),
    Action.APPLICATION_ASSIGN: Entry(who.coordinates, sees=_sees_application),
    Action.APPLICATION_ASK_SIGNATURES: Entry(who.coordinates, sees=_sees_application),
    Action.APPLICATION_SIGN: Entry(who.signs_for_its_school, sees=_sees_application),
    Action.APPLICATION_SUBMIT: Entry(who.coordinates, sees=_sees_application),
    Action.APPLICATION_WITHDRAW: Entry(who.coordinates, sees=_sees_application),
    Action.APPLICATION_READ_OUTCOME: Entry(all_of(_sees_application, who.outcome_is_released), sees=_sees_application),
    Action.APPLICATION_SCREEN: Entry(_staff_after_submission, sees=_sees_application),
    Action.APPLICATION_REINSTATE: Entry(_manager_after_submission, sees=_sees_application),
    Action.APPLICATION_ALLOCATE: Entry(_staff_after_submission, sees=_sees_application),
    Action.REVIEW_QUEUE: Entry(who.reviewer),
    Action.REVIEW_OPEN: Entry(all_of(who.reviewer, who.assigned_reviewer, who.no_conflict)),
    Action.REVIEW_WRITE: Entry(
        all_of(who.reviewer, who.assigned_reviewer, who.no_conflict, who.stated_no_conflict), sees=who.assigned_reviewer
    ),
    Action.REVIEW_FILE_READ: Entry(
        all_of(who.reviewer, who.assigned_reviewer, who.no_conflict, who.stated_no_conflict, who.review_is_written),
        sees=all_of(who.assigned_reviewer, who.no_conflict),
    ),
    Action.REVIEW_DECLARE_CONFLICT: Entry(all_of(who.reviewer, who.assigned_reviewer)),
    Action.ALLOCATION_VIEW: Entry(_staff_or_auditor, sees=_sees_round),
    Action.ALLOCATION_RUN: Entry(who.programme_staff, sees=_sees_round),
    Action.CALIBRATION_VIEW: Entry(who.has_role(*STAFF, Role.MODERATOR, Role.AUDITOR), sees=_sees_round),
    Action.CALIBRATION_EDIT: Entry(who.programme_staff, sees=_sees_round),
    Action.SAMPLE_VIEW: Entry(_looks_at_samples),
    Action.SAMPLE_EDIT: Entry(who.clear_staff, sees=_looks_at_samples),
    Action.SAMPLE_AGREE: Entry(all_of(who.moderator, who.no_conflict), sees=_looks_at_samples),
    Action.SAMPLE_SCORE: Entry(all_of(who.reviewer, who.no_conflict, who.reviewers_have_it)),
    Action.REVIEWER_PROFILE_EDIT: Entry(who.reviewer),
    Action.CLARIFICATION_ASK: Entry(all_of(_panel, who.names_are_open, who.still_stands), sees=_sees_application),
    Action.CLARIFICATION_VIEW: Entry(_sees_application),
    Action.CLARIFICATION_ANSWER: Entry(who.coordinates, sees=_sees_application),
    Action.CLARIFICATION_SIGN: Entry(who.signs_for_its_school, sees=_sees_application),
    Action.REVIEW_GIVE_BACK: Entry(_moderator_after_submission, sees=_sees_application),
    Action.REVIEW_VOID: Entry(
        any_of(
            _manager_after_submission,
            all_of(_staff_after_submission, who.review_was_not_sent),
        ),
        sees=_sees_application,
    ),
    Action.PANEL_MINUTES_LIST: Entry(_looks_at_pictures, sees=_sees_round),
    Action.PANEL_MINUTES_TAKE: Entry(_looks_at_pictures, sees=_sees_round),
    Action.AGENDA_VIEW: Entry(_looks_at_pictures, sees=_sees_round),
    Action.AGENDA_CHOOSE: Entry(who.has_role(Role.MODERATOR, *STAFF), sees=_sees_round),
    Action.PANEL_VIEW: Entry(any_of(_panel, _audits), sees=_sees_application),
    Action.PANEL_BEGIN: Entry(_moderator_after_submission, sees=_sees_application),
    Action.HINT_WRITE: Entry(all_of(_chairs_or_manages, who.someone_else), sees=_chairs_or_manages),
    Action.HINT_LIST: Entry(who.reviewer),
    Action.PANEL_SEND: Entry(who.programme_manager, sees=_sees_round),
    Action.PANEL_MODERATE: Entry(all_of(_panel, who.still_stands), sees=_sees_application),
    Action.DECISION_RECORD: Entry(_manager_after_submission, sees=_sees_application),
    Action.DECISION_CHECK: Entry(all_of(who.clear_staff, who.did_not_decide), sees=any_of(who.clear_staff, _audits)),
    Action.LETTER_EDIT: Entry(who.programme_manager),
    Action.PROGRAMME_WORDS: Entry(who.programme_manager),
    Action.RESULTS_SEND: Entry(who.programme_staff, sees=_sees_round),
    Action.RESULTS_VIEW: Entry(_staff_or_auditor),
    Action.RESULTS_CONFIRM: Entry(all_of(who.programme_staff, who.did_not_ask), sees=_staff_or_auditor),
    Action.RESULTS_LIST_TOLD: Entry(_staff_or_auditor, sees=_sees_round),
    Action.RESULTS_STOP: Entry(who.programme_staff, sees=_staff_or_auditor),
    Action.CONDITION_VIEW: Entry(_sees_condition),
    Action.CONDITION_REPORT: Entry(
        all_of(_told_of_it, any_of(who.contact_of_its_school, who.coordinates)), sees=_sees_condition
    ),
    Action.CONDITION_JUDGE: Entry(who.clear_staff, sees=_sees_condition),
    Action.AWARD_VIEW: Entry(_sees_award),
    Action.AWARD_ACCEPT: Entry(who.signs_for_a_school_that_is_asked, sees=_sees_award),
    Action.AWARD_WRITE_TO_HEAD: Entry(who.coordinates, sees=_sees_award),
    Action.AWARD_DECLINE: Entry(who.coordinates, sees=_sees_award),
    Action.AWARD_CHANGE_VIEW: Entry(_sees_award),
    Action.AWARD_CHANGE_ASK: Entry(who.coordinates, sees=_sees_award),
    Action.AWARD_CHANGE_TAKE_BACK: Entry(who.coordinates, sees=_sees_award),
    Action.AWARD_CHANGE_ANSWER: Entry(who.clear_staff, sees=_sees_award),
    Action.AWARD_REPORT_VIEW: Entry(_sees_award),
    Action.AWARD_REPORT_LIST: Entry(_staff_or_auditor, sees=_sees_round),
    Action.AWARD_REPORT_WRITE: Entry(who.coordinates, sees=_sees_award),
    Action.AWARD_REPORT_ADD: Entry(who.in_the_applying_cluster, sees=_sees_award),
    Action.AWARD_REPORT_JUDGE: Entry(who.clear_staff, sees=_sees_award),
    Action.AWARD_REPORT_WAIVE: Entry(who.clear_manager, sees=_sees_award),
    Action.INSTALMENT_MANAGE: Entry(who.clear_staff, sees=_sees_award),
    Action.OUTCOME_OBJECT: Entry(all_of(who.coordinates, who.outcome_is_released), sees=_sees_application),
    Action.OBJECTION_VIEW: Entry(_sees_award),
    Action.OBJECTION_ASSIGN: Entry(who.clear_manager, sees=_sees_award),
    Action.OBJECTION_HEAR: Entry(all_of(who.clear_staff, who.hears_it), sees=_sees_award),
    Action.AWARD_MANAGE: Entry(who.clear_manager, sees=_sees_award),
}

"""Who is told what: one line for each kind of notice. The telling itself is in `portal/subscriptions/`; this says what it comes to, for people who read
docs/who-is-told.md and for the tests, which hold every notice that is written anywhere against it.

`mail`: it is mailed too, as often as its reader wants (see `rhythm`; what always comes is said there, with the reason). `urgent`: when its reader has not
looked at it for some hours, and has not been here either, the deputy is told (see `passing`).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Who is told, in words; never who did it."""

    who: str
    mail: bool = True
    urgent: bool = False


CONTACTS = "the contacts of that school"
SPEAKERS = "the contacts and the head of that school"
COORDINATORS = "the coordinator and the deputy"
HOME_CONTACTS = "the contacts of the cluster’s schools"
NETWORK = "everyone in the network"
THEMSELVES = "the person themselves"
MANAGERS = "the programme managers"
BOTH_SIDES = "who does it, its stand-in, and the contacts of the partner school"
INVOLVED = "who is involved: both schools and who helps them"

TABLE: dict[str, Line] = {
    # accounts
    "account_new_browser": Line(THEMSELVES),
    "account_password_changed": Line(THEMSELVES),
    "account_second_step": Line(THEMSELVES),
    "account_passkey": Line(THEMSELVES),
    "account_key": Line(THEMSELVES),
    "account_role": Line("the person themselves, and who proposed the role"),
    "account_signed_out": Line(THEMSELVES),
    "account_closing": Line(THEMSELVES),
    "account_unused": Line(THEMSELVES),
    "rights_due": Line("the system administrators"),
    "mail_suspended": Line("the person on their page; by mail the contacts of their schools"),
    "read_only_set": Line("whom it binds; on their page those who look after the portal"),
    "read_only_ended": Line("whom it bound; on their page those who look after the portal"),
    "readings_summed": Line("the programme managers, the auditors and the safeguarding leads"),
    "workbook_ended": Line("who asked for the workbook", mail=False),
    "breach_entered": Line("the administrators, the programme managers, the auditors and the safeguarding leads"),
    "adviser_given": Line("the adviser; the coordinator and the deputy of the cluster"),
    "caseload_handed_over": Line("who looks after the clusters from now on"),
    "caseload_left": Line("the programme managers"),
    "public_page_shown": Line("the contacts of the cluster’s schools"),
    "record_broken": Line("the administrators, the auditors and the programme managers"),
    "read_only_hidden": Line("who wrote it; on their page those who look after the portal"),
    "read_only_shown": Line("who wrote it; on their page those who look after the portal"),
    "file_held": Line("who added the file; on their page the system administrators"),
    "scanner_silent": Line("the system administrators", urgent=False),
    # schools and their people
    "school_to_verify": Line(MANAGERS, mail=False),
    "school_confirmed": Line(CONTACTS),
    "school_declined": Line("who proposed the school"),
    "signatory_changed": Line("the contacts, the head before, and the programme managers"),
    "school_verified": Line(SPEAKERS),
    "school_rejected": Line(SPEAKERS),
    "school_away": Line("the coordinators of its clusters"),
    "school_back": Line("the coordinators of its clusters"),
    "school_suspended": Line("everyone at that school; the reason goes to contacts and head alone"),
    "school_restored": Line("everyone at that school"),
    "schools_merged": Line("everyone at that school, and the coordinators of its clusters"),
    "school_flagged": Line(MANAGERS, mail=False),
    "address_differs": Line(CONTACTS, mail=False),
    "school_vouched_for": Line("the contacts and the head of that school; on their page the programme managers"),
    "vouch_taken_back": Line("the contacts and the head of that school; on their page the programme managers"),
    "network_trust": Line(COORDINATORS, mail=False),
    "join_requested": Line(CONTACTS),
    "join_accepted": Line(THEMSELVES),
    "join_refused": Line("the person themselves; the reason is in a mail of its own", mail=False),
    "function_given": Line(THEMSELVES),
    "member_left": Line("the person; by mail the contacts, when something passed to them"),
    "member_leaving": Line("the person, the contacts and the head"),
    "member_stays": Line("the person, the contacts and the head", mail=False),
    "member_not_confirmed": Line("the person, and the contacts of that school"),
    "membership_ran_out": Line(THEMSELVES),
    "yearly_yes_given": Line(CONTACTS, mail=False),
    "safeguarding_runs_out": Line(SPEAKERS, urgent=True),
    "office_passed_on": Line("the person who now coordinates"),
    "school_entry_closed": Line(SPEAKERS),
    "successor_chosen": Line("everyone at that school"),
    "school_closed": Line("everyone at that school"),
    "school_of_cluster_follows": Line("the coordinators of its clusters, who are not of that school"),
    "school_of_cluster_closed": Line("the coordinators of its clusters, who are not of that school"),
    "school_follows": Line("the contacts and the head of the school that follows"),
    "looking_ended": Line(CONTACTS),
    "school_went_quiet": Line(CONTACTS),
    # finding partners
    "partnership_requested": Line(
        "the contacts and the head of the school that is asked; the contacts of the one that asks"
    ),
    "partnership_request_accepted": Line("who asked, and the contacts of their school"),
    "partnership_request_declined": Line("who asked, and the contacts of their school"),
    "partnership_request_expired": Line("who asked, and the contacts of both schools"),
    "partnership_request_withdrawn": Line("the contacts of the school that was asked"),
    "cluster_wish_ended": Line(COORDINATORS),
    "cluster_asked": Line("the coordinators of the cluster that is asked"),
    "cluster_request_accepted": Line("the coordinators of the cluster that asked"),
    "cluster_request_declined": Line("the coordinators of the cluster that asked"),
    "cluster_request_expired": Line("the coordinators of both clusters"),
    "cluster_request_withdrawn": Line("the coordinators of the cluster that was asked"),
    "mirror_taken_up": Line("the coordinators of the cluster that invites"),
    "mirror_built": Line("the coordinators of the cluster that invites"),
    "mirror_declined": Line("the coordinators of the cluster that invites"),
    "mirror_expired": Line("the coordinators of the cluster that invites"),
    "mirror_withdrawn": Line("who had taken the invitation up"),
    "lead_wrote": Line("the coordinators of the partner cluster"),
    # clusters and evidence
    "cluster_formed": Line(SPEAKERS),
    "cluster_began": Line(NETWORK, mail=False),
    "school_invited": Line(SPEAKERS),
    "invitation_withdrawn": Line(SPEAKERS, mail=False),
    "invitation_declined": Line(COORDINATORS),
    "invitation_expired": Line(COORDINATORS, mail=False),
    "school_joined": Line("the coordinators, and the contacts of the cluster’s schools"),
    "newcomer_welcomed": Line("the newcomer and their buddy"),
    "buddy_chosen": Line("the newcomer and their buddy"),
    "newcomer_read_in": Line("the buddy", mail=False),
    "formality_changed": Line(HOME_CONTACTS, mail=False),
    "seat_given": Line("who sits on the seat, or the contacts of its school"),
    "seat_named": Line("who sits on the seat"),
    "seat_term_ending": Line("who sits on the seat, and who chairs the committee"),
    "meeting_called": Line("everyone who sits in the committee"),
    "meeting_moved": Line("everyone who sits in the committee"),
    "meeting_cancelled": Line("everyone who sits in the committee"),
    "point_proposed": Line("who chairs the committee and who writes its minutes", mail=False),
    "minutes_written": Line("who sits in the committee and was not there; on their page everyone else who sits in it"),
    "checked_in": Line("everyone who sits in the committee", mail=False),
    "decision_proposed": Line("who sits in the committee for a school, and the contacts of those schools"),
    "vote_cast": Line(
        "who sits for the school and the contacts of that school, where chair or clerk noted what it said"
    ),
    "decision_made": Line("everyone who sits in the committee"),
    "action_agreed": Line("who does it, or the contacts of the school that does it"),
    "committee_silent": Line("who chairs the committee, and the coordinator and the deputy"),
    "turns_planned": Line(HOME_CONTACTS),
    "turn_changed": Line("who has the term now, or the contacts of that school"),
    "turn_coming": Line("who has the term and who had the one before, or the contacts of their schools"),
    "turn_began": Line("who has the term, or the contacts of that school; on their page who had the one before"),
    "rota_swap_asked": Line("the contacts of the school that is asked"),
    "rota_swap_accepted": Line("the contacts of the school that asked"),
    "rota_swap_declined": Line("the contacts of the school that asked"),
    "self_check_begun": Line(COORDINATORS),
    "self_check_done": Line("the adviser of the cluster", mail=False),
    "seat_ended": Line("who sat on the seat"),
    "working_agreement_written": Line("the contacts and the heads of the member schools"),
    "transfer_begun": Line(HOME_CONTACTS),
    "phase_begun": Line(HOME_CONTACTS),
    "merge_proposed": Line(COORDINATORS),
    "split_proposed": Line("who would coordinate the new cluster"),
    "reshaping_asked": Line("the contacts of the school that is asked, or the coordinator and the deputy"),
    "reshaping_agreed": Line(COORDINATORS, mail=False),
    "clusters_merged": Line("everyone in the network, once"),
    "cluster_split": Line("everyone in both networks, once"),
    "reshaping_declined": Line(COORDINATORS),
    "help_noted": Line(HOME_CONTACTS, mail=False),
    "help_check_due": Line(COORDINATORS),
    "loan_asked": Line("the contacts of the school whose thing it is"),
    "loan_answered": Line("who asked, and the contacts of their school"),
    "loan_moved": Line("the contacts of both schools", mail=False),
    "purse_opened": Line(HOME_CONTACTS),
    "purse_rules_changed": Line(HOME_CONTACTS, mail=False),
    "money_entered": Line(
        "the contacts of the school that paid or was paid; of a shared bill, of all its schools", mail=False
    ),
    "payment_waits": Line("the coordinator and the deputy, and the head of the school that keeps the money"),
    "payment_refused": Line("who had entered it"),
    "money_reversed": Line(HOME_CONTACTS, mail=False),
    "purse_offered": Line(CONTACTS),
    "purse_handed_over": Line(HOME_CONTACTS),
    "purse_not_taken": Line("the contacts of the school that keeps the money", mail=False),
    "group_asked": Line(COORDINATORS),
    "group_joined": Line(HOME_CONTACTS),
    "group_grew": Line(COORDINATORS),
    "group_declined": Line(COORDINATORS, mail=False),
    "group_withdrawn": Line(COORDINATORS, mail=False),
    "group_left": Line(COORDINATORS),
    "group_notice_written": Line("the coordinators and deputies of the clusters that it is for"),
    "annual_review_opened": Line("the coordinator, the deputy, and the contacts of the cluster’s schools"),
    "annual_review_sent": Line("everyone in the network", mail=False),
    "project_joined": Line("the contacts of the school that began it", mail=False),
    "round_rule_broken": Line("the coordinator and the deputy"),
    "round_rule_mended": Line("the coordinator and the deputy", mail=False),
    "cluster_change_approved": Line("the coordinator, the deputy, and the contacts of the cluster’s schools"),
    "cluster_change_refused": Line("the coordinator, the deputy, and the contacts of the cluster’s schools"),
    "vacancy_closed": Line("everyone at the partner schools"),
    "office_appointed": Line("who is appointed, who held the office before, and the contacts of the cluster’s schools"),
    "statement_lapsed": Line("the coordinator and the deputy", mail=False),
    "part_given": Line("the contacts of that school", mail=False),
    "mentoring_begun": Line("the contacts of the schools that are asked"),
    "mentoring_agreed": Line("the contacts of the mentor school", mail=False),
    "mentoring_declined": Line("the contacts of the mentor school", mail=False),
    "office_nominated": Line("who is nominated, and the contacts of the cluster’s schools"),
    "nomination_objected": Line("the coordinators, and the contacts of the cluster’s schools", mail=False),
    "nomination_agreed": Line("who is nominated"),
    "nomination_failed": Line(HOME_CONTACTS, mail=False),
    "office_declined": Line(HOME_CONTACTS, mail=False),
    "office_accepted": Line("who held it before, and the contacts of the cluster’s schools"),
    "school_leaving": Line("the coordinators, and the contacts of the cluster’s schools"),
    "school_staying": Line("the coordinators, and the contacts of the cluster’s schools", mail=False),
    "duty_passed_on": Line("the contacts of the school it passes to"),
    "school_left": Line(NETWORK),
    "vacancy_filled": Line(NETWORK),
    "intention_fulfilled": Line(COORDINATORS, mail=False),
    "statement_given": Line("the coordinators, the lead school, and who asked"),
    "statement_declined": Line("the coordinators, the lead school, and who asked"),
    "statement_withdrawn": Line("the coordinators, the lead school, and who asked"),
    "statement_expired": Line("the coordinators, the lead school, and who asked"),
    # the board
    "post_added": Line(
        "everyone in the network; at once by mail who has a part in the conversation, the others in the mail of the day"
    ),
    "reply_asked": Line("the contacts of the school that owes the reply"),
    "reply_answered": Line("who asked; the contacts of the school for which another answered"),
    "reply_released": Line("the contacts of the school that owed it"),
    "reply_overdue": Line("the contacts of the other schools, and who asked"),
    "post_mentioned": Line("the person who is named, or the contacts of the school that is"),
    "board_archived": Line(NETWORK, mail=False),
    "board_reopened": Line(NETWORK, mail=False),
    "help_asked": Line("the coordinators, and in a mentoring cluster who mentors", urgent=True),
    "help_given": Line("who asked for help"),
    "help_passed_on": Line("the contacts of the school that is asked, and who asked for help", urgent=True),
    "post_held": Line("the coordinators of another school, else the programme officers"),
    "held_post_approved": Line("who wrote it"),
    "held_post_returned": Line("who wrote it"),
    "held_post_changed": Line("who put it on the board", mail=False),
    # partnerships
    "pair_proposed": Line(
        "by mail the contacts of the school that is asked; on their page those of the other", mail=True
    ),
    "pair_agreed": Line("the contacts of the other school"),
    "pair_declined": Line("the contacts of the other school"),
    "pair_ended": Line("the contacts of both schools", mail=False),
    "pair_inherited": Line("the contacts of the partner school"),
    "task_added": Line(
        "the contacts of the school that is asked; when it is open to all, everyone of the cluster, on their page"
    ),
    "task_taken": Line("the contacts of the school that is helped"),
    "task_given_back": Line(COORDINATORS),
    "task_held_up": Line("the coordinator and the deputy, and the contacts of the school that is helped"),
    "task_done": Line("the contacts of the school that is helped, and who wrote it down", mail=False),
    "task_dropped": Line("the contacts of the school that had taken it on", mail=False),
    "task_changed": Line("the contacts of the school that does it", mail=False),
    "adult_in_the_room_named": Line("the adult who is named, and who does it"),
    "visit_planned": Line("the contacts of the host school"),
    "visit_written_down": Line("the contacts of the host school"),
    "travel_asked": Line("the contacts of the school whose colleague is on the list"),
    "travel_agreed": Line("who planned the visit, and the colleague", mail=False),
    "travel_declined": Line("who planned the visit, and the colleague"),
    "visit_agreed": Line("who planned it, and who travels"),
    "visit_declined": Line("who planned it, who travels, and the contacts of the schools that are represented"),
    "visit_changed": Line("the contacts of the host school, and who travels", mail=False),
    "visit_moved": Line("the contacts of the host school, and who travels"),
    "adult_named": Line("the adult who is named"),
    "visit_unconfirmed": Line("the contacts of both schools, and who travels"),
    "visit_confirmed": Line(
        "the contacts of the host school, who travels, and the contacts of the schools that are represented"
    ),
    "visit_cancelled": Line(
        "who travels, the contacts of both schools and of the schools that are represented, and the coordinators"
    ),
    "visit_reported": Line(
        "by mail the contacts of the host and of the schools that are represented; on their page everyone in the network"
    ),
    "delegate_named": Line("the teacher, and the contacts of the schools that are new on the list"),
    "school_speaks_for_itself": Line("who represents the schools, and who planned the visit", mail=False),
    "question_given": Line("who represents the school", mail=False),
    "questions_answered": Line("the contacts of the school that asked"),
    "turn_swap_asked": Line("the contacts of the school that is asked"),
    "turn_swap_accepted": Line("the contacts of the school that asked"),
    "turn_swap_declined": Line("the contacts of the school that asked"),
    "organisation_asked": Line("the people of the organisation", mail=False),
    "organisation_wrote": Line("the people of the organisation, who did not write it"),
    "partner_cluster_asked": Line("the coordinators of the cluster that is asked"),
    "partner_cluster_accepted": Line(COORDINATORS),
    "partner_cluster_declined": Line(COORDINATORS),
    "partnership_paused": Line(NETWORK, mail=False),
    "partnership_resumed": Line(NETWORK, mail=False),
    "partnership_ended": Line(NETWORK, mail=False),
    "partnership_established": Line(NETWORK, mail=False),
    "silence_noticed": Line("the contacts of the school here, or the coordinators"),
    "restart_reminded": Line(COORDINATORS),
    "agreement_begun": Line(NETWORK, mail=False),
    "agreement_signatures_asked": Line(
        "on their page everyone in the network; the heads get a mail of their own", mail=False
    ),
    "agreement_signed": Line(COORDINATORS, mail=False),
    "agreement_signature_declined": Line(COORDINATORS),
    "agreement_in_force": Line(NETWORK, mail=False),
    "agreement_review_due": Line(COORDINATORS),
    **{
        kind: Line(INVOLVED)
        for kind in (
            "mediation_raised",
            "mediator_chosen",
            "mediator_left",
            "mediator_accepted",
            "mediation_party_accepted",
            "mediation_declined",
            "mediation_step_added",
            "mediation_action_agreed",
            "mediation_settled",
            "mediation_unsettled",
            "mediation_reopened",
            "mediation_withdrawn",
            "mediation_inherited",
        )
    },
    "mediation_moved_to_safeguarding": Line(INVOLVED),
    # reports: a reference at most, never a word of one; none of these is ever passed on to a deputy
    "report_received": Line("the people it was sent to, but never whom it is about; who reported it"),
    "report_school_told": Line("the safeguarding lead of the school concerned, past whoever it is about"),
    "report_escalated": Line("the programme managers, and the people it was sent to"),
    "report_passed_on": Line("the people it is sent to now"),
    "report_closed": Line("who reported it"),
    "thing_hidden": Line("who wrote it; when a child is concerned, only once somebody has looked"),
    "thing_shown_again": Line("who wrote it"),
    "decision_appealed": Line("the programme managers, but whoever decided it or wrote it"),
    "appeal_answered": Line("who wrote it"),
    "mediation_escalated": Line("who is involved, and the system administrators"),
    # calendar and stand-ins
    "activity_proposed": Line("who has to answer, who does it, and the back-up teacher"),
    "activity_agreed": Line("who does it"),
    "activity_confirmed": Line("the contacts of the partner school"),
    "activity_moved": Line(BOTH_SIDES, urgent=True),
    "teacher_of_activity_changed": Line("the teacher, and the contacts of the partner school"),
    "activity_delivered": Line("the other side"),
    "delivery_confirmed": Line("the other side", mail=False),
    "activity_unconfirmed": Line(
        "who does it; three days before it the back-up teacher and the coordinators, too; the partner whose answer is missing"
    ),
    "adult_missing": Line("the contacts of the school that has not named its adult"),
    "activity_missed": Line("both sides, and the coordinators"),
    "activity_cancelled": Line(BOTH_SIDES, urgent=True),
    "activities_inherited": Line("the contacts of the school that takes over"),
    "guest_invited": Line("the contacts of the school that is invited"),
    "guest_answered": Line("who does it; by mail only when a school that said yes does not come after all"),
    "guest_uninvited": Line("the contacts of the school that was invited"),
    "handoff_asked": Line("who is asked to stand in", urgent=True),
    "handoff_accepted": Line("who asked, the partner school; on their page the others who were asked"),
    "handoff_declined": Line("who asked", mail=False),
    "handoff_unfilled": Line("the coordinators, and who asked", urgent=True),
    "handoff_given_up": Line("who asked, the coordinators, and the partner school", urgent=True),
    "handoff_withdrawn": Line("who stood in or was asked, and the partner school"),
    "handoff_moved": Line("who stands in", urgent=True),
    "handoff_begun": Line("who stands in"),
    "handoff_handed_back": Line("who asked"),
    "handoff_queried": Line("the coordinators, and who asked for the stand-in"),
    "handoff_released": Line("who stands in, and who asked"),
    "handoff_release_refused": Line(
        "who had said yes, who asked, the coordinators, and the partner school", urgent=True
    ),
    "handoff_release_late": Line("who stands in, the contacts of their school, who asked, and the coordinators"),
    "handoff_answered": Line("who asked"),
    "handoff_escalated": Line(
        "who is asked next: coordinators, the lead school's head, the programme; and who asked", urgent=True
    ),
    "handoff_lapsed": Line("who asked, and the coordinators"),
    "reminder": Line("who owes it, and the back-up; by mail it is in the mail of the morning", mail=False, urgent=True),
    "passed_on": Line("the deputy of who has not read something urgent"),
    # the programme
    "application_started": Line("the coordinators, and the contacts and heads of the schools"),
    "signatures_asked": Line(
        "on their page the heads who have to sign; they get a mail of their own, with a link", mail=False
    ),
    "school_signed": Line(COORDINATORS, mail=False),
    "school_declined_to_sign": Line("the coordinators, and the contacts and heads of the schools"),
    "application_ready": Line(COORDINATORS),
    "late_permit_asked": Line("the other managers of the programme"),
    "late_permit_granted": Line("the coordinators, and the contacts and heads of the schools"),
    "late_permit_refused": Line("the manager who asked"),
    "round_extended": Line("the coordinators of the clusters that have started"),
    "outage_before_deadline": Line("the programme managers"),
    "question_clarified": Line("the coordinators of the clusters that have started"),
    "signature_reminded": Line("head and contacts of each school that has not signed, and the coordinators"),
    "round_mail_asked": Line("the officers and managers of the programme, but not who asked"),
    "applicants_written": Line("the coordinators of each cluster that the programme writes to"),
    "reviewer_prompted": Line("the reviewer"),
    "condition_chased": Line("head and contacts of the school that sees to it, and the coordinators"),
    "signing_mail_asked": Line("the officers and managers of the programme, but not who asked"),
    "seal_of_award_broken": Line("the administrators, the auditors and the programme managers"),
    "seal_of_agreement_broken": Line("the administrators, the auditors and the programme managers"),
    "seal_broken": Line("the administrators, the auditors and the programme managers"),
    "application_submitted": Line(
        "the coordinators and everyone at a member school, with the receipt; on their page the programme officers"
    ),
    "sign_off_completed": Line(COORDINATORS, mail=False),
    "withdrawal_undone": Line("the coordinators, contacts and heads; on their page the programme officers"),
    "application_withdrawn": Line("the coordinators, contacts and heads; on their page the programme officers"),
    "application_lapsed": Line(COORDINATORS),
    "review_asked": Line("the reviewer"),
    "review_stopped": Line("the reviewers"),
    "reviews_asked": Line("the reviewer, once for all of a round"),
    "allocation_proposed": Line("the programme officers", mail=False),
    "ineligible_proposed": Line("the officers and managers of the programme, but not who did the check", mail=False),
    "clarification_asked": Line("the coordinators, and the contacts of the schools"),
    "clarification_to_sign": Line("the heads of the schools whose own part changed"),
    "clarification_closed": Line("the programme officers, but none of a school in the cluster", mail=False),
    "clarification_lapsed": Line(COORDINATORS),
    "review_to_confirm": Line("the reviewer"),
    "review_discussed": Line("the other reviewers of the application", mail=False),
    "calibration_asked": Line("the reviewers without a tie to who applied with it"),
    "agreed_scores_shown": Line("the reviewers who have scored the sample"),
    "review_goes_on": Line("the reviewers whose reviews had stopped with the application"),
    "review_returned": Line("the reviewer"),
    "review_late": Line("the reviewer"),
    "review_expired": Line("the reviewer"),
    "reviewer_missing": Line("the programme officers, but none of a school in the cluster"),
    "reviews_complete": Line("the moderators, but none of a school in the cluster"),
    "decision_needed": Line("the programme managers, but none of a school in the cluster"),
    "release_needed": Line("who may send the results, but none of a school in the cluster"),
    "results_sent": Line("the coordinators, and the contacts and heads of the schools"),
    "letter_sent_back": Line("who recorded the decision"),
    "outcome_taken_back": Line("the coordinators, and the contacts and heads of the schools"),
    "results_listed": Line("the officers and managers of the programme, but not who asked"),
    "results_done": Line("who asked for the sending and who confirmed it", mail=False),
    "condition_reported": Line("the programme officers, but none of a school in the cluster", mail=False),
    "condition_returned": Line("the contacts of the school that sees to it, and the coordinators"),
    "condition_reminded": Line("the contacts of the school that sees to it, and the coordinators"),
    "reviewer_hinted": Line("the reviewer"),
    "condition_late": Line("the contacts of the school that sees to it, the coordinators, and the programme officers"),
    "condition_settled": Line("the coordinators, and the contacts and heads of the schools", mail=False),
    "award_reminded": Line("heads and contacts of the schools that have not said yes, and the coordinators"),
    "award_started": Line("the coordinators, and the contacts and heads of the schools"),
    "award_lapsed": Line("the coordinators, and the contacts and heads of the schools"),
    "award_declined": Line("the coordinators, and the contacts and heads of the schools"),
    "award_suspended": Line(
        "the coordinators, and the contacts and heads of the schools; the programme officers too where a report has not come"
    ),
    "award_resumed": Line(
        "the coordinators, and the contacts and heads of the schools; the programme officers too where it goes on by itself"
    ),
    "award_closed": Line("the coordinators, and the contacts and heads of the schools"),
    "award_change_asked": Line("the programme officers, but none of a school in the cluster", mail=False),
    "award_change_agreed": Line("the coordinators, and the contacts and heads of the schools"),
    "award_change_refused": Line("the coordinators, and the contacts and heads of the schools"),
    "award_report_asked": Line("the coordinators, and the contacts and heads of the schools"),
    "award_report_sent": Line("the programme officers, but none of a school in the cluster", mail=False),
    "award_report_returned": Line("the coordinators, and the contacts and heads of the schools"),
    "award_report_accepted": Line("the coordinators, and the contacts and heads of the schools"),
    "award_report_waived": Line("the coordinators, and the contacts and heads of the schools"),
    "award_report_moved": Line("the coordinators, and the contacts and heads of the schools"),
    "award_report_late": Line("the coordinators, and the programme officers"),
    "instalment_paid": Line("the coordinators, and the contacts and heads of the schools", mail=False),
    "objection_made": Line("the programme managers, but none of a school in the cluster"),
    "objection_assigned": Line("who hears the objection"),
    "objection_answered": Line("the coordinators, and the contacts and heads of the schools"),
    "place_freed": Line("the programme managers", mail=False),
    "award_accepted": Line("everyone in the network, and the programme officers", mail=False),
}


def is_urgent(kind: str) -> bool:
    """Is the deputy told when nobody looks at it?"""
    line = TABLE.get(kind)
    return line is not None and line.urgent


def why_wrong(kind: str, *, mailed: bool) -> str | None:
    """What is wrong with a notice of this kind, or with its mail; None when the table says the same."""
    line = TABLE.get(kind)
    if line is None:
        return f"add a line for {kind} to portal/oversight/notifications/told.py: who is told, by mail or not, urgent or not"
    if mailed and not line.mail:
        return f"{kind} is mailed, but portal/oversight/notifications/told.py says that it is not"
    return None

"""What the record says, in sentences. One line for each kind of event, in the section of its room.

`told(...)` appears on the cluster's timeline, `kept(...)` stays in the record. What belongs to reviews and decisions is kept until it is released,
and always kept for a matter of one person alone.

In a sentence: %(who)s did it, %(school)s is the event's school, %(person)s its person, %(person_or_school)s the person or else the school, %(subject)s the
title of its subject. A fact that ends in `_id` can be named without the ending: `partner_school_id` is %(partner_school)s. Other facts go by their own name.
"""

from dataclasses import dataclass
from typing import Any

from portal.core.i18n import _, _l


@dataclass(frozen=True)
class Sentence:
    """The words of one kind of event, and whether the cluster's timeline shows them."""

    words: Any
    shown_to_cluster: bool


def told(words: Any) -> Sentence:
    """On the timeline of the cluster."""
    return Sentence(words, True)


def kept(words: Any) -> Sentence:
    """In the record alone."""
    return Sentence(words, False)


ACCOUNTS = {
    "account_registered": kept(_l("%(who)s asked for an account.")),
    "email_confirmed": kept(_l("%(who)s confirmed their e-mail address.")),
    "signed_in_from_browser": kept(_l("%(who)s signed in.")),
    "sign_in_failed": kept(_l("Someone typed a wrong password for %(person)s.")),
    "new_browser_used": kept(_l("%(who)s signed in with a browser that was not known.")),
    "proved_again": kept(_l("%(who)s gave the password once more.")),
    "second_factor_set_up": kept(_l("%(who)s set up a second step for signing in.")),
    "second_factor_replaced": kept(_l("%(who)s replaced the app of their second step.")),
    "second_factor_switched_off": kept(_l("%(who)s signs in without a second step from now on.")),
    "recovery_codes_made": kept(_l("%(who)s made new recovery codes.")),
    "recovery_code_used": kept(_l("%(who)s used a recovery code; %(left)s are left.")),
    "second_factor_given": kept(_l("%(who)s took the second step of signing in.")),
    "passkey_added": kept(_l("%(who)s added the passkey “%(name)s”.")),
    "passkey_renamed": kept(_l("%(who)s named a passkey “%(name)s”.")),
    "passkey_removed": kept(_l("%(who)s removed the passkey “%(name)s”.")),
    "passkey_doubted": kept(_l("The passkey “%(name)s” of %(person)s was refused: somebody may have a copy of it.")),
    "signed_out": kept(_l("A session of %(who)s was ended.")),
    "password_reset_asked": kept(_l("A link to choose a new password was sent to %(person)s.")),
    "password_changed": kept(_l("%(who)s chose a new password.")),
    "address_change_asked": kept(_l("%(who)s asked for another e-mail address.")),
    "address_changed": kept(_l("%(person)s has another e-mail address.")),
    "conduct_accepted": kept(_l("%(who)s accepted the code of conduct, version %(version)s.")),
    "role_granted": kept(_l("%(person)s was given the role %(role)s.")),
}

FINDING: dict[str, Sentence] = {
    "partnership_requested": kept(_l("%(who)s asked %(to_school)s, for %(school)s, to become partner schools.")),
    "partnership_request_accepted": kept(_l("%(to_school)s said yes to %(school)s.")),
    "partnership_request_declined": kept(_l("%(to_school)s said no to %(school)s.")),
    "partnership_request_expired": kept(_l("The request of %(school)s to %(to_school)s ran out.")),
    "partnership_request_withdrawn": kept(_l("%(school)s took its request to %(to_school)s back.")),
    "looking_said": kept(_l("%(who)s said whether %(school)s is looking for a partner school.")),
    "looking_ended": kept(_l("%(school)s is no longer looking for a partner school: the day it had named is past.")),
    "school_went_quiet": kept(_l("Nobody of %(school)s has been here for a long time.")),
}

MATCHING: dict[str, Sentence] = {
    "cluster_wish_said": kept(_l("%(who)s said whether the cluster is looking for a partner cluster.")),
    "cluster_wish_ended": kept(
        _l("The cluster is no longer looking for a partner cluster: the day it had named is past.")
    ),
    "cluster_asked": kept(_l("%(who)s asked %(to_cluster)s to be the partner cluster.")),
    "cluster_request_accepted": kept(_l("%(to_cluster)s said yes to the cluster.")),
    "cluster_request_declined": kept(_l("%(to_cluster)s said no to the cluster.")),
    "cluster_request_expired": kept(_l("The request to %(to_cluster)s ran out.")),
    "cluster_request_withdrawn": kept(_l("The request to %(to_cluster)s was taken back.")),
    "mirror_invited": kept(_l("%(who)s invited a partner school that is not here yet.")),
    "mirror_invited_again": kept(_l("%(who)s sent the link of an invitation again.")),
    "mirror_taken_up": kept(_l("%(who)s took up the invitation to build a partner cluster.")),
    "mirror_built": kept(_l("%(who)s built the partner cluster %(twin_cluster)s.")),
    "mirror_declined": kept(_l("The partner school that was invited said no.")),
    "mirror_expired": kept(_l("The invitation of a partner school ran out.")),
    "mirror_withdrawn": kept(_l("%(who)s took the invitation of a partner school back.")),
    "lead_wrote": kept(_l("%(who)s wrote to the lead of %(to_cluster)s.")),
}


FREEZES: dict[str, Sentence] = {
    "file_held": kept(_l("The virus scanner held a file back (%(kind_found)s).")),
    "file_looked_at_again": kept(_l("%(who)s had a file that was held looked into again.")),
    "scanner_silent": kept(_l("The virus scanner did not answer; %(waiting)s files waited.")),
    "made_read_only": kept(_l("%(who)s made this read-only (%(thing)s): %(frozen)s.")),
    "hidden_together": kept(_l("%(who)s hid everything that %(person)s wrote.")),
    "shown_together": kept(_l("%(who)s showed again what %(person)s wrote.")),
    "read_only_ended": kept(_l("%(who)s let this go on, which was read-only (%(thing)s): %(frozen)s.")),
}


TRANSFERS: dict[str, Sentence] = {
    "transfer_noted": kept(_l("%(who)s read, for %(school)s, what is shared with schools in %(country)s.")),
    "transfer_rule_changed": kept(_l("%(who)s changed what schools read about sharing with %(country)s.")),
}

PEOPLE: dict[str, Sentence] = {
    "role_proposed": kept(_l("%(who)s proposed the role %(role)s for %(person)s.")),
    "role_confirmed": kept(_l("%(who)s confirmed the role %(role)s for %(person)s, proposed by %(proposed_by)s.")),
    "role_refused": kept(_l("%(who)s refused the role %(role)s for %(person)s, proposed by %(proposed_by)s.")),
    "role_proposal_withdrawn": kept(_l("%(who)s no longer proposes the role %(role)s for %(person)s.")),
    "role_withdrawn": kept(_l("%(who)s withdrew the role %(role)s of %(person)s.")),
    "account_suspended": kept(_l("%(who)s put the account of %(person)s on hold.")),
    "account_restored": kept(_l("%(who)s opened the account of %(person)s again.")),
    "reset_link_sent": kept(_l("%(who)s sent %(person)s a link to choose a new password.")),
    "second_factor_taken_away": kept(_l("%(who)s took the second step of %(person)s away.")),
    "sessions_ended": kept(_l("%(who)s signed %(person)s out everywhere.")),
}

SCHOOLS: dict[str, Sentence] = {
    "school_proposed": kept(_l("%(who)s registered %(school)s.")),
    "head_written_to": kept(_l("%(who)s had the head of %(school)s written to again.")),
    "school_confirmed_by_head": kept(_l("%(who)s confirmed as head who acts for %(school)s.")),
    "school_declined_by_head": kept(_l("The head of %(school)s said no.")),
    "signatory_changed": kept(_l("%(person)s now signs for %(school)s.")),
    "school_verified": kept(_l("%(who)s verified %(school)s.")),
    "school_rejected": kept(_l("%(who)s rejected %(school)s.")),
    "school_edited": kept(_l("%(who)s changed the page of %(school)s.")),
    "join_requested": kept(_l("%(person)s asked to join %(school)s.")),
    "join_accepted": kept(_l("%(who)s let %(person)s join %(school)s.")),
    "join_refused": kept(_l("%(who)s refused that %(person)s joins %(school)s.")),
    "member_leaving": kept(_l("%(person)s leaves %(school)s; the last day is %(leaving_on)s.")),
    "member_stays": kept(_l("%(person)s stays at %(school)s.")),
    "mailbox_contact_named": kept(_l("%(who)s changed who else reads the mailbox of %(school)s.")),
    "member_left": kept(_l("%(person)s is no longer a member of %(school)s.")),
    "function_given": kept(_l("%(person)s became %(function)s of %(school)s.")),
    "function_ended": kept(_l("%(person)s is no longer %(function)s of %(school)s.")),
}

PROFILES: dict[str, Sentence] = {
    "school_year_opened": kept(_l("A school year began at %(school)s on %(begins_on)s.")),
    "members_confirmed": kept(_l("%(who)s said who still works at %(school)s: %(people)s.")),
    "member_not_confirmed": kept(
        _l("Nobody has confirmed %(person)s at %(school)s: notice %(notice)s; it ends on %(ends_on)s.")
    ),
    "membership_ran_out": kept(_l("Nobody confirmed %(person)s at %(school)s.")),
    "head_asked_for_yes": kept(_l("The head of %(school)s was asked for the yearly yes: letter %(letter)s.")),
    "yearly_yes_given": kept(_l("%(person)s said the yearly yes for %(school)s.")),
    "yearly_yes_refused": kept(_l("The head of %(school)s said that something has changed.")),
    "safeguarding_declared": kept(
        _l("%(who)s answered the safeguarding questions of %(school)s, valid until %(expires_on)s.")
    ),
    "safeguarding_runs_out": kept(_l("%(school)s was reminded that its safeguarding answers run out: %(days)s days.")),
    "school_awards_ended": kept(_l("An award of %(school)s has ended: nobody finds the school by it any more.")),
    "school_record_changed": kept(_l("%(who)s changed the record of %(school)s: %(part)s.")),
    "school_record_checked": kept(_l("%(who)s said that the record of %(school)s is right.")),
}

TERMS: dict[str, Sentence] = {
    "term_dates_taken": kept(_l("%(who)s put dates into the school year of %(school)s together: %(number)s new.")),
    "term_file_read": kept(
        _l("%(who)s had a calendar file read for %(school)s: %(found)s read, %(left_out)s left out.")
    ),
    "authority_followed": kept(_l("%(school)s takes the dates of its authority (%(number)s).")),
    "authority_no_longer_followed": kept(_l("%(school)s keeps its dates itself.")),
    "authority_dates_changed": kept(_l("%(who)s changed the dates of an authority; %(schools)s schools follow them.")),
    "school_hours_said": kept(_l("%(who)s said when lessons are at %(school)s.")),
}

VERIFICATION: dict[str, Sentence] = {
    "school_evidence_added": kept(_l("%(who)s laid in a document about %(school)s.")),
    "school_evidence_taken_back": kept(_l("%(who)s took a document about %(school)s back.")),
    "school_vouched_for": told(_l("%(who)s vouched for %(school)s.")),
    "vouch_taken_back": told(_l("The vouch of %(by_school)s for %(school)s was taken back.")),
    "vouch_looked_at": kept(_l("%(who)s looked at the vouch for %(school)s.")),
    "school_flagged": kept(_l("%(school)s was flagged: %(flag)s.")),
    "school_flag_settled": kept(_l("%(who)s looked at what was flagged about %(school)s: %(flag)s.")),
    "school_to_be_seen_again": kept(_l("%(school)s is to be looked at again: %(why)s.")),
    "school_seen_again": kept(_l("%(who)s looked at %(school)s again; it stays verified.")),
    "school_suspended": kept(_l("%(who)s put %(school)s on hold.")),
    "school_restored": kept(_l("%(who)s took %(school)s up again.")),
    "school_posts_hidden": kept(_l("%(who)s hid what %(school)s wrote on boards.")),
    "school_posts_shown": kept(_l("%(who)s showed again what %(school)s wrote on boards.")),
    "authorities_imported": kept(_l("A list of local authorities was read: %(new)s new, %(changed)s changed.")),
    "organisation_added": kept(_l("%(who)s entered an organisation.")),
    "organisation_member_added": kept(_l("%(who)s said that %(person)s belongs to an organisation.")),
    "organisation_member_ended": kept(_l("%(who)s said that %(person)s no longer belongs to an organisation.")),
    "organisation_changed": kept(_l("%(who)s changed what is said of an organisation.")),
    "schools_merged": kept(_l("%(who)s merged %(merged_school)s into %(school)s.")),
    "school_proposed_again": kept(_l("%(who)s proposed %(school)s again.")),
}

REGISTERS = {
    "register_imported": kept(_l("A file of the register %(register)s was read: %(new)s new, %(changed)s changed.")),
    "school_entry_closed": kept(_l("The register says that %(school)s has closed.")),
    "closure_lifted": kept(_l("The register says that %(school)s is open after all.")),
    "successor_chosen": kept(
        _l("%(school)s goes on under the number %(new_number)s (before: %(old_number)s); %(who)s chose it.")
    ),
    "school_closed": kept(_l("%(school)s has closed here; %(who)s said so.")),
}

CLUSTERS: dict[str, Sentence] = {
    "round_rule_broken": told(
        _l("After the change the cluster no longer meets a rule of its round; the programme is asked.")
    ),
    "round_rule_mended": told(_l("The cluster meets the rules of its round again.")),
    "cluster_change_approved": told(_l("The programme agrees that the cluster goes on as it is.")),
    "cluster_change_refused": told(_l("The programme asks the cluster to find a school first.")),
    "office_appointed": told(
        _l("%(person_or_school)s was appointed: %(office)s. The reason is with the offices of the cluster.")
    ),
    "cluster_formed": told(_l("%(who)s of %(school)s started the cluster.")),
    "cluster_changed": told(_l("%(who)s changed what the cluster says of itself.")),
    "cluster_began": told(_l("The cluster is complete: it has a lead school, a coordinator and its first schools.")),
    "cluster_closed": told(_l("The last school left; the cluster is closed.")),
    "school_invited": told(_l("%(who)s invited %(school)s.")),
    "invitation_withdrawn": told(_l("%(who)s took the invitation of %(school)s back.")),
    "invitation_declined": told(_l("%(school)s declined the invitation.")),
    "invitation_expired": told(_l("The invitation of %(school)s ended without an answer.")),
    "school_joined": told(_l("%(school)s joined; %(who)s agreed for the school.")),
    "office_nominated": told(_l("%(who)s nominated %(person_or_school)s: %(office)s.")),
    "nomination_backed": told(_l("%(school)s agreed to the nomination: %(office)s.")),
    "nomination_objected": told(_l("%(school)s objected to the nomination: %(office)s.")),
    "nomination_agreed": told(_l("The schools agreed to the nomination: %(office)s.")),
    "nomination_failed": told(_l("The schools did not agree to the nomination: %(office)s.")),
    "nomination_withdrawn": told(_l("The nomination was taken back: %(office)s.")),
    "office_accepted": told(_l("%(person_or_school)s accepted and is now %(office)s.")),
    "office_declined": told(_l("%(person_or_school)s declined the nomination: %(office)s.")),
    "office_passed_on": told(_l("%(person)s of %(school)s looks after the cluster now: %(office)s.")),
    "office_ended": told(_l("%(person_or_school)s is no longer %(office)s.")),
    "school_leaving": told(_l("%(school)s gave notice and leaves on %(leaving_on)s.")),
    "school_staying": told(_l("%(school)s took its notice back and stays.")),
    "duty_passed_on": told(_l("What %(school)s still owed was passed on to %(to_school)s: %(subject)s.")),
    "school_left": told(_l("%(school)s left the cluster.")),
    "vacancy_filled": told(_l("%(school)s took the place of %(old_school)s.")),
    "vacancy_closed": told(_l("The place of %(school)s will not be filled.")),
}

EVIDENCE: dict[str, Sentence] = {
    "statement_lapsed": told(_l("The letter of support of %(subject)s is older than a year.")),
    "heading_changed": kept(_l("%(who)s changed the headings of the evidence.")),
    "support_sheet_filled": kept(_l("%(who)s said who stands behind the work at %(school)s.")),
    "programme_headings_changed": kept(_l("%(who)s changed the evidence headings of a programme.")),
    "evidence_added": told(_l("%(school)s added to the evidence: %(subject)s.")),
    "evidence_changed": told(_l("%(school)s wrote its evidence anew: %(subject)s.")),
    "intention_fulfilled": told(_l("%(school)s did what it intended: %(subject)s.")),
    "evidence_withdrawn": told(_l("%(school)s took its evidence out: %(subject)s.")),
    "statement_asked": told(_l("%(who)s asked %(subject)s for a letter of support.")),
    "statement_asked_again": kept(_l("%(who)s sent %(subject)s the request for a letter of support again.")),
    "statement_given": told(_l("%(subject)s gave a letter of support.")),
    "statement_declined": told(_l("%(subject)s gives no letter of support.")),
    "statement_withdrawn": told(_l("The letter of support of %(subject)s, or the request for it, was taken back.")),
    "statement_expired": told(_l("%(subject)s did not answer the request for a letter of support in time.")),
}

POOLING: dict[str, Sentence] = {
    "formality_changed": told(_l("%(who)s changed how formal the cluster is: %(level)s.")),
    "group_asked": told(_l("%(from_cluster)s asked the cluster to belong together.")),
    "group_joined": told(_l("The cluster became part of %(parent_cluster)s.")),
    "group_grew": told(_l("%(child_cluster)s became part of the cluster.")),
    "group_declined": told(_l("A cluster that was asked stays by itself.")),
    "group_withdrawn": told(_l("The question whether two clusters belong together was taken back.")),
    "group_left": told(_l("The cluster and another one no longer belong together.")),
    "group_notice_written": told(_l("%(who)s wrote a notice to the clusters that belong together.")),
    "transfer_begun": told(_l("It is planned that %(authority)s takes over.")),
    "transfer_changed": told(_l("%(who)s wrote anew how an authority takes over.")),
    "task_planned": told(_l("%(who)s named a task that the authority takes over.")),
    "task_taken_over": told(_l("The authority took over a task.")),
    "phase_begun": told(_l("The handover to the authority: %(phase)s.")),
    "merge_proposed": told(_l("%(from_cluster)s would like to become part of the cluster.")),
    "split_proposed": told(_l("Some schools would like to go on as a cluster of their own, led by %(school)s.")),
    "clusters_merged": told(_l("%(from_cluster)s became part of the cluster with all it has: %(schools)s schools.")),
    "cluster_went_into": told(_l("The cluster became part of %(into_cluster)s.")),
    "cluster_came_from": told(_l("The cluster began with schools of %(from_cluster)s.")),
    "cluster_split": told(_l("%(schools)s schools go on as %(new_cluster)s.")),
    "reshaping_declined": told(_l("It was proposed to change the cluster as a whole; it stays as it is.")),
    "reshaping_asked": told(_l("It was asked who agrees to change the cluster as a whole.")),
    "reshaping_agreed": told(_l("%(who)s agreed to change the cluster as a whole.")),
    "reshaping_withdrawn": told(_l("A proposal to change the cluster as a whole was taken back.")),
    "help_noted": told(_l("%(agency)s supports the cluster.")),
    "help_changed": told(_l("%(who)s wrote anew how %(agency)s supports the cluster.")),
    "help_check_due": told(_l("The cluster is asked how it goes without %(agency)s, %(months)s months after.")),
    "help_check_answered": told(_l("%(who)s said how it goes after support ended.")),
    "thing_added": told(_l("%(school)s put something on the list of things to lend.")),
    "thing_changed": told(_l("%(school)s changed something on the list of things to lend.")),
    "thing_ended": told(_l("%(school)s took something off the list of things to lend.")),
    "loan_asked": told(_l("%(school)s asked to borrow something.")),
    "loan_answered": told(_l("%(school)s had an answer about a loan.")),
    "loan_moved": told(_l("A loan to %(school)s: %(step)s.")),
    "wants_said": told(_l("%(school)s said what it needs and offers.")),
    "purse_opened": told(_l("The cluster shares costs; %(school)s keeps the money.")),
    "purse_rules_changed": told(_l("%(who)s changed how costs are shared.")),
    "money_entered": told(_l("%(who)s entered %(amount)s into the shared costs.")),
    "payment_waits": told(_l("A payment of %(amount)s waits for a second person.")),
    "payment_refused": told(_l("%(who)s said no to a payment.")),
    "money_reversed": told(_l("%(who)s reversed an entry of %(amount)s.")),
    "purse_offered": told(_l("%(school)s is asked to keep the money, %(balance)s.")),
    "purse_handed_over": told(_l("%(school)s keeps the money from now on, %(balance)s.")),
    "purse_not_taken": told(_l("%(school)s does not keep the money.")),
    "level_rules_changed": kept(_l("%(who)s changed what the levels of clusters have.")),
}

PARTS: dict[str, Sentence] = {
    "part_given": told(_l("%(school)s plays a part in the cluster: %(part)s.")),
    "part_taken": told(_l("%(school)s plays no named part in the cluster any more.")),
    "supporter_named": told(_l("%(who)s named a supporter of the cluster: %(subject)s.")),
    "supporter_ended": told(_l("%(subject)s is no longer a supporter of the cluster.")),
    "feeder_noted": told(_l("Pupils of %(school)s normally move on to %(to_school)s.")),
    "feeder_ended": told(_l("Pupils of %(school)s no longer move on to %(to_school)s.")),
    "mentoring_begun": told(_l("%(school)s offered to take other schools along.")),
    "mentoring_agreed": told(_l("%(school)s is mentored by %(mentor_school)s.")),
    "mentoring_declined": told(_l("%(school)s said no to being mentored by %(mentor_school)s.")),
    "mentoring_met": told(_l("%(school)s added to the log of a mentoring.")),
    "mentoring_prolonged": told(_l("The mentoring by %(school)s goes on.")),
    "mentoring_ended": told(_l("The mentoring by %(school)s is over.")),
    "part_rules_changed": kept(_l("%(who)s changed the parts that schools can play.")),
}

GATHERING: dict[str, Sentence] = {
    "newcomer_welcomed": told(_l("%(person)s of %(school)s is new; %(buddy)s shows them round.")),
    "buddy_chosen": told(_l("%(buddy)s shows %(person)s round.")),
    "newcomer_read_in": told(_l("%(person)s of %(school)s has read in.")),
    "committee_begun": told(_l("%(who)s began the committee “%(name)s”.")),
    "committee_changed": told(_l("%(who)s wrote anew what the committee “%(name)s” is there for.")),
    "committee_closed": told(_l("%(who)s ended the committee “%(name)s”.")),
    "seat_given": told(_l("%(holds_for)s has a seat in the committee “%(name)s”.")),
    "seat_named": told(_l("Someone else sits for %(holds_for)s in the committee “%(name)s”.")),
    "seat_term_ending": told(_l("The term of %(holds_for)s in the committee “%(name)s” ends soon.")),
    "seat_renewed": told(_l("%(holds_for)s goes on in the committee “%(name)s”.")),
    "meeting_called": told(_l("%(who)s called a meeting of “%(name)s” for %(on)s.")),
    "meeting_moved": told(_l("%(who)s changed the meeting of “%(name)s”; it is on %(on)s.")),
    "meeting_cancelled": told(_l("%(who)s called off the meeting of “%(name)s” on %(on)s.")),
    "point_proposed": told(_l("%(who)s put something on the agenda of “%(name)s” for %(on)s.")),
    "meeting_answered": kept(_l("%(who)s said whether they come to “%(name)s” on %(on)s.")),
    "minutes_written": told(_l("%(who)s wrote the minutes of “%(name)s” of %(on)s.")),
    "minutes_agreed": told(_l("The minutes of “%(name)s” of %(on)s were agreed and sealed (%(seal)s).")),
    "checked_in": told(_l("%(who)s checked in for “%(name)s” on %(on)s.")),
    "decision_proposed": told(_l("%(who)s proposed a decision in “%(name)s”.")),
    "vote_cast": told(_l("%(school)s said what it thinks of a proposal in “%(name)s”.")),
    "decision_made": told(_l("A decision in “%(name)s” is closed: %(outcome)s.")),
    "action_agreed": told(_l("In “%(name)s” it was written down who does something by %(due_on)s.")),
    "action_closed": told(_l("%(who)s said how something ended that “%(name)s” had agreed.")),
    "cadence_set": told(_l("“%(name)s” wants to meet every %(weeks)s weeks.")),
    "committee_silent": told(_l("“%(name)s” has not met for longer than it wanted. Its chair is asked for a date.")),
    "rota_begun": told(_l("%(who)s began a rota: %(duty)s.")),
    "rota_closed": told(_l("%(who)s ended a rota: %(duty)s.")),
    "turns_planned": told(_l("Terms were given out: %(duty)s (%(terms)s).")),
    "turn_changed": told(_l("%(school)s has %(label)s now: %(duty)s.")),
    "turn_coming": told(_l("%(label)s is the turn of %(school)s: %(duty)s.")),
    "turn_began": told(_l("The duty passed to %(school)s for %(label)s: %(duty)s.")),
    "turn_taken": told(_l("%(school)s has read the file and goes on: %(duty)s.")),
    "rota_swap_asked": told(_l("%(school)s asked %(other_school)s to swap terms: %(duty)s.")),
    "rota_swap_accepted": told(_l("%(school)s and %(other_school)s swapped terms: %(duty)s.")),
    "rota_swap_declined": told(_l("%(other_school)s could not swap terms with %(school)s: %(duty)s.")),
    "rota_swap_withdrawn": told(_l("%(school)s keeps its own term: %(duty)s.")),
    "self_check_begun": told(_l("The self-check of %(year)s began: nine questions about the cluster.")),
    "self_check_done": told(_l("%(who)s finished the self-check of %(year)s.")),
    "seat_ended": told(_l("%(holds_for)s no longer has its seat in the committee “%(name)s”.")),
    "working_agreement_written": told(_l("%(who)s wrote version %(number)s of the working agreement.")),
    "working_agreement_signed": told(_l("%(school)s signed version %(number)s of the working agreement.")),
    "working_agreement_review_due": told(
        _l("The day is near on which the schools look at the working agreement again.")
    ),
    "working_agreement_reviewed": told(_l("The schools looked at the working agreement again; it stands.")),
    "sharing_planned": told(_l("%(school)s plans to pass on what was learned.")),
    "sharing_done": told(_l("%(school)s passed on what was learned.")),
    "sharing_dropped": told(_l("%(school)s took something from the plan of passing on.")),
    "project_begun": kept(_l("%(who)s of %(school)s began a project.")),
    "project_joined": kept(_l("%(school)s joined a project.")),
    "project_school_left": kept(_l("%(school)s left a project.")),
    "project_ended": kept(_l("A project of %(school)s is over.")),
    "project_became_cluster": told(_l("The project of %(school)s became this cluster.")),
    "annual_review_opened": told(_l("The review of %(year)s was laid out.")),
    "annual_review_written": told(_l("%(who)s wrote in the review of the year.")),
    "annual_voice_written": told(_l("%(school)s said how the year was.")),
    "annual_review_sent": told(_l("The review of %(year)s was sent.")),
}

PARTNERSHIPS: dict[str, Sentence] = {
    "partnership_opened": told(_l("The partnership %(subject)s was opened.")),
    "partnership_begun": told(_l("The partnership %(subject)s has begun.")),
    "partnership_reshaped": told(_l("%(who)s changed the shape of the partnership %(subject)s.")),
    "partnership_paused": told(_l("%(who)s put the partnership %(subject)s on hold.")),
    "partnership_resumed": told(_l("%(who)s took the partnership %(subject)s up again.")),
    "partnership_established": told(_l("The schools of %(subject)s know each other: the partnership is established.")),
    "partnership_maintained": told(_l("The project of %(subject)s is over; the friendship is kept up.")),
    "partnership_ended": told(_l("The partnership %(subject)s has ended.")),
    "partner_cluster_asked": told(_l("%(who)s asked %(partner_cluster)s to be the partner cluster.")),
    "partner_cluster_accepted": told(_l("%(partner_cluster)s is the partner cluster now.")),
    "partner_cluster_declined": told(_l("%(partner_cluster)s declined to be the partner cluster.")),
    "pair_proposed": told(_l("%(who)s proposed to link %(home_school)s and %(partner_school)s.")),
    "pair_agreed": told(_l("%(home_school)s and %(partner_school)s are linked.")),
    "pair_declined": told(_l("%(school)s declined the link of %(home_school)s and %(partner_school)s.")),
    "pair_ended": told(_l("%(home_school)s and %(partner_school)s are no longer linked.")),
    "spare_named": told(_l("%(who)s changed the spare partner of %(school)s.")),
    "pair_inherited": told(_l("%(new_school)s goes on with %(school)s in place of %(old_school)s.")),
}

HEALTH: dict[str, Sentence] = {
    "silence_noticed": kept(_l("It had been quiet in %(subject)s, and somebody was asked to say hello.")),
    "hello_sent": told(_l("%(school)s wrote a friendly message in %(subject)s.")),
    "restart_reminded": kept(_l("The coordinator was asked whether %(subject)s goes on.")),
}

PLANS: dict[str, Sentence] = {
    "task_added": told(_l("%(who)s wrote down something to do: %(subject)s.")),
    "task_changed": told(_l("%(who)s changed what is to be done: %(subject)s.")),
    "task_taken": told(_l("%(school)s took on: %(subject)s.")),
    "task_given_back": told(_l("%(school)s passed on: %(subject)s.")),
    "task_held_up": told(_l("Something stands in the way of: %(subject)s.")),
    "task_goes_on": told(_l("It goes on: %(subject)s.")),
    "task_done": told(_l("Done: %(subject)s.")),
    "task_dropped": told(_l("%(who)s dropped: %(subject)s.")),
    "class_named": told(_l("%(school)s named its class for %(subject)s.")),
}

VISITS: dict[str, Sentence] = {
    "partner_pupils_planned": kept(_l("%(school)s said how many of its pupils are planned: %(subject)s.")),
    "adult_in_the_room_named": kept(_l("%(school)s named %(person)s as the adult in the room: %(subject)s.")),
    "visit_planned": told(_l("%(who)s planned a visit of %(guest_school)s to %(host_school)s: %(subject)s.")),
    "visit_written_down": told(
        _l("%(who)s wrote a visit of %(guest_school)s to %(host_school)s down afterwards: %(subject)s.")
    ),
    "travel_asked": kept(_l("%(their_school)s was asked whether %(person)s may travel: %(subject)s.")),
    "travel_agreed": kept(_l("%(their_school)s said that %(person)s may travel: %(subject)s.")),
    "travel_declined": kept(_l("%(their_school)s took %(person)s off the list of those who travel: %(subject)s.")),
    "visit_agreed": told(_l("%(host_school)s looks forward to the visit: %(subject)s.")),
    "visit_declined": told(_l("%(host_school)s cannot have the visitors: %(subject)s.")),
    "visit_changed": kept(_l("%(who)s changed the visit %(subject)s.")),
    "visit_moved": told(_l("The visit %(subject)s was changed, and %(host_school)s is asked again.")),
    "adult_named": kept(_l("%(school)s named %(person)s as responsible on the visit %(subject)s.")),
    "safety_checked": kept(_l("%(who)s looked after a point of the safety list of %(subject)s: %(check)s.")),
    "visit_confirmed": told(_l("The visit takes place: %(subject)s.")),
    "visit_unconfirmed": told(_l("The visit waits for its safety list again: %(subject)s.")),
    "visit_cancelled": told(_l("The visit was cancelled: %(subject)s.")),
    "visit_reported": told(_l("%(who)s told how the visit was: %(subject)s.")),
    "delegate_named": told(_l("%(person)s represents other schools on the visit %(subject)s.")),
    "school_speaks_for_itself": kept(_l("%(school)s speaks for itself about the visit %(subject)s.")),
    "question_given": kept(_l("%(school)s gave a question along on the visit %(subject)s.")),
    "no_question_given": kept(_l("%(school)s gave no question along on the visit %(subject)s.")),
    "question_taken_back": kept(_l("%(school)s took a question back: visit %(subject)s.")),
    "questions_answered": told(_l("The questions of %(asking_school)s were answered: visit %(subject)s.")),
    "turn_swap_asked": told(_l("%(school)s asked %(other_school)s to swap turns.")),
    "turn_swap_accepted": told(_l("%(school)s swaps turns with %(other_school)s.")),
    "turn_swap_declined": kept(_l("%(school)s cannot swap turns with %(other_school)s.")),
    "turn_swap_withdrawn": kept(_l("%(school)s takes its own turn, and does not swap with %(other_school)s.")),
    "safety_item_changed": kept(_l("%(who)s changed the safety list for visits: %(item)s.")),
}

AGREEMENTS: dict[str, Sentence] = {
    "agreement_begun": told(_l("%(who)s began version %(number)s of the agreement of %(subject)s.")),
    "agreement_changed": kept(_l("%(who)s wrote on version %(number)s of the agreement of %(subject)s.")),
    "agreement_signatures_asked": told(
        _l("The heads were asked to sign version %(number)s of the agreement of %(subject)s.")
    ),
    "agreement_signed": told(_l("The head of %(school)s signed version %(number)s of the agreement of %(subject)s.")),
    "agreement_signature_declined": told(
        _l("%(school)s did not sign version %(number)s of the agreement of %(subject)s.")
    ),
    "agreement_reopened": told(_l("%(who)s opened version %(number)s of the agreement of %(subject)s again.")),
    "agreement_in_force": told(
        _l("Version %(number)s of the agreement of %(subject)s is in force: every head has signed.")
    ),
    "agreement_review_due": kept(_l("The coordinator was asked to look at the agreement of %(subject)s again.")),
    "agreement_reviewed": told(_l("%(who)s looked at the agreement of %(subject)s again: it stands.")),
}

BOARD: dict[str, Sentence] = {
    "thread_started": told(_l("%(who)s of %(school)s began the conversation “%(subject)s”.")),
    "post_added": kept(_l("%(who)s of %(school)s wrote in “%(subject)s”.")),
    "post_edited": kept(_l("%(who)s changed a message in “%(subject)s”.")),
    "post_removed": kept(_l("%(who)s took a message in “%(subject)s” back.")),
    "post_frozen": kept(_l("%(who)s saw to it that a message in “%(subject)s” stays as it is.")),
    "post_released": kept(_l("%(who)s let a message in “%(subject)s” be changed again.")),
    "removed_post_read": kept(_l("%(who)s read a message in “%(subject)s” that was taken back.")),
    "reply_asked": told(_l("%(asked_by_school)s asked %(school)s for a reply in “%(subject)s”.")),
    "reply_answered": told(
        _l("%(answered_by_school)s answered in “%(subject)s”; %(school)s owes nothing there any more.")
    ),
    "reply_released": told(_l("A reply of %(school)s in “%(subject)s” is no longer needed.")),
    "announcement_noted": kept(_l("%(school)s noted “%(subject)s”.")),
    "first_post_rule_changed": kept(
        _l("%(who)s changed whether first messages of new schools are held (days: %(days)s, messages: %(messages)s).")
    ),
    "post_held": kept(_l("A first message of %(school)s by %(who)s waits to be read.")),
    "held_post_approved": kept(_l("%(who)s put a first message of %(school)s on the board.")),
    "held_post_withdrawn": kept(_l("%(who)s took back a first message of %(school)s that waited.")),
    "held_post_returned": kept(_l("%(who)s returned a first message of %(school)s to its author.")),
    "thread_pinned": kept(_l("%(who)s put “%(subject)s” at the top of the board.")),
    "thread_unpinned": kept(_l("%(who)s took “%(subject)s” from the top of the board.")),
    "help_asked": told(_l("%(school)s asked for help: “%(subject)s”.")),
    "picture_consent_said": kept(
        _l("%(who)s said for %(school)s who can be seen in a picture in “%(subject)s”: %(people)s.")
    ),
    "picture_withdrawn": kept(_l("%(who)s took a picture in “%(subject)s” away: the consent has ended.")),
    "post_mentioned": kept(_l("%(who)s named someone in a message in “%(subject)s”.")),
    "translator_set": kept(_l("%(who)s said whether messages link to a translator: %(is_on)s.")),
    "board_archived": told(_l("%(who)s made the board an archive.")),
    "board_reopened": told(_l("%(who)s opened the board again.")),
    "board_exported": kept(_l("%(who)s took a copy of the board away.")),
    "help_passed_on": told(_l("%(school)s was asked to help %(asked_by_school)s: “%(subject)s”.")),
    "help_given": told(_l("%(answered_by_school)s helped %(school)s with “%(subject)s”.")),
}

ACTIVITIES: dict[str, Sentence] = {
    "activity_proposed": told(_l("%(who)s of %(owner_school)s put “%(subject)s” on the calendar.")),
    "activity_agreed": told(_l("%(school)s agreed to “%(subject)s”.")),
    "activity_confirmed": told(_l("%(owner_school)s confirmed “%(subject)s”.")),
    "activity_changed": told(_l("%(who)s changed “%(subject)s”.")),
    "activity_moved": told(_l("%(who)s moved “%(subject)s” to another time.")),
    "teacher_of_activity_changed": told(_l("%(person)s of %(owner_school)s does “%(subject)s”.")),
    "activity_delivered": told(_l("%(who)s of %(school)s said that “%(subject)s” took place.")),
    "delivery_confirmed": told(_l("%(school)s said so too: “%(subject)s” took place.")),
    "delivery_let_stand": told(_l("“%(subject)s” took place; one side has said so.")),
    "activity_unconfirmed": kept(_l("The portal reminded of an activity that is not confirmed: %(subject)s.")),
    "adult_missing": kept(_l("The portal asked %(school)s to name the adult in the room: %(subject)s.")),
    "activity_missed": told(_l("“%(subject)s” did not take place.")),
    "activity_cancelled": told(_l("%(who)s called “%(subject)s” off.")),
    "guest_invited": told(_l("%(owner_school)s invited %(guest_school)s to “%(subject)s”.")),
    "guest_answered": told(_l("%(guest_school)s said whether it comes to “%(subject)s”.")),
    "guest_uninvited": told(_l("The invitation of %(guest_school)s to “%(subject)s” was taken back.")),
    "guest_took_part": told(_l("%(guest_school)s told how many of its pupils took part in “%(subject)s”: %(pupils)s.")),
    "activities_inherited": told(_l("%(school)s took over the coming activities of %(old_school)s: %(number)s.")),
    "reading_key_made": kept(_l("%(who)s made a key by which a program reads.")),
    "reading_key_taken_back": kept(_l("%(who)s took a key of a program back.")),
    "calendar_link_made": kept(_l("%(who)s made a secret calendar link.")),
    "calendar_link_revoked": kept(_l("%(who)s ended a secret calendar link.")),
}

HANDOFFS: dict[str, Sentence] = {
    "handoff_asked": told(_l("%(who)s of %(owner_school)s asked for a stand-in: “%(subject)s”.")),
    "handoff_accepted": told(_l("%(who)s of %(school)s stands in for %(owner_school)s: “%(subject)s”.")),
    "handoff_declined": kept(_l("%(school)s cannot stand in: “%(subject)s”.")),
    "handoff_unfilled": told(_l("No school that was asked can stand in: “%(subject)s”.")),
    "handoff_given_up": told(_l("%(school)s cannot stand in after all: “%(subject)s”.")),
    "handoff_withdrawn": told(_l("%(owner_school)s needs no stand-in any more: “%(subject)s”.")),
    "handoff_begun": kept(_l("The time of the stand-in has come: “%(subject)s”.")),
    "handoff_delivered": told(_l("%(school)s stood in for %(owner_school)s: “%(subject)s”.")),
    "handoff_answered": told(_l("%(school)s answered in place of %(owner_school)s: “%(subject)s”.")),
    "handoff_handed_back": told(_l("%(school)s passed “%(subject)s” back to %(owner_school)s.")),
    "handoff_escalated": told(_l("Nobody had taken on “%(subject)s” yet: the next were asked.")),
    "stand_in_offered": kept(_l("%(who)s of %(school)s is ready to stand in.")),
    "stand_in_offer_withdrawn": kept(_l("%(who)s of %(school)s is no longer ready to stand in.")),
    "handoff_queried": told(_l("%(school)s asked about the stand-in: “%(subject)s”.")),
    "handoff_release_asked": kept(_l("“%(subject)s” has another time: the head of %(school)s was asked again.")),
    "handoff_released": told(_l("%(school)s gave its teacher the time for “%(subject)s”.")),
    "handoff_release_refused": told(_l("%(school)s could not give its teacher the time for “%(subject)s”.")),
    "handoff_release_late": kept(_l("The head of %(school)s had not answered in time about “%(subject)s”.")),
    "release_rule_said": kept(_l("%(who)s said how %(school)s agrees time out of class.")),
    "rung_hours_said": kept(_l("%(who)s said how long is waited before the next are asked to stand in.")),
    "handoff_lapsed": told(_l("Nobody stood in for %(owner_school)s in time: “%(subject)s”.")),
    "handoff_moved": told(_l("“%(subject)s” has another time; who stands in was told.")),
}

# Who raised a difficulty, with whom, and in which cluster is nobody's business but theirs: no sentence names anyone.
MEDIATION: dict[str, Sentence] = {
    "mediation_raised": kept(_l("A private matter between two schools was raised.")),
    "mediator_chosen": kept(_l("Someone was asked to mediate in a private matter.")),
    "mediator_accepted": kept(_l("A mediator said yes to a private matter.")),
    "mediator_left": kept(_l("A private matter needs another mediator.")),
    "mediation_party_accepted": kept(_l("A school said yes to talking about a private matter.")),
    "mediation_agreed": kept(_l("Everyone has said yes to talking about a private matter.")),
    "mediation_declined": kept(_l("A school said no to talking about a private matter.")),
    "mediation_step_added": kept(_l("A step was written down in a private matter.")),
    "mediation_action_agreed": kept(_l("Something was agreed in a private matter.")),
    "mediation_action_done": kept(_l("Something that was agreed in a private matter was done.")),
    "mediation_settled": kept(_l("A private matter was settled.")),
    "mediation_unsettled": kept(_l("A private matter ended without an agreement.")),
    "mediation_reopened": kept(_l("A private matter was taken up again.")),
    "mediation_closed": kept(_l("A private matter was closed.")),
    "mediation_withdrawn": kept(_l("A private matter was taken back.")),
    "mediation_escalated": kept(_l("The administrators were asked for help in a private matter, and can read it.")),
    "mediation_moved_to_safeguarding": kept(_l("A private matter went to the safeguarding team.")),
    "mediation_inherited": kept(_l("A school took over a private matter from the one whose place it took.")),
}

# Who reported, and what, is nobody's business but theirs who handle it.
REPORTS: dict[str, Sentence] = {
    "report_received": kept(_l("A report was received.")),
    "report_school_told": kept(_l("The safeguarding lead of a school was told that there is a report.")),
    "report_escalated": kept(_l("Nobody took a report in hand in time; those who look after the programme were told.")),
    "report_taken": kept(_l("%(who)s took a report in hand.")),
    "report_noted": kept(_l("%(who)s wrote a note about a report.")),
    "report_passed_on": kept(_l("%(who)s passed a report on to the others who handle reports.")),
    "report_closed": kept(_l("%(who)s closed a report.")),
    "report_reopened": kept(_l("%(who)s took up a closed report again.")),
    "thing_hidden": kept(_l("Something that was reported was hidden.")),
    "thing_shown_again": kept(_l("Something that was hidden is shown again.")),
    "decision_appealed": kept(_l("The author of something that was hidden objected.")),
    "appeal_answered": kept(_l("%(who)s answered an objection.")),
}

PROGRAMMES: dict[str, Sentence] = {
    "programme_made": kept(_l("%(who)s added a programme.")),
    "round_planned": kept(_l("%(who)s planned the round %(round)s.")),
    "round_edited": kept(_l("%(who)s changed the rules of the round %(round)s.")),
    "round_form_edited": kept(_l("%(who)s changed the form of the round %(round)s.")),
    "round_criteria_edited": kept(_l("%(who)s changed the criteria of the round %(round)s.")),
    "question_clarified": kept(_l("%(who)s added words that make a question clear.")),
    "entry_rules_changed": kept(_l("%(who)s changed who may apply to the round %(round)s.")),
    "round_copied": kept(_l("%(who)s planned the round %(round)s like an earlier one.")),
    "milestone_set": kept(_l("%(who)s changed the milestones of the round %(round)s.")),
    "round_published": kept(_l("%(who)s published the round %(round)s.")),
}

APPLICATIONS: dict[str, Sentence] = {
    "application_started": told(_l("%(who)s began an application to the round %(round)s.")),
    "letter_language_chosen": told(_l("%(who)s chose the language of the letters about the application.")),
    "application_theme_chosen": told(_l("%(who)s chose the theme of the application.")),
    "section_saved": kept(_l("%(who)s wrote in a section of the application.")),
    "section_assigned": kept(_l("%(who)s gave a section of the application to %(school)s.")),
    "writer_named": kept(_l("%(who)s chose who is asked to write a section of the application.")),
    "signatures_asked": told(_l("%(who)s asked the schools to sign the application.")),
    "signing_cancelled": told(_l("%(who)s opened the answers of the application again.")),
    "school_signed": told(_l("%(who)s signed the application for %(school)s.")),
    "head_proved_by_code": kept(
        _l("%(who)s signs by a mailed link for %(school)s, and gave the code that came to their address.")
    ),
    "school_declined_to_sign": told(_l("%(school)s did not sign the application.")),
    "agenda_changed": kept(_l("%(who)s changed the agenda of the panel: %(added)s put on it, %(removed)s taken off.")),
    "signing_mail_asked": kept(_l("%(who)s asked for a mail to all who have not signed (%(people)s people).")),
    "signing_mail_sent": kept(_l("%(who)s sent a mail to all who have not signed (%(people)s people).")),
    "round_mail_asked": kept(_l("%(who)s asked for a mail to many people of a round (%(people)s people).")),
    "round_mail_sent": kept(_l("%(who)s sent a mail to many people of a round (%(people)s people).")),
    "applicants_written": told(_l("The programme wrote to the coordinators.")),
    "reviewer_prompted": kept(_l("%(person)s was reminded of reviews to send.")),
    "condition_chased": kept(_l("%(school)s was reminded of a condition by the programme.")),
    "head_nudged": told(_l("The programme wrote to the head of %(school)s: the signature is awaited.")),
    "signature_reminded": told(_l("The programme wrote to the schools that have not signed the application.")),
    "late_permit_asked": kept(_l("%(who)s asked for more time for an application.")),
    "late_permit_granted": told(_l("The programme gave the application more time.")),
    "late_permit_refused": kept(_l("%(who)s refused more time for an application.")),
    "round_extended": kept(_l("%(who)s moved the deadline of a round for everyone.")),
    "outage_before_deadline": kept(_l("The portal could not be used for %(minutes)s minutes before a deadline.")),
    "seal_of_award_broken": kept(_l("The agreement of an award no longer agrees with its seal.")),
    "seal_of_agreement_broken": kept(
        _l("Version %(number)s of the agreement of a partnership no longer agrees with its seal.")
    ),
    "seal_broken": kept(_l("Version %(number)s of an application no longer agrees with its seal.")),
    "application_ready": told(_l("Every school has signed the application.")),
    "application_submitted": told(_l("%(who)s submitted the application; receipt %(receipt_number)s.")),
    "sign_off_completed": told(_l("The last school signed; every signature is there.")),
    "new_version_started": told(_l("%(who)s opened a new version of the application; the submitted one stands.")),
    "application_withdrawn": told(_l("%(who)s took the application back.")),
    "withdrawal_undone": told(_l("%(who)s took the withdrawal back; the application stands again.")),
    "answers_copied": kept(_l("%(who)s began the application with the answers of an earlier one.")),
    "application_lapsed": told(_l("The round closed and nothing had been submitted.")),
}

REVIEWS: dict[str, Sentence] = {
    "application_screened": kept(_l("%(who)s checked an application to %(subject)s.")),
    "ineligible_confirmed": kept(_l("%(who)s confirmed that an application to %(subject)s does not meet the rules.")),
    "checklist_edited": kept(_l("%(who)s changed what is checked in %(subject)s.")),
    "application_reinstated": kept(_l("%(who)s had an application to %(subject)s checked again.")),
    "reviewer_assigned": kept(_l("%(who)s asked %(person)s to read an application.")),
    "review_opened": kept(_l("%(who)s stated that there is no conflict of interest and opened an application.")),
    "review_draft_saved": kept(_l("%(who)s saved the draft of a review.")),
    "review_ended": kept(_l("A review of %(person)s ended without counting (%(how)s).")),
    "review_submitted": kept(_l("%(who)s sent a review.")),
    "sample_made": kept(_l("%(who)s made a sample for the reviewers of %(subject)s.")),
    "sample_edited": kept(_l("%(who)s changed a sample for the reviewers of %(subject)s.")),
    "sample_opened": kept(_l("%(who)s gave a sample to the reviewers of %(subject)s.")),
    "sample_ended": kept(_l("%(who)s took a sample for the reviewers of %(subject)s out.")),
    "calibration_asked": kept(_l("%(person)s was asked to score a sample for %(subject)s.")),
    "calibration_sent": kept(_l("%(who)s scored a sample for %(subject)s.")),
    "agreed_scores_shown": kept(_l("%(who)s showed the agreed scores of a sample for %(subject)s.")),
    "allocation_asked": kept(_l("%(who)s had reviewers chosen for %(subject)s.")),
    "allocation_proposed": kept(_l("Reviewers were proposed for %(subject)s.")),
    "allocation_ended": kept(_l("The choice of reviewers for %(subject)s ended (%(how)s).")),
    "proposal_changed": kept(_l("%(who)s changed the reviewers proposed for an application.")),
    "queue_released": kept(_l("%(person)s was asked to read %(number)s applications.")),
    "reviewer_profile_saved": kept(_l("%(who)s said what they know well as a reviewer.")),
    "review_rules_edited": kept(_l("%(who)s changed how %(subject)s is reviewed.")),
    "seed_published": kept(_l("The seed for the draw of ties in %(subject)s was published.")),
    "clarification_asked": told(_l("The programme asked a question about the application.")),
    "clarification_sent": told(_l("%(who)s answered the question of the programme.")),
    "clarification_signed": told(_l("%(school)s signed its part of the answer.")),
    "clarification_answered": told(_l("The answer was sealed as version %(number)s of the application.")),
    "clarification_lapsed": told(_l("The day for the answer passed; the application stands as it was sent.")),
    "review_to_confirm": kept(_l("%(person)s was asked whether a review still stands.")),
    "review_confirmed": kept(_l("%(who)s said that a review still stands.")),
    "panel_begun": kept(_l("%(who)s began the panel of an application before all its reviews were in.")),
    "remark_made": kept(_l("%(who)s spoke in the discussion of an application.")),
    "words_hidden": kept(_l("%(who)s had words taken out of what reviewers of an application read.")),
    "criterion_counted_again": kept(_l("%(who)s had a criterion count again in an application’s score.")),
    "criterion_dropped": kept(_l("%(who)s left a criterion that does not apply out of an application’s score.")),
    "review_returned": kept(_l("%(who)s gave a review back to %(person)s.")),
    "reviewer_reminded": kept(_l("%(person)s was reminded of a late review.")),
    "reviews_completed": kept(_l("All reviews of an application to %(subject)s are in.")),
    "panel_note_written": kept(_l("%(who)s wrote the note of the panel.")),
}

AWARDS: dict[str, Sentence] = {
    "decision_recorded": kept(_l("%(who)s recorded a decision for %(subject)s; it is held.")),
    "decision_released": told(_l("The outcome of the application to %(subject)s was sent.")),
    "letter_read": kept(_l("%(who)s read a letter of %(subject)s and found it right.")),
    "letter_sent_back": kept(_l("%(who)s read a letter of %(subject)s and asked for a change.")),
    "outcome_taken_back": kept(_l("%(who)s had an application to %(subject)s checked again.")),
    "place_freed": kept(_l("A place of %(subject)s is free again.")),
    "results_listed": kept(_l("%(who)s asked for results to be sent to %(people)s people.")),
    "results_begun": kept(_l("%(who)s had results sent to %(people)s people.")),
    "results_done": kept(_l("A sending of results ended: %(sent)s sent, %(refused)s could not be sent.")),
    "results_stopped": kept(_l("%(who)s stopped a sending of results.")),
    "award_rules_changed": kept(_l("%(who)s changed the rules of the awards of %(subject)s.")),
    "funding_line_changed": kept(_l("%(who)s changed the budget of %(subject)s.")),
    "programme_words_chosen": kept(_l("%(who)s chose what the programme calls things.")),
    "letter_template_changed": kept(_l("%(who)s changed a letter of the programme (%(outcome)s).")),
    "condition_reported": told(_l("%(school)s told the programme that a condition is met.")),
    "condition_returned": told(_l("The programme asked %(school)s again about a condition.")),
    "condition_settled": told(_l("A condition of the award was settled (%(status)s).")),
    "condition_moved": told(_l("A condition of the award was given another school or day.")),
    "condition_reminded": kept(_l("%(school)s was reminded of a condition.")),
    "conditions_met": told(_l("Every condition of the award is settled.")),
    "one_more_reader_asked": kept(_l("%(who)s asked for one more reader of an application near the line.")),
    "application_read_again": kept(_l("%(who)s had an application to %(subject)s read by other people.")),
    "award_change_asked": told(_l("%(who)s asked the programme for a change of the award.")),
    "award_change_taken_back": told(_l("%(who)s took back a change of the award that was asked for.")),
    "award_change_agreed": told(_l("The programme agreed to a change of the award.")),
    "award_change_refused": told(_l("The programme did not agree to a change of the award.")),
    "award_report_asked": told(_l("A report of the award was asked for.")),
    "award_report_written": kept(_l("%(who)s wrote in a report of the award.")),
    "award_report_voice_added": told(_l("%(school)s added its words to a report of the award.")),
    "award_report_sent": told(_l("%(who)s sent a report of the award to the programme.")),
    "award_report_returned": told(_l("The programme gave a report of the award back.")),
    "award_report_accepted": told(_l("The programme accepted a report of the award.")),
    "award_report_waived": told(_l("The programme does without a report of the award.")),
    "award_report_moved": told(_l("The day of a report of the award was moved from %(from_on)s to %(to_on)s.")),
    "award_report_late": kept(_l("A report of the award is late.")),
    "instalment_planned": told(_l("An instalment of the award was planned: %(amount)s.")),
    "instalment_paid": told(_l("An instalment of the award was paid: %(amount)s.")),
    "instalment_cancelled": told(_l("An instalment of the award was cancelled: %(amount)s.")),
    "objection_made": told(_l("%(who)s objected to the outcome for the cluster.")),
    "objection_assigned": kept(_l("%(who)s gave an objection to %(person)s.")),
    "objection_answered": told(_l("The objection to the outcome was answered.")),
    "award_started": told(_l("The award of %(subject)s has started.")),
    "award_reminded": kept(_l("The schools that have not accepted an award of %(subject)s were reminded.")),
    "award_declined": told(_l("%(who)s said no to the award of %(subject)s for the cluster.")),
    "award_lapsed": told(_l("The award of %(subject)s was not accepted in time.")),
    "award_revoked": told(_l("The award of %(subject)s was taken back.")),
    "reviewer_hinted": kept(_l("%(who)s wrote a private note to the reviewer %(person)s.")),
    "condition_late": kept(_l("The day of a condition of %(subject)s has passed.")),
    "award_suspended": told(_l("The award of %(subject)s was put on hold.")),
    "award_resumed": told(_l("The award of %(subject)s goes on.")),
    "award_closed": told(_l("The award of %(subject)s was closed.")),
    "award_offered": kept(_l("The schools were asked to accept an award of %(subject)s.")),
    "award_accepted_by_school": told(_l("%(school)s accepted the award of %(subject)s.")),
    "award_accepted": told(_l("Every school has accepted the award of %(subject)s.")),
}

INCOMING: dict[str, Sentence] = {
    "mail_suspended": kept(_l("Mail to %(person)s came back too often and is no longer sent.")),
    "mail_stopped": kept(_l("%(who)s stopped mail: %(about)s.")),
    "mail_started": kept(_l("%(who)s wants mail again: %(about)s.")),
    "mail_resumed": kept(_l("%(who)s had mail to %(person)s sent again.")),
}

PRIVACY: dict[str, Sentence] = {
    "data_taken_away": kept(_l("%(who)s took away everything about themselves.")),
    "data_given_out": kept(_l("%(who)s made a copy of someone’s data, as a request asked.")),
    "closing_asked": kept(_l("%(who)s asked for their account to be closed.")),
    "account_kept": kept(_l("%(who)s keeps the account after all.")),
    "account_closed": kept(_l("The account of %(person)s was closed.")),
    "old_data_removed": kept(_l("What was old went: %(rule)s, %(removed)s.")),
    "rights_asked": kept(_l("Someone asked about their data.")),
    "rights_paused": kept(_l("%(who)s asked back about a request about data.")),
    "rights_resumed": kept(_l("%(who)s goes on with a request about data.")),
    "rights_answered": kept(_l("%(who)s answered a request about data.")),
}

ADVISING: dict[str, Sentence] = {
    "adviser_given": told(_l("%(person)s of the programme looks after the cluster.")),
    "support_noted": kept(_l("%(who)s wrote a support note (%(contact)s).")),
    "caseload_handed_over": kept(_l("%(who)s handed %(clusters)s clusters of %(from_person)s over to %(person)s.")),
}

PUBLISHING: dict[str, Sentence] = {
    "public_page_shown": told(_l("%(who)s showed the cluster’s public page to everyone.")),
    "public_page_hidden": told(_l("%(who)s no longer shows the cluster’s public page.")),
    "public_page_changed": told(_l("%(who)s changed the words of the public page.")),
    "school_named": told(_l("%(school)s may be named on the public page.")),
    "school_unnamed": told(_l("%(school)s is no longer named on the public page.")),
}

CHAIN: dict[str, Sentence] = {
    "breach_entered": kept(_l("%(who)s entered a breach of data.")),
    "breach_step_taken": kept(_l("%(who)s wrote down what was done about a breach of data (%(step)s).")),
    "table_exported": kept(_l("%(who)s took out a table of %(rows)s rows (%(what)s), for: %(purpose)s.")),
    "workbook_asked": kept(_l("%(who)s asked for a workbook of a round.")),
    "workbook_ended": kept(_l("A workbook of a round for %(person)s came to its end: %(how)s.")),
    "readings_summed": kept(
        _l("In the month of %(month)s %(readers)s people opened %(records)s confidential records by their role.")
    ),
    "record_broken": kept(
        _l("A check of the record found something that does not agree: block %(block)s (%(problem)s).")
    ),
}

SENTENCES: dict[str, Sentence] = {
    **ACCOUNTS,
    **PEOPLE,
    **TRANSFERS,
    **FREEZES,
    **SCHOOLS,
    **FINDING,
    **MATCHING,
    **PROFILES,
    **TERMS,
    **VERIFICATION,
    **REGISTERS,
    **CLUSTERS,
    **EVIDENCE,
    **GATHERING,
    **PARTS,
    **POOLING,
    **PARTNERSHIPS,
    **HEALTH,
    **PLANS,
    **VISITS,
    **AGREEMENTS,
    **BOARD,
    **ACTIVITIES,
    **HANDOFFS,
    **MEDIATION,
    **PROGRAMMES,
    **APPLICATIONS,
    **REVIEWS,
    **AWARDS,
    **INCOMING,
    **PRIVACY,
    **REPORTS,
    **CHAIN,
    **ADVISING,
    **PUBLISHING,
}


VALUES = {
    "lead_school": _l("lead school"),
    "contact_teacher": _l("cluster coordinator (contact teacher)"),
    "deputy": _l("deputy coordinator"),
    "co_lead": _l("co-lead school"),
    "contact": _l("international contact"),
    "signatory": _l("head, or who signs for them"),
    "dsl": _l("safeguarding lead of the school"),
    "head_deputy": _l("the one who answers for the head each year"),
    "head_address": _l("head’s address and website differ"),
    "member_address": _l("a member’s address is elsewhere"),
    "register": _l("not open in the register"),
    "vouch_withdrawn": _l("its vouch was taken back"),
}


def shown_kinds() -> list[str]:
    """The kinds that a cluster's timeline shows."""
    return sorted(kind for kind, sentence in SENTENCES.items() if sentence.shown_to_cluster)


def sentence_of(kind: str, names: dict[str, str]) -> str:
    """The sentence for one fact. A kind without words is told plainly; a name that is not known is told as such.
    What mail was stopped about is `board:` and the id of its cluster: the id says nothing to a reader."""
    known = SENTENCES.get(kind)
    if known is None:
        return str(_("%(who)s: %(what)s", who=names.get("who") or _("The portal"), what=kind.replace("_", " ")))
    words = str(known.words)
    said = {name: value.partition(":")[0] if name == "about" else value for name, value in names.items()}
    return words % _Names({name: str(VALUES.get(value, value)) for name, value in said.items()})


class _Names(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return str(_("someone")) if key in ("who", "person") else "…"

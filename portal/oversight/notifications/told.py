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
    "group_asked": Line(COORDINATORS),
    "group_joined": Line(HOME_CONTACTS),
    "group_grew": Line(COORDINATORS),
    "group_declined": Line(COORDINATORS, mail=False),
    "group_withdrawn": Line(COORDINATORS, mail=False),
    "group_left": Line(COORDINATORS),
    "group_notice_written": Line("the coordinators and deputies of the clusters that it is for"),

"""What the portal keeps, table by table: what for, on which ground, for how long, and which rows are a person's own (UK GDPR, Articles 5, 6, 15 and 30).

A test compares it with the tables: a new table, a new reference to a person or a new column of text has to be entered here before it can land.
`docs/privacy/inventory.md` is written from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from portal.core.database import Base


class Ground(StrEnum):
    """Why it may be kept: UK GDPR, Article 6(1)."""

    TASK = "public task of schools and programmes, Art. 6(1)(e)"
    INTEREST = "legitimate interest in a safe service, Art. 6(1)(f)"
    LAW = "legal duty, Art. 6(1)(c)"
    NONE = "no personal data"


class Time(StrEnum):
    """How long, in words. What a job removes has its figure in `retention`."""

    ACCOUNT = "while the account lives; removed when it is closed"
    SCHOOL = "while the school takes part, as part of its record"
    CLUSTER = "while the cluster lives and as its history; names become “former member” when an account is closed"
    GRANT = "six years after an award, two years after a refusal"
    REVIEWS = "two years after the decision; scores then only as sums"
    SHORT = "hours to 30 days; removed by a job"
    MAIL = "30 days after sending; removed by a job"
    REQUESTS = "two years after the answer"
    READINGS = "two years; removed by a job"
    RECORD = "as long as the portal's record; ids and plain facts, no names"
    SAFE = "by the safeguarding policy, never by an ordinary job"
    PUBLIC = "public registers and settings; no limit"


@dataclass(frozen=True)
class Kept:
    """One table.

    own: references to a person by which a row is theirs, words and all. named: references by which a person is only named in it: they are given the row's
    dates and states, not the words of others. own_address: a column that holds an e-mail address which may be theirs. own_through: (column, table, column of
    that table): rows that belong to an own row. goes_at_closing: rows of the first of `own` are deleted when the account is closed. withheld: why a row is
    not given out though a person is in it.
    """

    purpose: str
    ground: Ground
    time: Time
    own: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    own_address: str | None = None
    own_through: tuple[str, str, str] | None = None
    goes_at_closing: bool = False
    withheld: str = ""


T, G = Time, Ground
WHO_IS_HERE = {
    "person": Kept("Accounts of adults", G.TASK, T.ACCOUNT, own=("id",)),
    "account_hold": Kept("Accounts put on hold, by whom and why", G.INTEREST, T.ACCOUNT, own=("person_id",), named=("set_by_id", "lifted_by_id")),
    "freeze": Kept("People, schools and clusters set to read-only, and why", G.INTEREST, T.SAFE, named=("person_id", "set_by_id", "lifted_by_id")),
    "hiding": Kept("People whose words were hidden together, and why", G.INTEREST, T.SAFE, named=("person_id", "set_by_id", "lifted_by_id")),
    "hidden_thing": Kept("Their words that stand nowhere else meanwhile", G.INTEREST, T.SAFE, own_through=("hiding_id", "hiding", "person_id")),
    "conduct_acceptance": Kept("The code of conduct that was accepted", G.TASK, T.ACCOUNT, own=("person_id",)),
    "known_device": Kept("Browsers that are known, so that a strange one is told", G.INTEREST, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "kept_form": Kept("A form that met an ended session", G.TASK, T.SHORT, own=("person_id",), goes_at_closing=True),
    "recovery_code": Kept("Codes for a lost phone", G.INTEREST, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "transfer_rule": Kept("What schools read before they share with schools in a country", G.NONE, T.PUBLIC),
    "transfer_note": Kept("Who read, for a school, what is shared abroad", G.LAW, T.SCHOOL, own=("person_id",)),
    "passkey": Kept("Passkeys: the public half", G.INTEREST, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "passkey_question": Kept("Random values that a passkey must sign", G.INTEREST, T.SHORT, own=("person_id",), goes_at_closing=True),
    "one_time_link": Kept("Links that work once", G.TASK, T.SHORT, own=("person_id",), own_address="address", goes_at_closing=True),
    "web_session": Kept("Where one is signed in", G.INTEREST, T.SHORT, own=("person_id",), goes_at_closing=True),
    "limit_turn": Kept("How often something was tried, as hashes", G.INTEREST, T.SHORT),
    "role_grant": Kept("Roles given by the programme", G.TASK, T.ACCOUNT, own=("person_id",), named=("granted_by_id",)),
    "role_proposal": Kept("Roles proposed and confirmed by two people", G.TASK, T.ACCOUNT, own=("person_id", "proposed_by_id"), named=("decided_by_id",)),
    "organisation": Kept("Authorities and other organisations", G.NONE, T.PUBLIC),
    "organisation_member": Kept("Who works for an organisation", G.TASK, T.ACCOUNT, own=("person_id",), named=("given_by_id", "ended_by_id")),
    "school": Kept("Schools; the head's name and work address", G.TASK, T.SCHOOL, named=("proposed_by_id",), own_address="head_email"),
    "school_member": Kept("Who works at a school", G.TASK, T.SCHOOL, own=("person_id",), named=("answered_by_id",)),
    "school_function": Kept("Contacts, heads and safeguarding leads of a school", G.TASK, T.SCHOOL, own=("person_id",)),
    "school_year": Kept("The yearly yes of the head", G.TASK, T.SCHOOL, named=("members_confirmed_by_id", "agreed_by_id")),
    "school_profile": Kept("What a school says of itself", G.TASK, T.SCHOOL),
    "school_profile_part": Kept("When a part of it was changed", G.TASK, T.SCHOOL, named=("changed_by_id",)),
    "school_tag": Kept("Words of the record, such as languages", G.NONE, T.SCHOOL),
    "school_award": Kept("Awards and networks of a school", G.NONE, T.SCHOOL),
    "school_period": Kept("Dates of the school year", G.NONE, T.SCHOOL),
    "school_hours": Kept("Hours of the school day", G.NONE, T.SCHOOL),
    "authority_period": Kept("Dates of the school year of an authority", G.NONE, T.PUBLIC),
    "authority_follower": Kept("Which school takes its dates from its authority", G.NONE, T.SCHOOL),
    "term_import": Kept("Calendars that were read in", G.TASK, T.SCHOOL, named=("by_id",)),
    "school_listing": Kept("Place in the partner search", G.NONE, T.SCHOOL),
    "school_former_number": Kept("Earlier numbers in the register", G.NONE, T.SCHOOL),
    "school_closure": Kept("News that a school closed", G.TASK, T.SCHOOL, named=("decided_by_id",)),
    "school_flag": Kept("Things to look at twice", G.INTEREST, T.SCHOOL, named=("person_id", "settled_by_id")),
    "school_evidence": Kept("Documents that show that a school is one", G.TASK, T.SCHOOL, own=("added_by_id",)),
    "safeguarding_declaration": Kept("Safeguarding answers, lead and deputy", G.LAW, T.SCHOOL, named=("made_by_id",)),
    "verification": Kept("Decisions on schools", G.TASK, T.SCHOOL, own=("decided_by_id",)),
    "vouch": Kept("Who vouches for a school", G.TASK, T.SCHOOL, own=("voucher_id",), named=("written_down_by_id", "withdrawn_by_id")),
    "register_entry": Kept("Official registers of schools", G.NONE, T.PUBLIC),
    "register_link": Kept("Which school followed which", G.NONE, T.PUBLIC),
    "register_import": Kept("Imports of registers", G.TASK, T.RECORD, named=("by_id",)),
    "register_refusal": Kept("Lines of a register that were refused", G.NONE, T.PUBLIC),
}  # fmt: skip
TOGETHER = {
    "cluster": Kept("Clusters of schools", G.TASK, T.CLUSTER, named=("started_by_id",)),
    "cluster_membership": Kept("Places of schools in clusters", G.TASK, T.CLUSTER, named=("invited_by_id", "answered_by_id")),
    "office": Kept("Who coordinates a cluster", G.TASK, T.CLUSTER, own=("person_id",), named=("nominated_by_id",)),
    "nomination_backing": Kept("Voices for a coordinator", G.TASK, T.CLUSTER, own=("person_id",)),
    "vacancy": Kept("Places that wait for a school", G.NONE, T.CLUSTER),
    "sub_cluster": Kept("Which cluster is part of which", G.TASK, T.CLUSTER, named=("asked_by_id", "answered_by_id")),
    "group_notice": Kept("Notices between clusters that belong together", G.TASK, T.CLUSTER, own=("written_by_id",)),
    "purse": Kept("Shared costs: which school keeps the money", G.TASK, T.CLUSTER, named=("opened_by_id",)),
    "purse_share": Kept("Which school carries how much", G.NONE, T.CLUSTER),
    "ledger_entry": Kept("Shared costs: what was paid", G.TASK, T.CLUSTER, named=("made_by_id", "second_by_id")),
    "ledger_move": Kept("Shared costs: from which account to which", G.NONE, T.CLUSTER),
    "purse_handover": Kept("Which school kept the money, and since when", G.TASK, T.CLUSTER, named=("offered_by_id", "answered_by_id")),
    "support_record": Kept("Which body supports a cluster", G.TASK, T.CLUSTER, named=("noted_by_id",)),
    "support_check": Kept("How a cluster does after support ended", G.TASK, T.CLUSTER, named=("answered_by_id",)),
    "thing": Kept("Things to lend, and who can teach what", G.TASK, T.CLUSTER, own=("person_id",), named=("added_by_id",)),
    "week_day": Kept("At which school a shared person is on which day", G.TASK, T.CLUSTER, own_through=("thing_id", "thing", "person_id")),
    "loan": Kept("Loans of things", G.TASK, T.CLUSTER, named=("asked_by_id", "answered_by_id")),
    "school_want": Kept("What schools need and offer", G.TASK, T.CLUSTER, named=("said_by_id",)),
    "responsibility": Kept("An authority takes over from a body", G.TASK, T.CLUSTER, named=("begun_by_id",)),
    "responsibility_task": Kept("What the authority takes over", G.TASK, T.CLUSTER, named=("noted_by_id",)),
    "responsibility_funding": Kept("What share of the costs a body still pays", G.NONE, T.CLUSTER),
    "reshaping": Kept("Clusters that became one or two", G.TASK, T.CLUSTER, named=("proposed_by_id", "answered_by_id", "coordinator_id")),
    "reshaping_voice": Kept("Who said yes when clusters became one or two", G.TASK, T.CLUSTER, named=("person_id", "agreed_by_id")),
    "level_feature": Kept("What the levels of clusters have", G.NONE, T.PUBLIC),
    "cluster_formality": Kept("How formal a cluster is", G.TASK, T.CLUSTER, named=("changed_by_id",)),
    "part_set": Kept("Sets of parts that schools play", G.NONE, T.PUBLIC),
    "part": Kept("Parts that schools play", G.NONE, T.PUBLIC),
    "school_part": Kept("Which part a school plays", G.TASK, T.CLUSTER, named=("given_by_id",)),
    "cluster_supporter": Kept("Supporters that are not schools", G.TASK, T.CLUSTER, named=("named_by_id",)),
    "feeder_link": Kept("Whose pupils move on where; no pupil is named", G.TASK, T.CLUSTER, named=("noted_by_id",)),
    "mentoring": Kept("One school takes others along", G.TASK, T.CLUSTER, own=("begun_by_id",)),
    "mentee": Kept("Schools that are mentored", G.TASK, T.CLUSTER, named=("answered_by_id",)),
    "mentoring_session": Kept("The log of a mentoring", G.TASK, T.CLUSTER, own=("written_by_id",)),
    "support_sheet": Kept("Who stands behind the work in a school; people and classes are counted", G.TASK, T.SCHOOL, named=("filled_by_id",)),
    "rule_break": Kept("Rules of a round that broke when schools came or went", G.TASK, T.GRANT, named=("decided_by_id",)),
    "working_agreement": Kept("Working agreements of clusters", G.TASK, T.CLUSTER, named=("written_by_id",)),
    "working_signature": Kept("Which school signed a working agreement", G.TASK, T.CLUSTER, named=("signed_by_id",)),
    "sharing": Kept("What is passed on, for whom; people are counted", G.TASK, T.CLUSTER, named=("planned_by_id",)),
    "project": Kept("Projects that schools join", G.TASK, T.CLUSTER, own=("begun_by_id",)),
    "project_school": Kept("Schools in projects", G.TASK, T.CLUSTER, named=("joined_by_id",)),
    "annual_review": Kept("Reviews of the years", G.TASK, T.CLUSTER, named=("sent_by_id",)),
    "annual_voice": Kept("What schools say of a year", G.TASK, T.CLUSTER, own=("written_by_id",)),
    "newcomer": Kept("Teachers who are new in a cluster, and who shows them round", G.TASK, T.CLUSTER, own=("person_id",), named=("buddy_id",)),
    "committee": Kept("Committees of clusters, and what they are there for", G.TASK, T.CLUSTER, named=("begun_by_id",)),
    "committee_seat": Kept("Who sits in a committee, for whom and until when", G.TASK, T.CLUSTER, own=("person_id",), named=("given_by_id",)),
    "meeting": Kept("Meetings of committees, and their minutes", G.TASK, T.CLUSTER, named=("called_by_id", "minutes_by_id")),
    "agenda_point": Kept("What members want to talk about", G.TASK, T.CLUSTER, own=("proposed_by_id",)),
    "meeting_attendance": Kept("Who comes to a meeting, and who was there", G.TASK, T.CLUSTER, own_through=("seat_id", "committee_seat", "person_id")),
    "meeting_decision": Kept("What committees decide", G.TASK, T.CLUSTER, named=("proposed_by_id",)),
    "meeting_vote": Kept("What each school says of a decision", G.TASK, T.CLUSTER, named=("cast_by_id",)),
    "meeting_action": Kept("Who does what after a meeting", G.TASK, T.CLUSTER, own=("person_id",)),
    "rota": Kept("What schools take turns in", G.TASK, T.CLUSTER, named=("begun_by_id",)),
    "rota_turn": Kept("Whose turn it is, and a word for whoever comes next", G.TASK, T.CLUSTER, own=("person_id",)),
    "handover_copy": Kept("How a file stood when a duty passed: keys and days, no words and no names", G.TASK, T.CLUSTER),
    "rota_swap": Kept("Swaps of terms", G.TASK, T.CLUSTER, own=("asked_by_id",), named=("answered_by_id",)),
    "self_check": Kept("What a cluster says of nine conditions, year by year", G.TASK, T.CLUSTER, named=("done_by_id",)),
    "self_check_answer": Kept("Its answers, with a few words", G.TASK, T.CLUSTER),
    "newcomer_step": Kept("What a newcomer has ticked", G.TASK, T.CLUSTER, own_through=("newcomer_id", "newcomer", "person_id")),
    "partnership_request": Kept("Requests to work together", G.TASK, T.CLUSTER, own=("asked_by_id",), named=("answered_by_id",)),
    "cluster_wish": Kept("Clusters that look for a partner cluster", G.NONE, T.CLUSTER),
    "cluster_request": Kept("Requests between clusters", G.TASK, T.CLUSTER, own=("asked_by_id",), named=("answered_by_id",)),
    "mirror_invitation": Kept(
        "Partners invited to build a cluster; the address is forgotten when the invitation ends",
        G.TASK,
        T.CLUSTER,
        own=("invited_by_id",),
        named=("taken_by_id",),
        own_address="address",
    ),
    "lead_message": Kept("What the leads of two clusters write", G.TASK, T.CLUSTER, own=("author_id",)),
    "partnership": Kept("Partnerships", G.NONE, T.CLUSTER),
    "pair": Kept("Pairs of schools", G.NONE, T.CLUSTER),
    "agreement": Kept("Agreements of partnerships", G.TASK, T.CLUSTER, named=("written_by_id",)),
    "agreement_part": Kept("What each school brings", G.NONE, T.CLUSTER),
    "agreement_signature": Kept("Heads' signatures under agreements", G.TASK, T.CLUSTER, own=("signed_by_id",), own_address="address"),
    "partnership_shape_change": Kept("Shapes that a partnership had", G.TASK, T.CLUSTER, named=("by_id",)),
    "partnership_task": Kept("Tasks of schools in a partnership", G.TASK, T.CLUSTER, own=("asked_by_id",)),
    "project_class": Kept("Classes that take part; counted, pupils never named", G.NONE, T.CLUSTER),
    "visit": Kept(
        "Visits between schools; pupils are counted, never named",
        G.TASK, T.CLUSTER, own=("planned_by_id",), named=("guest_adult_id", "host_adult_id", "delegate_id", "reported_by_id"),
    ),
    "visit_traveller": Kept("Who travels on a visit", G.TASK, T.CLUSTER, own=("person_id",), named=("agreed_by_id",)),
    "safety_item": Kept("The programme's safety list for visits", G.NONE, T.PUBLIC),
    "visit_check": Kept("What is in order before a visit, and who looked", G.LAW, T.CLUSTER, named=("checked_by_id",)),
    "visit_represented": Kept("Schools that a teacher represents on a visit", G.NONE, T.CLUSTER),
    "visit_question": Kept("Questions taken along on a visit, and answers", G.TASK, T.CLUSTER, own=("asked_by_id",), named=("answered_by_id",)),
    "turn_swap": Kept("Swapped turns to travel or host", G.TASK, T.CLUSTER, named=("asked_by_id", "answered_by_id")),
    "evidence_heading": Kept("Headings of the evidence", G.NONE, T.PUBLIC),
    "evidence_item": Kept("Evidence", G.TASK, T.GRANT, own=("author_id",)),
    "supporter_statement": Kept("Letters of support", G.TASK, T.GRANT, named=("asked_by_id",), own_address="supporter_email"),
    "stored_file": Kept("Files", G.TASK, T.CLUSTER, own=("uploaded_by_id",)),
    "thread": Kept("Conversations", G.TASK, T.CLUSTER, own=("author_id",)),
    "post": Kept("Messages", G.TASK, T.CLUSTER, own=("author_id",)),
    "post_version": Kept("What messages said before they were changed", G.TASK, T.CLUSTER, own_through=("post_id", "post", "author_id")),
    "draft": Kept("Messages that were begun", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "mention": Kept("Who is named in messages", G.TASK, T.CLUSTER, named=("person_id",)),
    "board_setting": Kept("The translator to which messages link", G.NONE, T.PUBLIC),
    "board_archive": Kept("Boards that are archives", G.TASK, T.CLUSTER, named=("by_id",)),
    "post_file": Kept("Files of messages, and the consent of who is seen", G.TASK, T.CLUSTER, named=("consent_by_id",)),
    "held_post": Kept("First messages that wait to be read", G.INTEREST, T.CLUSTER, own=("author_id",), named=("decided_by_id",)),
    "first_post_rule": Kept("Whether first messages wait", G.NONE, T.PUBLIC),
    "thread_seen": Kept("Which school has seen what", G.TASK, T.CLUSTER, named=("noted_by_id",)),
    "activity_series": Kept("Activities that repeat", G.NONE, T.CLUSTER),
    "activity_reminder": Kept("Of which activity was reminded", G.NONE, T.CLUSTER),
    "activity": Kept(
        "Activities; classes are counted, pupils never named", G.TASK, T.CLUSTER,
        named=("teacher_id", "understudy_id", "stand_in_id", "partner_adult_id", "delivered_owner_by_id", "delivered_partner_by_id"),
    ),
    "activity_guest": Kept(
        "Schools invited to an activity, and their answers; pupils are counted, never named", G.TASK, T.CLUSTER,
        named=("answered_by_id", "invited_by_id", "adult_id"),
    ),
    "mediation": Kept(
        "Difficulties between two schools; seen by the two and who mediates",
        G.TASK, T.SAFE, own=("raised_by_id",), named=("mediator_id", "escalated_by_id"),
    ),
    "mediation_step": Kept("What was done about them", G.TASK, T.SAFE, own=("by_id",)),
    "mediation_action": Kept("What was agreed", G.TASK, T.SAFE, named=("done_by_id",)),
    "report": Kept(
        "Reports of what worries someone, and what was there when it was reported",
        G.LAW, T.SAFE, own=("reporter_id",), named=("handler_id", "about_id"),
        withheld="It would tell who reported whom: Data Protection Act 2018, Schedule 2, paragraphs 2 and 16, and Schedule 3, Part 5",
    ),
    "report_file": Kept("Files that were there when something was reported", G.LAW, T.SAFE),
    "report_entry": Kept("What was done about a report", G.LAW, T.SAFE, named=("by_id",), withheld="As the report"),
    "moderation_decision": Kept(
        "What was hidden or shown again, and why, as its author reads it; objections and answers",
        G.LAW, T.SAFE, own=("author_id",), named=("decided_by_id", "answered_by_id"),
    ),
    "reading_key": Kept("Keys by which a program reads", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "calendar_feed": Kept("Secret calendar links", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "rung_hours": Kept("How long is waited before the next are asked to stand in", G.NONE, T.PUBLIC),
    "handoff": Kept("Stand-ins; the reason is seen by the own school alone", G.TASK, T.CLUSTER, own=("asked_by_id",),
                    named=("accepted_by_id", "release_delegate_id", "released_by_id")),
    "stand_in_offer": Kept("Who is ready to stand in", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "release_rule": Kept("Who agrees time out of class at a school", G.TASK, T.SCHOOL, named=("delegate_id",)),
    "handoff_ask": Kept("Who was asked to stand in", G.TASK, T.CLUSTER, named=("person_id", "answered_by_id")),
    "duty": Kept("What is owed by whom until when", G.TASK, T.CLUSTER, own=("person_id",), named=("understudy_id", "closed_by_id")),
    "search_entry": Kept("Words for the search", G.TASK, T.CLUSTER),
}  # fmt: skip
PROGRAMME = {
    "programme": Kept("Programmes", G.NONE, T.PUBLIC),
    "round": Kept("Rounds", G.NONE, T.PUBLIC),
    "round_milestone": Kept("Milestones of rounds", G.NONE, T.PUBLIC),
    "round_section": Kept("Parts of the form", G.NONE, T.PUBLIC),
    "question": Kept("Questions", G.NONE, T.PUBLIC),
    "criterion": Kept("Criteria", G.NONE, T.PUBLIC),
    "application": Kept("Applications", G.TASK, T.GRANT, named=("submitted_by_id",)),
    "application_version": Kept("Sealed applications", G.LAW, T.GRANT),
    "answer": Kept("Answers in applications", G.TASK, T.GRANT, own=("author_id",)),
    "section_writer": Kept("Who was asked to write which part of an application", G.TASK, T.GRANT, named=("person_id",)),
    "section_presence": Kept("Who is in which part of an application now", G.TASK, T.SHORT, own=("person_id",), goes_at_closing=True),
    "entry_answer": Kept("What a cluster said before it started an application", G.NONE, T.GRANT),
    "section_assignment": Kept("Which school writes which part", G.NONE, T.GRANT),
    "sign_off": Kept("Signatures of heads", G.LAW, T.GRANT, own=("signed_by_id", "last_signed_by_id")),
    "late_permit": Kept("More time for one application", G.TASK, T.GRANT, named=("asked_by_id", "decided_by_id")),
    "round_extension": Kept("More time for everyone in a round", G.TASK, T.GRANT, named=("extended_by_id",)),
    "round_mail_person": Kept("To whom a mail of the programme went", G.TASK, T.GRANT, own=("person_id",)),
    "round_mail": Kept("Mails of the programme to many people of a round", G.TASK, T.GRANT, named=("asked_by_id", "confirmed_by_id")),
    "allocation": Kept("Runs of the allocation of reviewers", G.TASK, T.REVIEWS, named=("asked_by_id", "released_by_id")),
    "reviewer_profile": Kept("What reviewers know well", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "calibration_sample": Kept("Samples that reviewers score for practice", G.TASK, T.REVIEWS, named=("made_by_id", "agreed_by_id")),
    "calibration_reading": Kept("Who has scored a sample", G.TASK, T.REVIEWS, own=("reviewer_id",)),
    "calibration_score": Kept("Scores of samples and their reasons", G.TASK, T.REVIEWS, own_through=("reading_id", "calibration_reading", "reviewer_id")),
    "agreed_score": Kept("Agreed scores of samples", G.NONE, T.REVIEWS),
    "clarification": Kept("Questions about sent applications", G.TASK, T.GRANT, named=("asked_by_id", "sent_by_id")),
    "clarification_question": Kept("Questions about sent applications, and the answers", G.TASK, T.GRANT),
    "clarification_signature": Kept("Signatures of heads under answers", G.LAW, T.GRANT, own=("signed_by_id",)),
    "review_rules": Kept("How a round is reviewed", G.NONE, T.PUBLIC),
    "round_advice": Kept("Advice to the panel of a round, in figures", G.NONE, T.REVIEWS),
    "application_advice": Kept("Advice to the panel on an application, in figures", G.NONE, T.REVIEWS),
    "application_standing": Kept("Figures of the reviews of an application", G.NONE, T.REVIEWS),
    "dropped_criterion": Kept("Criteria that do not apply to an application", G.TASK, T.REVIEWS, named=("dropped_by_id",)),
    "screening": Kept("Checks of applications", G.TASK, T.GRANT, own=("screened_by_id",), named=("confirmed_by_id",)),
    "screening_answer": Kept("Checks of applications, line by line", G.NONE, T.GRANT),
    "checklist_line": Kept("What a round checks first", G.NONE, T.PUBLIC),
    "review": Kept("Reviews; the reviewer is confidential to applicants", G.TASK, T.REVIEWS, own=("reviewer_id",), named=("assigned_by_id",)),
    "review_score": Kept("Scores and their reasons", G.TASK, T.REVIEWS, own_through=("review_id", "review", "reviewer_id")),
    "sent_review": Kept("Reviews as they were sent", G.TASK, T.REVIEWS, own_through=("review_id", "review", "reviewer_id")),
    "blind_words": Kept("What is taken out of the copy for reviewers", G.TASK, T.REVIEWS),
    "reviewer_hint": Kept("Private notes to reviewers about how they score", G.TASK, T.REVIEWS, own=("author_id", "reviewer_id")),
    "review_remark": Kept("What reviewers say to each other about an application", G.TASK, T.REVIEWS, own=("author_id",)),
    "agenda_item": Kept("What the panel has on its agenda", G.TASK, T.GRANT, named=("chosen_by_id",)),
    "moderation_note": Kept("Notes of the panel", G.TASK, T.REVIEWS, own=("author_id",)),
    "award_rules": Kept("How a round awards", G.NONE, T.PUBLIC),
    "funding_line": Kept("The budget of a round", G.NONE, T.PUBLIC),
    "letter_template": Kept("Letters of a programme, before they are filled", G.TASK, T.PUBLIC, named=("edited_by_id",)),
    "decision": Kept("Decisions", G.LAW, T.GRANT, named=("decided_by_id", "letter_read_by_id", "released_by_id")),
    "objection": Kept("Objections to outcomes, and answers", G.LAW, T.GRANT, own=("made_by_id",), named=("officer_id", "assigned_by_id")),
    "award_change": Kept("Changes of awards that were asked for", G.LAW, T.GRANT, named=("asked_by_id", "answered_by_id")),
    "award_report": Kept("Reports of awards; pupils are counted, never named", G.LAW, T.GRANT, named=("submitted_by_id", "judged_by_id")),
    "report_voice": Kept("What schools say in reports of awards", G.TASK, T.GRANT, own=("author_id",)),
    "report_move": Kept("How the days of reports moved", G.LAW, T.GRANT, named=("moved_by_id",)),
    "award_instalment": Kept("Instalments of awards", G.LAW, T.GRANT, named=("paid_by_id",)),
    "award_condition": Kept("Conditions of awards", G.LAW, T.GRANT, named=("reported_by_id", "judged_by_id")),
    "release": Kept("Sendings of results", G.LAW, T.GRANT, named=("asked_by_id", "confirmed_by_id")),
    "release_item": Kept("What was sent in them", G.LAW, T.GRANT),
    "award": Kept("Awards", G.LAW, T.GRANT),
    "award_acceptance": Kept("Signatures under awards", G.LAW, T.GRANT, own=("person_id",)),
}  # fmt: skip
SERVICE = {
    "account_closing": Kept("Accounts that are being closed", G.LAW, T.RECORD, own=("person_id",)),
    "retention_run": Kept("What was removed by age", G.LAW, T.RECORD),
    "rights_request": Kept("Requests and complaints about data", G.LAW, T.REQUESTS, own=("person_id",), named=("answered_by_id",), own_address="asker_email"),
    "audit_entry": Kept("The record: who did what, when; ids, no words", G.LAW, T.READINGS, own=("by_id",)),
    "cluster_adviser": Kept("Who of the programme looks after a cluster", G.TASK, T.CLUSTER, own=("adviser_id",), named=("given_by_id",)),
    "support_note": Kept("What the staff noted about a cluster; not read by its schools", G.TASK, T.GRANT, own=("author_id",)),
    "public_page": Kept("Public pages of clusters; nobody is named", G.TASK, T.CLUSTER, named=("by_id",)),
    "public_name": Kept("Which schools may be named on them", G.TASK, T.CLUSTER, named=("by_id",)),
    "breach": Kept("Breaches of data; nobody is named", G.LAW, T.RECORD, named=("by_id",)),
    "breach_step": Kept("What was done about them", G.LAW, T.RECORD, named=("by_id",)),
    "reading": Kept("Who opened which confidential record by their role; ids, no words", G.LAW, T.RECORD, own=("person_id",)),
    "reading_month": Kept("Months of the journal that were summed up", G.NONE, T.RECORD),
    "export_note": Kept("Tables that were taken out, and what for", G.LAW, T.RECORD, own=("by_id",)),
    "workbook": Kept("Workbooks of rounds that were asked for, and what for; their files go after a day", G.LAW, T.RECORD, own=("asked_by_id",)),
    "audit_block": Kept("The chain over the record: counts and digests", G.NONE, T.RECORD),
    "chain_check": Kept("Checks of the chain", G.NONE, T.RECORD),
    "notification": Kept("What one was told", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "notice_rhythm": Kept("How often one wants mail", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "outbox_mail": Kept("Mail that was sent or waits", G.TASK, T.MAIL, own=("person_id",), own_address="address", goes_at_closing=True),
    "incoming_mail": Kept("Mail that was answered", G.TASK, T.MAIL, own=("person_id",), goes_at_closing=True),
    "mail_stop": Kept("Mail that one has stopped with one click", G.TASK, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "mail_trouble": Kept("Addresses whose mail came back", G.INTEREST, T.ACCOUNT, own=("person_id",), goes_at_closing=True),
    "once_only": Kept("Forms that were sent, so that nothing is done twice", G.INTEREST, T.SHORT),
    "pulse": Kept("When the portal was last there", G.NONE, T.SHORT),
    "outage": Kept("When the portal could not be used", G.NONE, T.PUBLIC),
    "job": Kept("Runs of the clock's work", G.NONE, T.SHORT),
}  # fmt: skip
TABLES: dict[str, Kept] = {**WHO_IS_HERE, **TOGETHER, **PROGRAMME, **SERVICE}


def people_in(table: sa.Table) -> Iterator[str]:
    """The names of the columns that refer to a person."""
    for column in table.columns:
        if any(key.column.table.name == "person" for key in column.foreign_keys):
            yield column.name


def kept_tables() -> list[tuple[sa.Table, Kept]]:
    """Every table of the inventory with what is said of it, in the order of the inventory."""
    found = Base.metadata.tables
    return [(found[name], kept) for name, kept in TABLES.items() if name in found]

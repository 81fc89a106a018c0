"""Two lists that grow with the portal: every reading by a role is written into the journal (checks D17, D23), and every word that others read can be hidden
(S10), or it stands here with the reason why not."""

import re

from portal.core.database import Base
from portal.oversight.freezes.services.places import PLACES
from portal.oversight.journal.watched import WATCHED
from portal.oversight.privacy.classes import Class, class_of, is_text
from portal.policy import freezes
from portal.policy.actions import Action
from portal.policy.table import TABLE

BY_ROLE = re.compile("manager|officer|auditor|safeguarding lead|administrator|reviewer|moderator|role")

NOT_WATCHED = {
    "a list of numbers, names or states: what is confidential is one page further, and that one is written down": {
        "people_view", "first_post_list", "first_post_list_all", "exception_list", "report_list", "report_list_late", "appeal_list",
        "breach_list", "freeze_list", "data_request_list", "caseload_list", "review_queue", "visit_list", "working_list",
        "newcomer_list", "sharing_list", "project_list", "committee_list", "meeting_list",
        "award_report_list", "thing_list", "annual_list", "agreement_list", "turn_list",
        "school_queue_view", "calibration_view",
    },
    "what a school tells the programme about itself, so that it can be looked after": {
        "school_view", "declaration_view", "year_view", "record_view", "school_standing_view", "school_timeline", "support_sheet_view",
        "partner_search", "partner_view",
    },
    "what a cluster tells the programme about its work; no difficulty, no report, no board": {
        "cluster_view", "cluster_timeline", "formality_view", "working_view", "project_view", "annual_view", "parts_view",
        "mentoring_view", "partnership_view", "committee_view", "meeting_view", "group_view", "ledger_view", "ledger_read",
        "ledger_statement_view", "backing_view", "rota_list", "rota_view", "self_check_view", "cluster_list_unled",
         "loan_view", "thing_view", "wants_view", "reshaping_view", "responsibility_view",
         "health_view", "agreement_view", "plan_view", "task_view", "cluster_match_view",
        "cluster_match_read", "visit_view", "summary_view", "public_page_view",
    },
    "rules and lists of the portal itself": {
        "registers_view", "organisations_view", "round_view", "round_desk_view",
        "programme_desk_view", "round_dashboard", "round_pictures_view", "panel_minutes_list", "scan_list", "outbox_view",
    },
    "what a reviewer was told themselves": {"hint_list"},
    "counts alone": {"overview_dashboard", "overview_figure_view", "area_view"},
    "the journal and the record themselves; what is taken out of them is written down": {
        "audit_view", "reading_list", "reading_list_months", "export_list", "workbook_view",
    },
}  # fmt: skip


def test_every_reading_by_role_is_watched_or_says_why_not() -> None:
    by_role = {
        action
        for action in Action
        if freezes.reads(action) and action not in freezes.OWN_ACCOUNT and BY_ROLE.search(TABLE[action].may.words)
    }
    exempt = {Action(name) for names in NOT_WATCHED.values() for name in names}
    how = "name it in portal/oversight/journal/watched.py, or above with the reason why not"
    assert sorted(by_role - exempt - WATCHED.keys()) == [], how
    assert sorted(exempt & WATCHED.keys()) == []
    assert sorted(exempt - by_role) == [], "nobody reads this by a role any more"


# words of people that stay, by table: every column of it, or those that are named
STAY = {
    "the text of several schools together, sealed with a digest or signed by heads": """
        agreement answer sign_off agreement_signature working_agreement application.theme application.withdrawal_reason meeting_decision
        meeting.matters meeting_action""",
    "books of money": "ledger_entry",
    "what clusters and authorities settle together: proposals that the other side answers, tasks, and offices in place of names": """
        reshaping.words responsibility.official responsibility_task""",
    "it belongs to the whole cluster, whoever began it; what its coordinators wrote since stands there": """
        cluster.theme cluster.theme_reasons cluster.rationale""",
    "said for the school when it left, and read by the programme, which has to act on it": "cluster_membership.leaving_reason",
    "read by those who look after safety, and by nobody else: it must stay": """
        report report_entry moderation_decision account_hold freeze hiding breach breach_step export_note rights_request school_flag
        safeguarding_declaration held_post""",
    "written by the programme in its office, or to it in a report that was sent": """
        decision moderation_note review review_remark round_extension late_permit role_proposal rule_break screening support_note verification
        calibration_sample agreed_score award_report award_change report_move award_condition letter_template dropped_criterion workbook
        office.reason duty.title mediation.reason round_mail.words reviewer_hint.words""",
    "read by the school itself, or by the programme, which judges it": """
        school.evidence_named school_evidence.words objection.answer reviewer_profile calibration_score""",
    "read by nobody else": "draft passkey.name reading_key.name notification outbox_mail",
    "a letter from outside, asked for by a school": "supporter_statement",
    "what two schools settled together; no one wrote it alone": "mediation.outcome mediation_action.what",
    "messages go by themselves, and conversations and files with them": "post.source post.attached thread.title stored_file.name",
    "with what was said after an activity": "activity.delivered_words",
    "a copy of the title of the activity or conversation, which goes with it": "handoff.title",
}


def test_the_inventory_knows_no_other_words_of_people() -> None:
    hidden = {(place.table.__tablename__, column) for place in PLACES.values() for column in place.words}
    stays = {name for names in STAY.values() for name in names.split()}
    left = []
    for name, table in Base.metadata.tables.items():
        people = [c for c in table.columns for key in c.foreign_keys if key.column.table.name == "person"]
        for column in table.columns if people else ():
            full = f"{name}.{column.name}"
            if (
                is_text(column)
                and class_of(column) == Class.WORDS
                and (name, column.name) not in hidden
                and not {name, full} & stays
            ):
                left.append(full)
    assert left == [], "name it in portal/oversight/freezes/services/places.py, or above with the reason why it stays"
    assert not [f"{table}.{column}" for table, column in hidden if {table, f"{table}.{column}"} & stays]

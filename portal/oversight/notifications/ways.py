"""The way from something owed to the page where it is done. Built without a request, so that pages and mails lead to the same place."""

import uuid
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from werkzeug.routing import MapAdapter

from portal.core.duty import Duty, DutyKind, OwedLine

HOME = "/what-needs-me"

# Kind: the endpoint, and the name its subject's id has there. Where it is nested, the cluster's id goes with it.
WAYS: dict[DutyKind, tuple[str, str]] = {
    DutyKind.CONFIRM_SCHOOL: ("schools.show", "school_id"),
    DutyKind.VERIFY_SCHOOL: ("verification.show", "school_id"),
    DutyKind.RECHECK_SCHOOL: ("verification.show", "school_id"),
    DutyKind.CONFIRM_ROLE: ("people.decide", "proposal_id"),
    DutyKind.CHOOSE_SUCCESSOR: ("successors.choose", "closure_id"),
    DutyKind.ANSWER_JOIN_REQUEST: ("schools.answer_request", "member_id"),
    DutyKind.ANSWER_INVITATION: ("clusters.invitation", "membership_id"),
    DutyKind.ACCEPT_OFFICE: ("clusters.office", "office_id"),
    DutyKind.AGREE_NOMINATION: ("clusters.office", "office_id"),
    DutyKind.FULFIL_INTENTION: ("evidence.show_item", "item_id"),
    DutyKind.READ_IN: ("newcomers.show", "newcomer_id"),
    DutyKind.ANSWER_GROUP: ("groups.answer", "link_id"),
    DutyKind.PAY_SHARE: ("ledger.show", ""),
    DutyKind.PAY_BACK: ("ledger.show", ""),
    DutyKind.APPROVE_PAYMENT: ("ledger.second", "ledger_entry_id"),
    DutyKind.TAKE_PURSE: ("ledger.take", "handover_id"),
    DutyKind.ANSWER_LOAN: ("things.loan", "loan_id"),
    DutyKind.HAND_OUT_LOAN: ("things.loan", "loan_id"),
    DutyKind.BRING_BACK: ("things.loan", "loan_id"),
    DutyKind.CHECK_AFTER_SUPPORT: ("backing.answer", "support_check_id"),
    DutyKind.ANSWER_RESHAPING: ("reshaping.look", "reshaping_id"),
    DutyKind.PASS_TASK: ("responsibility.take_over", "transfer_task_id"),
    DutyKind.WRITE_ANNUAL: ("annual.show", "annual_id"),
    DutyKind.PASS_ON_LEARNING: ("sharing.do", "sharing_id"),
    DutyKind.REVIEW_WORKING: ("commitments.index", ""),
    DutyKind.SIGN_WORKING: ("commitments.index", ""),
    DutyKind.APPROVE_CHANGE: ("changes.show", "break_id"),
    DutyKind.GIVE_STATEMENT: ("evidence.show", ""),
    DutyKind.WRITE_SECTION: ("applications.show", "application_id"),
    DutyKind.SIGN_APPLICATION: ("applications.sign", "application_id"),
    DutyKind.SUBMIT_APPLICATION: ("applications.show", "application_id"),
    DutyKind.SCREEN_APPLICATION: ("screening.show", "application_id"),
    DutyKind.CONFIRM_INELIGIBLE: ("screening.show", "application_id"),
    DutyKind.ANSWER_CLARIFICATION: ("clarifications.show", "clarification_id"),
    DutyKind.SIGN_CLARIFICATION: ("clarifications.show", "clarification_id"),
    DutyKind.CONFIRM_REVIEW: ("reviews.show", "review_id"),
    DutyKind.ALLOCATE_APPLICATION: ("screening.allocate", "application_id"),
    DutyKind.REVIEW: ("reviews.show", "review_id"),
    DutyKind.CALIBRATE: ("calibration.score", "sample_id"),
    DutyKind.AGREE_SCORES: ("calibration.spread", "sample_id"),
    DutyKind.MODERATE: ("panel.show", "application_id"),
    DutyKind.DECIDE: ("decisions.record", "application_id"),
    DutyKind.DECIDE_PERMIT: ("applications.decide_permit", "permit_id"),
    DutyKind.CHECK_LETTER: ("decisions.check", "decision_id"),
    DutyKind.RELEASE: ("releases.show", "round_id"),
    DutyKind.MEET_CONDITION: ("conditions.show", "condition_id"),
    DutyKind.CHECK_CONDITION: ("conditions.show", "condition_id"),
    DutyKind.ASSIGN_OBJECTION: ("appeals.assign", "objection_id"),
    DutyKind.HEAR_OBJECTION: ("appeals.answer", "objection_id"),
    DutyKind.WRITE_REPORT: ("monitoring.show", "award_report_id"),
    DutyKind.ADD_TO_REPORT: ("monitoring.add", "award_report_id"),
    DutyKind.CHECK_REPORT: ("monitoring.show", "award_report_id"),
    DutyKind.ANSWER_AWARD_CHANGE: ("amendments.show", "award_change_id"),
    DutyKind.OFFER_RESERVE: ("releases.show", "round_id"),
    DutyKind.ACCEPT_AWARD: ("awards.show", "award_id"),
    DutyKind.AGREE_PAIR: ("partnerships.show", ""),
    DutyKind.REPLY: ("board.thread", "thread_id"),
    DutyKind.ANSWER_HELP: ("board.thread", "thread_id"),
    DutyKind.CONFIRM_ACTIVITY: ("activities.show", "activity_id"),
    DutyKind.DELIVER_ACTIVITY: ("activities.show", "activity_id"),
    DutyKind.CONFIRM_DELIVERY: ("activities.show", "activity_id"),
    DutyKind.ANSWER_HANDOFF: ("handoffs.show", "handoff_id"),
    DutyKind.HAND_BACK: ("handoffs.show", "handoff_id"),
    DutyKind.AGREE_TIME_OUT: ("handoffs.release", "handoff_id"),
    DutyKind.FILL_VACANCY: ("clusters.fill_vacancy", "vacancy_id"),
    DutyKind.ANSWER_PARTNERSHIP: ("approaches.show", "request_id"),
    DutyKind.ANSWER_CLUSTER: ("matching.show", "cluster_request_id"),
    DutyKind.BUILD_TWIN: ("mirrors.build", "mirror_id"),
    DutyKind.JOIN_AS_INVITED: ("mirrors.build", "mirror_id"),
    DutyKind.PASS_ON: ("clusters.leaving", "membership_id"),
    DutyKind.NAME_CONTACT: ("schools.name_contact", "school_id"),
    DutyKind.REVIEW_SAFEGUARDING: ("declarations.show", "school_id"),
    DutyKind.CONFIRM_MEMBERS: ("school_years.confirm_members", "school_id"),
    DutyKind.YEARLY_YES: ("school_years.show", "school_id"),
    DutyKind.READ_FIRST_POST: ("first_posts.show", "held_post_id"),
    DutyKind.BREAK_SILENCE: ("partnership_health.show", "partnership_id"),
    DutyKind.SIGN_AGREEMENT: ("agreements.sign", "signature_id"),
    DutyKind.REVIEW_AGREEMENT: ("agreements.show", "agreement_id"),
    DutyKind.RENEW_STATEMENT: ("statements.show", "statement_id"),
    DutyKind.AGREE_MENTORING: ("parts.mentoring", "mentoring_id"),
    DutyKind.END_MENTORING: ("parts.mentoring", "mentoring_id"),
    DutyKind.DO_TASK: ("plans.task", "task_id"),
    DutyKind.SUPPORT_TASK: ("plans.task", "task_id"),
    DutyKind.FIND_HELPER: ("plans.task", "task_id"),
    DutyKind.NAME_CLASS: ("plans.name_class", "partnership_id"),
    DutyKind.NAME_ADULT: ("activities.name_adult", "activity_id"),
    DutyKind.NAME_TEACHER: ("activities.colleague", "activity_id"),
    DutyKind.ANSWER_ACTIVITY: ("activities.answer_guest", "guest_id"),
    DutyKind.AGREE_VISIT: ("visits.show", "visit_id"),
    DutyKind.LET_TRAVEL: ("visits.traveller", "traveller_id"),
    DutyKind.CHECK_VISIT: ("visits.safety", "visit_id"),
    DutyKind.CONFIRM_VISIT: ("visits.safety", "visit_id"),
    DutyKind.REPORT_VISIT: ("visits.report", "visit_id"),
    DutyKind.GIVE_QUESTIONS: ("visits.voice", "represented_id"),
    DutyKind.BRING_ANSWERS: ("visits.voice", "represented_id"),
    DutyKind.ANSWER_SWAP: ("visits.turns", ""),
    DutyKind.NAME_SEAT: ("committees.show", "committee_id"),
    DutyKind.RENEW_SEAT: ("committees.index", ""),
    DutyKind.ANSWER_MEETING: ("meetings.show", "meeting_id"),
    DutyKind.WRITE_MINUTES: ("meetings.show", "meeting_id"),
    DutyKind.VOTE_DECISION: ("meetings.vote", "meeting_decision_id"),
    DutyKind.DO_ACTION: ("meetings.close_action", "meeting_action_id"),
    DutyKind.HOLD_MEETING: ("committees.show", "committee_id"),
    DutyKind.ANSWER_ROTA_SWAP: ("rotas.swap", "rota_swap_id"),
    DutyKind.HAND_ON: ("rotas.write_note", "turn_id"),
    DutyKind.TAKE_OVER: ("rotas.handover", "turn_id"),
    DutyKind.SELF_CHECK: ("selfchecks.fill", "check_id"),
    DutyKind.RESUME_PARTNERSHIP: ("partnership_health.show", "partnership_id"),
    DutyKind.ANSWER_MEDIATION: ("mediation.show", "mediation_id"),
    DutyKind.MEDIATE: ("mediation.show", "mediation_id"),
    DutyKind.LEAD_TALKS: ("mediation.show", "mediation_id"),
    DutyKind.CHOOSE_MEDIATOR: ("mediation.show", "mediation_id"),
    DutyKind.DO_AGREED: ("mediation.action", "action_id"),
    DutyKind.REVIEW_MEDIATION: ("mediation.show", "mediation_id"),
    DutyKind.HELP_MEDIATION: ("mediation.show", "mediation_id"),
    DutyKind.KEEP_ACCOUNT: ("privacy.close", ""),
    DutyKind.ANSWER_RIGHTS: ("data_requests.show", "rights_request_id"),
    DutyKind.CONTACT_CLUSTER: ("advising.show", "cluster_id"),
    DutyKind.NAME_ADVISER: ("advising.give_many", ""),
    DutyKind.TELL_REGULATOR: ("breaches.show", "breach_id"),
    DutyKind.HANDLE_REPORT: ("reports.show", "report_id"),
    DutyKind.CHASE_REPORT: ("reports.late", ""),
    DutyKind.ANSWER_APPEAL: ("reports.answer_appeal", "moderation_id"),
    DutyKind.NAME_HEAD: ("schools.write_to_head", "school_id"),
}


def way_to(duty: Duty | OwedLine) -> str:
    """The path of the page where this is done; the cluster's home, or *What needs me*, when that page is not there."""
    endpoint, name = WAYS[duty.kind]
    values: dict[str, Any] = {"cluster_id": duty.cluster_id, "school_id": duty.school_id}
    values |= {name: duty.subject_id} if name else {}
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for there, known in ((endpoint, values), ("clusters.show", {"cluster_id": duty.cluster_id})):
        pattern, needed = _pattern(app, there)
        if pattern and all(known.get(argument) is not None for argument in needed):
            return pattern.format(**known)
    return HOME


@lru_cache(maxsize=256)
def _pattern(app: Flask, endpoint: str) -> tuple[str, tuple[str, ...]]:
    """The path of an endpoint with its arguments' names in place of their ids; empty when there is no such page. Built once: a list has fifty."""
    rules = app.url_map._rules_by_endpoint.get(endpoint)
    if not rules:
        return "", ()
    marks = {name: uuid.UUID(int=number) for number, name in enumerate(sorted(rules[0].arguments), start=1)}
    path: str = app.url_map.bind("portal.invalid").build(endpoint, marks)
    for name, mark in marks.items():
        path = path.replace(str(mark), "{" + name + "}")
    return path, tuple(marks)


def paths() -> MapAdapter:
    """What turns a path into an endpoint and back."""
    return current_app.url_map.bind("portal.invalid")

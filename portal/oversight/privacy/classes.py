"""What kind of thing a column of text holds. A column that is not named here fails a test: nobody can add one without saying what it is."""

from enum import StrEnum

import sqlalchemy as sa

from portal.core.types import EnumText


class Class(StrEnum):
    """personal: names and addresses of people. words: typed freely, may speak of people. plain: codes, names of schools and places, words of the portal.
    secret: hashes, keys and copies for the machine; given to nobody."""

    PERSONAL = "personal"
    WORDS = "words"
    PLAIN = "plain"
    SECRET = "secret"  # noqa: S105 - the name of a class


_PERSONAL = """
    reporter_email reporter_name holder_name
    signer_name
    address asker_email asker_name authors client consent_holder contact_name deputy_name deputy_reach email head_email head_name job last_author_name lead_name
    lead_reach mailbox_email mailbox_name post supporter_email supporter_name supporter_post vouched_by voucher_name
"""
_WORDS = """
    access_needs language_needs partner_role classes
    commitments staff_time went_well learned next_year
    remit decides reports_to minutes matters task outcome_words
    goals
    appeal appeal_answer
    anchor_0 anchor_1 anchor_3 anchor_5 attached cancel_reason claim class_profile conditions conflict_reason debrief delivered_words description
    detail escalation evidence evidence_named feedback guidance how_known ict_words introduction justification leaving_reason letter lift_reason link
    looking_for materials message next_step note outcome_words person_evidence place plan policy_link private_note promised proposal rationale reason
    reasons recommendation register_evidence request_words rules_words sealed_content source subject summary taken terms text text_shown theme
    theme_direction theme_reasons title what what_offered what_supported wish withdrawal_reason words
    spending missing
    own_letter sent_back skip_reason replaced_because agreement
    aims content contribution details objectives why_blocked
    return_reason present draft
"""
_PLAIN = """
    year_group body label lacking
    currency headings headings_kept
    stage trouble chosen view
    about authority_code authority_name award category code conduct_version content_type country country_name county faith file_name gender gss_code
    kind language last_error last_school_name last_status left_out level local_number message_id name nation number office organisation
    organisation_kind other_number outcome path phase postcode receipt_number region register required_headings role rule school_name scope sheet status street
    subject_kind teaching_language town transports translator_name translator_url trust type_code type_name urban_rural value version wanted website zone
"""
_KEPT_BACK = """
    answer challenge code_hash credential_id digest endpoint facts fields fingerprint folded_name found headers html seal key message_digest once open_key
    agreement_digest terms_digest
    pair_key password_hash person sealed_digest sha256 small_key token_hash totp_secret
"""
_BY_NAME = {
    name: kind
    for kind, names in (
        (Class.PERSONAL, _PERSONAL),
        (Class.WORDS, _WORDS),
        (Class.PLAIN, _PLAIN),
        (Class.SECRET, _KEPT_BACK),
    )
    for name in names.split()
}
# where the same name means something else
_BY_COLUMN = {
    "objection.answer": Class.WORDS,
    "award_report.figures": Class.PLAIN,
    "award_instalment.payment_mark": Class.PLAIN,
    "person.name": Class.PERSONAL,
    "stored_file.scan_found": Class.PLAIN,
    "stored_file.name": Class.WORDS,
    "passkey.name": Class.WORDS,
    "reading_key.name": Class.WORDS,
    "mediation.outcome": Class.WORDS,
    "report.answer": Class.WORDS,
    "report.route": Class.PLAIN,
    "activity_reminder.stage": Class.PLAIN,
    "cluster_wish.facts": Class.PLAIN,
    "register_refusal.reason": Class.PLAIN,
    "incoming_mail.reason": Class.PLAIN,
    "organisation_member.post": Class.PERSONAL,
    "search_entry.words": Class.SECRET,
    "school_listing.words": Class.PLAIN,
    "limit_turn.kind": Class.PLAIN,
    "outbox_mail.text": Class.PERSONAL,
    "outbox_mail.subject": Class.PERSONAL,
    "notification.title": Class.PERSONAL,
    "notification.language": Class.PLAIN,
    "duty.title": Class.WORDS,
    "evidence_heading.title": Class.PLAIN,
    "evidence_heading.in_welsh": Class.PLAIN,
    "project.name": Class.PLAIN,
    "cluster_formality.extra": Class.PLAIN,
    "reshaping.name": Class.PLAIN,
    "reshaping.school_ids": Class.PLAIN,
    "responsibility.body": Class.PLAIN,
    "responsibility.authority": Class.PLAIN,
    "responsibility.official": Class.WORDS,
    "responsibility_task.taken_by": Class.WORDS,
    "thing.name": Class.WORDS,
    "thing.folded_name": Class.WORDS,
    "support_record.agency": Class.PLAIN,
    "support_record.folded_agency": Class.PLAIN,
    "funding_line.name": Class.PLAIN,
    "purse.currency": Class.PLAIN,
    "ledger_entry.paid_currency": Class.PLAIN,
    "ledger_entry.rate_source": Class.WORDS,
    "annual_review.figures": Class.PLAIN,
    "part_set.name": Class.PLAIN,
    "part.name": Class.PLAIN,
    "cluster_supporter.name": Class.PLAIN,
    "round_section.title": Class.PLAIN,
    "programme.in_welsh": Class.PLAIN,
    "round.in_welsh": Class.PLAIN,
    "round_section.in_welsh": Class.PLAIN,
    "question.in_welsh": Class.PLAIN,
    "criterion.in_welsh": Class.PLAIN,
    "round_milestone.in_welsh": Class.PLAIN,
    "letter_template.in_welsh": Class.PLAIN,
    "programme.own_words": Class.PLAIN,
    "application.language": Class.PLAIN,
    "answer.language": Class.PLAIN,
    "sign_off.language": Class.PLAIN,
    "sign_off.last_parts": Class.PLAIN,
    "decision.letter_language": Class.PLAIN,
    "round.currency": Class.PLAIN,
    "round.themes": Class.PLAIN,
    "round.entry_questions": Class.PLAIN,
    "entry_answer.question": Class.PLAIN,
    "round.countries": Class.PLAIN,
    "round_milestone.title": Class.PLAIN,
    "question.options": Class.PLAIN,
    "application_version.reopened": Class.PLAIN,
    "question.shown_if_value": Class.PLAIN,
    "question.clarification": Class.WORDS,
    "review_rules.seed": Class.PLAIN,
    "review_rules.balance_nation": Class.PLAIN,
    "clarification_question.key": Class.PLAIN,
    "clarification_question.answer": Class.WORDS,
    "checklist_line.title": Class.PLAIN,
    "review.cause": Class.PLAIN,
    "screening.cause": Class.PLAIN,
    "allocation.error": Class.PLAIN,
    "reviewer_profile.themes": Class.WORDS,
    "application_standing.draw": Class.PLAIN,
    "application_standing.order_key": Class.PLAIN,
    "calibration_sample.hidden": Class.WORDS,
    "visit.purpose": Class.WORDS,
    "visit.report": Class.WORDS,
    "safety_item.title": Class.PLAIN,
    "safety_item.hint": Class.PLAIN,
    "visit_check.title": Class.PLAIN,
    "visit_check.hint": Class.PLAIN,
    "visit_question.question": Class.WORDS,
    "visit_question.answer": Class.WORDS,
}


def is_text(column: "sa.Column[object]") -> bool:
    """A column of text or of structured text, not a choice from a list."""
    return isinstance(column.type, sa.String | sa.JSON) and not isinstance(column.type, EnumText)


def class_of(column: "sa.Column[object]") -> Class | None:
    """What kind of thing a column of text holds; None when nobody has said."""
    full = f"{column.table.name}.{column.name}"
    return _BY_COLUMN.get(full, _BY_NAME.get(column.name))

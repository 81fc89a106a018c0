"""Which facts lead to which notices: a fact's own name, unless it is said otherwise here. Together with `notifications/told.py` this is the whole table."""

from portal.oversight.notifications.told import TABLE

OTHERWISE: dict[str, tuple[str, ...]] = {
    "new_browser_used": ("account_new_browser",),
    "password_changed": ("account_password_changed",),
    "second_factor_set_up": ("account_second_step",),
    "second_factor_replaced": ("account_second_step",),
    "second_factor_switched_off": ("account_second_step",),
    "second_factor_taken_away": ("account_second_step",),
    "recovery_codes_made": ("account_second_step",),
    "recovery_code_used": ("account_second_step",),
    "reading_key_made": ("account_key",),
    "reading_key_taken_back": ("account_key",),
    "passkey_added": ("account_passkey",),
    "passkey_removed": ("account_passkey",),
    "passkey_doubted": ("account_passkey",),
    "role_confirmed": ("account_role",),
    "role_refused": ("account_role",),
    "sessions_ended": ("account_signed_out",),
    "closing_asked": ("account_closing",),
    "account_kept": ("account_closing",),
    "statement_asked": ("organisation_asked",),
    "statement_given": ("statement_given", "organisation_wrote"),
    "made_read_only": ("read_only_set",),
    "hidden_together": ("read_only_hidden",),
    "shown_together": ("read_only_shown",),
    "school_confirmed_by_head": ("school_to_verify", "school_confirmed"),
    "school_declined_by_head": ("school_declined",),
    "school_rejected": ("school_rejected", "school_away"),
    "school_flagged": ("school_flagged", "address_differs"),
    "school_vouched_for": ("school_vouched_for", "network_trust"),
    "vouch_taken_back": ("vouch_taken_back", "network_trust"),
    "school_suspended": ("school_suspended", "school_away"),
    "school_restored": ("school_restored", "school_back"),
    "school_proposed_again": ("school_to_verify",),
    "successor_chosen": ("successor_chosen", "school_of_cluster_follows"),
    "school_closed": ("school_closed", "school_follows", "school_of_cluster_closed"),
    "post_edited": ("held_post_changed",),
    "application_withdrawn": ("application_withdrawn", "review_stopped"),
    "withdrawal_undone": ("withdrawal_undone", "review_goes_on"),
    "reviewer_assigned": ("review_asked",),
    "review_ended": ("reviewer_missing", "review_expired"),
    "application_screened": ("ineligible_proposed",),
    "clarification_sent": ("clarification_to_sign",),
    "clarification_answered": ("clarification_closed",),
    "clarification_lapsed": ("clarification_closed", "clarification_lapsed"),
    "remark_made": ("review_discussed",),
    "reviewer_reminded": ("review_late",),
    "queue_released": ("reviews_asked",),
    "reviews_completed": ("reviews_complete",),
    "panel_note_written": ("decision_needed",),
    "decision_recorded": ("release_needed",),
    "decision_released": ("results_sent",),
    "role_withdrawn": ("account_role", "caseload_left"),
}
# Facts that something follows from, and of which nobody is told.
SILENT = {
    "school_proposed",
    "school_edited",
    "school_record_changed",
    "school_record_checked",
    "school_awards_ended",
    "head_written_to",
    "post_removed",
    "delivery_let_stand",
    "handoff_release_asked",
    "address_changed",
    "award_offered",  # each head gets a link of their own by mail; that there are results is told by what was released
}
# What the clock brings, no fact: (when, kind of notice).
BY_THE_CLOCK = (
    ("something is due within a day", "reminder"),
    ("a reply is late", "reply_overdue"),
    ("something urgent was not read", "passed_on"),
    ("nobody signed in for a long time", "account_unused"),
    ("a request about data must be answered within a week", "rights_due"),
)


def kinds_of(fact: str) -> tuple[str, ...]:
    """The kinds of notices that a fact leads to."""
    return () if fact in SILENT else OTHERWISE.get(fact, (fact,))


def lines_for(facts: list[str]) -> list[tuple[str, str]]:
    """(when, kind) for these facts, in words: "reply asked"."""
    found = [(fact.replace("_", " "), kind) for fact in sorted(facts) for kind in kinds_of(fact)]
    return [*found, *BY_THE_CLOCK]


__all__ = ["BY_THE_CLOCK", "OTHERWISE", "SILENT", "TABLE", "kinds_of", "lines_for"]

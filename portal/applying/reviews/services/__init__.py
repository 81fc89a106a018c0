"""Verbs of screening, allocation, reviewing and the panel."""

from portal.applying.reviews.services.advice import work_out_advice
from portal.applying.reviews.services.again import is_for_one_more, read_again, read_once_more
from portal.applying.reviews.services.allocation import (
    assign_proposed,
    assign_reviewers,
    before_asking,
    end_tied_review,
    may_be_asked,
    void_review,
)
from portal.applying.reviews.services.chasing import chase, give_back
from portal.applying.reviews.services.dropping import count_criterion_again, drop_criterion
from portal.applying.reviews.services.panel import (
    begin_panel,
    hide_words,
    remark,
    say,
    send_to_panel,
    standing_notes,
    write_note,
)
from portal.applying.reviews.services.reviewing import declare_conflict, decline_review, open_review
from portal.applying.reviews.services.screening import confirm_ineligible, reinstate_application, screen_application
from portal.applying.reviews.services.stages import count_again, title_for_reviewers
from portal.applying.reviews.services.standings import follow_stage
from portal.applying.reviews.services.stopping import revive_reviews, stop_reviews
from portal.applying.reviews.services.writing import Reading, keep_draft, save_draft, submit_review

__all__ = [
    "Reading",
    "assign_proposed",
    "assign_reviewers",
    "before_asking",
    "begin_panel",
    "chase",
    "confirm_ineligible",
    "count_again",
    "count_criterion_again",
    "declare_conflict",
    "decline_review",
    "drop_criterion",
    "end_tied_review",
    "follow_stage",
    "give_back",
    "hide_words",
    "is_for_one_more",
    "keep_draft",
    "may_be_asked",
    "open_review",
    "read_again",
    "read_once_more",
    "reinstate_application",
    "remark",
    "revive_reviews",
    "save_draft",
    "say",
    "screen_application",
    "send_to_panel",
    "standing_notes",
    "stop_reviews",
    "submit_review",
    "title_for_reviewers",
    "void_review",
    "work_out_advice",
    "write_note",
]

"""Verbs of agreements."""

from portal.running.agreements.services.reviewing import close_with_partnership, remind_of_review, review_agreement
from portal.running.agreements.services.sealing import report_broken_seal
from portal.running.agreements.services.signing import (
    ask_signatures,
    decline,
    decline_by_link,
    reopen,
    sign,
    sign_by_link,
    write_again,
)
from portal.running.agreements.services.writing import begin_version, change_agreement, change_part

__all__ = [
    "ask_signatures",
    "begin_version",
    "change_agreement",
    "change_part",
    "close_with_partnership",
    "decline",
    "decline_by_link",
    "remind_of_review",
    "reopen",
    "report_broken_seal",
    "review_agreement",
    "sign",
    "sign_by_link",
    "write_again",
]

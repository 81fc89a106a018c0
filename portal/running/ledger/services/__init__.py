"""What is done with shared costs."""

from portal.running.ledger.services.entries import (
    approve,
    carry,
    enter_bill,
    pay_in,
    pay_out,
    refuse,
    reverse,
    take_income,
)
from portal.running.ledger.services.joining import bring_over, check_joining, settle_owed
from portal.running.ledger.services.leaving import check_leaving, follow_change, follow_notice
from portal.running.ledger.services.purses import (
    answer_handover,
    change_rules,
    offer_handover,
    open_purse,
    withdraw_handover,
)

__all__ = [
    "answer_handover",
    "approve",
    "bring_over",
    "carry",
    "change_rules",
    "check_joining",
    "check_leaving",
    "enter_bill",
    "follow_change",
    "follow_notice",
    "offer_handover",
    "open_purse",
    "pay_in",
    "pay_out",
    "refuse",
    "reverse",
    "settle_owed",
    "take_income",
    "withdraw_handover",
]

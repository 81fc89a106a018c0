"""Amounts: typed, shared out, exchanged and shown. All arithmetic is on whole numbers and decimals, never on floats."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import format_currency, get_currency_precision

from portal.core.i18n import spoken
from portal.core.numbers import in_digits
from portal.core.storage import Upload
from portal.running.ledger.models import MOST_MINOR, RATE_ONE


@dataclass(frozen=True)
class Paid:
    """What was paid, when and for what. `minor`: minor units of `currency`; for another currency than the purse's `rate_micro` (millionths of the purse's
    currency for one of it) and `rate_source`, who stated the rate."""

    minor: int
    currency: str
    title: str
    happened_on: date
    rate_micro: int | None = None
    rate_source: str = ""
    receipt: Upload | None = None


def digits(currency: str) -> int:
    """How many digits a currency (ISO 4217) has after the point."""
    return int(get_currency_precision(currency))


def shown(minor: int, currency: str) -> str:
    """An amount in the reader's language, with the currency's code: 1,234.50 GBP."""
    value = Decimal(minor).scaleb(-digits(currency))
    return str(format_currency(value, currency, "#,##0.00 ¤¤", locale=spoken()))


def plain(minor: int, currency: str) -> str:
    """An amount for a table that a program reads: 1234.50."""
    return str(Decimal(minor).scaleb(-digits(currency)))


def read(typed: str | None, currency: str) -> int | None:
    """What was typed (1234.5, 1,234.50, 12,50, £12) as minor units; None when it is no amount, is not above nothing, or has too many digits."""
    words = in_digits((typed or "").strip().lstrip("£€$"))
    if words is None or len(words) > 16:
        return None
    value = Decimal(words).scaleb(digits(currency))
    if value != value.to_integral_value() or not 0 < value <= MOST_MINOR:
        return None
    return int(value)


def read_rate(typed: str | None) -> int | None:
    """How much of the purse's currency one unit of the other one is, in millionths; None when it is no rate, or could be meant in two ways (1,234)."""
    words = in_digits(typed or "")
    if words is None or len(words) > 16 or ("," in (typed or "") and "." not in words):
        return None
    value = (Decimal(words) * RATE_ONE).to_integral_value(ROUND_HALF_EVEN)
    return int(value) if 0 < value <= 10**12 else None


def exchanged(paid_minor: int, paid_currency: str, rate_micro: int, currency: str) -> int:
    """An amount of one currency in another, rounded half to even."""
    units = Decimal(paid_minor).scaleb(-digits(paid_currency)) * Decimal(rate_micro) / RATE_ONE
    return int(units.scaleb(digits(currency)).to_integral_value(ROUND_HALF_EVEN))


def shares(amount: int, weights: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    """An amount shared out by weight, to the last unit: what is left over goes to the largest remainders, then in the order of the ids."""
    total = sum(weights.values())
    if total <= 0:
        return {}
    parts = {key: divmod(amount * weight, total) for key, weight in weights.items()}
    found = {key: whole for key, (whole, _rest) in parts.items()}
    left = amount - sum(found.values())
    for key in sorted(parts, key=lambda key: (-parts[key][1], str(key)))[:left]:
        found[key] += 1
    return {key: part for key, part in found.items() if part > 0}

"""What every school accepted, as plain values with one canonical spelling, so that a digest means the same for ever."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from portal.applying.awards.models import Award
from portal.core import clock

SCHEMA = 1


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical spelling."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def digest_of_terms(award: Award) -> str:
    """The digest of what a school says yes to: the terms with the conditions, and the money."""
    return digest(_terms(award))


def _terms(award: Award) -> dict[str, Any]:
    return {"terms": award.terms, "amount": award.amount, "currency": award.currency}


def sealed_facts(award: Award, signatures: Sequence[tuple[str, str, Any]]) -> dict[str, Any]:
    """The agreement: who, what for, by which terms, and each school's yes (name of the school, of who signed, and when in UTC)."""
    application = award.application
    return {
        "schema": SCHEMA,
        "programme": application.round.programme.name,
        "round": application.round.name,
        "cluster": application.cluster.name,
        "receipt": application.receipt_number,
        "sealed_at": clock.now().isoformat(),
        **_terms(award),
        "terms_digest": award.terms_digest,
        "schools": [{"school": school, "signed_by": person, "at": at.isoformat()} for school, person, at in signatures],
    }


def is_intact(award: Award) -> bool:
    """Does the sealed agreement still give its SHA-256?"""
    return award.agreement is not None and digest(award.agreement) == award.agreement_digest

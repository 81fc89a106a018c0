"""The text of an agreement as it is shown and signed, and its digest. What is not in it is not signed."""

import hashlib
import json
from datetime import date
from typing import Any

from portal.running.agreements.models import Agreement


def content_of(agreement: Agreement) -> dict[str, Any]:
    """Everything that a head is shown, as plain values: once asked for, what was laid down then, whatever the schools are called by now."""
    if agreement.content is not None:
        return agreement.content
    return {
        "partnership": agreement.partnership.name,
        "cluster": agreement.partnership.cluster.name,
        "number": agreement.number,
        "aims": agreement.aims,
        "objectives": agreement.objectives,
        "review_on": agreement.review_on.isoformat() if agreement.review_on is not None else "",
        "schools": [
            {"id": str(part.school_id), "name": part.school.name, "contribution": part.contribution}
            for part in sorted(agreement.parts, key=lambda part: (part.school.name, str(part.school_id)))
        ],
    }


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the text in one fixed form."""
    fixed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(fixed.encode()).hexdigest()


def review_day(content: dict[str, Any]) -> date | None:
    """The day of the review as it stands in the text."""
    return date.fromisoformat(content["review_on"]) if content["review_on"] else None

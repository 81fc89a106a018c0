"""Signed addresses: what an answer or a bounce is sent to. The local part names one mail of the outbox and carries a seal, so nobody can guess one.

`reply+<token>`, `stop+<token>` and `bounce+<token>`, the token being the mail's id (16 bytes) and a seal (10 bytes), in base32: mail servers may change
the case. `answer+<token>` names a notice in the same way: one of several in the mail of a day. `new+<token>` begins a conversation on the board that the
mail is about.
"""

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SEAL_BYTES = 10
_LOCAL = re.compile(r"(reply|bounce|stop|answer|new)\+([a-z2-7]{42})", re.IGNORECASE)


class Use(StrEnum):
    """What an address is for."""

    REPLY = "reply"
    ANSWER = "answer"
    NEW = "new"
    STOP = "stop"
    BOUNCE = "bounce"


@dataclass(frozen=True)
class Addressed:
    """What a signed address says."""

    use: Use
    mail_id: uuid.UUID


def make(use: Use, mail_id: uuid.UUID, *, domain: str, key: str) -> str:
    """The address for answers to (or bounces of) this mail."""
    token = base64.b32encode(mail_id.bytes + _seal(use, mail_id, key)).decode().rstrip("=").lower()
    return f"{use.value}+{token}@{domain}"


def read(address: str, *, domain: str, keys: Sequence[str]) -> Addressed | None:
    """What the address says, if one of our keys sealed it; None for anything else."""
    local, _, host = address.strip().rpartition("@")
    found = _LOCAL.fullmatch(local)
    if found is None or host.casefold() != domain.casefold():
        return None
    use, token = Use(found[1].lower()), found[2].upper()
    try:
        raw = base64.b32decode(token + "=" * (-len(token) % 8))
    except ValueError:
        return None
    mail_id, seal = uuid.UUID(bytes=raw[:16]), raw[16:]
    return Addressed(use, mail_id) if any(hmac.compare_digest(seal, _seal(use, mail_id, k)) for k in keys) else None


def _seal(use: Use, mail_id: uuid.UUID, key: str) -> bytes:
    return hmac.digest(f"mail-{use.value}:{key}".encode(), mail_id.bytes, hashlib.sha256)[:SEAL_BYTES]

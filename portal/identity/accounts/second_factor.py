"""Six-digit codes from an app (RFC 6238). The table holds only a seed; the key is made from it with the portal's own secret."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp

SECONDS = 30
STEPS_EITHER_WAY = 1


def new_seed() -> str:
    return secrets.token_hex(20)


def secret_of(seed: str, key: str) -> str:
    """What the person types into their app: base32."""
    return base64.b32encode(hmac.digest(key.encode(), b"second factor:" + seed.encode(), hashlib.sha256)[:20]).decode()


def link_of(seed: str, key: str, *, address: str, brand: str) -> str:
    """The link that an app on the same device opens."""
    return pyotp.TOTP(secret_of(seed, key)).provisioning_uri(name=address, issuer_name=brand)


def matching_step(seed: str, code: str, *, keys: Sequence[str], at: datetime) -> int | None:
    """The time step this code belongs to, a little early or late; None when it is wrong. Older keys are still believed."""
    plain = "".join(code.split())
    if not (plain.isascii() and plain.isdigit() and len(plain) == 6):
        return None
    now = int(at.timestamp()) // SECONDS
    for key in keys:
        app = pyotp.TOTP(secret_of(seed, key))
        for step in range(now - STEPS_EITHER_WAY, now + STEPS_EITHER_WAY + 1):
            if hmac.compare_digest(app.generate_otp(step), plain):
                return step
    return None

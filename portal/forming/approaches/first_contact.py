"""The first words to a stranger, whether a school or a cluster writes: they stay inside the portal, and each is meant for one."""

import hashlib
import re

from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.search import words_of

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?\d(?:[\s().-]?\d){8,}")


def check_words(text: str, *, field: str = "message") -> None:
    """Refuse e-mail addresses, web addresses and phone numbers."""
    if _ADDRESS.search(text) or _PHONE.search(text):
        raise RuleBroken(
            field,
            _(
                "Leave out e-mail addresses, web addresses and phone numbers. The other school answers you here, and you swap them later."
            ),
        )


def digest_of(text: str) -> str:
    """A mark by which the same text is known again, whatever its capitals, spaces and full stops."""
    return hashlib.sha256(" ".join(words_of(text)).encode()).hexdigest()

"""Passwords: argon2id, 19 MiB, two passes. Hashing takes 50 ms and is done before any transaction.

What is refused is what can be guessed, not what lacks a digit: ASVS 5.0 6.2.1 to 6.2.12. `docs/decisions/0012-accounts.md` says which list and why.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.policy.people import SHORT_SESSION_ROLES, Role

SHORTEST, SHORTEST_OF_STAFF = 12, 15  # characters
FEWEST_GUESSES = 10**9
LOOKED_AT = 60  # characters: a password whose beginning is good is good, and the work stays below a tenth of a second
_PRODUCT = ("partnership", "partner", "school", "schools", "portal", "cluster", "programme", "teacher", "head")
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def use_cheap_hashes() -> None:
    """For tests: the same algorithm at the lowest cost."""
    global _hasher
    _hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    _dummy.cache_clear()


def hash_password(password: str) -> str:
    """The hash of a password, whole, however its letters were composed on the keyboard (NFKC)."""
    return _hasher.hash(unicodedata.normalize("NFKC", password))


def verify(password: str, stored: str | None) -> bool:
    """Is it the password? Takes the same time when there is no account. Hashes of before passwords were composed are still right."""
    composed = unicodedata.normalize("NFKC", password)
    is_right = _is_hash_of(composed, stored)
    if composed != password:
        is_right = _is_hash_of(password, stored) or is_right
    return is_right


def _is_hash_of(password: str, stored: str | None) -> bool:
    try:
        return _hasher.verify(stored or _dummy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Whether it was made at a lower cost than today's."""
    return _hasher.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _hasher.hash("nobody has this password")


def shortest_for(roles: Iterable[Role]) -> int:
    """The fewest characters of a password: 12, or 15 for those who look after the programme or the service."""
    return SHORTEST_OF_STAFF if SHORT_SESSION_ROLES & frozenset(roles) else SHORTEST


def meets(password: str) -> int:
    """Which of the two demands a password meets: all that is kept of its length."""
    is_long = len(unicodedata.normalize("NFKC", password)) >= SHORTEST_OF_STAFF
    return SHORTEST_OF_STAFF if is_long else SHORTEST


def check_strength(
    password: str, *, words: Iterable[str] = (), shortest: int = SHORTEST, field: str = "password"
) -> None:
    """Long enough, and not one that would be tried: not among 30,000 common ones or made of one, not the person's name, address or school, no runs of
    keys, no repetitions. `words` are what a stranger knows of the person. Raises RuleBroken."""
    composed = unicodedata.normalize("NFKC", password)
    if len(composed) < shortest:
        said = _("Use a password of %(number)s characters or more. Three words in a row are good.", number=shortest)
        raise RuleBroken(field, said)
    known = [word for text in words for word in _words(text)]
    if _is_made_of(composed, known) or _guesses(composed, known) < FEWEST_GUESSES:
        raise RuleBroken(field, _("This password is too easy to guess. Three unrelated words in a row are good."))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text.casefold()) if len(word) >= 3]


def _is_made_of(password: str, known: Iterable[str]) -> bool:
    """Whether hardly anything is left when what a stranger knows, digits and marks are taken away."""
    rest = password.casefold()
    for word in sorted({*known, *_PRODUCT}, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(re.sub(r"[\W\d_]+", "", rest)) < 4 and rest != password.casefold()


def _guesses(password: str, known: Iterable[str]) -> int:
    from zxcvbn import zxcvbn  # its lists take 60 ms and 20 MB to load, and four pages need them

    return int(zxcvbn(password[:LOOKED_AT], user_inputs=[*known, *_PRODUCT], max_length=LOOKED_AT)["guesses"])

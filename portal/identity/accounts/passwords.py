"""Passwords: argon2id, 19 MiB, two passes. Hashing takes 50 ms and is done before any transaction."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.errors import RuleBroken
from portal.core.i18n import _

SHORTEST = 12
_COMMON = (
    "password",
    "qwertyuiop",
    "letmein",
    "welcome",
    "partnership",
    "school",
    "portal",
    "iloveyou",
    "123456789",
    "abcdefghijk",
    "administrator",
)
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def use_cheap_hashes() -> None:
    """For tests: the same algorithm at the lowest cost."""
    global _hasher
    _hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    _dummy.cache_clear()


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify(password: str, stored: str | None) -> bool:
    """Is it the password? Takes the same time when there is no account."""
    try:
        return _hasher.verify(stored or _dummy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _hasher.hash("nobody has this password")


def check_strength(password: str, *, words: tuple[str, ...] = (), field: str = "password") -> None:
    """At least 12 characters, no rules about which, not one that everyone tries. Raises RuleBroken."""
    if len(password) < SHORTEST:
        raise RuleBroken(field, _("Use a password of 12 characters or more. Three words in a row are good."))
    plain = password.casefold()
    guessable = {w.casefold() for w in (*_COMMON, *words) if len(w) >= 4}
    rest = plain
    for word in guessable:
        rest = rest.replace(word, "")
    if len(rest.strip("0123456789!?.-_ ")) < 4 or len(set(plain)) < 5:
        raise RuleBroken(field, _("This password is too easy to guess. Three unrelated words in a row are good."))

"""Receipt numbers: R-, eight characters that cannot be mistaken for one another, and a check character that finds a slip of the pen."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8


def new_number() -> str:
    """A fresh receipt number, like R-7KQ2MX4TB."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"R-{body}{check_character(body)}"


def check_character(body: str) -> str:
    """A weighted sum modulo 31: any one wrong character and any two that changed places are found."""
    return ALPHABET[sum((place + 1) * ALPHABET.index(c) for place, c in enumerate(body)) % len(ALPHABET)]


def tidy(typed: str) -> str:
    """What a person typed, as it is compared: capitals, no spaces."""
    return "".join(typed.split()).upper()


def is_well_formed(number: str) -> bool:
    """Could this be a receipt number of ours?"""
    body = number.removeprefix("R-")
    if not number.startswith("R-") or len(body) != LENGTH + 1 or not set(body) <= set(ALPHABET):
        return False
    return check_character(body[:-1]) == body[-1]

"""Looks at what is about to be posted for what should not be on a shared board: ways to reach a person outside the portal, and lists of pupils.

A warning, never a refusal: a school's office number may well be written. It finds forms, not meanings, and takes time in proportion to the text.
"""

import re
from enum import StrEnum

MOST_CHARACTERS = 20_000
LIST_OF_NAMES = 8
_PHONE = re.compile(r"(?<![\w.:/+-])(?:\+|00)?\d(?:[ .()/-]{0,2}\d){8,14}(?![\w/-])")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_SOCIAL = re.compile(
    r"(?:whats\s?app|snapchat|insta(?:gram)?|tik\s?tok|telegram|discord|facebook|messenger|signal|viber|imo)\b[^\n]{0,40}"
    r"(?:@\w{3,}|\bis\b|:|\+?\d{6,}|/[\w.]{3,})|(?:t\.me|wa\.me|instagram\.com|snapchat\.com|tiktok\.com|discord\.gg|facebook\.com)/[\w.@]+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][\w.]{2,29}(?![\w@])")
_NAME_LINE = re.compile(
    r"[\s\-*\d.)]{0,6}[^\W\d_][^\W\d_'’-]{1,20}(?: [^\W\d_][^\W\d_'’-]{0,20}){1,2}(?:[,;:]? ?\(?(?:age[d]? ?)?\d{1,2}\)?)?\s*"
)
_DATE = re.compile(r"\b(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}\b|\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b")


class Concern(StrEnum):
    """What was found."""

    PHONE = "phone"
    EMAIL = "email"
    SOCIAL = "social"
    NAMES = "names"


def concerns(text: str) -> list[Concern]:
    """What a reader should look at again before this is posted, in a fixed order; empty when nothing was found."""
    text = _DATE.sub(" ", text[:MOST_CHARACTERS])
    found = []
    if _PHONE.search(text):
        found.append(Concern.PHONE)
    if _EMAIL.search(text):
        found.append(Concern.EMAIL)
    if _SOCIAL.search(text) or _HANDLE.search(_EMAIL.sub(" ", text)):
        found.append(Concern.SOCIAL)
    if _longest_list_of_names(text) >= LIST_OF_NAMES:
        found.append(Concern.NAMES)
    return found


def _longest_list_of_names(text: str) -> int:
    longest = running = 0
    for line in re.split(r"[\n,;]", text):
        running = running + 1 if _NAME_LINE.fullmatch(line) and line.strip() == line.strip().title() else 0
        longest = max(longest, running)
    return longest

"""Looks at what is about to be posted for what should not be on a shared board: ways to reach a person outside the portal, and lists of pupils.

A warning, never a refusal: a school's office number may well be written. It finds forms, not meanings, and takes time in proportion to the text.
"""

import html
import io
import re
import zipfile
from enum import StrEnum

MOST_CHARACTERS = 20_000
MOST_BYTES = 400_000
_INSIDE = {
    "docx": ("word/document.xml",),
    "xlsx": ("xl/sharedStrings.xml",),
    "pptx": tuple(f"ppt/slides/slide{n}.xml" for n in range(1, 31)),
}
_LINE_ENDS = re.compile(r"</(?:w:p|a:p|si)>")
_TAG = re.compile(r"<[^>]{0,2000}>")
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


def concerns_of_file(name: str, content: bytes) -> list[Concern]:
    """What should be looked at again in a file: in its name, and in the words of a text, table or document. A picture is looked at by its name alone."""
    stem, _dot, ending = name.rpartition(".")
    in_name, inside = concerns(stem or name), concerns(_words_in(ending.lower(), content))
    return [one for one in Concern if one in in_name or one in inside]


def _words_in(ending: str, content: bytes) -> str:
    if ending == "txt":
        return content[:MOST_BYTES].decode("utf-8", "ignore")
    if ending == "csv":
        return re.sub(r"[,;\t]+", " ", content[:MOST_BYTES].decode("utf-8", "ignore"))
    if ending not in _INSIDE:
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            there = set(archive.namelist())
            parts = [archive.open(part).read(MOST_BYTES) for part in _INSIDE[ending] if part in there]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return ""  # no document: it is refused when it is received
    words = b"\n".join(parts)[:MOST_BYTES].decode("utf-8", "ignore")
    return html.unescape(_TAG.sub("", _LINE_ENDS.sub("\n", words)))

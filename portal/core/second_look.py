"""Looks at what is about to be shared with other schools for what should not be there: ways to reach a person outside the portal, and lists of pupils.

A warning, never a refusal: a school's office number may well be written. It finds forms, not meanings, and takes time in proportion to the text.
"""

import html
import io
import re
import zipfile
from collections.abc import Collection
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
# two or three words with capitals, one after the other, that could be a child's name; "Mrs Brown" is an adult
_FULL_NAME = re.compile(
    r"(?P<title>\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madame?|Monsieur|Mwalimu|Teacher|Head)\.?\s+)?"
    r"(?<![\w’'-])(?P<name>[A-Z][^\W\d_A-Z]{1,15}(?:\s(?:[A-Z]’|[A-Z]')?[A-Z][^\W\d_A-Z]{1,20}){1,2})(?![\w])"
)
# words with capitals that are no names of children: how sentences and letters begin, days, places of school life
_NO_NAMES = frozenset(
    """
    mr mrs ms miss mx dr prof sir a after all also an and are as at best bore big can class day dear down for foundation fore from good greetings
    habari happy have hello here hi how i if in infant is it jambo junior kind last let little look looking many my new next no nobody not now old on
    one our out over picture pictures photo photos pupils red see she he some thank thanks that the their then there these they this those three today
    tomorrow two up very we well what when where who why winner with year yes you your monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december academy assembly authority award bay bridge british cambodia
    camp centre century christmas church city club cluster college committee community council county day earth east easter education english fair
    festival france garden globe grammar great group hall harbour high hill house image infants international island junior kenya kingdom lake
    language learning letter library london map march mountain museum music national nations north office park partner partnership play primary
    programme project railway river road royal saint schools school science screen sea secondary shot show south special spring state states station
    street summer sustainable team term trail trip trust united university valley visit wales war week welcome west whatsapp winter wood world yearly
    zoom
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_DATE = re.compile(r"\b(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}\b|\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b")


class Concern(StrEnum):
    """What was found."""

    PHONE = "phone"
    EMAIL = "email"
    SOCIAL = "social"
    NAMES = "names"
    NAME = "name"


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


def names_beside_a_picture(text: str, known: Collection[str] = ()) -> bool:
    """Whether words that go with a picture seem to hold somebody's full name (check S23). `known`: names of adults of the network, who may be named."""
    text = text[:MOST_CHARACTERS]
    for one in sorted(known, key=len, reverse=True):
        if " " in one:
            text = text.replace(one, ".")
    return any(
        found["title"] is None and not {word.lower().rstrip("’'s") for word in found["name"].split()} & _NO_NAMES
        for found in _FULL_NAME.finditer(text)
    )


def _name_of_a_picture(stem: str) -> str:
    """The name of a picture's file as words: `AmeliaBrown_y4` is `Amelia Brown y 4`."""
    return " ".join(re.findall(r"[^\W\d_]+?(?=[A-Z]|[\W\d_]|$)", stem))


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
    if is_picture(name) and names_beside_a_picture(_name_of_a_picture(stem)):
        inside = [*inside, Concern.NAME]
    return [one for one in Concern if one in in_name or one in inside]


def is_picture(name: str) -> bool:
    """Whether a file of this name is a picture."""
    return name.lower().endswith((".jpg", ".jpeg", ".png"))


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

"""What a programme calls a cluster, a lead school, a contact teacher, an application and a partner, and where its words are used.

In English its words take the place of the portal's in every text of the portal on the pages, letters and mails of the programme. In Welsh they do only where a
label is that word alone: inside a sentence Welsh words change with those around them.
"""

import re
from functools import lru_cache
from typing import Any

from portal.applying.programmes.models import Programme
from portal.core.bilingual import mark_of
from portal.core.i18n import _l
from portal.core.vocabulary import Vocabulary

LONGEST = 40
TERMS: dict[str, Any] = {
    "cluster": _l("Cluster"),
    "lead_school": _l("Lead school"),
    "contact_teacher": _l("Cluster coordinator"),
    "application": _l("Application"),
    "partner": _l("Partner school"),
}
FORMS = ("en_one", "en_many", "cy_one", "cy_many")
# (one, many): every way in which the portal says it
_ENGLISH: dict[str, tuple[tuple[str, str], ...]] = {
    "cluster": (("cluster", "clusters"),),
    "lead_school": (("lead school", "lead schools"),),
    "contact_teacher": (
        ("cluster coordinator", "cluster coordinators"),
        ("coordinator", "coordinators"),
        ("contact teacher", "contact teachers"),
    ),
    "application": (("application", "applications"),),
    "partner": (("partner school", "partner schools"), ("partner", "partners")),
}
_WELSH: dict[str, tuple[str, str]] = {
    "cluster": ("clwstwr", "clystyrau"),
    "lead_school": ("ysgol arweiniol", "ysgolion arweiniol"),
    "contact_teacher": ("cydlynydd", "cydlynwyr"),
    "application": ("cais", "ceisiadau"),
    "partner": ("ysgol bartner", "ysgolion partner"),
}
_PLAIN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ’'-])*")


def is_plain(word: str) -> bool:
    """Letters, spaces, hyphens and apostrophes, and nothing that means something in a page or a text with gaps. Empty is plain."""
    return not word or (len(word) <= LONGEST and _PLAIN.fullmatch(word) is not None)


def of(programme: Programme) -> Vocabulary | None:
    """The programme's words; None where it has none of its own."""
    words = programme.own_words or {}
    return (
        _made(tuple((term, *(words[term].get(form, "") for form in FORMS)) for term in TERMS if term in words))
        if words
        else None
    )


def mark(programme: Programme) -> str:
    """What tells these words from others: a page that was read before somebody changed them has another."""
    return mark_of(repr(sorted((programme.own_words or {}).items())))


@lru_cache(maxsize=64)
def _made(words: tuple[tuple[str, ...], ...]) -> Vocabulary:
    english: dict[str, str] = {}
    welsh: dict[str, str] = {}
    for term, one, many, welsh_one, welsh_many in words:
        for ours_one, ours_many in _ENGLISH[term] if one else ():
            english |= {ours_one: one, ours_many: many}
        if welsh_one:
            welsh |= dict(zip(_WELSH[term], (welsh_one, welsh_many), strict=True))
    return Vocabulary(repr(words), english, welsh)


_WAYS = (
    "programme",
    "round",
    "application",
    "application_version",
    "section",
    "award",
    "decision",
    "review",
    "planned",
    "version",
)


def programme_of(subject: Any) -> Programme | None:
    """The programme to which a subject belongs, as far as it was loaded with it: nothing is asked of the database."""
    for _step in range(len(_WAYS)):
        if isinstance(subject, Programme):
            return subject
        held = getattr(subject, "__dict__", {})
        following = next((held[way] for way in _WAYS if hasattr(held.get(way), "__dict__")), None)
        if following is None:
            return None
        subject = following
    return None


def of_subject(subject: Any) -> Vocabulary | None:
    """The words in which a page about this subject speaks."""
    found = programme_of(subject)
    return of(found) if found is not None else None

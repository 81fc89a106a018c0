"""What a record says, in the reader's words."""

from collections.abc import Iterable
from typing import Any

from babel import Locale
from flask_babel import get_locale

from portal.identity.profiles import vocabulary
from portal.identity.profiles.models import SchoolAward, SchoolTag, TagKind


def language_name(code: str) -> str:
    """The name of a language in the reader's language; the code where there is no name."""
    return str(Locale.parse(str(get_locale() or "en")).languages.get(code, code))


def tag_words(tag: SchoolTag) -> str:
    """The words of a tag: the school's own, else those of its code."""
    if tag.words:
        return tag.words
    if tag.kind == TagKind.LANGUAGE:
        return language_name(tag.value)
    return str(vocabulary.TAGS[tag.kind].get(tag.value, tag.value))


def award_words(award: SchoolAward) -> str:
    """The name of an award with its level."""
    name = award.words or str(vocabulary.AWARDS.get(award.award, award.award))
    level = vocabulary.LEVELS.get(award.award, {}).get(award.level, award.level)
    return f"{name}, {level}" if level else name


def language_choices() -> list[tuple[str, str]]:
    """The languages that are offered, by name."""
    return sorted(((code, language_name(code)) for code in vocabulary.LANGUAGES), key=lambda pair: pair[1])


def listed(tags: Iterable[SchoolTag]) -> dict[str, list[str]]:
    """The words of each kind of tag, in their order."""
    found: dict[str, list[str]] = {kind.value: [] for kind in TagKind}
    for tag in tags:
        found[tag.kind.value].append(tag_words(tag))
    return {kind: sorted(words) for kind, words in found.items()}


def label(words: Any, code: Any) -> str:
    """The words of a code; empty where nothing was said."""
    return str(words.get(code.value, "")) if code is not None else ""

"""Words of somebody's own in place of the portal's: found in a text that was written here, before its gaps are filled, and never in what people typed."""

import re
from collections.abc import Mapping

_VOWELS = "aeiouâêîôûáéíóú"
_SOUNDS_LIKE_YOU = ("uni", "use", "usa", "eu", "one", "once")
_LEFT_ALONE = r"%\([^)]*\)[sd]|\{[^{}]*\}|<[^>]*>|&[a-z#0-9]+;"


class Vocabulary:
    """`english`: the portal's words (in lower case) and those that take their place. `whole`: texts of another language that are one of these words and
    nothing else, with what takes their place. `key`: what tells this vocabulary from every other."""

    def __init__(self, key: str, english: Mapping[str, str], whole: Mapping[str, str]) -> None:
        self.key, self._english, self._whole = key, dict(english), dict(whole)
        longest_first = "|".join(re.escape(word) for word in sorted(self._english, key=len, reverse=True))
        self._pattern = re.compile(
            rf"(?:{_LEFT_ALONE})|(?<![\w/.@-])(?:(an?)(\s+))?({longest_first})(?![\w-])", re.IGNORECASE
        )

    def in_english(self, said: str) -> str:
        """An English text with its words exchanged; "a" and "an", and capitals, follow."""
        return self._pattern.sub(self._exchanged, said) if self._english else said

    def in_another_language(self, said: str) -> str:
        """A text of another language, exchanged only where it is the very word: inside a sentence, words change with those around them."""
        found = self._whole.get(said.casefold())
        return said if found is None else _like(found, said)

    def _exchanged(self, found: re.Match[str]) -> str:
        article, between, word = found.group(1), found.group(2), found.group(3)
        if word is None:
            return found.group(0)
        new = _like(self._english[word.lower()], word)
        if article is None:
            return new
        first = new.lower()
        is_an = first[0] in _VOWELS and not first.startswith(_SOUNDS_LIKE_YOU)
        return f"{_like('an' if is_an else 'a', article)}{between}{new}"


def _like(new: str, old: str) -> str:
    """With a capital where the old word had one."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new

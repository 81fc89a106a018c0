"""The copy for blind rounds: who applies is taken out of every text. Pure.

Whole names go wherever they stand, however they are spelt in capitals. The part of a school's name that tells it from others ("Hill" of "Hill Primary
School") goes where it stands as a name, with a capital letter. So do addresses of mail and web pages, and names of files.
"""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from portal.core.i18n import _

_GENERIC = frozenset(
    """the of and for at in st saint school schools primary secondary infant infants junior juniors first middle high grammar academy college nursery special
    church england catholic rc ce community voluntary aided controlled free upper lower girls boys ysgol gynradd uwchradd international trust""".split()  # noqa: SIM905
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_LEFT_OUT = ("receipt_number", "submitted_by", "signatures", "application", "declarations")


def code_of(application_id: uuid.UUID) -> str:
    """What an application is called where its cluster must not be known: the same for all its readers."""
    return hashlib.sha256(f"blind:{application_id}".encode()).hexdigest()[:6].upper()


def called(application_id: uuid.UUID) -> str:
    """The same as a title."""
    return _("Application %(code)s", code=code_of(application_id))


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


class Mask:
    """What is replaced by what."""

    def __init__(self, facts: Mapping[str, Any], people: Iterable[str], words: Iterable[str]) -> None:
        self.whole: dict[str, str] = {}
        self.parts: dict[str, str] = {}
        self.schools: dict[str, str] = {}
        for number, school in enumerate(facts.get("schools", ())):
            partner = school.get("side") == "partner"
            name = _("Partner school %(letter)s", letter=_letter(number)) if partner else _("School %(letter)s", letter=_letter(number))  # fmt: skip
            self.schools[str(school["id"])] = name
            self._add(school["name"], name)
            self._add_part(school["name"], name)
            self._add(school.get("town", ""), _("[place]"))
            self._add(school.get("number", ""), _("[number]"))
        self._add(facts.get("cluster", {}).get("name", ""), _("[the cluster]"))
        for person in people:
            self._add(person, _("[name]"))
        for given in facts.get("statements", ()):
            self._add(given.get("organisation", ""), _("[organisation]"))
        for word in words:
            self._add(word, _("[taken out]"))
        longest_first = sorted(self.whole, key=len, reverse=True)
        self.find_whole = _pattern(longest_first, re.IGNORECASE)
        self.find_parts = _pattern(sorted(self.parts, key=len, reverse=True), 0)

    def _add(self, words: str | None, instead: str) -> None:
        words = " ".join((words or "").split())
        if len(words) > 2:
            self.whole.setdefault(words.casefold(), instead)

    def _add_part(self, name: str, instead: str) -> None:
        telling = [word for word in re.findall(r"[\w’'-]+", name) if word.casefold() not in _GENERIC]
        if telling and len(" ".join(telling)) > 2:
            self.parts.setdefault(" ".join(telling), instead)

    def text(self, words: str) -> str:
        """The words without who applies."""
        words = _ADDRESS.sub(_("[address]"), words)
        if self.find_whole is not None:
            words = self.find_whole.sub(lambda found: self.whole[" ".join(found[0].casefold().split())], words)
        if self.find_parts is not None:
            words = self.find_parts.sub(lambda found: self.parts[found[0]], words)
        return words


def _pattern(words: Iterable[str], flags: int) -> re.Pattern[str] | None:
    spelt = [r"\s+".join(re.escape(part) for part in word.split()) for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)", flags) if spelt else None


def blind_copy(facts: Mapping[str, Any], *, people: Iterable[str] = (), words: Iterable[str] = ()) -> dict[str, Any]:
    """The copy of sealed content for reviewers of a blind round. `people`: names of those at its schools; `words`: what staff had taken out besides."""
    mask = Mask(facts, people, words)
    made = {key: _masked(value, mask) for key, value in facts.items() if key not in _LEFT_OUT}
    made["cluster"] = {key: value for key, value in made.get("cluster", {}).items() if key in ("rationale", "theme", "theme_reasons")}  # fmt: skip
    made["schools"] = [
        {
            "id": school["id"],
            "name": mask.schools[str(school["id"])],
            "side": school["side"],
            "country": school["country"],
        }
        for school in facts.get("schools", ())
    ]
    for section in made.get("sections", ()):
        for question in section["questions"]:
            _hide_file(question)
            if question.get("kind") == "file" and question["answer"]:  # it is the name of the file
                question["answer"] = question.get("file", {}).get("name") or _("A file")
    for item in made.get("evidence", ()):
        item.pop("link", None)
        _hide_file(item)
    return made


def _hide_file(item: dict[str, Any]) -> None:
    if item.get("file"):
        name = str(item["file"].get("name", ""))
        ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
        item["file"] = {"name": _("A file (%(kind)s)", kind=ending) if ending else _("A file")}


def _masked(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask.text(value)
    if isinstance(value, dict):
        return {key: one if key in ("id", "school", "file") else _masked(one, mask) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one, mask) for one in value]
    return value

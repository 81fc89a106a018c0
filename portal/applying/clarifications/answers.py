"""The answers in a sealed copy: which can be asked about, how they read, what differs between two versions. Pure."""

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind


@dataclass(frozen=True)
class Given:
    """A new answer, in the form in which its kind is stored. `file`: what tells the new file of an answer that is one."""

    text: str
    file: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SealedAnswer:
    """One answer of a sealed copy. `school_id`: whose part it is, empty for a part of all. `fact`: the question and its answer as they were sealed."""

    key: str
    section: str
    question: str
    answer: str
    max_words: int
    school_id: str
    school: str
    is_budget: bool
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    fact: Mapping[str, Any] = field(default_factory=dict)

    def with_given(self, given: Given) -> dict[str, Any]:
        """The fact as it reads with another answer."""
        return _changed(self.fact, given)


def _of(sealed: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for section in sealed.get("sections", ()):
        for question in section["questions"]:
            key = f"{question['id']}-{section['school']}" if section.get("school") else question["id"]
            yield key, section, question


def answers_of(sealed: Mapping[str, Any]) -> dict[str, SealedAnswer]:
    """The answers of every kind, by key, in the order of the form."""
    return {
        key: SealedAnswer(
            key=key,
            section=section["title"],
            question=question["text"],
            answer=question.get("answer", ""),
            max_words=question.get("max_words", 300),
            school_id=section.get("school") or "",
            school=section.get("school_name", ""),
            is_budget=bool(section.get("is_budget")),
            kind=Kind(question.get("kind", Kind.TEXT)),
            options=tuple(question.get("options", ())),
            fact=question,
        )
        for key, section, question in _of(sealed)
    }


def _changed(fact: Mapping[str, Any], given: Given) -> dict[str, Any]:
    made = {**fact, "answer": given.text}
    if made.get("kind") == Kind.BUDGET.value:
        made["total"] = f"{kinds.total(given.text):f}"
    if made.get("kind") == Kind.FILE.value and given.file is not None:
        made["file"] = dict(given.file)
    return made


def with_answers(
    sealed: Mapping[str, Any], number: int, given: Mapping[str, Given], note: Mapping[str, Any]
) -> dict[str, Any]:
    """The next version: the same copy with these answers, and the note of what was asked, by whom answered and signed."""
    made = copy.deepcopy(dict(sealed))
    for key, _section, question in _of(made):
        if key in given:
            question.update(_changed(question, given[key]))
    return {**made, "version": number, "clarification": dict(note)}


@dataclass(frozen=True)
class Difference:
    """One answer before and after. `before_fact`, `after_fact`: the same with their question, to be shown by their kind."""

    question: str
    school: str
    before: str
    after: str
    before_fact: Mapping[str, Any]
    after_fact: Mapping[str, Any]


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """The answers that differ in the later of two copies, also where one file took the place of another of the same name."""
    old, new = answers_of(before), answers_of(after)
    return frozenset(key for key, one in new.items() if key not in old or _what(old[key].fact) != _what(one.fact))


def _what(fact: Mapping[str, Any]) -> tuple[Any, Any]:
    return fact.get("answer", ""), (fact.get("file") or {}).get("sha256")


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], changed: Collection[str] | None = None
) -> list[Difference]:
    """What reads differently in the later of two copies; `changed`: which do, where these copies do not show it (files of a blind round)."""
    old, new = answers_of(before), answers_of(after)
    keys = changed_keys(before, after) if changed is None else changed
    return [
        Difference(
            one.question,
            one.school,
            old[key].answer if key in old else "",
            one.answer,
            old[key].fact if key in old else {**one.fact, "answer": ""},
            one.fact,
        )
        for key, one in new.items()
        if key in keys
    ]

"""The answers in a sealed copy: which can be asked about, how they read, what differs between two versions. Pure."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SealedAnswer:
    """One answer of a sealed copy. `school_id`: whose part it is, empty for a part of all."""

    key: str
    section: str
    question: str
    answer: str
    max_words: int
    school_id: str
    school: str
    is_budget: bool


def _of(sealed: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for section in sealed.get("sections", ()):
        for question in section["questions"]:
            key = f"{question['id']}-{section['school']}" if section.get("school") else question["id"]
            yield key, section, question


def answers_of(sealed: Mapping[str, Any]) -> dict[str, SealedAnswer]:
    """The answers in words, by key, in the order of the form. What is chosen from a list, a table or a file cannot be asked about."""
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
        )
        for key, section, question in _of(sealed)
        if "kind" not in question
    }


def with_answers(
    sealed: Mapping[str, Any], number: int, given: Mapping[str, str], note: Mapping[str, Any]
) -> dict[str, Any]:
    """The next version: the same copy with these answers, and the note of what was asked, by whom answered and signed."""
    made = copy.deepcopy(dict(sealed))
    for key, _section, question in _of(made):
        if key in given:
            question["answer"] = given[key]
    return {**made, "version": number, "clarification": dict(note)}


@dataclass(frozen=True)
class Difference:
    """One answer before and after."""

    question: str
    school: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What reads differently in the later of two copies."""
    old, new = answers_of(before), answers_of(after)
    return [
        Difference(one.question, one.school, old[key].answer if key in old else "", one.answer)
        for key, one in new.items()
        if key not in old or old[key].answer != one.answer
    ]

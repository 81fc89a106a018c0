"""What has changed since somebody signed: signing again shows that first, and the rest below it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from portal.applying.applications import content
from portal.applying.applications.content import Draft


@dataclass(frozen=True)
class Changed:
    """What differs from what the same person signed for the school at `since`. `questions`: the ids of those that are new or read otherwise now;
    `has_gone`: one that was signed is not asked any more."""

    since: datetime
    theme: bool
    schools: bool
    questions: frozenset[str]
    has_gone: bool

    @property
    def is_nothing(self) -> bool:
        """It reads as it was signed."""
        return not (self.theme or self.schools or self.questions or self.has_gone)


def changed_since(draft: Draft, school_id: uuid.UUID, reader_id: uuid.UUID | None) -> Changed | None:
    """None for a reader who never signed this application for the school: they read all of it."""
    sign_off = draft.sign_offs.get(school_id)
    if sign_off is None or not sign_off.last_parts or sign_off.last_signed_at is None:
        return None
    if sign_off.last_signed_by_id != reader_id:
        return None
    then, now = sign_off.last_parts, content.parts(content.signed_facts(draft, school_id))
    differ = {key for key, mark in now.items() if then.get(key) != mark}
    return Changed(
        since=sign_off.last_signed_at,
        theme="theme" in differ,
        schools="schools" in differ,
        questions=frozenset(differ - {"theme", "schools"}),
        has_gone=bool(set(then) - set(now)),
    )

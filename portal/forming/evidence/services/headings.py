"""The programme's people write the headings. What was gathered under a heading that is no longer asked stays readable."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.bilingual import InTwoTongues, welsh_beside
from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.ids import new_id
from portal.core.text import clean, clean_line, fold
from portal.core.workflow import change
from portal.forming.evidence import events, queries
from portal.forming.evidence.models import EvidenceHeading

MOST_HEADINGS = 20
OWN_PLACE = 90  # behind the general headings, where the two stand together


def add_heading(
    *,
    by: Actor,
    title: str,
    guidance: str,
    per_school: bool,
    accepts_intention: bool,
    welsh: Mapping[str, str] | None = None,
    position: int | None = None,
) -> EvidenceHeading:
    """A heading of the programme's own, at the end unless a place is named. Its code never changes: rounds name it."""
    there = queries.list_headings(retired=True)
    if len(there) >= MOST_HEADINGS:
        raise RuleBroken(None, _("There are twenty headings. Change one that is there."))
    made = EvidenceHeading(
        code=new_code(title),
        title=clean_line(title),
        guidance=clean(guidance),
        position=position or len(there) + 1,
        per_school=per_school,
        accepts_intention=accepts_intention,
        in_welsh=in_welsh(None, title, guidance, welsh or {}),
    )
    session().add(made)
    session().flush()
    record(events.HeadingChanged(by_id=by.id, subject_id=made.id))
    return made


def in_welsh(
    before: InTwoTongues | None, title: str, guidance: str, welsh: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The Welsh of a heading that is written together with its English; `welsh`: title and guidance as they were typed."""
    english = {"title": clean_line(title), "guidance": clean(guidance)}
    typed = {"title": clean_line(welsh.get("title", "")), "guidance": clean(welsh.get("guidance", ""))}
    return welsh_beside(before, english, {name: words for name, words in typed.items() if english[name]})


def new_code(title: str) -> str:
    """A name for a heading that nothing else has, made of its words; it never changes."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:28]
    return f"{words}_{new_id().hex[-8:]}".lstrip("_")


def keep_own_heading(
    programme_id: uuid.UUID, code: str, title: str, guidance: str, per_school: bool, welsh: Mapping[str, Any]
) -> EvidenceHeading:
    """The heading under which clusters add what this programme alone asks: made, or worded anew. Part of a programme's deed."""
    query = sa.select(EvidenceHeading).where(
        EvidenceHeading.code == code, EvidenceHeading.of_programme_id == programme_id
    )
    own = session().scalar(query)
    if own is None:
        own = EvidenceHeading(code=code, position=OWN_PLACE, of_programme_id=programme_id, accepts_intention=True)
        session().add(own)
    own.title, own.guidance, own.per_school, own.in_welsh = title, guidance, per_school, dict(welsh)
    session().flush()
    return own


def change_heading(
    heading: EvidenceHeading,
    *,
    by: Actor,
    version: int,
    title: str,
    guidance: str,
    per_school: bool,
    accepts_intention: bool,
    position: int,
    retired: bool,
    welsh: Mapping[str, str] | None = None,
) -> None:
    """Other words, another place, asked or no longer asked. Raises Stale when someone else did so meanwhile."""
    if heading.version != version:
        raise Stale(
            _("Someone changed the heading while you were writing."),
            {"title": heading.title, "guidance": heading.guidance},
        )
    change(
        heading,
        {"version": version},
        {
            "title": clean_line(title),
            "guidance": clean(guidance),
            "per_school": per_school,
            "accepts_intention": accepts_intention,
            "in_welsh": in_welsh(heading, title, guidance, welsh or {}),
            "position": position,
            "retired_at": (heading.retired_at or clock.now()) if retired else None,
            "version": version + 1,
        },
    )
    record(events.HeadingChanged(by_id=by.id, subject_id=heading.id))

"""Taking answers in that were written away from the network."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from portal.applying.applications import checks, queries
from portal.applying.applications import services as applications
from portal.applying.applications.content import DraftSection
from portal.applying.applications.models import Application
from portal.applying.offline import sheet
from portal.applying.programmes.models import Kind
from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.i18n import _


@dataclass(frozen=True)
class Brought:
    """The box of an answer as it was found in a document: the version it was written over, its rows, and the digest of what it held when it was made."""

    version: int
    rows: Sequence[Sequence[str]]
    was: str = ""


@dataclass(frozen=True)
class NotTaken:
    """An answer that was not saved: why, what was written, and what stands there now."""

    held: DraftSection
    title: str
    question: str
    why: str
    yours: str
    now: str


@dataclass
class Taken:
    """What became of a document: how many answers were saved, how many were the same, how many were left as they were while a colleague changed them here,
    which were not saved, and whose boxes were not found."""

    saved: int = 0
    same: int = 0
    left: int = 0
    not_taken: list[NotTaken] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def take_in(
    application: Application,
    *,
    by: Actor,
    brought: Mapping[str, Brought],
    writes: Mapping[str, uuid.UUID],
    sees: Collection[str],
    confirmed: bool = False,
) -> Taken:
    """Save the answers of a document. `writes`: the sections (their keys) in which this person may write, with the school for which they do.
    `sees`: the sections that they may read at all; boxes of any other are passed over, as if the document had none (anybody can take the blank form of the
    round, which has them all).

    An answer that a colleague changed since the document was made is not written over: both texts are shown. An empty box changes nothing, and so does one
    that was left as it was in the document.
    """
    draft = queries.load_draft(application)
    if draft is None:
        raise NotAllowedNow(_("The answers cannot be changed now."))
    taken = Taken()
    for held in draft.sections:
        if held.key not in sees:
            continue
        answers: dict[uuid.UUID, tuple[str, int]] = {}
        for question in held.questions:
            found = brought.get(sheet.address(question, held.for_school_id))
            if found is None:
                if held.key in writes and question.kind != Kind.FILE:
                    taken.missing.append(f"{checks.title_of(draft, held)}: {checks.as_said(question, 'text')}")
                continue
            standing = draft.text(question, held.for_school_id)
            text, why = sheet.read(question, found.rows)
            if not why and text in ("", standing):
                taken.same += text == standing and text != ""
                continue
            if sheet.digest(text) == found.was:
                taken.left += 1
                continue
            version = draft.version_of(question, held.for_school_id)
            why = why or _why_not(held, writes, found.version, version)
            if why:
                title = checks.title_of(draft, held)
                taken.not_taken.append(NotTaken(held, title, checks.as_said(question, "text"), why, text, standing))
            else:
                answers[question.id] = (text, version)
        if answers:
            applications.save_section(
                application,
                by=by,
                section_id=held.section.id,
                answers=answers,
                school_id=writes[held.key],
                for_school_id=held.for_school_id,
                confirmed=confirmed,
            )
            taken.saved += len(answers)
    if not (taken.saved or taken.same or taken.left or taken.not_taken):
        raise RuleBroken("file", _("No answers were found. Use the document that you downloaded here."))
    return taken


def _why_not(held: DraftSection, writes: Mapping[str, uuid.UUID], read: int, now: int) -> str:
    if held.key not in writes:
        return str(_("You do not write in this section."))
    return "" if read == now else str(_("A colleague changed this since you downloaded the form."))

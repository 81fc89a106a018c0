"""The questions as they go on paper: one list for the printed page, the Word document and the way back."""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from babel.dates import get_month_names

from portal.applying.applications.content import Draft, DraftSection
from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind, Question
from portal.core import text
from portal.core.bilingual import WELSH
from portal.core.docx import WordDocument
from portal.core.i18n import _
from portal.web.bilingual import form_language, said_condition_plain, said_plain

MARK = re.compile(r"\[[\d.]+-([0-9a-f]{10})-v(\d{1,6})(?:-([0-9a-f]{10}))?\]")
EMPTY_ROWS = 8
_IN_ENGLISH = {
    name.casefold(): date(2000, number, 1).strftime("%B")
    for number, name in get_month_names("wide", locale=WELSH).items()
}
_WELSH_MONTH = re.compile(rf"\b(?:{'|'.join(_IN_ENGLISH)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Blank:
    """A question with its place to write. `mark` finds the answer again: which question, of which school, the version that was there, and a digest of it.
    `only_after`: the choice after which it is asked."""

    mark: str
    question: Question
    answer: str
    currency: str
    only_after: str = ""

    @property
    def limits(self) -> str:
        """What an answer may be, in a sentence or two."""
        kind, options = self.question.kind, _options(self.question)
        said = {
            Kind.TEXT: _("At most %(words)s words.", words=self.question.max_words),
            Kind.CHOICE: _("Write one of: %(options)s.", options="; ".join(options)),
            Kind.SEVERAL: _("Write any of these, each on its own line: %(options)s.", options="; ".join(options)),
            Kind.NUMBER: _("A number, like 5 or 2.5."),
            Kind.MONEY: _("An amount in %(currency)s, like 250 or 250.50.", currency=self.currency),
            Kind.DATE: _("A date, like 27 11 2026."),
            Kind.BUDGET: _("Each cost on its own line, in %(currency)s.", currency=self.currency),
            Kind.FILE: _("A file: choose it on the page, it cannot be put in here."),
        }.get(kind, "")
        when = _("Only after the answer “%(option)s”.", option=self.only_after) if self.only_after else ""
        needed = "" if self.question.is_required else _("Optional.")
        return " ".join(str(part) for part in (said, when, needed) if part)

    @property
    def heads(self) -> list[str]:
        """The columns of a table or a budget."""
        return kinds.columns(self.question.kind, _options(self.question)) if self.question.kind in kinds.GRIDS else []

    @property
    def rows(self) -> list[list[str]]:
        """What stands there, with empty rows where more can be written."""
        if not self.heads:
            return [[self.answer]]
        found = kinds.rows(self.answer)
        return found + [[""] * len(self.heads) for _more in range(max(EMPTY_ROWS - len(found), 2))]


@dataclass(frozen=True)
class Part:
    """A section on paper."""

    title: str
    guidance: str
    blanks: tuple[Blank, ...]


def _options(question: Question, language: str | None = None) -> list[str]:
    """The choices in a language (of the form, where none is named)."""
    return [line.words for line in question.said_lines("options", language or form_language())]


def _in_language(question: Question, answer: str) -> str:
    """What was chosen from a list, which is kept in English, as the form says it; everything else as it was written."""
    if question.kind not in kinds.CHOOSES or not answer:
        return answer
    said = dict(zip(question.options, _options(question), strict=True))
    return "\n".join(said.get(line, line) for line in answer.split("\n"))


def address(question: Question, school_id: uuid.UUID | None) -> str:
    """What names an answer on paper: short, the same every time, and of one school where every school gives its own."""
    return hashlib.sha256(f"{question.id}:{school_id or ''}".encode()).hexdigest()[:10]


def of_draft(draft: Draft, sections: Sequence[DraftSection], title: Callable[[DraftSection], str]) -> list[Part]:
    """These sections of an application, with what stands there."""
    return _parts(
        sections,
        title,
        draft.application.round.currency,
        lambda held, q: (draft.text(q, held.for_school_id), draft.version_of(q, held.for_school_id)),
    )


def of_form(sections: Sequence[DraftSection], currency: str) -> list[Part]:
    """The form of a round before anything was started."""
    return _parts(sections, lambda held: said_plain(held.section, "title"), currency, lambda _held, _question: ("", 1))


def _parts(
    sections: Sequence[DraftSection],
    title: Callable[[DraftSection], str],
    currency: str,
    standing: Callable[[DraftSection, Question], tuple[str, int]],
) -> list[Part]:
    made = []
    for number, held in enumerate(sections, 1):
        blanks = []
        for place, question in enumerate(held.questions, 1):
            answer, version = standing(held, question)
            answer = _in_language(question, answer)
            after = said_condition_plain(question, held.questions) if question.shown_if_id else ""
            blank = Blank("", question, answer, currency, after)
            was = digest(read(question, [blank.heads, *blank.rows] if blank.heads else blank.rows)[0])
            mark = f"[{number}.{place}-{address(question, held.for_school_id)}-v{version}-{was}]"
            blanks.append(replace(blank, mark=mark))
        made.append(Part(title(held), said_plain(held.section, "guidance"), tuple(blanks)))
    return made


def document(title: str, lead: Iterable[str], parts: Iterable[Part]) -> bytes:
    """The Word document."""
    made = WordDocument()
    made.heading(title)
    for words in lead:
        made.paragraph(words)
    for part in parts:
        made.heading(part.title, 2)
        if part.guidance:
            made.paragraph(part.guidance)
        for blank in part.blanks:
            made.heading(said_plain(blank.question, "text"), 3)
            for words in (*(said_plain(blank.question, name) for name in ("guidance", "clarification")), blank.limits):
                if words:
                    made.paragraph(words)
            if blank.question.kind != Kind.FILE:
                made.box(
                    f"{blank.mark} {_('Write below this line, and leave it as it is')}", blank.rows, heads=blank.heads
                )
    return made.to_bytes()


def digest(answer: str) -> str:
    """Tells whether a box was left as it was when the document was made."""
    return hashlib.sha256(answer.encode()).hexdigest()[:10]


def read(question: Question, rows: Sequence[Sequence[str]]) -> tuple[str, str]:
    """(what was written, why it cannot be saved)."""
    try:
        return written(question, rows), ""
    except kinds.NotAnAnswer as wrong:
        return "\n".join(kinds.CELLS_APART.join(row) for row in rows), str(wrong)


def written(question: Question, rows: Sequence[Sequence[str]]) -> str:
    """What was written in the box of a question, as it is stored; empty when nothing was. Raises kinds.NotAnAnswer."""
    if question.kind in kinds.GRIDS:
        width = len(kinds.columns(question.kind, question.options))
        cells = [[text.clean(cell) for cell in (*row, *[""] * width)][:width] for row in rows[1:]]
        return kinds.stored(question.kind, question.options, kinds.as_text(cells))
    typed = text.clean("\n".join(cell for row in rows for cell in row))
    if not typed or question.kind == Kind.FILE:
        return ""
    if question.kind in kinds.CHOOSES:
        chosen = [line.strip(" .;").casefold() for line in typed.replace(";", "\n").split("\n") if line.strip(" .;")]
        known = {option.casefold(): option for option in question.options}
        known |= {words.casefold(): one for words, one in zip(_options(question, WELSH), question.options, strict=True)}
        typed = "\n".join(known.get(line, line) for line in chosen)
    elif question.kind == Kind.DATE:
        typed = _day(typed)
    return kinds.stored(question.kind, question.options, typed)


def _day(typed: str) -> str:
    plain = " ".join(typed.replace("/", " ").replace(".", " ").split())
    plain = _WELSH_MONTH.sub(lambda found: _IN_ENGLISH[found.group().casefold()], plain)
    for pattern in ("%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"):
        try:
            found: date = datetime.strptime(plain, pattern).date()  # noqa: DTZ007 (a day, in no zone)
        except ValueError:
            continue
        if 2000 <= found.year <= 2100:
            return found.isoformat()
    raise kinds.NotAnAnswer(_("Enter a real date, like 27 11 2026."))

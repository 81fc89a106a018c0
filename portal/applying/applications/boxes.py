"""The box of each kind of question, and what it holds as the text that is stored."""

from collections.abc import Callable
from datetime import date
from typing import Any

from markupsafe import Markup
from wtforms import Field, ValidationError

from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind, Question
from portal.core.i18n import _
from portal.web.bilingual import form_language, said, said_lines
from portal.web.forms import LONGEST_PARAGRAPH, day, file, line, paragraph, pick_one, pick_several
from portal.web.grid import Grid

LETTERS_IN_A_WORD = 20


def box(question: Question, currency: str, *, before: str = "") -> Any:
    """The field of a question, in the language in which its reader has the form. What is chosen is stored in English, whichever it was read in. `before`: what
    its hint begins with."""
    hint = Markup(" ").join(part for part in (before, said(question, "guidance"), _limit(question, currency)) if part)
    label, kind = said(question, "text"), question.kind
    choices = list(zip(question.options, said_lines(question, "options"), strict=True))
    if kind == Kind.CHOICE:
        options = [("", _("No answer yet")), *choices]
        return pick_one(label, options, required=None, hint=hint, default="")
    if kind == Kind.SEVERAL:
        return pick_several(label, choices, hint=hint)
    if kind in (Kind.NUMBER, Kind.MONEY):
        made = line(label, hint=hint, longest=20)
        made.kwargs["render_kw"].setdefault("params", {})["classes"] = "govuk-input--width-10"
        made.kwargs["validators"].append(_fits(question))
        return made
    if kind == Kind.DATE:
        return day(label, hint=hint)
    if kind in kinds.GRIDS:
        heads = kinds.columns(kind, question.said("options", form_language()).words.split("\n"))
        return Grid(
            label,
            heads=heads,
            to_text=kinds.as_text,
            to_rows=kinds.rows,
            most_rows=kinds.MOST_ROWS,
            validators=[_fits(question)],
            description=hint,
        )
    if kind == Kind.FILE:
        return file(label, hint=hint)
    longest = min(LONGEST_PARAGRAPH, question.max_words * LETTERS_IN_A_WORD)
    return paragraph(label, hint=hint, longest=longest, rows=8)


def _limit(question: Question, currency: str) -> str:
    said = "" if question.is_required else str(_("Optional."))
    if question.kind == Kind.TEXT:
        return " ".join((_("At most %(words)s words.", words=question.max_words), said)).strip()
    if question.kind in (Kind.MONEY, Kind.BUDGET):
        return " ".join((_("In %(currency)s, like 250 or 250.50.", currency=currency), said)).strip()
    if question.kind == Kind.FILE:
        return " ".join((_("PDF, Word, Excel, PowerPoint, text or a picture; at most 20 MB."), said)).strip()
    return said


def _fits(question: Question) -> Callable[[Any, Field], None]:
    def check(form: Any, field: Field) -> None:
        try:
            kinds.stored(question.kind, question.options, str(field.data or ""))
        except kinds.NotAnAnswer as wrong:
            raise ValidationError(str(wrong)) from None

    return check


def filled(question: Question, text: str) -> Any:
    """What stands, as the field of its question takes it."""
    if question.kind == Kind.SEVERAL:
        return text.split("\n") if text else []
    if question.kind == Kind.DATE:
        return _day(text)
    return None if question.kind == Kind.FILE else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read(question: Question, field: Field, standing: str) -> str:
    """What the field holds, as text. A file that is not chosen anew stays what it is."""
    if question.kind == Kind.FILE:
        return standing
    if question.kind == Kind.SEVERAL:
        return "\n".join(field.data or [])
    if question.kind == Kind.DATE:
        return field.data.isoformat() if field.data is not None else ""
    return str(field.data or "")

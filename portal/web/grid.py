"""A field of rows and columns: boxes under heads that work without a script. Who needs more rows saves, and gets more."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup
from wtforms import TextAreaField

from portal.core.i18n import _

EMPTY_ROWS = 3


class Grid(TextAreaField):
    """Rows of boxes under heads; every box has the same name, row by row. `data` is one text, made by `to_text` and read by `to_rows`."""

    def __init__(
        self,
        label: Any = None,
        *,
        heads: Sequence[str],
        to_text: Callable[[list[list[str]]], str],
        to_rows: Callable[[str], list[list[str]]],
        most_rows: int,
        **more: Any,
    ) -> None:
        super().__init__(label, widget=_grid, **more)
        self.heads = list(heads)
        self.to_text, self.to_rows, self.most_rows = to_text, to_rows, most_rows

    def process_formdata(self, valuelist: list[str]) -> None:
        """Cut what was sent into rows."""
        width = len(self.heads)
        cells = [str(value) for value in valuelist]
        self.data = self.to_text([_padded(cells[at : at + width], width) for at in range(0, len(cells), width)])


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _grid(field: Grid, **_more: Any) -> Markup:
    """The table of boxes: what stands there and a few empty rows; who needs more saves, and gets more."""
    found = [_padded(row, len(field.heads))[: len(field.heads)] for row in field.to_rows(str(field.data or ""))]
    empty = max(0, min(EMPTY_ROWS, field.most_rows - len(found)))
    found += [[""] * len(field.heads)] * empty
    head = Markup("").join(
        Markup('<th scope="col" class="govuk-table__header">{}</th>').format(words) for words in field.heads
    )
    body = Markup("").join(_row(field, number, row) for number, row in enumerate(found, 1))
    table = Markup(
        '<table class="govuk-table app-boxes"><thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>'
        '<tbody class="govuk-table__body">{}</tbody></table>'
    ).format(head, body)
    hint = Markup('<div class="govuk-hint" id="{}-hint">{}</div>').format(field.id, field.description)
    wrong = Markup('<p class="govuk-error-message" id="{}-error"><span class="govuk-visually-hidden">{}</span> {}</p>')
    errors = wrong.format(field.id, _("Error:"), field.errors[0]) if field.errors else Markup("")
    told = [f"{field.id}-hint"] * bool(field.description) + [f"{field.id}-error"] * bool(field.errors)
    return Markup(
        '<div class="govuk-form-group{}"><fieldset class="govuk-fieldset"{}><legend class="govuk-fieldset__legend">{}</legend>{}{}{}</fieldset></div>'
    ).format(
        " govuk-form-group--error" if field.errors else "",
        Markup(' aria-describedby="{}"').format(" ".join(told)) if told else "",
        field.label.text,
        hint if field.description else "",
        errors,
        table,
    )


def _row(field: Grid, number: int, row: Sequence[str]) -> Markup:
    cells = Markup("").join(
        Markup(
            '<td class="govuk-table__cell" data-head="{}"><input class="govuk-input" type="text" dir="auto" name="{}" id="{}" value="{}" aria-label="{}"></td>'
        ).format(
            head,
            field.name,
            field.id if (number, place) == (1, 0) else f"{field.id}-{number}-{place}",
            value,
            _("%(column)s, row %(number)s", column=head, number=number),
        )
        for place, (head, value) in enumerate(zip(field.heads, row, strict=True))
    )
    return Markup('<tr class="govuk-table__row">{}</tr>').format(cells)

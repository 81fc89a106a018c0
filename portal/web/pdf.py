"""Sheets of paper: `Paper(title)`, see portal/web/sheets.py.

What draws them reads typefaces and pictures, costs a process forty megabytes and a second at its start, and is wanted by few: it comes with the first sheet.
"""

from typing import TYPE_CHECKING, Any

GREY = (80, 90, 88)

if TYPE_CHECKING:
    from portal.web.sheets import Paper
else:

    def Paper(*given: Any, **named: Any) -> Any:  # noqa: N802 - it stands for the class
        """A new sheet."""
        from portal.web.sheets import Paper as Sheet

        return Sheet(*given, **named)


__all__ = ["GREY", "Paper"]

"""Workbooks and open documents in the described form, made by the test: no published one is in hand."""

import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    """An XLSX workbook."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def document(path: Path, sheets: dict[str, Rows]) -> Path:
    """An ODS document, with what real ones hold: repeated cells and rows, numbers as numbers, and a million blank rows at the end."""
    content = _HEAD
    for name, rows in sheets.items():
        content += (
            f'<table:table table:name="{escape(name)}"><table:table-column table:number-columns-repeated="16384"/>'
        )
        content += "".join(
            f"<table:table-row>{''.join(_cell(c) for c in row)}{_BLANKS}</table:table-row>" for row in rows
        )
        content += f'<table:table-row table:number-rows-repeated="1048000">{_BLANKS}</table:table-row></table:table>'
    content += "</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


_BLANKS = '<table:table-cell table:number-columns-repeated="16000"/>'


def _cell(cell: Any) -> str:
    if cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, int):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell:,}</text:p></table:table-cell>'
    words = escape(cell).replace("  ", "<text:s/> ")
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'

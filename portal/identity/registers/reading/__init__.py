"""Reading published tables, whatever their form: text with any delimiter and encoding, workbooks, open documents; a row at a time, by the names of
columns, with a sentence for what is wrong. Sources of the forms: docs/registers.md."""

from portal.identity.registers.reading.refusals import RefusedRow, UnreadableFile
from portal.identity.registers.reading.spelling import tidy
from portal.identity.registers.reading.tables import Layout, Row, Shape, Table, open_table

__all__ = ["Layout", "RefusedRow", "Row", "Shape", "Table", "UnreadableFile", "open_table", "tidy"]

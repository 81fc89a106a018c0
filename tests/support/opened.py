"""What stands in a file that a person downloads: the words of a PDF, a workbook, a Word document or a parcel, with its names, its title and its attachments."""

import io
import zipfile

import openpyxl
from pypdf import PdfReader


def words_of(raw: bytes) -> str:
    """Every word of these bytes as a person reads them once opened; what is no such file is read as text.

    Lines are broken anywhere in a PDF, so its words come a second time without any space."""
    if raw.startswith(b"%PDF-"):
        said = _of_pdf(raw)
        return said + "\n" + "".join(said.split())
    if raw.startswith(b"PK\x03\x04"):
        return _of_parcel(raw)
    return raw.decode("utf-8", "replace")


def kind_of_file(raw: bytes) -> str:
    """pdf, workbook, document, parcel, or text."""
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if not raw.startswith(b"PK\x03\x04"):
        return "text"
    with zipfile.ZipFile(io.BytesIO(raw)) as parcel:
        names = parcel.namelist()
    return "workbook" if "xl/workbook.xml" in names else "document" if "word/document.xml" in names else "parcel"


def _of_pdf(raw: bytes) -> str:
    document = PdfReader(io.BytesIO(raw))
    said = [str(value) for value in (document.metadata or {}).values()]
    said += [page.extract_text() for page in document.pages]
    said += [mark.get("/A", {}).get("/URI", "") for page in document.pages for mark in page.annotations or []]
    for name, contents in document.attachments.items():
        said += [name, *(words_of(one) for one in contents)]
    return "\n".join(said)


def _of_parcel(raw: bytes) -> str:
    """Every member as text (the parts of a workbook or a document are XML), and the cells of a workbook as they are read."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parcel:
        said = [f"{name}\n{words_of(parcel.read(name))}" for name in parcel.namelist()]
        book = "xl/workbook.xml" in parcel.namelist()
    if book:
        for sheet in openpyxl.load_workbook(io.BytesIO(raw), read_only=True).worksheets:
            said += [sheet.title, *(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)]
    return "\n".join(said)

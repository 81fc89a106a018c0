"""Word documents of headings, paragraphs and boxes to write in (Office Open XML, ECMA-376, its plainest parts), and reading the boxes back.

Every box carries a mark in its first row. Whoever fills the document in with any word processor keeps the boxes, and `marked` finds them again.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from defusedxml import ElementTree

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_XML = 20 * 1024 * 1024
_W = f"{{{MAIN}}}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_CONTENT}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_CONTENT}.styles+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="6" w:space="0" w:color="505A58"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _style(name: str, size: int, *, bold: bool = False, outline: int | None = None) -> str:
    level = f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/>{level}</w:pPr>'
        f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="{MAIN}">'
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="120"/></w:pPr></w:style>'
    + _style("heading 1", 36, bold=True, outline=0).replace('"heading1"', '"Heading1"')
    + _style("heading 2", 28, bold=True, outline=1).replace('"heading2"', '"Heading2"')
    + _style("heading 3", 24, bold=True, outline=2).replace('"heading3"', '"Heading3"')
    + "</w:styles>"
)


class WordDocument:
    """A document that is written from top to bottom."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def heading(self, words: str, level: int = 1) -> None:
        """A heading of level 1 to 3."""
        self._parts.append(_paragraph(words, style=f"Heading{level}"))

    def paragraph(self, words: str) -> None:
        """Words; line ends stay."""
        self._parts.append(_paragraph(words))

    def box(self, mark: str, rows: Sequence[Sequence[str]], *, heads: Sequence[str] = ()) -> None:
        """A box to write in: its mark, the heads of its columns where it has some, and its rows."""
        width = max([len(heads), *(len(row) for row in rows), 1])
        lines = [_row([mark], span=width, shade=True)]
        if heads:
            lines.append(_row(heads, shade=True))
        lines += [_row(row) for row in rows]
        grid = f'<w:gridCol w:w="{9600 // width}"/>' * width
        self._parts.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_EDGES}</w:tblBorders></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>{_paragraph('')}"
        )

    def to_bytes(self) -> bytes:
        """The file."""
        margins = '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
        body = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{MAIN}"><w:body>'
            f'{"".join(self._parts)}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>{margins}</w:sectPr></w:body></w:document>'
        )
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in (
                ("[Content_Types].xml", _KINDS),
                ("_rels/.rels", _RELS),
                ("word/document.xml", body),
                ("word/styles.xml", _STYLES),
                ("word/_rels/document.xml.rels", _DOCUMENT_RELS),
            ):
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
        return held.getvalue()


def _paragraph(words: str, *, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in words.split("\n")]
    return f"<w:p>{look}<w:r>{'<w:br/>'.join(lines)}</w:r></w:p>"


def _row(cells: Sequence[str], *, span: int = 1, shade: bool = False) -> str:
    look = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    look += '<w:shd w:val="clear" w:color="auto" w:fill="E8EEEC"/>' if shade else ""
    made = (f"<w:tc><w:tcPr>{look}</w:tcPr>{_paragraph(cell)}</w:tc>" for cell in cells)
    return f"<w:tr>{''.join(made)}</w:tr>"


def marked(content: bytes, mark: re.Pattern[str]) -> Iterator[tuple[re.Match[str], list[list[str]]]]:
    """The boxes of a document whose first row holds such a mark, with the rows below it; words that somebody typed into the first row,
    under the line of the mark, come last. `content` was checked as a document (core/storage).

    Raises ValueError where there is nothing that can be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("word/document.xml") as part:
            text = part.read(MOST_XML + 1)
        if len(text) > MOST_XML:
            raise ValueError("too long")
        tree = ElementTree.fromstring(text)
    except Exception as problem:
        raise ValueError("not a document that can be read") from problem
    for table in tree.iter(f"{_W}tbl"):
        rows = [[_text(cell) for cell in row.findall(f"{_W}tc")] for row in table.findall(f"{_W}tr")]
        head = "\n".join(rows[0]) if rows else ""
        found = mark.search(head)
        if found is not None:
            _line, _end, typed = head[found.end() :].partition("\n")
            yield found, [*rows[1:], [typed]] if typed.strip() else rows[1:]


def _text(cell: Any) -> str:
    """The words of a cell: a line for each paragraph and each line break."""
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        pieces = []
        for piece in paragraph.iter():
            if piece.tag == f"{_W}t":
                pieces.append(piece.text or "")
            elif piece.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif piece.tag == f"{_W}tab":
                pieces.append(" ")
        lines.append("".join(pieces))
    return "\n".join(lines).strip()

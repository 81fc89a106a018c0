"""Files: kept under random keys outside any static folder, behind a protocol of five methods; their names are only data.

What may be stored is decided here once: extension, declared content and real content must agree, pictures are decoded under a pixel limit and
written again without their metadata, zip-based documents are checked for bombs before anything reads them.
"""

import hashlib
import io
import re
import secrets
import time
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

import filetype
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import scanning, text
from portal.core.actors import Actor
from portal.core.database import Record, choice, reference, session
from portal.core.errors import NotFound, RuleBroken
from portal.core.i18n import _

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
_ZIPPED = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_CONTENTS = "[Content_Types].xml"
_PROGRAM = re.compile(r"vbaproject|vbadata|/activex/")
_KEY = re.compile(r"[0-9a-f]{48}")
_PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}
MOST_PIXELS = 40_000_000
MOST_UNZIPPED = 200 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_OF_CONTENTS = 1024 * 1024
ACCEPTED = "." + ",.".join(TYPES)


class Scan(StrEnum):
    """What the virus scanner says of a file: nobody asks one; it is being checked; nothing was found; something was, and nobody opens it."""

    UNCHECKED = "unchecked"
    CHECKING = "checking"
    CLEAN = "clean"
    HELD = "held"


OPEN = (Scan.UNCHECKED, Scan.CLEAN)


class StoredFile(Record):
    """A file that was accepted. It has no permission of its own: whoever may see the record it belongs to may read it, once it is not being checked.

    While it is being checked, or held, nobody opens it and only `uploaded_by_id` sees that it is there. `scan_found`: the scanner's name of what is in
    it. `scan_told_at`: since when the administrators know that it waits.
    """

    __tablename__ = "stored_file"

    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    uploaded_by_id: Mapped[uuid.UUID | None] = reference("person.id")
    school_id: Mapped[uuid.UUID | None] = reference("school.id")
    scan: Mapped[Scan] = choice(Scan, default=Scan.UNCHECKED)
    scan_found: Mapped[str] = mapped_column(sa.String(120), default="")
    scan_tries: Mapped[int] = mapped_column(default=0)
    scanned_at: Mapped[datetime | None]
    scan_told_at: Mapped[datetime | None]

    __table_args__ = (sa.Index("ix_stored_file_scan", "scan", "id"),)

    @property
    def is_open(self) -> bool:
        """Whether it may be opened at all."""
        return self.scan in OPEN


@dataclass(frozen=True)
class Upload:
    """A file that passed the checks and lies in the store, not yet claimed by a record."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str


class Storage(Protocol):
    """Where the bytes lie. Keys are made by `new_key` and by nobody else. `older_than`: every key whose bytes were written longer ago, by the clock of
    the machine that holds them, in no order; what lies there under another kind of name is not ours and is not told."""

    def put(self, key: str, content: bytes) -> None: ...
    def open(self, key: str) -> IO[bytes]: ...
    def delete(self, key: str) -> None: ...
    def exists(self, key: str) -> bool: ...
    def older_than(self, age: timedelta) -> Iterator[str]: ...


class LocalStorage:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        if not key.isalnum():
            raise NotFound
        return self.folder / key[:2] / key

    def put(self, key: str, content: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting = path.with_suffix(f".{uuid.uuid4().hex}.part")
        waiting.write_bytes(content)
        waiting.replace(path)

    def open(self, key: str) -> IO[bytes]:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise NotFound from None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def older_than(self, age: timedelta) -> Iterator[str]:
        """Writing that broke off goes at once: nobody was ever given its name."""
        before = time.time() - age.total_seconds()
        for path in self.folder.glob("??/*"):
            try:
                is_older = path.stat().st_mtime < before
            except FileNotFoundError:
                continue
            if is_older and path.suffix == ".part":
                path.unlink(missing_ok=True)
            elif is_older and is_key(path.name):
                yield path.name


_store: Storage | None = None


def in_use() -> Storage | None:
    """The store that was told last, if any was."""
    return _store


def use(store: Storage | None) -> None:
    """Told once, at assembly, where files are kept."""
    global _store
    _store = store


def store() -> Storage:
    """The store in use."""
    if _store is None:
        raise RuntimeError("no file store: create_app() has not been called")
    return _store


def new_key() -> str:
    return secrets.token_hex(24)


def is_key(name: str) -> bool:
    """Whether `new_key` may have made it."""
    return _KEY.fullmatch(name) is not None


def receive(stream: IO[bytes], filename: str, *, field: str, most_bytes: int) -> Upload:
    """Check an upload and lay it in the store, before any transaction. Raises RuleBroken(field, ...) with the reason.

    Nothing refers to it until `claim` is called inside the deed; what nobody claims is swept up by a job.
    """
    name = safe_name(filename)
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if extension not in TYPES:
        raise RuleBroken(field, _("The file must be one of these kinds: %(kinds)s.", kinds=", ".join(TYPES)))
    content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise RuleBroken(field, _("The file must be smaller than %(most)s MB.", most=most_bytes // (1024 * 1024)))
    if not content:
        raise RuleBroken(field, _("The file is empty. Choose another file."))
    content = _checked(content, extension, field)
    key = new_key()
    store().put(key, content)
    return Upload(key, name, TYPES[extension], len(content), hashlib.sha256(content).hexdigest())


def check_document(content: bytes, *, field: str) -> None:
    """A Word document that is only read, and kept nowhere: the same checks as for one that is kept. Raises RuleBroken(field, ...)."""
    _checked(content, "docx", field)


def claim(upload: Upload, *, by: Actor, school_id: uuid.UUID | None = None) -> StoredFile:
    """Make an upload part of the record that is being written. Where a virus scanner is asked, it waits until that has looked."""
    stored = StoredFile(
        key=upload.key,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        uploaded_by_id=by.id,
        school_id=school_id,
        scan=Scan.CHECKING if scanning.in_use() is not None else Scan.UNCHECKED,
    )
    session().add(stored)
    session().flush()
    return stored


def is_claimed(key: str) -> bool:
    """Has a record made the upload with this key its own?"""
    return session().scalar(sa.select(StoredFile.id).where(StoredFile.key == key)) is not None


def safe_name(filename: str) -> str:
    """The person's name for the file as data: last path part, no controls, at most 120 characters with its extension."""
    name = text.clean_line(filename).replace("\\", "/").rsplit("/", 1)[-1].strip(" .") or "file"
    stem, dot, extension = name.rpartition(".")
    return name if len(name) <= 120 else (stem[: 119 - len(extension)] + dot + extension)[-120:]


def _checked(content: bytes, extension: str, field: str) -> bytes:
    disguised = RuleBroken(
        field, _("The file is not what its name says. Save it again as the right kind, then choose it.")
    )
    if extension in ("txt", "csv"):
        try:
            decoded = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise RuleBroken(field, _("The text file must be saved as UTF-8.")) from None
        if "\x00" in decoded or filetype.guess(content) is not None:
            raise disguised
        return content
    guessed = filetype.guess(content)
    if extension in _ZIPPED:
        _check_zip(content, _ZIPPED[extension], field, disguised)
        return content
    if guessed is None or guessed.mime != TYPES[extension]:
        raise disguised
    if extension in _PICTURES:
        return _rewritten_picture(content, _PICTURES[extension], field, disguised)
    return content


def _check_zip(content: bytes, inside: str, field: str, disguised: RuleBroken) -> None:
    if not content.startswith(b"PK\x03\x04"):
        raise disguised  # something else stands in front of the archive
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            kinds = archive.open(_CONTENTS).read(MOST_OF_CONTENTS) if _CONTENTS in archive.namelist() else b""
    except Exception:  # an archive made to be read badly surprises its reader in many ways; none of them is a document
        raise disguised from None
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNZIPPED:
        raise RuleBroken(
            field, _("The document unpacks to far more than a document holds. Save it again without embedded files.")
        )
    names = {e.filename for e in entries}
    if _CONTENTS not in names or not any(n.startswith(inside) for n in names):
        raise disguised
    if any(n.startswith("/") or ".." in n.replace("\\", "/").split("/") for n in names):
        raise disguised
    if b"macroenabled" in kinds.lower() or any(_PROGRAM.search(n.lower()) for n in names):
        raise RuleBroken(field, _("Documents with macros are not accepted. Save it without macros."))


def _rewritten_picture(content: bytes, kind: str, field: str, disguised: RuleBroken) -> bytes:
    from PIL import Image, ImageOps  # here, because few requests bring a picture

    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise RuleBroken(field, _("The picture has too many pixels. Make it smaller, then choose it again."))
            turned = ImageOps.exif_transpose(picture)
            plain = turned.convert("RGB" if kind == "JPEG" else ("RGBA" if "A" in turned.getbands() else "RGB"))
            clean = Image.new(plain.mode, plain.size)
            clean.paste(plain)
    except RuleBroken:
        raise
    except Exception:  # a picture made to be read badly surprises its reader in many ways; none of them is a picture
        raise disguised from None
    written = io.BytesIO()
    clean.save(written, kind, **({"quality": 88} if kind == "JPEG" else {"optimize": False}))
    return written.getvalue()

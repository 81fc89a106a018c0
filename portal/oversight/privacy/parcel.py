"""Everything about one person as one file to take away: a zip with readable pages, the same as JSON, and the files that they sent."""

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from flask import Response, render_template

from portal.core import clock, storage
from portal.core.errors import NotFound
from portal.core.storage import StoredFile
from portal.oversight.privacy.gathering import Part, Whose, everything_about, files_of

IN_MEMORY = 8 * 1024 * 1024
PIECE = 64 * 1024
MOST_BYTES_OF_FILES = 1024 * 1024 * 1024


def parcel(whose: Whose, *, name: str) -> IO[bytes]:
    """The zip, at its beginning; closed by whoever reads it. Files that are gone, or over a gigabyte in all, are listed as missing."""
    parts, made_at = list(everything_about(whose)), clock.now()
    held: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - outlives this function
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        missing = list(_put_files(archive, files_of(whose.person_id)))
        archive.writestr("everything.json", _as_json(name, made_at, parts, missing))
        archive.writestr(
            "everything.html",
            render_template("privacy/everything.html", name=name, made_at=made_at, parts=parts, missing=missing),
        )
    held.seek(0)
    return held


def _as_json(name: str, made_at: datetime, parts: Sequence[Part], missing: Sequence[str]) -> str:
    found: dict[str, Any] = {"about": name, "made_at": made_at.isoformat(), "files_missing": list(missing)}
    found["kept"] = {
        part.table: {"purpose": part.purpose, "rows": part.rows, "rows_left_out": part.left_out} for part in parts
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def _put_files(archive: zipfile.ZipFile, files: Sequence[StoredFile]) -> Iterator[str]:
    total = 0
    for number, stored in enumerate(files, start=1):
        total += stored.size
        if total > MOST_BYTES_OF_FILES:
            yield stored.name
            continue
        try:
            if not stored.is_open:
                raise NotFound
            source = storage.store().open(stored.key)
        except NotFound:
            yield stored.name
            continue
        with source, archive.open(f"files/{number:04d}-{storage.safe_name(stored.name)}", "w") as target:
            while piece := source.read(PIECE):
                target.write(piece)


def handed_out(held: IO[bytes]) -> Response:
    """The zip as a download that no cache keeps."""
    answer = Response(_pieces(held), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="everything-about-you.zip"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(held: IO[bytes]) -> Iterator[bytes]:
    with held:
        while piece := held.read(PIECE):
            yield piece

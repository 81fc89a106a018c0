"""Handing out a stored file. The route decides who may have it; here it is made harmless."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

from portal.core import storage
from portal.core.storage import StoredFile

CHUNK = 64 * 1024


def download(stored: StoredFile) -> Response:
    """The file as an attachment: its own name (RFC 6266, with a plain fallback), its checked type, nothing that runs."""
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in ".-_ " else "_" for c in stored.name)
    answer = Response(_pieces(stored.key), mimetype=stored.content_type.split(";")[0])
    answer.headers["Content-Type"] = stored.content_type
    answer.headers["Content-Length"] = str(stored.size)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name, safe='')}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(key: str) -> Iterator[bytes]:
    with storage.store().open(key) as held:
        while piece := held.read(CHUNK):
            yield piece

"""Handing out a stored file. The route decides who may have it; here it is made harmless."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

from portal.core import storage
from portal.core.errors import NotAllowedNow, NotFound
from portal.core.i18n import _
from portal.core.storage import Scan, StoredFile
from portal.web import login

CHUNK = 64 * 1024


def check_open(stored: StoredFile) -> None:
    """Nobody opens a file before the virus scanner has looked, or one that it held: who added it reads why, for everyone else it is not there."""
    if stored.is_open:
        return
    if stored.uploaded_by_id is None or login.me().id != stored.uploaded_by_id:
        raise NotFound
    if stored.scan == Scan.CHECKING:
        raise NotAllowedNow(
            _("We are still checking this file for viruses. You and others can open it when that is done.")
        )
    raise NotAllowedNow(
        _("Nobody can open this file: our virus scanner found something in it. Have it cleaned, then add it again.")
    )


def download(stored: StoredFile) -> Response:
    """The file as an attachment: its own name (RFC 6266, with a plain fallback), its checked type, nothing that runs."""
    check_open(stored)
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

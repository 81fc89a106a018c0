"""Files that were chosen in a form that could not be carried out: they are kept for the next try, as browsers cannot keep them (rule 9: nobody loses what
they gave).

The bytes lie in the store after the usual checks, as every upload does, and no record names them; what is not sent after all is swept up with the loose
files. The form carries a sealed note of each. It counts for the person who chose the file, at the same address and box, until a day before the file is swept
up, and once: a file that a record has claimed is nobody's any more. How often somebody's files are kept in a day is counted; after that they have to be chosen
again. Nobody can open a kept file; it is looked at by the virus scanner like any other when a record claims it.
"""

import shutil
import tempfile
from datetime import timedelta
from typing import Any

from flask import current_app, has_request_context, render_template, request
from flask import session as cookie
from flask_wtf.file import FileField, MultipleFileField
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from portal.core import storage
from portal.core.errors import NotFound, RuleBroken
from portal.core.storage import Upload
from portal.web import limits, login
from portal.web.security import signing_keys
from portal.web.typed import DROPPED_FILE, KEPT_FILE

BEFORE_THE_SWEEP = timedelta(days=1)
"""How long before its file is swept up a note stops counting: nothing goes while it is being sent."""
MOST = 20
"""The most notes of one box that are read."""
IN_MEMORY = 500 * 1024
"""Bytes above which a kept file waits on the disk while the form is read, as one that is sent does."""


class KeptFile(FileStorage):
    """A file as if it had been chosen again: it lies in the store already, as `upload` says. `note`: the one with which it came, as old as the file."""

    def __init__(self, upload: Upload, note: str) -> None:
        again = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it goes with the request
        with storage.store().open(upload.key) as held:
            shutil.copyfileobj(held, again)
        again.seek(0)
        super().__init__(again, filename=upload.name, content_type=upload.content_type)
        self.upload = upload
        self.note = note


class KeepingFile(FileField):
    """One file: the one that is chosen now, else the one that was kept."""

    data: Any

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        if not self.data:
            self.data = next(iter(_kept_of(self)), None)


class KeepingFiles(MultipleFileField):
    """Several files: those that were kept, and those that are chosen now."""

    data: Any

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        kept = _kept_of(self)
        if kept:
            self.data = [*kept, *(self.data or [])]


def receive(chosen: Any, field: Any, *, most_bytes: int) -> Upload:
    """Lay a chosen file in the store, once. Raises RuleBroken."""
    upload: Upload | None = getattr(chosen, "upload", None)
    if upload is None:
        upload = storage.receive(chosen.stream, chosen.filename, field=field.name, most_bytes=most_bytes)
        chosen.upload = upload
    return upload


def beside(field: Any) -> Markup:
    """Below a box for files on the page of a form that was not carried out: what is kept, each with a tick to remove it; what has to be chosen again."""
    if not has_request_context() or request.method != "POST":
        return Markup("")
    if field.errors and not isinstance(field.data, list | tuple):
        return Markup("")  # it was refused itself: kept, it would be refused again
    all_chosen, kept, lost = _chosen(field.data), [], []
    may_keep = all(isinstance(chosen, KeptFile) for chosen in all_chosen) or limits.may_keep_files()
    for chosen in all_chosen:
        try:
            kept.append(_laid(chosen, field, may_keep))
        except RuleBroken:
            lost.append(storage.safe_name(chosen.filename))
    if not kept and (not lost or field.errors):  # what is wrong with it stands beside it
        return Markup("")
    return Markup(render_template("components/_kept.html", field=field, kept=kept, lost=lost))  # noqa: S704 - a template of ours


def _laid(chosen: Any, field: Any, may_keep: bool) -> dict[str, str]:
    """What the page says of a file that lies in the store now. Raises RuleBroken for one that is not kept."""
    if not may_keep and not isinstance(chosen, KeptFile):
        raise RuleBroken(field.name, "")
    chosen.stream.seek(0)
    upload = receive(chosen, field, most_bytes=int(current_app.config["MAX_FILE_BYTES"]))
    note = chosen.note if isinstance(chosen, KeptFile) else _sealer(field).dumps(_facts(upload))
    return {"name": upload.name, "mark": _mark(upload), "note": str(note)}


def _chosen(data: Any) -> list[Any]:
    several = data if isinstance(data, list | tuple) else [data]
    return [one for one in several if isinstance(one, FileStorage) and one.filename][:MOST]


def _kept_of(field: Any) -> list[KeptFile]:
    """What the notes of this form say was kept in this box; nothing for what is not ours, too old, claimed, swept up or taken out."""
    found: dict[str, KeptFile] = {}
    dropped = set(request.form.getlist(DROPPED_FILE + field.name))
    for note in request.form.getlist(KEPT_FILE + field.name)[:MOST]:
        try:
            upload = Upload(*_sealer(field).loads(note, max_age=int(lasts().total_seconds())))
            if _mark(upload) not in dropped and not storage.is_claimed(upload.key):
                found[upload.key] = KeptFile(upload, note)
        except (BadData, NotFound, TypeError):
            continue
    return list(found.values())


def lasts() -> timedelta:
    """For how long a note counts."""
    return timedelta(days=current_app.config["SETTINGS"].keep_loose_files_days) - BEFORE_THE_SWEEP


def _facts(upload: Upload) -> list[Any]:
    return [upload.key, upload.name, upload.content_type, upload.size, upload.sha256]


def _mark(upload: Upload) -> str:
    """How a kept file is told apart on the page."""
    return upload.key[:12]


def _sealer(field: Any) -> URLSafeTimedSerializer:
    """Bound to the person (a visitor: to their form token), the address and the box."""
    person = login.signed_in()
    who = str(person.id) if person is not None else str(cookie.get("csrf_token", ""))
    return URLSafeTimedSerializer(signing_keys(), salt=f"kept-file {who} {request.path} {field.name}")

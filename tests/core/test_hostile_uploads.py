"""Hostile files: each is refused with a sentence, or harmless where it is opened (checks 23, 36-44, S24)."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from portal.core import storage
from portal.core.errors import RuleBroken
from portal.core.storage import LocalStorage, StoredFile
from portal.web.files import download
from tests.support import hostile
from tests.support.hostile import Hostile

FILES = hostile.all_of_them()
SENTENCES = (
    "The file must be one of these kinds:",
    "The file must be smaller than",
    "The file is empty.",
    "The file is not what its name says.",
    "The text file must be saved as UTF-8.",
    "The document unpacks to far more than a document holds.",
    "Documents with macros are not accepted.",
    "The picture has too many pixels.",
)
SERVED = {kind.split(";")[0] for kind in storage.TYPES.values()}

pytestmark = pytest.mark.static


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    """A store of its own."""
    before, kept = storage.in_use(), LocalStorage(tmp_path)
    storage.use(kept)
    yield kept
    storage.use(before)


def test_there_are_enough_of_both() -> None:
    assert len(FILES) >= 180
    assert sum(one.refused for one in FILES) >= 100
    assert sum(not one.refused for one in FILES) >= 50


@pytest.mark.parametrize("one", [one for one in FILES if one.refused], ids=lambda one: one.why)
def test_it_is_refused_with_a_sentence_and_nothing_is_kept(shop: LocalStorage, one: Hostile) -> None:
    began = time.monotonic()
    with pytest.raises(RuleBroken) as refused:
        storage.receive(io.BytesIO(one.content), one.name, field="file", most_bytes=hostile.MOST)
    assert refused.value.field == "file"
    assert str(refused.value.message).startswith(SENTENCES)
    assert time.monotonic() - began < 2
    assert not [path for path in shop.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("one", [one for one in FILES if not one.refused], ids=lambda one: one.why)
def test_it_is_kept_under_a_random_key_and_handed_out_harmless(shop: LocalStorage, one: Hostile) -> None:
    upload = storage.receive(io.BytesIO(one.content), one.name, field="file", most_bytes=hostile.MOST)
    (kept,) = [path for path in shop.folder.rglob("*") if path.is_file()]
    assert kept == shop.folder / upload.key[:2] / upload.key
    assert len(upload.key) == 48
    assert len(upload.name) <= 120
    assert not {"/", "\\", "\x00", "\r", "\n", "\u202e"} & set(upload.name)
    with Flask("x").test_request_context():
        answer = download(StoredFile(**vars(upload), scan=storage.Scan.UNCHECKED))
        content = b"".join(answer.response)  # type: ignore[arg-type]
    assert answer.headers["Content-Type"].split(";")[0] in SERVED
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    said = answer.headers["Content-Disposition"]
    assert said.startswith('attachment; filename="')
    assert said.count('"') == 2
    assert said.isascii()
    if upload.content_type.startswith("image/"):
        with Image.open(io.BytesIO(content)) as shown:
            assert (shown.n_frames if hasattr(shown, "n_frames") else 1) == 1
            assert not dict(shown.getexif())
            assert not {"comment", "xmp", "icc_profile", "exif", "photoshop", "Comment"} & set(shown.info)
        for word in (b"hacked", b"SecretPhoneMaker", b"<script", b"PK\x03\x04"):
            assert word not in content

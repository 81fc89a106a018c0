"""Files by mail go by the same rules as files on the page: kind, size, number; pictures are written again and wait for consent."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from portal.core import storage
from portal.core.storage import StoredFile
from portal.running.board.models import Post, PostFile


def picture(kind: str = "JPEG") -> bytes:
    """A picture that says where it was taken."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (640, 480), "green").save(made, kind, exif=exif)
    return made.getvalue()


def attached(rows: Any) -> list[str]:
    return [
        one["name"] for row in rows(sa.select(Post.attached).where(Post.attached.is_not(None))) for one in row.attached
    ]


def test_several_files_come_along_and_a_picture_waits_for_consent(post: Any, rows: Any, reader_for: Any) -> None:
    message = post.answer("Here they are.")
    message.add_attachment(b"day,rain\nMon,4\n", maintype="text", subtype="csv", filename="rain.csv")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="garden.jpg")
    assert post.bring(message).outcome == "posted"
    assert attached(rows) == ["rain.csv", "garden.jpg"]
    [shown] = [row for row in rows(sa.select(PostFile.is_picture, PostFile.people)) if row.is_picture]
    assert shown.people == "not_said"
    [(address, subject, text)] = post.letters("about_your_mail")
    assert address == post.cast.vale_contact.email
    assert subject == "Your message is on the board; something is missing"
    assert "until you say who can be seen in them" in text
    keys = rows(sa.select(StoredFile.key, StoredFile.name).where(StoredFile.name == "garden.jpg"))
    with post.app.app_context(), storage.store().open(keys[0].key) as held:
        assert b"secret place" not in held.read()


def test_no_more_than_a_message_holds(post: Any, rows: Any) -> None:
    most = post.app.config["MAX_MESSAGE_FILES"]
    message = post.answer("Many.")
    for number in range(most + 2):
        message.add_attachment(b"a,b\n", maintype="text", subtype="csv", filename=f"t{number}.csv")
    assert post.bring(message).reason == "files"
    assert attached(rows) == [f"t{number}.csv" for number in range(most)]
    [(_address, _subject, text)] = post.letters("about_your_mail")
    assert f"t{most}.csv, t{most + 1}.csv" in text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ\x90"),
        ("page.html", b"<script>alert(1)</script>"),
        ("garden.jpg", b"<html><script>alert(1)</script></html>"),
        ("garden.png", b"MZ\x90"),
        ("words.svg", b"<svg onload='alert(1)'/>"),
        ("empty.csv", b""),
    ],
)
def test_what_the_page_would_refuse_is_left_out_and_named(post: Any, rows: Any, name: str, content: bytes) -> None:
    message = post.answer("Here.")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    assert post.bring(message).reason == "files"
    assert post.posts()[-1][2] == "Here."
    assert attached(rows) == []
    [(_address, _subject, text)] = post.letters("about_your_mail")
    assert name in text


def test_too_large_is_left_out(post: Any, rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(post.app.config, "MAX_FILE_BYTES", 1000)
    message = post.answer("Here.")
    message.add_attachment(b"a,b\n" * 1000, maintype="text", subtype="csv", filename="large.csv")
    assert post.bring(message).reason == "files"
    assert attached(rows) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/rain.csv", "<script>alert(1)</script>.csv", "a\r\nBcc: all@x.example\r\n.csv", "ŵ" * 400 + ".csv"],
)
def test_hostile_names_become_plain_ones(post: Any, rows: Any, name: str) -> None:
    message = post.answer("Here.")
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="rain.csv")
    raw = message.as_bytes().replace(b'filename="rain.csv"', b'filename="' + name.encode() + b'"')
    assert post.bring(raw).outcome == "posted"
    for found in attached(rows):
        assert not set(found) & set("/\\\r\n")
        assert len(found) <= 200
    for _address, subject, text in post.letters("about_your_mail"):
        assert "\nBcc:" not in text
        assert "\n" not in subject.strip()

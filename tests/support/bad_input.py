"""Posting every form of a page with what no one should type: the values, and what a browser would send with them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus, urljoin, urlsplit
from zlib import crc32

from bs4 import Tag

Pairs = list[tuple[str, str | bytes]]

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
LONG = "A" * 50_000
TEXTS: dict[str, str | bytes] = {
    "long": LONG,
    "controls": "before\x00\x01\x1b\x7fafter\r\nline",
    "surrogate": b"half \xed\xa0\x80 of a pair \xff\xfe",
    "override": "evil\u202egpj.exe \u2066x\u2069",
    "probe": PROBE,
    "templates": "=1+1 {{7*7}} ${7*7} %(name)s %s {0}",
    "blank": " \t\u00a0\u200b ",
}
NUMBERS = ("-1", "1e9", "NaN", "٣", "99999999999999999999")
DATES = (("30", "2", "2027"), ("1", "1", "10000"), ("0", "0", "0"), ("٣", "x", "2027"))
FOREIGN = "01890000-0000-7000-8000-000000000000"
EXTRA: Pairs = [
    ("role", "administrator"),
    ("school_id", FOREIGN),
    ("cluster_id", FOREIGN),
    ("person_id", FOREIGN),
    ("is_verified", "y"),
    ("status", "approved"),
    ("id", FOREIGN),
]
PLAUSIBLE = {
    "email": "someone.else@demo.example",
    "link": "https://demo.example/page",
    "website": "https://demo.example",
}


@dataclass(frozen=True)
class Form:
    """A form that changes something, as it stands on a page."""

    action: str
    hidden: Pairs
    buttons: Pairs
    texts: tuple[str, ...]
    secrets: tuple[str, ...]
    numbers: tuple[str, ...]
    days: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    ticks: tuple[str, ...]
    files: tuple[str, ...]
    standing: dict[str, list[str]] = field(default_factory=dict)

    @property
    def has_fields(self) -> bool:
        return bool(self.texts or self.secrets or self.numbers or self.days or self.choices or self.ticks or self.files)

    def with_token(self, token: str) -> "Form":
        """The same as another session of the account would be shown it, so that it can be sent."""
        return replace(self, hidden=[(name, token if name == "csrf_token" else value) for name, value in self.hidden])

    def filled(self, value: str = "Plausible words") -> Pairs:
        """The form as someone would send it: what stood there, else something plausible."""
        pairs = self.hidden + self.buttons[:1]
        for name in (*self.texts, *self.secrets):
            stood = self.standing.get(name, [""])[0]
            words = PLAUSIBLE.get(name.rpartition("_")[2], value)
            pairs = [*pairs, (name, stood or words)]
        pairs += [(name, (self.standing.get(name) or ["5"])[0] or "5") for name in self.numbers]
        for name in self.days:
            pairs += [(name, part) for part in ("27", "4", "2027")]
        pairs += [
            (name, stood) for name, options in self.choices.items() for stood in self.standing.get(name) or options[-1:]
        ]
        return pairs + [(name, "y") for name in self.ticks]

    def instead(self, name: str, value: str | bytes) -> Pairs:
        """The filled form with another value in one field."""
        return [pair for pair in self.filled() if pair[0] != name] + [(name, value)]


def forms_of(forms: list[Tag], path: str) -> list[Form]:
    """Every form (of those of the page at `path`) that posts, except the one that signs out."""
    found = [_read(form, path) for form in forms if str(form.get("method", "get")).lower() == "post"]
    return [form for form in found if form.action != "/sign-out"]


def _read(form: Tag, path: str) -> Form:
    from tests.support.reader import Reader

    hidden: Pairs = []
    buttons: Pairs = [
        (str(b["name"]), str(b.get("value", ""))) for b in form.select("button[name], input[type=submit][name]")
    ]
    kinds: dict[str, list[str]] = {name: [] for name in ("texts", "secrets", "numbers", "days", "ticks", "files")}
    choices: dict[str, list[str]] = {}
    boxes: dict[str, int] = {}
    for item in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(item["name"]), item.get("type")
        if kind == "hidden":
            hidden.append((name, str(item.get("value", ""))))
        elif kind in ("radio", "checkbox"):
            choices.setdefault(name, []).append(str(item.get("value", "on")))
        elif item.name == "select":
            choices[name] = [str(option.get("value", "")) for option in item.select("option")]
        elif kind == "file":
            kinds["files"].append(name)
        elif kind != "submit":
            boxes[name] = boxes.get(name, 0) + 1
            numeric = item.get("inputmode") == "numeric" or kind in ("number", "date", "time")
            kinds["numbers" if numeric else "secrets" if kind == "password" else "texts"].append(name)
    days = {name for name, count in boxes.items() if count == 3}
    ticks = {name for name, options in choices.items() if options == ["y"]}
    target = urlsplit(urljoin(path, str(form.get("action") or path)))
    return Form(
        action=target.path + ("?" + target.query if target.query else ""),
        hidden=hidden,
        buttons=buttons,
        texts=tuple(name for name in kinds["texts"] if name not in days),
        secrets=tuple(kinds["secrets"]),
        numbers=tuple(name for name in kinds["numbers"] if name not in days),
        days=tuple(sorted(days)),
        choices={name: tuple(options) for name, options in choices.items() if name not in ticks},
        ticks=tuple(sorted(ticks)),
        files=tuple(kinds["files"]),
        standing=Reader.standing(form),
    )


def bad_posts(form: Form, *, all_of_them: bool = False) -> Iterator[tuple[str, Pairs]]:
    """What to send instead, each with a name. `empty` comes first. Of what is bad in the same way this form gets one, the next form another: over all the
    forms each is tried many times."""
    turn = crc32(form.action.encode() + repr(form.texts + form.numbers + form.days).encode())

    def some(*ways: str) -> set[str]:
        return set(ways) if all_of_them else {ways[turn % len(ways)]}

    if not form.has_fields:
        yield "extra fields", form.hidden + form.buttons[:1] + EXTRA
        return
    written = (*form.texts, *form.secrets)
    yield "empty", form.hidden + form.buttons[:1] + [(name, "") for name in (*written, *form.numbers)]
    yield "missing fields", form.hidden
    words = TEXTS.keys() - {"override", "templates", "blank"} | some("override", "templates", "blank")
    for word, value in TEXTS.items() if written else ():
        if word in words:
            others = [pair for pair in form.filled() if pair[0] not in written]
            yield word, others + [(name, value) for name in written]
    for name in form.texts:
        yield f"all of it in {name}", form.instead(name, f"\x00=1+1 {PROBE} {{{{7*7}}}} \u202e")
    numbers = {NUMBERS[0], NUMBERS[-1]} | some(*NUMBERS[1:-1])
    for number in NUMBERS if form.numbers else ():
        if number in numbers:
            others = [pair for pair in form.filled() if pair[0] not in form.numbers]
            yield f"number {number}", others + [(name, number) for name in form.numbers]
    days = some(*(parts[0] for parts in DATES[:2])) | some(*(parts[0] for parts in DATES[2:]))
    for parts in DATES if form.days else ():
        if parts[0] in days:
            others = [pair for pair in form.filled() if pair[0] not in form.days]
            yield f"date {parts}", others + [(name, part) for name in form.days for part in parts]
    chosen = {"\x00"} | some("made-up", FOREIGN)
    for value in ("made-up", FOREIGN, "\x00") if form.choices else ():
        if value in chosen:
            others = [pair for pair in form.filled() if pair[0] not in form.choices]
            yield f"choice {value!r}", others + [(name, value) for name in form.choices]
    yield "twice", form.filled() + [(name, "another") for name, _value in form.filled() if name != "csrf_token"]
    yield "extra fields", form.filled() + EXTRA


def encoded(pairs: Pairs) -> bytes:
    """As a browser sends it; bytes go out as they are, so that what is not UTF-8 can be sent."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


# files that are not what they say


def zip_bomb() -> bytes:
    """A small document that unpacks to 300 MB."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 300 * 1024 * 1024)
    return held.getvalue()


def pixel_flood(side: int = 30_000) -> bytes:
    """A picture of `side` by `side` pixels in a few kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer, row = zlib.compressobj(9), b"\0" * (1 + side // 8)
    packed = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def disguised() -> Iterator[tuple[str, bytes]]:
    """Name and content of files that must be refused."""
    yield "photo.jpg", b"<!doctype html><script>alert(1)</script>"
    yield "drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "letter.pdf", b"MZ\x90\x00" + b"\0" * 200
    yield "run.exe", b"MZ\x90\x00" + b"\0" * 200
    yield "letter.pdf.html", b"%PDF-1.4 <script>"
    yield "notes.txt", b"half \xed\xa0\x80 of a pair"
    yield "empty.pdf", b""
    yield "no-name", b"%PDF-1.4\n"
    yield "letter.docx", b"PK\x03\x04 not a zip at all"
    yield "bomb.docx", zip_bomb()
    yield "flood.png", pixel_flood()

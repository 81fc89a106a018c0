"""Sheets of paper: every script that the portal's schools write in has its letters, shaped, on its own side; nothing breaks on words that are hostile."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from fontTools.ttLib import TTFont

from portal.web.sheets import FONTS, Paper

pytestmark = pytest.mark.either
ARABIC = "مدرسة السلام"


def test_each_script_has_its_typeface(app: Flask) -> None:
    with app.app_context():
        paper = Paper("Afonydd Ŵyn", foot="Made here")
        assert not {"arabic", "khmer", "devanagari"} & {key.lower() for key in paper.fonts}
        for words in (f"Ŵ ŷ Ł {ARABIC}", "हिमाल विद्यालय", "សាលាបឋមសិក្សា"):
            paper.text_block(words)
        raw = bytes(paper.output())
    assert raw.startswith(b"%PDF-")
    assert {"arabic", "khmer", "devanagari"} <= {key.lower() for key in paper.fonts}
    assert paper.pages_count == 1


@pytest.mark.parametrize("letters", ["ŵŷŴŶâêîôû", "éçñüßŁłČ", "0123456789–—“”‘’•€£"])
@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_letters_of_wales_and_europe_are_there(letters: str, weight: str) -> None:
    known: set[int] = set()
    for face in ("latin", "latin-ext"):
        known |= set(TTFont(FONTS / f"{face}-{weight}.ttf").getBestCmap())
    assert [letter for letter in letters if ord(letter) not in known] == []


def test_arabic_is_joined_and_stands_on_the_right(app: Flask) -> None:
    """Joined letters are other glyphs than letters alone; a sheet in Arabic is set from the right margin."""
    with app.app_context():
        alone, joined = Paper("a", language="ar"), Paper("b", language="ar")
        alone.text_block(" ".join(ARABIC.replace(" ", "")))
        joined.text_block(ARABIC)
        assert alone._side() == joined._side() == "R"
        assert bytes(alone.output()) != bytes(joined.output())
    assert shaped(joined) != shaped(alone)


def shaped(paper: Paper) -> Any:
    font = paper.fonts["arabic"]
    return sorted(str(glyph) for glyph in font.subset.get_all_glyph_names() or [])


def test_hostile_words(app: Flask) -> None:
    words = "<script>alert(1)</script> \u202e \u0000 (paren) \\ %PDF " + "x" * 3000 + " 漢字 🎉"
    with app.app_context():
        paper = Paper(words[:60])
        paper.title_line(words)
        paper.listed([words] * 3)
        paper.figures([("1", words), ("2", "two")])
        raw = bytes(paper.output())
    assert len(re.findall(rb"/Type /Page\b", raw)) == paper.pages_count
    assert io.BytesIO(raw).read(5) == b"%PDF-"
    assert b"/JavaScript" not in raw
    assert b"/URI" not in raw


def test_the_answer_says_what_it_is(app: Flask) -> None:
    with app.test_request_context():
        answer = Paper("Something").answer("summary")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="summary.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"

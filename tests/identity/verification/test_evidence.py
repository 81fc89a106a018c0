"""Documents of a school: who lays them in, who opens them, who takes them back."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.identity.verification.models import SchoolEvidence
from tests.support.cast import Cast
from tests.support.reader import Reader

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def lay_in(reader: Reader, school_id: Any, words: str = "Letter of the office", expect: int = 303) -> Reader:
    data = {"words": words, "file": (io.BytesIO(PDF), "letter.pdf")}
    return reader.post(f"/schools/{school_id}/evidence/new", data, expect=expect)


@pytest.fixture
def letter(reader_for: Callable[..., Reader], cast: Cast, quiet: Any, read: Any) -> str:
    """The path of a document that the school's contact laid in."""
    lay_in(reader_for(cast.waiting), quiet)
    return f"/schools/{quiet}/evidence/{read(sa.select(SchoolEvidence.id))}"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("waiting", 200),
        ("manager", 200),
        ("admin", 200),
        ("officer", 404),
        ("authority", 404),
        ("auditor", 404),
        ("nobody", 404),
        ("coordinator", 404),
    ],
)
def test_only_the_schools_contacts_and_the_verifiers_open_it(
    reader_for: Callable[..., Reader], cast: Cast, letter: str, who: str, status: int
) -> None:
    reader = reader_for(getattr(cast, who)).get(letter, expect=status)
    if status == 200:
        assert reader.raw == PDF
        assert reader.headers["Content-Disposition"].startswith('attachment; filename="letter.pdf"')
        assert reader.headers["X-Content-Type-Options"] == "nosniff"


def test_a_member_who_is_no_contact_sees_that_it_is_there_and_cannot_open_it(
    reader_for: Callable[..., Reader], cast: Cast
) -> None:
    lay_in(reader_for(cast.coordinator), cast.school["hill"])
    page = reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}/verification").sees("Letter of the office")
    assert not page.page.select("a[href*='/evidence/']")
    reader = reader_for(cast.coordinator).get(f"/schools/{cast.school['hill']}/verification")
    path = str(reader.page.select_one("main .app-list a")["href"])  # type: ignore[index]
    reader_for(cast.teacher).get(path, expect=403)
    reader_for(cast.head).get(path, expect=200)


def test_it_needs_a_file_of_a_known_kind_and_words(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, read: Any
) -> None:
    reader = reader_for(cast.waiting)
    path = f"/schools/{quiet}/evidence/new"
    assert reader.post(path, {"words": "Letter"}, expect=422).errors() == ["Choose a file."]
    assert lay_in(reader, quiet, words=" ", expect=422).errors() == ["Say in a few words what it is."]
    reader.post(path, {"words": "Letter", "file": (io.BytesIO(b"MZ\x90"), "letter.pdf")}, expect=422)
    assert "is not what its name says" in reader.errors()[0]
    reader.post(path, {"words": "Letter", "file": (io.BytesIO(b"x"), "letter.exe")}, expect=422)
    assert read(sa.select(sa.func.count()).select_from(SchoolEvidence)) == 0


def test_ten_are_enough(reader_for: Callable[..., Reader], cast: Cast, quiet: Any) -> None:
    reader = reader_for(cast.waiting)
    for number in range(10):
        lay_in(reader, quiet, words=f"Letter {number}")
    assert lay_in(reader, quiet, expect=422).errors() == [
        "Ten documents are enough. Take one back before you add another."
    ]


def test_who_laid_it_in_takes_it_back_until_a_decision_rests_on_it(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, letter: str, act: Callable[..., Any]
) -> None:
    reader_for(cast.manager).post(f"{letter}/take-back", expect=403)
    reader = reader_for(cast.waiting).get(f"/schools/{quiet}/verification")
    reader.press("Take back").sees("The document is taken back.").does_not_see("letter.pdf")
    reader.get(letter, expect=404)
    lay_in(reader, quiet, words="Second letter")
    path = str(reader.get(f"/schools/{quiet}/verification").page.select_one("main .app-list a")["href"])  # type: ignore[index]
    evidence = {"level": "document_seen", "register_evidence": "The letter.", "person_evidence": "Telephoned."}
    reader_for(cast.manager).post(f"/verification/{quiet}", evidence, expect=303)
    reader.get(f"/schools/{quiet}/verification").post(f"{path}/take-back", expect=303)
    reader.get(f"/schools/{quiet}/verification").sees("A decision rests on this document. It stays.", "Second letter")


def test_the_verifier_sees_it_beside_the_school(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, letter: str
) -> None:
    reader = reader_for(cast.manager).get(f"/verification/{quiet}").sees("Letter of the office", "added", "Quinn Lee")
    reader.follow("Add a document").sees("Add a document")
    lay_in(reader, quiet, words="Page of the ministry")
    reader.get(f"/verification/{quiet}").sees("Page of the ministry", "Maya Lead")

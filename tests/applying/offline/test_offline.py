"""The form away from the network: taken along, filled in with any word processor, brought back without writing over anybody."""

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from portal.applying.applications import jobs, queries
from portal.applying.applications.content import DraftSection, sealed_files
from portal.applying.offline import sheet
from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind, Question, RoundSection
from portal.core import docx, storage
from portal.core.database import session
from portal.core.readers import speaking_to
from portal.core.storage import StoredFile
from tests.applying import support
from tests.applying.applications.test_kinds import asked  # noqa: F401 (a fixture)
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def fill_in(content: bytes, words: dict[str, list[str]]) -> bytes:
    """As somebody fills the document in: under the heading of a question its first empty cells are written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "word/document.xml":
                for question, cells in words.items():
                    begin = text.index(question)
                    begin = text.index("<w:tbl>", begin)
                    end = text.index("</w:tbl>", begin)
                    box = text[begin:end]
                    for cell in cells:
                        box = box.replace('<w:t xml:space="preserve"></w:t>', f"<w:t>{cell}</w:t>", 1)
                    text = text[:begin] + box + text[end:]
            new.writestr(name, text)
    return made.getvalue()


@pytest.mark.either
@pytest.mark.parametrize(
    ("kind", "options", "rows", "kept"),
    [
        (Kind.TEXT, [], [["Two\nlines"]], "Two\nlines"),
        (Kind.CHOICE, ["Yes", "No"], [["yes."]], "Yes"),
        (Kind.CHOICE, ["Yes", "No"], [["maybe"]], None),
        (Kind.SEVERAL, ["A", "B"], [["b; a"]], "A\nB"),
        (Kind.DATE, [], [["1 September 2027"]], "2027-09-01"),
        (Kind.DATE, [], [["01/09/2027"]], "2027-09-01"),
        (Kind.DATE, [], [["1 Medi 2027"]], "2027-09-01"),
        (Kind.DATE, [], [["soon"]], None),
        (Kind.BUDGET, [], [["head"], ["Bus", "", "80"], ["", "", ""]], "Bus | - | 80.00"),
        (Kind.TABLE, ["Who"], [["Who"], ["Ann"], []], "Ann"),
        (Kind.FILE, [], [["plan.pdf"]], ""),
    ],
)
def test_what_was_written_in_a_box(kind: Kind, options: list[str], rows: list[list[str]], kept: str | None) -> None:
    question = Question(kind=kind, options=options, text="?")
    if kept is None:
        with pytest.raises(kinds.NotAnAnswer):
            sheet.written(question, rows)
    else:
        assert sheet.written(question, rows) == kept


@pytest.mark.either
def test_a_condition_is_quoted_in_the_language_of_the_form(app: Any) -> None:
    first = Question(id=uuid.uuid4(), kind=Kind.CHOICE, options=["Yes, all of us", "No"], text="Do you?", position=1)
    then = Question(
        id=uuid.uuid4(), kind=Kind.TEXT, options=[], text="How?", max_words=9, is_required=True, position=2,
        shown_if_id=first.id, shown_if_value="Yes, all of us",
    )  # fmt: skip
    first.give_welsh("options", "Ydym, bob un\nNac ydym")
    held = DraftSection(RoundSection(title="The plan", guidance=""), (first, then), None)

    def limits() -> str:
        return sheet.of_form([held], "GBP")[0].blanks[1].limits

    with app.test_request_context():
        assert "“Yes, all of us”" in limits()
        with speaking_to("cy"):
            assert "“Ydym, bob un”" in limits()
            first.options = ["Yes", "No"]  # its Welsh is old now
            then.shown_if_value = "Yes"
            assert "“Yes”" in limits()


def test_the_form_is_taken_along_and_brought_back(
    cast: Cast,
    reader_for: ReaderFor,
    within: Within,
    asked: Any,  # noqa: F811
) -> None:
    round_id, facts, _school = asked
    reader_for(cast.outsider).get(f"/rounds/{round_id}/form.docx")
    made = within(support.start, cast, round_id)
    teacher = reader_for(cast.teacher).get(f"/applications/{made}").follow("Write away from the network")
    taken_along = teacher.client.get(f"/applications/{made}/form.docx").data
    assert len(list(docx.marked(taken_along, sheet.MARK))) == 20
    filled = fill_in(
        taken_along,
        {
            "What binds your schools together?": ["One river &amp; one bus"],
            "Do pupils travel?": ["Perhaps"],
            "Which ages?": ["5 to 7; 7 to 11"],
            "When do you begin?": ["1 September 2027"],
            "Your budget": ["Stamps", "20 letters", "20"],
            "What can your school give?": ["A hall"],
            "In the partner": [],
            "What do you hope for": ["Not ours to write"],
        },
    )
    within(support.write_text, cast, made, text="Meanwhile")
    bring = f"/applications/{made}/offline"
    teacher.post(bring, {"file": (io.BytesIO(filled), "form.docx")})
    teacher.sees("4 answers have been saved.", "A colleague changed this since you downloaded the form.")
    teacher.sees("One river & one bus", "Meanwhile", "Choose from the list.", "Perhaps")
    teacher.sees("You do not write in this section.", "Not ours to write")
    draft = within(support.open_draft, made)
    told = {q.text: draft.text(q) for s in draft.sections if s.section.id == facts for q in s.questions}
    assert told["When do you begin?"] == "2027-09-01"
    assert told["Your budget"] == "Stamps | 20 letters | 20.00"
    assert told["Do pupils travel?"] == ""
    # once more: what is the same is told as such, and nothing is written twice
    teacher.post(bring, {"file": (io.BytesIO(filled), "form.docx")}).sees(
        "0 answers have been saved. 4 were there already."
    )
    # what was left as it was in the document is no clash when a colleague changed it meanwhile
    later = teacher.client.get(f"/applications/{made}/form.docx").data
    within(support.write_text, cast, made, text="Once more")
    teacher.post(bring, {"file": (io.BytesIO(later), "form.docx")}).does_not_see(
        "A colleague changed this", "Meanwhile"
    )
    teacher.sees("left as they were in the document")
    draft = within(support.open_draft, made)
    assert "Once more" in {draft.text(q) for s in draft.sections for q in s.questions if not s.for_school_id}
    teacher.post(bring, {"file": (io.BytesIO(filled), "form.docx")}).sees("One river & one bus", "Once more")
    # words that were typed under the line in square brackets itself are not passed over; another kind of file is told what is wanted
    under = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(later)) as held, zipfile.ZipFile(under, "w") as other:
        for name in held.namelist():
            there = "and leave it as it is</w:t></w:r></w:p>"
            typed = f"{there}<w:p><w:r><w:t>Typed above the box.</w:t></w:r></w:p>"
            other.writestr(name, held.read(name).replace(there.encode(), typed.encode(), 1))
    teacher.post(bring, {"file": (io.BytesIO(under.getvalue()), "form.docx")}).sees("Typed above the box.")
    teacher.post(bring, {"file": (io.BytesIO(b"%PDF-1.4"), "form.pdf")}, expect=422)
    teacher.sees("Choose the Word document (.docx) that you downloaded here.").does_not_see("PowerPoint")
    # a box whose line in square brackets was changed is named, not passed over
    teacher.does_not_see("Not found in the document")
    spoilt = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled)) as held, zipfile.ZipFile(spoilt, "w") as other:
        for name in held.namelist():
            other.writestr(name, held.read(name).replace(b"[1.1-", b"[one-"))
    teacher.post(bring, {"file": (io.BytesIO(spoilt.getvalue()), "form.docx")})
    teacher.sees("Not found in the document", "What binds your schools together?")
    # what is no such document is refused in words
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as other:
        other.writestr("[Content_Types].xml", "<Types/>")
        other.writestr("word/document.xml", "<broken")
    for name, content, words in (
        ("form.txt", b"words", "Choose the Word document"),
        ("form.docx", b"words", "The file is not what its name says."),
        ("form.docx", empty.getvalue(), "This document cannot be read."),
        ("form.docx", within(other_document), "No answers were found."),
    ):
        teacher.post(bring, {"file": (io.BytesIO(content), name)}, expect=422)
        assert words in teacher.errors()[0]
    teacher.post(bring, {}, expect=422)
    reader_for(cast.outsider).get(bring, expect=404)
    abroad = reader_for(cast.abroad).get(f"/applications/{made}/print")
    abroad.sees("What do you hope for from this partnership?").does_not_see("What will it cost")
    partners = abroad.client.get(f"/applications/{made}/form.docx").data
    assert b"What will it cost" not in zipfile.ZipFile(io.BytesIO(partners)).read("word/document.xml")
    # the blank form of the round has a box for the money too: brought back, it does not tell a partner what stands there
    question = within(
        lambda: next(
            (s.questions[0], s.for_school_id) for s in support.open_draft(made).sections if s.section.is_budget
        )
    )
    within(support.write_text, cast, made, text="MARKMONEY")
    forged = docx.WordDocument()
    forged.box(f"[1.1-{sheet.address(*question)}-v1]", [["What is it?"]])
    abroad.post(bring, {"file": (io.BytesIO(forged.to_bytes()), "form.docx")}, expect=422)
    abroad.does_not_see("MARKMONEY", "What will it cost")
    assert "No answers were found." in abroad.errors()[0]


def other_document() -> bytes:
    made = docx.WordDocument()
    made.heading("Something else")
    made.box("Nothing marked", [["x"]])
    return made.to_bytes()


def test_rule_10_the_pdf_of_a_sealed_copy_and_files_that_are_the_same_bytes(
    cast: Cast,
    reader_for: ReaderFor,
    within: Within,
    asked: Any,  # noqa: F811
) -> None:
    round_id, facts, school = asked
    made = within(support.start, cast, round_id)
    within(support.write_text, cast, made)
    teacher = reader_for(cast.coordinator)
    answers = {"answer_1": "No", "answer_3": "7 to 11", "answer_4": "5", "answer_5": ["1", "9", "2027"]}
    answers |= {"answer_6": ["Ann", "Maps"], "answer_7": ["Bus", "", "80"], "version": "1.1.1.1.1.1.1.1"}
    upload = {"answer_8": (io.BytesIO(b"Mon: maps"), "plan.txt")}
    teacher.post(f"/applications/{made}/sections/{facts}", {**answers, **upload}, follow=True)
    for name in ("hill", "vale", "ford"):
        path = f"/applications/{made}/sections/{school}/for/{cast.school[name]}"
        teacher.get(path).fill(answer_1="A hall").press("Save the section")
    within(support.ask, cast, made)
    within(support.sign, cast, made, "hill", "vale", "ford")
    within(support.submit, cast, made)
    answer = teacher.client.get(f"/applications/{made}/versions/1/copy.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert re.search(r'attachment; filename="R-\w+-version-1.pdf"', answer.headers["Content-Disposition"])
    assert within(jobs.check_seals) == 0

    def key() -> str:
        (_home_only, named), *_more = sealed_files(queries.get_sealed_version(made, 1).sealed_content or {})
        return session().get_one(StoredFile, uuid.UUID(named["id"])).key

    where = within(key)
    within(lambda: storage.store().put(where, b"Tue: apps"))
    assert within(jobs.check_seals) == 1
    within(lambda: storage.store().put(where, b"Mon: maps"))
    assert within(jobs.check_seals) == 0
    within(lambda: storage.store().delete(where))
    assert within(jobs.check_seals) == 1

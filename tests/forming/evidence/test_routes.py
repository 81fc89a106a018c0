"""The pages of evidence and letters of support, as the cast and as a supporter."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.forming.evidence.models import EvidenceHeading, EvidenceItem, EvidenceStatus, SupporterStatement
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def page(cast: Cast) -> str:
    return f"/clusters/{cast.river}/evidence"


def an_item(app: Flask, cast: Cast, school: str = "vale", status: str = "intention") -> uuid.UUID:
    def make() -> uuid.UUID:
        item = EvidenceItem(
            cluster_id=cast.river,
            heading_id=session().scalars(sa.select(EvidenceHeading.id).order_by(EvidenceHeading.position)).first(),
            school_id=cast.school[school],
            status=EvidenceStatus(status),
            claim="We will meet the museum",
            text="Soon",
            due_on=date(2027, 6, 1),
        )
        session().add(item)
        session().flush()
        return item.id

    return commit(app, make)  # type: ignore[no-any-return]


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(table)) or 0


def letter_link(app: Flask) -> str:
    """The path in the last mail."""
    with app.app_context():
        mails = sa.select(OutboxMail.text).where(OutboxMail.address == "curator@museum.example")
        body = session().scalars(mails.order_by(OutboxMail.id.desc())).first() or ""
    found = re.search(r"https?://[^/\s]+(/statement/\S+)", body)
    assert found, body
    return found.group(1)


def test_add_intend_and_fulfil_with_buttons(cast: Cast, reader_for: Readers) -> None:
    teacher = reader_for(cast.vale_teacher)
    teacher.get(page(cast)).sees("1. Links with the community", "9. Schools that help one another along", "Nothing yet")
    teacher.follow("Add something under Schools that help one another along").label("What we will do, by a date", "")
    teacher.fill(claim="Hill mentors Ford", due_on=date(2027, 6, 1)).press("Add to the evidence")
    teacher.sees("Added to the evidence.", "Hill mentors Ford", "Vale Primary School, by Tuesday 1 June 2027")
    teacher.follow("Hill mentors Ford").follow("We have done it")
    teacher.fill(done_on=date(2027, 3, 1), text="Two visits.").press("Make it evidence")
    teacher.sees("The intention is evidence now.", "Intended first, done on Monday 1 March 2027", "Two visits.")
    teacher.get(page(cast)).sees("Has it")


def test_a_file_is_taken_and_handed_out_as_an_attachment(cast: Cast, reader_for: Readers) -> None:
    teacher = reader_for(cast.vale_teacher)
    teacher.get(page(cast) + "/new?heading=flexibility")
    heading = teacher.page.select_one("select[name=heading] option[selected]")
    assert heading is not None
    fields = {
        "school_id": str(cast.school["vale"]),
        "heading": str(heading["value"]),
        "status": "evidence",
        "claim": "Minutes",
        "file": (io.BytesIO(b"We settled it.\n"), "Protokoll é.txt"),
    }
    teacher.post(page(cast) + "/new", fields, expect=303)
    teacher.get(page(cast)).sees("with a file").follow("Minutes").follow("Download Protokoll é.txt")
    assert teacher.raw == b"We settled it.\n"
    assert teacher.headers["Content-Disposition"] == (
        "attachment; filename=\"Protokoll _.txt\"; filename*=UTF-8''Protokoll%20%C3%A9.txt"
    )
    assert teacher.headers["X-Content-Type-Options"] == "nosniff"
    assert teacher.headers["Content-Security-Policy"].startswith("sandbox")
    path = teacher.path
    reader_for(cast.outsider).get(path, expect=404)
    reader_for(cast.authority).get(path, expect=404)
    reader_for(cast.abroad).get(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<script>"), ("a.pdf", b"MZ not a pdf"), ("empty.txt", b""), ("a.txt", b"a\x00")],
)
def test_a_disguised_or_empty_file_is_refused_beside_its_field(
    cast: Cast, reader_for: Readers, app: Flask, name: str, content: bytes
) -> None:
    teacher = reader_for(cast.vale_teacher)
    with app.app_context():
        heading = session().scalars(sa.select(EvidenceHeading.id)).first()
    fields = {
        "school_id": str(cast.school["vale"]),
        "heading": str(heading),
        "status": "evidence",
        "claim": "Minutes",
        "file": (io.BytesIO(content), name),
    }
    teacher.post(page(cast) + "/new", fields, expect=422)
    assert len(teacher.errors()) == 1
    assert teacher.page.find("input", {"name": "claim"})["value"] == "Minutes"  # type: ignore[index]
    assert count(app, EvidenceItem) == 0


BAD: list[tuple[str, dict[str, Any], int]] = [
    ("/new", {}, 2),
    ("/new", {"heading": "nonsense", "claim": "x", "status": "evidence", "text": "x"}, 1),
    ("/new", {"claim": "x" * 201, "status": "evidence", "text": "x"}, 1),
    ("/new", {"claim": "x", "status": "maybe", "text": "x"}, 1),
    ("/new", {"claim": "\x00", "status": "evidence", "text": "x"}, 1),
    ("/new", {"claim": "x", "status": "evidence", "link": "javascript:alert(1)"}, 1),
    ("/new", {"claim": "x", "status": "intention"}, 1),
    ("/new", {"claim": "x", "status": "intention", "due_on": ["31", "2", "2027"]}, 1),
    ("/{item}/edit", {"claim": "", "version": "1", "due_on": ["1", "6", "2027"]}, 1),
    ("/{item}/fulfil", {"done_on": ["1", "3", "2027"]}, 1),
    ("/{item}/fulfil", {"text": "x"}, 1),
]


@pytest.mark.parametrize(("path", "fields", "least"), BAD)
def test_bad_input_is_said_beside_its_field_and_stores_nothing(
    cast: Cast, reader_for: Readers, app: Flask, path: str, fields: dict[str, Any], least: int
) -> None:
    item = an_item(app, cast)
    with app.app_context():
        heading = str(session().scalars(sa.select(EvidenceHeading.id)).first())
    given = {"school_id": str(cast.school["vale"]), "heading": heading, **fields} if fields else fields
    reader = reader_for(cast.vale_teacher)
    reader.post(page(cast) + path.format(item=item), given, expect=422)
    assert len(reader.errors()) >= least
    assert count(app, EvidenceItem) == 1


def test_change_conflict_and_take_out(cast: Cast, reader_for: Readers, app: Flask) -> None:
    item = an_item(app, cast)
    first, second = reader_for(cast.vale_teacher), reader_for(cast.coordinator)
    first.get(f"{page(cast)}/{item}").follow("Change")
    second.get(f"{page(cast)}/{item}/edit")
    first.fill(claim="We meet the museum").press("Save").sees("Saved.", "We meet the museum")
    second.fill(claim="Mine").press("Save", expect=409).sees(
        "This was changed while you were writing", "We meet the museum"
    )
    first.get(f"{page(cast)}/{item}").press("Take it out").sees("It has been taken out.")
    assert "We meet the museum" not in first.text


def test_who_may_do_what(cast: Cast, reader_for: Readers, app: Flask) -> None:
    item = f"{page(cast)}/{an_item(app, cast)}"
    for path in ("", "/edit", "/fulfil"):
        reader_for(cast.outsider).get(item + path, expect=404)
        assert reader_for().get(item + path).path.startswith("/sign-in")
    reader_for(cast.ford_teacher).get(item).does_not_see("Take it out")
    reader_for(cast.ford_teacher).get(item + "/edit", expect=403)
    reader_for(cast.ford_teacher).post(item + "/withdraw", expect=403)
    reader_for(cast.ford_teacher).get(item + "/withdraw", expect=405)
    for who in (cast.authority, cast.officer, cast.abroad_teacher):
        reader_for(who).get(page(cast))
        reader_for(who).get(item)
    reader_for(cast.authority).get(page(cast) + "/new", expect=403)
    reader_for(cast.ford_teacher).get(f"/clusters/{cast.river}/statements/new", expect=403)
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/statements/new", expect=404)


def test_our_authority_is_not_available_is_a_complete_answer(cast: Cast, reader_for: Readers) -> None:
    lead = reader_for(cast.coordinator)
    lead.get(page(cast)).follow("Our authority is not available")
    lead.fill(text="The office was closed last year.").press("Add to the evidence")
    lead.sees("Authority not available", "Does not apply")


def ask(reader: Reader, cast: Cast) -> Reader:
    reader.get(page(cast)).follow("Ask for a letter of support")
    return reader.fill(
        organisation="Marlbury Museum", organisation_kind="museum", email="curator@museum.example"
    ).press("Ask for a letter of support")


ANSWERS = {
    "how_known": "They visit us each term.",
    "what_supported": "The river theme <b>as it is</b>.",
    "name": "Cora Keeper",
    "post": "Curator",
    "confirm": True,
}


def test_a_letter_of_support_from_asking_to_taking_back(cast: Cast, reader_for: Readers, app: Flask) -> None:
    lead = reader_for(cast.coordinator)
    ask(lead, cast).sees("The mail with the link is on its way.", "Asked at curator@museum.example.")
    shown = lead.path
    supporter = reader_for()
    first = letter_link(app)
    supporter.get(first).sees("River schools", "What you vouch for", "Hill Primary School; Vale Primary School")
    assert supporter.headers["Referrer-Policy"] == "no-referrer"
    supporter.press("Give the letter of support", expect=422)
    assert supporter.errors() == [
        "Say how you know these schools.",
        "Say what you support.",
        "Enter your name.",
        "Enter your post in the organisation.",
        "Tick the box if you write for this organisation.",
    ]
    supporter.fill(**ANSWERS).press("Give the letter of support").sees("Thank you")
    supporter.get(first, expect=410).sees("your answer is safe")

    lead.get(shown).sees("The river theme <b>as it is</b>.", "Cora Keeper, Curator, Marlbury Museum", "Given")
    reader_for(cast.abroad_teacher).get(shown).does_not_see("curator@museum.example")
    second = letter_link(app)
    assert second != first
    supporter.get(second).sees("Your letter of support", "They visit us each term.").press("Take my letter back")
    lead.get(shown).sees("Taken back")


def test_a_new_link_kills_the_older_and_no_is_an_answer(cast: Cast, reader_for: Readers, app: Flask) -> None:
    lead = reader_for(cast.coordinator)
    ask(lead, cast)
    first = letter_link(app)
    lead.press("Send a new link").sees("A new link is on its way.")
    supporter = reader_for()
    supporter.get(first, expect=410)
    supporter.get(letter_link(app)).follow("I cannot give it").fill(reason="No staff.").press("I cannot give it")
    supporter.sees("Thank you")
    lead.get(lead.path).sees("Said no", "No staff.").follow("Ask anew")
    assert lead.page.find("input", {"name": "email"})["value"] == "curator@museum.example"  # type: ignore[index]
    lead.press("Ask for a letter of support").sees("Asked at curator@museum.example.")
    lead.press("Take back the request").sees("It has been taken back.")


@pytest.mark.parametrize("path", ["/statement/x", "/statement/" + "y" * 200, "/statement/x/decline"])
def test_a_wrong_link_says_so_kindly(cast: Cast, reader_for: Readers, path: str) -> None:
    reader_for().get(path, expect=410).sees("This link has done its work")


def test_bad_requests_for_a_letter(cast: Cast, reader_for: Readers, app: Flask) -> None:
    lead = reader_for(cast.coordinator)
    path = f"/clusters/{cast.river}/statements/new"
    lead.post(path, {}, expect=422)
    assert len(lead.errors()) == 3
    lead.post(path, {"email": "not an address", "organisation": "x" * 201, "heading": "1"}, expect=422)
    assert "Enter an e-mail address like name@example.org." in lead.errors()
    lead.get(path + "?again=nonsense")
    assert count(app, SupporterStatement) == 0


def test_the_page_makes_the_same_few_statements_for_any_number_of_items(
    cast: Cast, reader_for: Readers, app: Flask
) -> None:
    reader = reader_for(cast.teacher)
    counts = [len(reader.get(page(cast)).statements)]
    for more in (1, 2, 27):
        for _each in range(more):
            an_item(app, cast)
        counts.append(len(reader.get(page(cast)).statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 10

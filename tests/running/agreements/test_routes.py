"""The agreement in a browser without a script: written, signed on the page and by link, kept."""

import re
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.outbox import OutboxMail
from portal.running.agreements.models import Agreement
from tests.support.cast import Cast

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/clusters/{cast.river}/partnership/{cast.partnership}/agreement"


@pytest.fixture
def asked(page: str, cast: Cast, reader_for: Any) -> str:
    """The address of version 1, which waits for signatures."""
    reader = reader_for(cast.coordinator).get(page).press("Begin an agreement").follow("Version 1")
    reader.follow("Write aims, objectives and the day").fill(aims="", review_on=date(2027, 3, 2)).press(
        "Save", expect=422
    )
    assert reader.errors() == ["Write down the aims."]
    reader.fill(aims="Know the lake " + PROBE).press("Save", expect=422)
    assert reader.errors() == ["Choose a day in the future, within five years."]
    reader.fill(review_on=date(2028, 3, 2)).press("Save").sees("Saved.", "Thursday 2 March 2028")
    vale = reader_for(cast.vale_teacher).get(reader.path).follow("Write what Vale Primary School brings")
    vale.fill(contribution="Songs").press("Save").sees("Songs")
    reader.get(reader.path).press("Ask the heads to sign").sees(
        "The heads have been asked.", "0 of 4 heads have signed"
    )
    assert not reader.page.select("main script, main img")
    path: str = reader.path
    return path


def mailed_link(rows: Any, address: str) -> str:
    theirs = sa.select(OutboxMail.text).where(OutboxMail.address == address, OutboxMail.kind == "sign_agreement")
    text = rows(theirs.order_by(OutboxMail.id))[-1][0]
    found = re.search(r"/link/agreement/\S+", text)
    assert found is not None
    return found.group()


def test_heads_sign_on_the_page_and_by_link(
    asked: str, page: str, cast: Cast, reader_for: Any, rows: Any, clock: Any
) -> None:
    head = reader_for(cast.head).get("/what-needs-me").follow("Read and sign the agreement of River and lake")
    head.sees("Know the lake", "Songs").press("Sign for my school", expect=422)
    assert head.errors() == ["Tick the box to sign."]
    head.label("I have read this text", True).press("Sign for my school").sees(
        "You have signed for Hill Primary School."
    )
    head.sees("1 of 4 heads have signed")

    link = mailed_link(rows, "head@vale.example")
    visitor = reader_for(None).get(link).sees("Know the lake", "Vale Primary School")
    visitor.label("I am the head", True).press("Sign for my school", expect=422)
    assert visitor.errors() == ["Write your name."]
    visitor.fill(name="Val Hughes").press("Sign for my school")
    reader_for(None).get(link, expect=404)

    ford = mailed_link(rows, "head@ford.example")
    reader_for(None).get(ford).press("Do not sign", expect=422)
    reader_for(None).get(ford).fill(reason="Not in June").press("Do not sign")
    abroad = mailed_link(rows, "head@tumaini.example")
    reader = reader_for(cast.coordinator).get(asked).sees("Does not sign", "Not in June", "Val Hughes", "(by link)")
    reader.press("Send a new link")
    reader_for(None).get(abroad, expect=404)
    reader_for(None).get(mailed_link(rows, "head@tumaini.example"))
    reader.get(asked).press("Open the text again").sees("Signatures under earlier words", "Helen Marsh")
    reader_for(None).get(mailed_link(rows, "head@tumaini.example"), expect=404)
    assert rows(sa.select(Agreement.status)) == [("draft",)]


def test_the_password_is_asked_for_again_before_signing(
    asked: str, cast: Cast, reader_for: Any, rows: Any, clock: Any
) -> None:
    from datetime import timedelta

    reader = reader_for(cast.head).get("/what-needs-me")
    clock.hold(clock.now() + timedelta(minutes=20))
    reader.follow("Read and sign the agreement of River and lake")
    reader.sees("Show that it is you", "Your password")
    reader.does_not_see("Sign for my school")


def test_signed_versions_stay_and_are_looked_at_again(asked: str, page: str, cast: Cast, reader_for: Any) -> None:
    for head in (cast.head, cast.vale_head, cast.ford_head, cast.abroad_head):
        reader = reader_for(head).get("/what-needs-me").follow("Read and sign the agreement")
        reader.label("I have read this text", True).press("Sign for my school")
    reader = reader_for(cast.coordinator).get(page).sees("In force", "4 of 4 heads have signed")
    reader.follow("Version 1").follow("We have looked at it again").press("It stands as it is", expect=422)
    reader.fill(next_review_on=date(2029, 3, 2)).press("It stands as it is").sees("Friday 2 March 2029")
    reader.get(page).press("Begin a new version").sees("Version 2", "Being written", "In force")
    reader_for(cast.abroad).get(asked).sees("Know the lake", "Helen Marsh")


def test_who_may_what(asked: str, page: str, cast: Cast, reader_for: Any, rows: Any) -> None:
    from portal.running.agreements.models import AgreementPart, AgreementSignature

    base = f"/clusters/{cast.river}"
    of_vale = AgreementSignature.school_id == cast.school["vale"]
    signature = f"{base}/agreement-signatures/{rows(sa.select(AgreementSignature.id).where(of_vale))[0][0]}"
    part_id = rows(sa.select(AgreementPart.id).where(AgreementPart.school_id == cast.school["vale"]))[0][0]
    for someone in (cast.teacher, cast.abroad, cast.officer):
        reader_for(someone).get(page)
        reader_for(someone).get(asked)
    for path in (page, asked, signature, f"{base}/agreement-parts/{part_id}"):
        reader_for(cast.outsider).get(path, expect=404)
    for someone in (cast.vale_teacher, cast.coordinator, cast.head, cast.officer):
        reader_for(someone).get(signature, expect=403)
        reader_for(someone).post(f"{signature}/decline", expect=403)
    reader_for(cast.ford_teacher).get(f"{base}/agreement-parts/{part_id}", expect=403)
    for door in ("ask", "reopen", "edit", "review"):
        reader_for(cast.vale_teacher).post(f"{asked}/{door}", expect=403)
    reader_for(cast.vale_teacher).post(f"{signature}/write-again", expect=403)
    reader_for(cast.vale_contact).post(f"{signature}/write-again", expect=303)
    reader_for(cast.vale_teacher).post(f"{page}/new", expect=403)


def test_the_pages_cost_the_same_however_many_versions_there_are(
    app: Any, asked: str, page: str, cast: Cast, reader_for: Any
) -> None:
    from portal.core.database import session
    from tests.support.cast import commit

    before = [len(reader_for(cast.teacher).get(path).statements) for path in (page, asked)]

    def more() -> None:
        for number in range(2, 31):
            session().add(Agreement(partnership_id=cast.partnership, number=number, status="superseded", aims="x"))

    commit(app, more)
    assert [len(reader_for(cast.teacher).get(path).statements) for path in (page, asked)] == before
    assert max(before) <= 11

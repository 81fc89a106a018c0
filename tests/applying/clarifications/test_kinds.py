"""A question of the programme about every one of the nine kinds of answer: in its own box, in its stored form, sealed, and shown to reviewers as what it is."""

import copy
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import content
from portal.applying.applications.models import Answer, Application, Stage
from portal.applying.applications.queries import standing_version
from portal.applying.clarifications import queries, services
from portal.applying.clarifications.models import Clarification
from portal.applying.programmes.models import Kind, Question, RoundSection
from portal.applying.reviews.models import ReviewStatus
from portal.core import storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.core.storage import Scan, StoredFile, Upload
from tests.applying import desk
from tests.applying.clarifications.test_clarifications import DUE, get, versions
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
# kind: (options, as it was sent, what is typed, as it is stored)
KINDS: dict[Kind, tuple[list[str], str, str, str]] = {
    Kind.TEXT: ([], "We do this.", "We do that.", "We do that."),
    Kind.CHOICE: (["Yes", "No"], "Yes", "No", "No"),
    Kind.SEVERAL: (["5 to 7", "7 to 11"], "5 to 7", "7 to 11\n5 to 7", "5 to 7\n7 to 11"),
    Kind.NUMBER: ([], "40", "1,040", "1040"),
    Kind.MONEY: ([], "5.00", "£250", "250.00"),
    Kind.DATE: ([], "2027-05-01", "2027-06-01", "2027-06-01"),
    Kind.TABLE: (["Who", "What"], "Ann | sings", "Ann | dances", "Ann | dances"),
    Kind.BUDGET: ([], "Bus | two | 100.00", "Bus | three | 150", "Bus | three | 150.00"),
    Kind.FILE: ([], "old.txt", "new.txt", "new.txt"),
}


def lay(made: uuid.UUID, *, about_money: bool = False) -> dict[str, Kind]:
    """A part of the form with a question of each kind, sealed with its answer. Answers which key is of which kind."""

    def deed(application: Application, *, by: Any) -> dict[str, Kind]:
        section = RoundSection(round_id=application.round_id, title="Facts", position=90)
        session().add(section)
        session().flush()
        version, facts, found = standing_version(application), [], {}
        for place, (kind, (options, sent, _typed, _stored)) in enumerate(KINDS.items(), 1):
            question = Question(section_id=section.id, text=f"About {kind}", kind=kind, options=options, position=place)
            session().add(question)
            session().flush()
            session().add(Answer(application_version_id=version.id, question_id=question.id, text=sent))
            fact: dict[str, Any] = {"id": str(question.id), "text": question.text, "max_words": 300}
            fact |= {"is_required": True, "answer": sent, "kind": kind.value}
            fact |= {"options": options} if options else {}
            fact |= {"total": "100.00", "currency": "GBP"} if kind == Kind.BUDGET else {}
            fact |= {"currency": "GBP"} if kind == Kind.MONEY else {}
            fact |= {"file": {"id": str(uuid.uuid4()), "name": sent, "size": 1, "sha256": "0" * 64}} if kind == Kind.FILE else {}  # fmt: skip
            if kind == Kind.TEXT:
                fact.pop("kind")
            facts.append(fact)
            found[str(question.id)] = kind
        sealed = copy.deepcopy(version.sealed_content or {})
        part = {
            "id": str(section.id),
            "title": "Facts",
            "partner_only": False,
            "is_budget": about_money,
            "school": None,
        }
        sealed["sections"].append({**part, "questions": facts})
        version.sealed_content, version.sealed_digest = sealed, content.digest(sealed)
        session().flush()
        return found

    answer: dict[str, Kind] = perform(deed, desk.read(made), by=SYSTEM)
    return answer


def ask(cast: Cast, made: uuid.UUID, keys: dict[str, Kind]) -> uuid.UUID:
    words = {"asked": {key: f"What of {kind}?" for key, kind in keys.items()}, "due_on": DUE}
    answer: uuid.UUID = perform(services.ask, desk.read(made), by=cast.signed_in("officer"), **words).id
    return answer


def send(cast: Cast, found: uuid.UUID, keys: dict[str, Kind], **instead: str) -> None:
    asked = get(found)
    typed = {key: instead.get(kind.value, KINDS[kind][2]) for key, kind in keys.items()}
    storage.store().put("k" * 32, b"New.")
    upload = Upload("k" * 32, "new.txt", "text/plain", 4, hashlib.sha256(b"New.").hexdigest())
    files = {key: upload for key, kind in keys.items() if kind == Kind.FILE}
    words = {"version": asked.version, "answers": typed, "uploads": files}
    perform(services.send, asked, by=cast.signed_in("coordinator"), **words)


def test_all_nine_kinds_are_asked_answered_and_sealed(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    keys = lay(made)
    desk.send(cast, made, "reviewer", 4)
    found = ask(cast, made, keys)
    for kind, wrong, match in (
        ("choice", "Maybe", "Choose from the list"),
        ("number", "many", "Enter a number"),
        ("money", "-3", "Enter an amount"),
        ("date", "1 June", "real date"),
        ("budget", "Bus | two | dear", "Enter an amount"),
        ("text", "word " * 301, "words or fewer"),
    ):
        with pytest.raises(RuleBroken, match=match):
            send(cast, found, keys, **{kind: wrong})
    send(cast, found, keys)
    first, second = versions(made)
    assert content.digest(first.sealed_content) == first.sealed_digest, "version 1 stays exactly as it was"
    assert content.digest(second.sealed_content) == second.sealed_digest
    sealed = queries.answers_in(second.id)
    assert {kind: sealed[key].answer for key, kind in keys.items()} == {kind: one[3] for kind, one in KINDS.items()}
    by_kind = {kind: sealed[key].fact for key, kind in keys.items()}
    assert by_kind[Kind.BUDGET]["total"] == "150.00"
    assert by_kind[Kind.FILE]["file"]["sha256"] == hashlib.sha256(b"New.").hexdigest()
    rows = {
        str(a.question_id): a
        for a in session().scalars(sa.select(Answer).where(Answer.application_version_id == second.id))
    }
    assert {kind: rows[key].text for key, kind in keys.items()} == {kind: one[3] for kind, one in KINDS.items()}
    file_key = next(key for key, kind in keys.items() if kind == Kind.FILE)
    assert rows[file_key].file_id == uuid.UUID(by_kind[Kind.FILE]["file"]["id"])
    assert desk.review_of(cast, made, "reviewer").status == ReviewStatus.CONFIRM_NEEDED
    assert desk.read(made).stage == Stage.IN_REVIEW


def test_a_file_that_the_scanner_holds_is_not_sealed(database: Any, cast: Cast, clock: Any, monkeypatch: Any) -> None:
    made = desk.in_review(cast, clock)
    keys = {key: kind for key, kind in lay(made).items() if kind == Kind.FILE}
    found = ask(cast, made, keys)
    monkeypatch.setattr(StoredFile, "is_open", property(lambda self: self.scan == Scan.CLEAN))
    with pytest.raises(RuleBroken, match="checking this file"):
        send(cast, found, keys)


@pytest.mark.parametrize("about_money", [False, True])
def test_a_new_file_about_money_is_not_for_partner_schools(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any, about_money: bool
) -> None:
    made = inside.in_review(cast, clock)
    keys = {
        key: kind for key, kind in inside.do(lambda: lay(made, about_money=about_money)).items() if kind == Kind.FILE
    }
    found = inside.do(lambda: ask(cast, made, keys))
    inside.do(lambda: send(cast, found, keys))
    file_id = inside.do(lambda: get(found).questions[0].file_id)
    reader_for(cast.people["teacher"]).get(f"/clarifications/{found}/files/{file_id}")
    abroad = reader_for(cast.people["abroad"])
    abroad.get(f"/clarifications/{found}/files/{file_id}", expect=404 if about_money else 200)


def test_each_has_the_box_of_its_kind_and_is_shown_as_what_it_is(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    made = inside.in_review(cast, clock)
    keys = inside.do(lambda: lay(made))
    inside.send(cast, made, "reviewer", 4)
    officer = reader_for(cast.people["officer"]).get(f"/applications/{made}/questions")
    officer.sees(*(f"About {kind}" for kind in KINDS))
    found = inside.do(lambda: ask(cast, made, keys))
    asked = {one.key: one.id.hex for one in inside.do(lambda: list(get(found).questions))}
    one = reader_for(cast.people["coordinator"]).get(f"/clarifications/{found}/answer")
    name = {kind: f"answer_{asked[key]}" for key, kind in keys.items()}
    assert len(one.page.select(f"input[type=radio][name={name[Kind.CHOICE]}]")) == 3
    assert len(one.page.select(f"input[type=file][name={name[Kind.FILE]}]")) == 1
    one.fill(**{name[Kind.NUMBER]: "many"}).press("Send the answers", expect=422).sees("Enter a number, like 5 or 2.5.")
    assert inside.all(Clarification)[0].status == "asked"
    inside.do(lambda: send(cast, found, keys))
    one.get(f"/clarifications/{found}").sees("Ann", "dances", "150.00", "1 June 2027", "new.txt")
    reviewer = reader_for(cast.people["reviewer"])
    key = inside.do(lambda: desk.review_of(cast, made, "reviewer").id)
    reviewer.get(f"/reviews/{key}/write").sees("This is what changed", "dances", "new.txt", "My review stands as it is")
    reviewer.press("My review stands as it is")
    assert inside.do(lambda: desk.review_of(cast, made, "reviewer").status) == ReviewStatus.SUBMITTED

"""Questions of every kind, made by staff, answered by schools, sealed for ever; a newer version of the form beside the one that is answered."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import checks, content, queries
from portal.applying.applications.models import Answer
from portal.applying.programmes import kinds
from portal.applying.programmes import queries as programmes
from portal.applying.programmes.models import Kind, Question, RoundSection, RoundStatus
from portal.core import storage
from portal.core.database import session
from portal.core.storage import Scan, StoredFile
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


@pytest.mark.either
@pytest.mark.parametrize(
    ("kind", "options", "typed", "kept"),
    [
        (Kind.CHOICE, ["Yes", "No"], "Yes", "Yes"),
        (Kind.CHOICE, ["Yes", "No"], "Perhaps", None),
        (Kind.SEVERAL, ["A", "B", "C"], "C\nA", "A\nC"),
        (Kind.SEVERAL, ["A", "B"], "A\nD", None),
        (Kind.NUMBER, [], "1,250.5", "1250.5"),
        (Kind.NUMBER, [], "١٢", None),
        (Kind.NUMBER, [], "1e9", None),
        (Kind.MONEY, [], "£1,250", "1250.00"),
        (Kind.MONEY, [], "12,50", "12.50"),
        (Kind.MONEY, [], "1.250,50", "1250.50"),
        (Kind.MONEY, [], "12.345", None),
        (Kind.MONEY, [], "-1", None),
        (Kind.MONEY, [], "NaN", None),
        (Kind.DATE, [], "2027-02-28", "2027-02-28"),
        (Kind.DATE, [], "2027-02-30", None),
        (Kind.TABLE, ["Who", "When"], "Ann | May\n- | June", "Ann | May\n- | June"),
        (Kind.TABLE, ["Who", "When"], "Ann", None),
        (Kind.BUDGET, [], "Stamps | 20 x 1 | 20\nBus | - | 80.5", "Stamps | 20 x 1 | 20.00\nBus | - | 80.50"),
        (Kind.BUDGET, [], "Stamps | - | free", None),
        (Kind.BUDGET, [], "- | - | 20", None),
        (Kind.TEXT, [], "a | b", "a | b"),
    ],
)
def test_what_is_stored_of_each_kind(kind: Kind, options: list[str], typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(kinds.NotAnAnswer):
            kinds.stored(kind, options, typed)
        return
    assert kinds.stored(kind, options, typed) == kept
    assert kinds.stored(kind, options, kept) == kept
    if kind == Kind.BUDGET:
        assert f"{kinds.total(kept):f}" == "100.50"


def add_question(manager: Reader, round_id: Any, section_id: Any, text: str, kind: str, **more: Any) -> None:
    manager.get(f"/rounds/{round_id}/sections/{section_id}/questions/new")
    manager.fill(text=text, kind=kind, **more).press("Save the question").sees(text)


def id_of(table: Any, column: Any, value: str) -> Any:
    return session().scalars(sa.select(table.id).where(column == value).order_by(table.id.desc())).first()


@pytest.fixture
def asked(cast: Cast, reader_for: ReaderFor, within: Within) -> Any:
    """A published round whose form staff made by its pages: one shared section with a question of each kind, one that every school answers."""
    round_id = within(support.make_round, status=RoundStatus.DRAFT)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/form")
    manager.follow("Add a section").fill(title="Facts").press("Save the section")
    facts = within(id_of, RoundSection, RoundSection.title, "Facts")
    add_question(manager, round_id, facts, "Do pupils travel?", "choice", options="Yes\nNo")
    travel = within(id_of, Question, Question.text, "Do pupils travel?")
    add_question(manager, round_id, facts, "Who looks after them?", "text", shown_if=f"{travel}:0")
    add_question(manager, round_id, facts, "Which ages?", "several", options="5 to 7\n7 to 11\n11 to 14")
    add_question(manager, round_id, facts, "How many pupils?", "number")
    add_question(manager, round_id, facts, "When do you begin?", "date")
    add_question(manager, round_id, facts, "Who does what?", "table", options="Who\nWhat")
    add_question(manager, round_id, facts, "Your budget", "budget")
    add_question(manager, round_id, facts, "Your timetable", "file")
    manager.get(f"/rounds/{round_id}/form").follow("Add a section")
    manager.fill(title="Your school", per_school="y").press("Save the section")
    school = within(id_of, RoundSection, RoundSection.title, "Your school")
    add_question(manager, round_id, school, "What can your school give?", "text")
    manager.get(f"/rounds/{round_id}/sections/{facts}/questions/new")
    manager.fill(text="Bad", kind="choice", options="One alone").press("Save the question", expect=422)
    assert manager.errors() == ["Give 2 to 30 choices, one a line."]
    manager.post(f"/rounds/{round_id}/questions/{travel}/remove", follow=True).sees("is asked only after this one")
    after = within(id_of, Question, Question.text, "Who looks after them?")
    manager.post(f"/rounds/{round_id}/questions/{after}/up", follow=True).sees("has to stay behind that question")
    manager.post(f"/rounds/{round_id}/sections/{school}/up", follow=True).sees("The section has moved up.")
    within(support.change_round, round_id, status=RoundStatus.PUBLISHED)
    return round_id, facts, school


def test_every_kind_is_answered_checked_and_sealed(
    cast: Cast, reader_for: ReaderFor, within: Within, asked: Any
) -> None:
    round_id, facts, school = asked
    made = within(support.start, cast, round_id)
    within(support.write_text, cast, made)
    path = f"/applications/{made}/sections/{facts}"
    writer = reader_for(cast.teacher).get(path)
    writer.fill(answer_4="many", answer_5="x", answer_7=["Bus", "", "dear"]).press("Save the section", expect=422)
    assert "Enter a number, like 5 or 2.5." in writer.errors()
    assert "Enter an amount like 250 or 250.50." in writer.errors()
    assert b"dear" in writer.raw
    assert b"many" in writer.raw
    writer.get(path).fill(
        answer_1="No",
        answer_2="Nobody is asked",
        answer_3=["7 to 11"],
        answer_4="1,200",
        answer_5=["1", "9", "2027"],
        answer_6=["Ann", "Maps", "", "Songs"],
        answer_7=["Stamps", "20 letters", "20", "Bus", "", "80.5"],
    ).press("Save the section")
    writer.sees("answer “Your timetable”").does_not_see("answer “Who looks after them?”")
    writer.post(path, {"answer_8": (io.BytesIO(b"MZ not a picture"), "plan.exe"), "version": "x"}, expect=422)
    standing = within(lambda: support.open_draft(made).versions_of(support.open_draft(made).section(facts)))
    kept = {"answer_1": "No", "answer_3": "7 to 11", "answer_4": "1200", "answer_5": ["1", "9", "2027"]}
    kept |= {"answer_6": ["Ann", "Maps", "", "Songs"], "answer_7": ["Stamps", "20 letters", "20", "Bus", "", "80.5"]}
    writer.post(
        path, {**kept, "answer_2": "Nobody is asked", "answer_8": (io.BytesIO(b"Mon: maps"), "plan.txt"), "version": standing},
        follow=True,
    ).does_not_see("Your timetable")  # fmt: skip
    writer.get(path).sees("Total saved now: GBP 100.50", "plan.txt")
    writer.follow("plan.txt")
    assert writer.raw == b"Mon: maps"
    # every school answers for itself
    vale = cast.school["vale"]
    reader_for(cast.vale_teacher).get(f"/applications/{made}/sections/{school}", expect=404)
    own = f"/applications/{made}/sections/{school}/for/"
    reader_for(cast.vale_teacher).get(own + str(cast.school["hill"]), expect=403)
    reader_for(cast.vale_teacher).get(own + str(vale)).sees("Your school (Vale Primary School)")
    coordinator = reader_for(cast.coordinator)
    for name in ("hill", "vale", "ford"):
        assert "Your school" in coordinator.get(f"/applications/{made}").text
        coordinator.get(own + str(cast.school[name])).fill(answer_1=f"A hall in {name}").press("Save the section")
    coordinator.sees("Nothing: everything that the round asks for is there.")
    # a school signs what all share and its own, and a change in another's own section does not touch its signature
    within(support.ask, cast, made)
    within(support.sign, cast, made, "vale")
    signer = reader_for(cast.ford_head).get(f"/applications/{made}/sign/{cast.school['ford']}")
    signer.sees("A hall in ford", "GBP 100.50", "7 to 11").does_not_see("A hall in vale", "Nobody is asked")
    coordinator.get(f"/applications/{made}").press("Open the answers again")
    coordinator.get(own + str(cast.school["ford"])).fill(answer_1="A field").press("Save the section")
    coordinator.sees("Signed")
    within(support.ask, cast, made)
    within(support.sign, cast, made, "hill", "ford")
    within(support.submit, cast, made)
    # sealed: shown from its own content, whatever becomes of the form; the file is the same bytes
    within(rewrite_the_form)
    sealed = coordinator.get(f"/applications/{made}/versions/1")
    sealed.sees(
        "unchanged since it was submitted", "A hall in vale", "A field", "GBP 100.50", "1 September 2027", "Songs"
    )
    sealed.does_not_see("Nobody is asked", "Rewritten")
    sealed.follow("plan.txt")
    assert sealed.raw == b"Mon: maps"
    reader_for(cast.outsider).get(sealed.path, expect=404)
    reader_for(cast.officer).get(sealed.path)


def test_what_only_a_partner_can_mend_is_no_link_for_the_others_and_a_preview_names_every_condition(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round, status=RoundStatus.DRAFT)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/form").follow("Add a section")
    manager.fill(title="From abroad", partner_only="y").press("Save the section")
    abroad = within(id_of, RoundSection, RoundSection.title, "From abroad")
    add_question(manager, round_id, abroad, "Do you travel?", "choice", options="Yes\nNo")
    travel = within(id_of, Question, Question.text, "Do you travel?")
    for kind, options in (("several", "Bus\nBoat"), ("table", "Who\nWhat"), ("budget", "")):
        add_question(manager, round_id, abroad, f"Which {kind}?", kind, options=options, shown_if=f"{travel}:0")
    preview = manager.get(f"/rounds/{round_id}/preview").text
    assert preview.count("Asked only after the answer “Yes”.") == 3
    within(support.change_round, round_id, status=RoundStatus.PUBLISHED)
    made = within(support.start, cast, round_id)
    lead = reader_for(cast.coordinator).get(f"/applications/{made}")
    lead.sees("answer “Do you travel?”", "Only a partner school can write this.")
    assert not lead.page.select(f'main a[href*="/sections/{abroad}#"]')
    assert lead.page.select('main a[href*="#answer_1"]')  # what the lead school can write itself is a link


def rewrite_the_form() -> None:
    session().execute(sa.update(Question).values(text="Rewritten", options=["Gone"], kind=Kind.TEXT))
    session().commit()


def test_a_file_that_waits_for_the_scanner_stops_the_signing(
    cast: Cast, reader_for: ReaderFor, within: Within, asked: Any
) -> None:
    round_id, facts, _school = asked
    made = within(support.start, cast, round_id)

    def lacks_with(scan: Scan) -> list[str]:
        held = session()
        answer = held.scalars(sa.select(Answer).join(Question).where(Question.kind == Kind.FILE)).one()
        key = storage.new_key()
        file = StoredFile(key=key, name="a.txt", content_type="text/plain", size=1, sha256="0" * 64, scan=scan)
        held.add(file)
        held.flush()
        answer.text, answer.file_id = "a.txt", file.id
        held.commit()
        draft = support.open_draft(made)
        return [lack.words for lack in checks.lacks_of_writing(draft) if "Your timetable" in lack.words]

    assert within(lacks_with, Scan.CLEAN) == []
    assert "still being checked" in within(lacks_with, Scan.CHECKING)[0]
    assert "found something" in within(lacks_with, Scan.HELD)[0]
    reader_for(cast.teacher).get(f"/applications/{made}/sections/{facts}").sees("a.txt")


def test_a_new_version_of_the_form_is_for_those_who_start_later(
    cast: Cast, reader_for: ReaderFor, within: Within, asked: Any
) -> None:
    round_id, _facts, _school = asked
    made = within(support.start, cast, round_id)
    before = within(lambda: content.canonical(content.signed_facts(support.open_draft(made), cast.school["hill"])))
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}/form").sees("the questions stay as they are")
    manager.press("Prepare a new version of the form").sees("This is the new version of the form")
    manager.follow("How many pupils?").fill(text="How many pupils, about?").press("Save the question")
    assert within(lambda: len(programmes.get_round_whole(round_id).sections)) == 8
    reader_for(cast.coordinator).get(f"/rounds/{round_id}").does_not_see("about?").sees("How many pupils?")
    manager.press("Throw the new version away").press("Prepare a new version of the form")
    manager.follow("Do pupils travel?").fill(text="Will pupils travel?").press("Save the question")
    manager.get(f"/rounds/{round_id}/form").press("Use the new version from now on")
    reader_for(cast.coordinator).get(f"/rounds/{round_id}").sees("Will pupils travel?")
    after = within(lambda: content.canonical(content.signed_facts(support.open_draft(made), cast.school["hill"])))
    assert before == after
    assert b"Do pupils travel?" in after
    within(support.withdraw, cast, made)
    later = within(support.start, cast, round_id)
    words = within(lambda: [q.text for s in support.open_draft(later).sections for q in s.questions])
    assert {"Will pupils travel?", "Do pupils travel?"} & set(words) == {"Will pupils travel?"}
    copied = within(lambda: {q.text: q.shown_if_id for s in support.open_draft(later).sections for q in s.questions})
    assert copied["Who looks after them?"] == within(id_of, Question, Question.text, "Will pupils travel?")
    assert within(lambda: queries.get_application(later).form_number) == 2

"""Work by many: who is asked to write, who is in a section now, what saves itself, and words that are never lost."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import at_work, queries, services
from portal.applying.applications.models import SectionPresence
from portal.core import clock as the_clock
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.oversight.audit.models import AuditEntry
from tests.applying import support
from tests.conftest import START
from tests.identity.accounts.test_sign_in import sign_in
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def first_section(application_id: Any) -> Any:
    return support.open_draft(application_id).sections[0].section.id


def saved(application_id: Any) -> list[str]:
    draft = support.open_draft(application_id)
    return [draft.text(q) for q in draft.sections[0].questions]


def entries(kind: str) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.kind == kind)) or 0


def send(reader: Reader, path: str, **words: Any) -> tuple[int, dict[str, Any]]:
    """As the script of the page sends it."""
    answer = reader.client.post(
        path, data={"csrf_token": reader.token(), **words}, headers={"Accept": "application/json"}
    )
    return answer.status_code, json.loads(answer.data) if answer.is_json else {}


def test_someone_is_asked_to_write_a_section_and_owes_it_until_it_is_written(database: Any, cast: Cast) -> None:
    made = support.start(cast, support.make_round())
    by, vale = cast.signed_in("coordinator"), cast.vale_teacher.id

    def ask(person_id: Any, **more: Any) -> None:
        words = {"section_id": first_section(made), "school_id": None, "person_id": person_id, **more}
        perform(services.assign_section, support.application(made), by=by, **words)

    def owed() -> list[Any]:
        return [d.person_id for d in duty.open_duties(DutyKind.WRITE_SECTION, made)]

    for stranger in (cast.outsider.id, cast.abroad.id):
        with pytest.raises(RuleBroken, match="Choose somebody"):
            ask(stranger)
    ask(vale)
    ask(vale)
    assert owed() == [vale]
    found = at_work.at_work(support.application(made), the_clock.now())
    assert [one.name for one in found.writers.values()] == [cast.vale_teacher.name]
    with pytest.raises(RuleBroken, match="Choose somebody"):
        ask(vale, school_id=cast.school["ford"])
    ask(cast.teacher.id)
    assert owed() == [cast.teacher.id]
    support.write_all(cast, made)
    assert owed() == []
    support.write_all(cast, made, text="")
    assert owed() == [cast.teacher.id]
    ask(None)
    assert owed() == []
    assert entries("writer_named") == 3


def test_who_is_in_a_section_is_told_and_ends_by_itself(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.start, cast, within(support.make_round))
    path = f"/applications/{made}/sections/{within(first_section, made)}"
    teacher, vale = reader_for(cast.teacher), reader_for(cast.vale_teacher)
    assert send(teacher, path + "/here") == (200, {"said": ""})
    assert send(vale, path + "/here") == (200, {"said": f"In this section now: {cast.teacher.name}."})
    vale.get(path).sees(f"In this section now: {cast.teacher.name}.")
    vale.get(f"/applications/{made}").sees(f"In this section now: {cast.teacher.name}.")
    reader_for(cast.outsider).post(path + "/here", {}, expect=404)
    clock.hold(START + timedelta(minutes=3))
    vale.get(path).does_not_see(f"In this section now: {cast.teacher.name}.")
    send(vale, path + "/here")
    assert within(lambda: session().scalar(sa.select(sa.func.count()).select_from(SectionPresence))) == 1
    # without a script: who saves and goes on is there, who saves and goes is not
    teacher.get(path).fill(answer_1="Rivers").press("Save and go on writing")
    assert teacher.path == path
    vale.get(path).sees(f"In this section now: {cast.teacher.name}.")
    teacher.get(path).press("Save the section")
    vale.get(path).does_not_see(f"In this section now: {cast.teacher.name}.")


def test_rule_09_what_saves_itself_loses_and_overwrites_nothing(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.start, cast, within(support.make_round))
    path = f"/applications/{made}/sections/{within(first_section, made)}"
    teacher, vale = reader_for(cast.teacher), reader_for(cast.vale_teacher)
    status, told = send(teacher, path + "/autosave", answer_1="Rivers", answer_2="", version="1.1")
    assert (status, told["version"]) == (200, "2.1")
    assert told["said"].startswith("Saved at ")
    for words in ("Rivers a", "Rivers ab", "Rivers abc"):
        status, told = send(teacher, path + "/autosave", answer_1=words, answer_2="", version=told["version"])
        assert status == 200
    assert within(saved, made) == ["Rivers abc", ""]
    assert within(entries, "section_saved") == 1
    clock.hold(START + timedelta(minutes=31))
    status, told = send(teacher, path + "/autosave", answer_1="Rivers", answer_2="", version=told["version"])
    assert within(entries, "section_saved") == 2
    # a colleague who read an earlier text overwrites nothing by itself, and sees both when the button is pressed
    status, refused = send(vale, path + "/autosave", answer_1="Hills", answer_2="", version="1.1")
    assert (status, "a colleague changed this" in refused["said"]) == (409, True)
    assert "Press “Save and go on writing” to see both texts." in refused["said"]
    assert within(saved, made) == ["Rivers", ""]
    vale.get(path)
    vale.post(path, {"answer_1": "Hills", "answer_2": "", "version": "1.1"}, expect=409).sees("Hills", "Rivers")
    # what cannot be read is refused in words
    long = "x" * 30_000
    status, refused = send(vale, path + "/autosave", answer_1=long, answer_2="", version="6.1")
    assert (status, refused["said"]) == (422, "Not saved yet: Use 6000 characters or fewer.")
    status, refused = send(vale, path + "/autosave", answer_1="Ring 01632 960001", answer_2="", version="6.1")
    assert (status, "there is a question about your words" in refused["said"]) == (422, True)
    # signatures are never taken back by itself
    within(support.write_all, cast, made)
    within(support.ask, cast, made)
    within(support.sign, cast, made, "vale")
    status, _frozen = send(vale, path + "/autosave", answer_1="Late", answer_2="", version="7.2")
    assert status == 409
    reader_for(cast.coordinator).get(f"/applications/{made}").press("Open the answers again")
    standing = within(lambda: support.open_draft(made).versions_of(support.open_draft(made).sections[0]))
    status, refused = send(vale, path + "/autosave", answer_1="Late", answer_2="We do this.", version=standing)
    assert (status, "undoes signatures" in refused["said"]) == (409, True)
    assert within(saved, made) == ["We do this.", "We do this."]


def test_rule_09_the_text_of_an_expired_session_comes_back(
    cast: Cast, reader_for: ReaderFor, within: Within, clock: Any
) -> None:
    made = within(support.start, cast, within(support.make_round))
    path = f"/applications/{made}/sections/{within(first_section, made)}"
    reader = sign_in(reader_for(), cast.teacher).get(path).fill(answer_1="An evening of work")
    clock.hold(START + timedelta(hours=9))
    reader.press("Save the section")
    assert reader.path.startswith("/sign-in")
    reader.fill(email=cast.teacher.email, password="three grey herons").press("Sign in")
    assert "An evening of work" in reader.raw.decode()
    reader.press("Send it now")
    assert within(saved, made) == ["An evening of work", ""]


def test_at_work_costs_one_statement(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    made = within(support.start, cast, within(support.make_round))
    reader = reader_for(cast.coordinator)
    empty = len(reader.get(f"/applications/{made}").statements)
    path = f"/applications/{made}/sections/{within(first_section, made)}"
    for person in (cast.teacher, cast.vale_teacher, cast.ford_teacher):
        send(reader_for(person), path + "/here")
    assert len(reader.get(f"/applications/{made}").statements) == empty
    assert within(lambda: len(queries.list_versions(queries.get_application(made)))) == 1


def test_a_section_is_saved_again_in_few_statements(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    """Who may and what stands are read before the turn and within it; the rest are the form's key, the lock, the answer, who is there, and the record."""
    made = within(support.start, cast, within(support.make_round))
    reader = reader_for(cast.coordinator).get(f"/applications/{made}/sections/{within(first_section, made)}")
    counts = []
    for words in ("An evening of work", "Two evenings of work", "Three evenings of work"):
        reader.fill(answer_1=words).press("Save and go on writing", expect=303, follow=False)
        counts.append(len([one for one in reader.statements if not one.startswith(("COMMIT", "ROLLBACK"))]))
        reader.get(reader.path)
    assert counts[1:] == [17, 17], (
        reader.statements
    )  # the clock stands still here: one more where it goes on, for who is there
    assert within(saved, made)[0] == "Three evenings of work"

"""The one door through which anything changes."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import events
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import AlreadyDone, RuleBroken, SomeoneWasFaster
from portal.core.once import SAME_ACT, Once
from portal.core.perform import perform
from portal.identity.accounts.models import Person, PersonStatus
from portal.oversight.audit.models import AuditEntry


@dataclass(frozen=True, kw_only=True)
class PersonNamed(events.Event):
    """Only here."""

    length: int


def add_person(*, by: Any, email: str, then: Exception | None = None) -> uuid.UUID:
    person = Person(name="Someone", email=email, status=PersonStatus.ACTIVE)
    session().add(person)
    session().flush()
    events.record(PersonNamed(by_id=None, person_id=person.id, length=7))
    if then is not None:
        raise then
    return person.id


def emails() -> list[str]:
    found = session().scalars(sa.select(Person.email).order_by(Person.email)).all()
    session().commit()
    return list(found)


def test_commits_the_deed_and_an_audit_entry_for_its_event(database: sa.orm.Session) -> None:
    made = perform(add_person, by=SYSTEM, email="a@x.example")

    entry = database.scalars(sa.select(AuditEntry)).one()
    assert (entry.kind, entry.person_id, entry.facts) == ("person_named", made, {"length": 7})
    database.commit()
    assert emails() == ["a@x.example"]


def test_a_refusal_leaves_neither_the_deed_nor_its_event(database: sa.orm.Session) -> None:
    with pytest.raises(RuleBroken):
        perform(add_person, by=SYSTEM, email="a@x.example", then=RuleBroken("email", "No."))

    assert emails() == []
    assert database.scalars(sa.select(AuditEntry)).all() == []


def test_a_constraint_comes_out_as_someone_was_faster(
    database: sa.orm.Session, caplog: pytest.LogCaptureFixture
) -> None:
    perform(add_person, by=SYSTEM, email="a@x.example")
    with pytest.raises(SomeoneWasFaster):
        perform(add_person, by=SYSTEM, email="a@x.example")
    assert emails() == ["a@x.example"]
    said = [line for line in caplog.messages if line.startswith("a constraint without words said no: ")]
    assert len(said) == 1
    assert "email" in said[0]  # which rule it was,
    assert "a@x.example" not in said[0]  # and whose address it was not


def test_the_same_key_does_one_thing_and_answers_twice(database: sa.orm.Session) -> None:
    once = Once(uuid.uuid4(), "someone", "somewhere")
    perform(add_person, by=SYSTEM, email="a@x.example", once=once, to=lambda made: f"/people/{made}")

    with pytest.raises(AlreadyDone) as repeated:
        perform(add_person, by=SYSTEM, email="b@x.example", once=once, to="/elsewhere")

    assert repeated.value.answer.startswith("/people/")
    assert emails() == ["a@x.example"]


def test_the_same_words_from_a_form_served_again_are_one_act_for_ten_minutes(
    database: sa.orm.Session, clock: Any
) -> None:
    twin = uuid.uuid4()

    def send(email: str, to: str, *, who: str = "someone") -> None:
        perform(add_person, by=SYSTEM, email=email, once=Once(uuid.uuid4(), who, "somewhere", twin), to=to)

    send("a@x.example", "/a")
    send("other@x.example", "/other", who="someone else")
    clock.hold(clock.now() + SAME_ACT)
    with pytest.raises(AlreadyDone) as repeated:
        send("b@x.example", "/b")
    assert (repeated.value.answer, repeated.value.was_sent_anew) == ("/a", True)
    clock.hold(clock.now() + timedelta(microseconds=1))
    send("b@x.example", "/b")
    with pytest.raises(AlreadyDone) as repeated:
        send("c@x.example", "/c")
    assert repeated.value.answer == "/b", "from then on ten minutes are counted again"
    assert sorted(emails()) == ["a@x.example", "b@x.example", "other@x.example"]


def test_a_refusal_frees_the_key(database: sa.orm.Session) -> None:
    once = Once(uuid.uuid4(), "someone", "somewhere")
    with pytest.raises(RuleBroken):
        perform(add_person, by=SYSTEM, email="a@x.example", once=once, to="/a", then=RuleBroken(None, "No."))
    perform(add_person, by=SYSTEM, email="a@x.example", once=once, to="/a")
    assert emails() == ["a@x.example"]


def test_records_changed_outside_are_refused(database: sa.orm.Session) -> None:
    database.add(Person(name="Sneaked in", email="s@x.example"))
    with pytest.raises(RuntimeError, match="outside perform"):
        perform(add_person, by=SYSTEM, email="a@x.example")


def test_the_record_cannot_be_changed_or_deleted(database: sa.orm.Session) -> None:
    perform(add_person, by=SYSTEM, email="a@x.example")

    def tamper(*, by: Any) -> None:
        session().execute(sa.update(AuditEntry).values(kind="nothing"))

    def erase(*, by: Any) -> None:
        session().execute(sa.delete(AuditEntry))

    for deed in (tamper, erase):
        with pytest.raises((sa.exc.DatabaseError, SomeoneWasFaster)):
            perform(deed, by=SYSTEM)
        assert database.scalars(sa.select(AuditEntry.kind)).all() == ["person_named"]
        database.commit()

"""Asking to join, answering, naming contacts, leaving; and who sees a school's page."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as the_clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools import queries, services
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


def standing(read: Any, school: Any, person: Any) -> Any:
    query = sa.select(SchoolMember).where(SchoolMember.school_id == school, SchoolMember.person_id == person.id)
    return read(query.order_by(SchoolMember.id.desc()))


def contacts(app: Flask, school: Any) -> set[Any]:
    with app.app_context():
        return set(queries.contacts_of(school))


@pytest.fixture
def asked(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> Any:
    """`nobody` asks to join hill; the request."""
    reader = reader_for(cast.nobody).get(f"/schools/{cast.school['hill']}/join")
    reader.fill(job="Year 3 teacher").press("Ask to join")
    assert reader.path == "/schools/mine"
    return standing(read, cast.school["hill"], cast.nobody)


def test_a_request_is_a_duty_of_the_contact(cast: Cast, asked: Any, read: Any, mails: Any) -> None:
    assert (asked.status, asked.job) == (MemberStatus.REQUESTED, "Year 3 teacher")
    duty = read(sa.select(Duty).where(Duty.subject_id == asked.id))
    assert (duty.kind, duty.school_id, duty.office) == (
        DutyKind.ANSWER_JOIN_REQUEST,
        cast.school["hill"],
        "contact",
    )
    assert "Nia New asks to join" in mails("notice", cast.coordinator.email)[-1].subject


def test_a_request_shows_nothing_of_the_school(reader_for: Callable[..., Reader], cast: Cast, asked: Any) -> None:
    reader_for(cast.nobody).get(f"/schools/{cast.school['hill']}", expect=404)


def test_who_has_asked_is_not_told_to_look_for_a_school(
    reader_for: Callable[..., Reader], cast: Cast, asked: Any
) -> None:
    reader = reader_for(cast.nobody).get("/what-needs-me")
    reader.sees("You asked to join Hill Primary School. Its contact answers, and you are told.")
    assert "First find your school" not in reader.text


def test_the_contact_says_yes(reader_for: Callable[..., Reader], cast: Cast, asked: Any, read: Any, mails: Any) -> None:
    reader = reader_for(cast.coordinator).get(f"/schools/{cast.school['hill']}").follow("Answer Nia New")
    reader.fill(answer="yes").press("Send the answer")
    now = standing(read, cast.school["hill"], cast.nobody)
    assert (now.status, now.answered_by_id) == (MemberStatus.MEMBER, cast.coordinator.id)
    assert read(sa.select(Duty.outcome).where(Duty.subject_id == asked.id)) == "accepted"
    assert "You are now a member" in mails("notice", cast.nobody.email)[-1].subject
    assert reader_for(cast.nobody).get(f"/schools/{cast.school['hill']}").h1 == "Hill Primary School"


def test_the_contact_says_no_with_a_reason(
    reader_for: Callable[..., Reader], cast: Cast, asked: Any, read: Any, mails: Any
) -> None:
    path = f"/schools/{cast.school['hill']}/requests/{asked.id}"
    reader = reader_for(cast.head).get(path).fill(answer="no").press("Send the answer", expect=422)
    assert "Write the reason. The person reads it." in reader.errors()
    reader.fill(answer="no", reason="We do not know you.").press("Send the answer")
    assert standing(read, cast.school["hill"], cast.nobody).status == MemberStatus.REFUSED
    assert "We do not know you." in mails("join_refused", cast.nobody.email)[0].text
    again = reader_for(cast.nobody).get(f"/schools/{cast.school['hill']}/join").fill(job="T").press("Ask to join")
    assert "waits for the school’s contact" in again.text


def test_an_answered_request_is_not_answered_again(
    reader_for: Callable[..., Reader], cast: Cast, asked: Any, read: Any
) -> None:
    path = f"/schools/{cast.school['hill']}/requests/{asked.id}"
    reader_for(cast.coordinator).post(path, {"answer": "yes"}, expect=303)
    late = reader_for(cast.head).post(path, {"answer": "no", "reason": "late"}, expect=422)
    assert "This request has been answered already." in late.errors()
    assert standing(read, cast.school["hill"], cast.nobody).status == MemberStatus.MEMBER


@pytest.mark.parametrize(
    ("who", "status"), [("teacher", 403), ("outsider", 404), ("vale_contact", 404), ("nobody", 404), ("manager", 404)]
)
def test_who_may_not_answer(
    reader_for: Callable[..., Reader], cast: Cast, asked: Any, read: Any, who: str, status: int
) -> None:
    path = f"/schools/{cast.school['hill']}/requests/{asked.id}"
    reader_for(getattr(cast, who)).get(path, expect=status)
    reader_for(getattr(cast, who)).post(path, {"answer": "yes"}, expect=status)
    assert standing(read, cast.school["hill"], cast.nobody).status == MemberStatus.REQUESTED


def test_a_request_is_found_through_its_own_school_only(
    reader_for: Callable[..., Reader], cast: Cast, asked: Any
) -> None:
    reader_for(cast.vale_contact).get(f"/schools/{cast.school['vale']}/requests/{asked.id}", expect=404)
    reader_for(cast.coordinator).get(f"/schools/{cast.school['hill']}/requests/{uuid.uuid4()}", expect=404)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose yes or no"),
        ({"answer": "perhaps"}, "This choice is not there"),
        ({"answer": "no", "reason": "x" * 1001}, "1000"),
    ],
)
def test_bad_input_of_an_answer(
    reader_for: Callable[..., Reader], cast: Cast, asked: Any, fields: dict[str, str], words: str
) -> None:
    path = f"/schools/{cast.school['hill']}/requests/{asked.id}"
    reader = reader_for(cast.coordinator).post(path, fields, expect=422)
    assert any(words in error for error in reader.errors()), reader.errors()


@pytest.mark.parametrize(("job", "words"), [("", "Enter your job"), ("x" * 121, "120"), ("\x00", "Enter your job")])
def test_bad_input_of_a_request(reader_for: Callable[..., Reader], cast: Cast, read: Any, job: str, words: str) -> None:
    reader = reader_for(cast.nobody).post(f"/schools/{cast.school['hill']}/join", {"job": job}, expect=422)
    assert any(words in error for error in reader.errors())
    assert standing(read, cast.school["hill"], cast.nobody) is None


def test_a_member_does_not_ask_again(reader_for: Callable[..., Reader], cast: Cast, asked: Any, read: Any) -> None:
    reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}/join", expect=403)
    twice = reader_for(cast.nobody).post(f"/schools/{cast.school['hill']}/join", {"job": "T"}, expect=422)
    assert "You have asked to join this school already." in twice.errors()


def test_a_rejected_school_cannot_be_joined(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    school = School(name="Gone", status=SchoolStatus.REJECTED)
    commit(app, lambda: session().add(school))
    reader_for(cast.nobody).get(f"/schools/{school.id}/join", expect=404)


def test_a_second_contact_is_named(reader_for: Callable[..., Reader], cast: Cast, app: Flask, mails: Any) -> None:
    hill = cast.school["hill"]
    reader = reader_for(cast.coordinator).get(f"/schools/{hill}").follow("Name another")
    reader.fill(person_id=str(cast.teacher.id)).press("Name as contact")
    assert contacts(app, hill) == {cast.coordinator.id, cast.teacher.id}
    assert "You are now a contact" in mails("notice", cast.teacher.email)[-1].subject


@pytest.mark.parametrize("chosen", ["", "none", "outsider", "coordinator"])
def test_only_a_member_is_named(reader_for: Callable[..., Reader], cast: Cast, app: Flask, chosen: str) -> None:
    value = str(cast.people[chosen].id) if chosen in cast.people else chosen
    path = f"/schools/{cast.school['hill']}/contacts/new"
    reader = reader_for(cast.coordinator).post(path, {"person_id": value}, expect=422)
    assert reader.errors()
    assert contacts(app, cast.school["hill"]) == {cast.coordinator.id}


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("outsider", 404), ("abroad", 404)])
def test_who_may_not_name_a_contact(reader_for: Callable[..., Reader], cast: Cast, who: str, status: int) -> None:
    path = f"/schools/{cast.school['hill']}/contacts/new"
    reader_for(getattr(cast, who)).get(path, expect=status)
    reader_for(getattr(cast, who)).post(path, {"person_id": str(cast.teacher.id)}, expect=status)


def test_a_member_leaves_and_loses_access_at_once(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    hill = cast.school["hill"]
    reader = reader_for(cast.teacher).get(f"/schools/{hill}").follow("Leave this school")
    reader.fill(when="now").press("Leave this school")
    left = standing(read, hill, cast.teacher)
    assert (left.status, left.ended_on) == (MemberStatus.ENDED, the_clock.today())
    reader.get(f"/schools/{hill}", expect=404)


def test_the_last_contact_cannot_leave(reader_for: Callable[..., Reader], cast: Cast, read: Any, app: Flask) -> None:
    hill = cast.school["hill"]
    reader = (
        reader_for(cast.coordinator)
        .get(f"/schools/{hill}/leave")
        .fill(when="now")
        .press("Leave this school", expect=422)
    )
    assert "The last contact cannot leave. Name another contact first." in reader.errors()
    commit(
        app, lambda: session().add(SchoolFunction(school_id=hill, person_id=cast.teacher.id, function=Function.CONTACT))
    )
    reader.fill(when="now").press("Leave this school")
    assert standing(read, hill, cast.coordinator).status == MemberStatus.ENDED
    assert contacts(app, hill) == {cast.teacher.id}


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("nobody", 404), ("manager", 403)])
def test_who_cannot_leave(reader_for: Callable[..., Reader], cast: Cast, who: str, status: int) -> None:
    reader_for(getattr(cast, who)).post(f"/schools/{cast.school['hill']}/leave", {}, expect=status)


def test_the_contact_ends_a_membership(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    hill = cast.school["hill"]
    member = standing(read, hill, cast.teacher)
    path = f"/schools/{hill}/members/{member.id}/end"
    reader_for(cast.teacher).post(path, {}, expect=403)
    reader_for(cast.outsider).post(path, {}, expect=404)
    reader_for(cast.coordinator).post(path, {"when": "now"}, expect=303)
    assert standing(read, hill, cast.teacher).status == MemberStatus.ENDED


def test_the_contact_cannot_remove_the_head(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    hill = cast.school["hill"]
    member = standing(read, hill, cast.head)
    refused = reader_for(cast.coordinator).post(f"/schools/{hill}/members/{member.id}/end", {"when": "now"}, expect=422)
    assert "The head signs for the school until a new head has confirmed. Write to the new head." in refused.errors()
    assert standing(read, hill, cast.head).status == MemberStatus.MEMBER


def test_a_contact_is_ended_but_not_the_last(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, app: Flask
) -> None:
    hill = cast.school["hill"]
    commit(
        app, lambda: session().add(SchoolFunction(school_id=hill, person_id=cast.teacher.id, function=Function.CONTACT))
    )
    reader = reader_for(cast.head)
    for who, status in (("coordinator", 303), ("teacher", 422)):
        member = standing(read, hill, getattr(cast, who))
        reader.post(f"/schools/{hill}/members/{member.id}/end-contact", {}, expect=status)
    assert "A school needs a contact. Name another one first." in reader.errors()
    assert contacts(app, hill) == {cast.teacher.id}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("teacher", 200),
        ("head", 200),
        ("officer", 200),
        ("manager", 200),
        ("admin", 200),
        ("authority", 200),
        ("vale_contact", 404),
        ("outsider", 404),
        ("abroad", 404),
        ("reviewer", 404),
        ("nobody", 404),
    ],
)
def test_who_sees_the_page_of_a_school(reader_for: Callable[..., Reader], cast: Cast, who: str, status: int) -> None:
    reader_for(getattr(cast, who)).get(f"/schools/{cast.school['hill']}", expect=status)


def test_the_page_of_a_school_is_changed_by_its_contact(
    reader_for: Callable[..., Reader], cast: Cast, read: Any
) -> None:
    hill = cast.school["hill"]
    path = f"/schools/{hill}/edit"
    one, two = reader_for(cast.coordinator), reader_for(cast.head)
    one.get(path)
    two.get(path).fill(town="Marlbury-on-Wyre").press("Save")
    assert read(sa.select(School.town).where(School.id == hill)) == "Marlbury-on-Wyre"
    one.fill(town="Old Marlbury").press("Save", expect=409)
    assert "Marlbury-on-Wyre" in str(one.page)
    assert "Old Marlbury" in str(one.page)
    assert "Hill Primary School" in reader_for(cast.nobody).get("/schools?q=wyre").text
    further = "What schools say of themselves, and which look for a partner"
    reader_for(cast.nobody).get("/schools?q=wyre").does_not_see(further)
    assert reader_for(cast.teacher).get("/schools?q=wyre").follow(further).path == "/partners?who=all&q=wyre"
    reader_for(cast.teacher).get(path, expect=403)
    reader_for(cast.outsider).post(path, {}, expect=404)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"town": ""}, "Enter the town"),
        ({"town": "x" * 121}, "120"),
        ({"zone": "Mars/Base"}, "This choice is not there"),
        ({"phase": "zoo"}, "This choice is not there"),
        ({"language": ""}, "Choose a language"),
    ],
)
def test_bad_input_of_the_page(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, changed: dict[str, str], words: str
) -> None:
    fields = {"town": "T", "phase": "primary", "zone": "Europe/London", "language": "en", "version": "1", **changed}
    path = f"/schools/{cast.school['hill']}/edit"
    reader = reader_for(cast.coordinator).post(path, fields, expect=422)
    assert any(words in error for error in reader.errors()), reader.errors()
    assert read(sa.select(School.town).where(School.id == cast.school["hill"])) == "Marlbury"


def test_the_directory_shows_names_towns_and_countries_only(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask
) -> None:
    def index() -> None:
        for key in ("hill", "vale", "tumaini"):
            services.make_findable(queries.get_school(cast.school[key]))

    commit(app, index)
    reader = reader_for(cast.nobody).get("/schools")
    shown = [str(s.get_text()) for s in reader.page.select("main .app-list strong")]
    names = ("Brook High School", "Ford Special School", "Hill Primary School", "Tumaini Primary School")
    assert shown == [*names, "Vale Primary School"]
    assert "Kenya" in reader.text
    reader.does_not_see("ZZ1 1AA", "head@hill.example", "Carys Okoro")
    assert "Tumaini" in reader.get("/schools?q=kisumu").text
    assert "No school was found" in reader.get("/schools?q=quiet").text


def test_the_directory_costs_the_same_for_many(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    reader, counts = reader_for(cast.nobody), []
    for wanted in (1, 2, 27, 60):
        new = [School(name=f"Many {wanted} {i:02}", status=SchoolStatus.VERIFIED) for i in range(wanted)]
        commit(app, lambda new=new: session().add_all(new))
        reader.get("/schools")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert len(reader.page.select("main .app-list li")) == 50


def test_the_page_of_a_school_costs_the_same_for_many_members(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask
) -> None:
    reader, counts = reader_for(cast.coordinator), []

    def add(wanted: int) -> None:
        for number in range(wanted):
            person = Person(
                name=f"Member {wanted} {number}", email=f"m{wanted}.{number}@hill.example", status=PersonStatus.ACTIVE
            )
            session().add(person)
            session().flush()
            session().add(SchoolMember(school_id=cast.school["hill"], person_id=person.id, status=MemberStatus.MEMBER))

    for wanted in (1, 3, 30):
        commit(app, lambda wanted=wanted: add(wanted))
        reader.get(f"/schools/{cast.school['hill']}")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1

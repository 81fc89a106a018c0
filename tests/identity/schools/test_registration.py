"""Finding a school in the register, and registering it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.duty import Duty, DutyKind
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from portal.oversight.audit.models import AuditEntry
from tests.identity.schools.conftest import enter
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

HEAD = {"job": "Year 5 teacher", "head_name": "Enid Elm", "head_email": "Head@Elm.example"}
ABROAD = {
    "name": "សាលាបឋមសិក្សា ផ្កាឈូក",
    "country": "KH",
    "nation": "",
    "town": "Siem Reap",
    "zone": "Asia/Phnom_Penh",
    "language": "fr",
    "phase": "primary",
    "evidence": "A letter of the district office.",
    "number": "SR-17",
    **HEAD,
}


@pytest.mark.parametrize(
    "words", ["elm grove", "ELM", "grove elm", "900501", "ZZ3 1AA elm", "zz31aa", "zz3 1aa", "marlbury elm", "  Elm  "]
)
def test_a_school_is_found(reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], words: str) -> None:
    reader = reader_for(cast.nobody).get("/schools/find").fill(q=words).press("Search")
    assert "Register Elm Grove Primary School" in reader.text
    assert "Oak Lane" not in reader.text


def test_letters_of_other_languages_fold(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any]
) -> None:
    reader = reader_for(cast.nobody).get("/schools/find").fill(q="gyfun wyr").press("Search")
    assert "Ysgol Gyfun Ŵyr" in reader.text


def test_nothing_found_says_what_to_try(reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any]) -> None:
    reader = reader_for(cast.nobody).get("/schools/find?q=zzzqqq")
    assert "Nothing was found" in reader.text
    assert reader.follow("Register a school without a number").path == "/schools/register-abroad"


@pytest.mark.parametrize("words", ["%", "*", '"', "'; DROP TABLE school; --", "(", "AND OR NOT", "\x00elm", "é" * 200])
def test_odd_words_find_or_find_not(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], words: str
) -> None:
    assert reader_for(cast.nobody).get("/schools/find").fill(q=words).press("Search").status == 200


def test_the_search_makes_as_many_statements_for_many(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask
) -> None:
    counts = []
    reader = reader_for(cast.nobody)
    for wanted in (1, 3, 30, 60):
        have = counts[-1][1] if counts else 0
        commit(
            app, lambda have=have, wanted=wanted: [enter(f"Birch {i}", str(910000 + i)) for i in range(have, wanted)]
        )
        reader.get("/schools/find?q=birch")
        counts.append((len(reader.statements), wanted))
    assert len({count for count, _wanted in counts}) == 1
    assert counts[0][0] <= 5
    assert reader.text.count("Register Birch") == 50
    assert reader.follow("Next page").text.count("Register Birch") == 10


def test_registering_makes_school_member_contact_duty_and_mail(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], read: Any, mails: Any
) -> None:
    reader = reader_for(cast.nobody).get("/schools/find?q=elm").follow("Register Elm Grove Primary School")
    reader.fill(**HEAD).press("Register the school")
    school = read(sa.select(School).where(School.number == "900501"))
    assert reader.path == f"/schools/{school.id}"
    assert (school.name, school.status, school.nation, school.country) == (
        "Elm Grove Primary School",
        SchoolStatus.PROPOSED,
        "GB-ENG",
        "GB",
    )
    assert (school.head_name, school.head_email) == ("Enid Elm", "head@elm.example")
    member = read(sa.select(SchoolMember).where(SchoolMember.school_id == school.id))
    assert (member.person_id, member.status, member.job) == (cast.nobody.id, MemberStatus.MEMBER, "Year 5 teacher")
    held = read(sa.select(SchoolFunction).where(SchoolFunction.school_id == school.id))
    assert (held.person_id, held.function) == (cast.nobody.id, Function.CONTACT)
    duty = read(sa.select(Duty).where(Duty.subject_id == school.id))
    assert (duty.kind, duty.person_id) == (DutyKind.CONFIRM_SCHOOL, cast.nobody.id)
    assert [m.address for m in mails("confirm_school")] == ["head@elm.example"]
    assert "Nia New has registered Elm Grove Primary School" in mails("confirm_school")[0].text
    assert read(sa.select(AuditEntry.kind).where(AuditEntry.school_id == school.id)) == "school_proposed"


def test_sent_twice_it_is_registered_once(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], read: Any
) -> None:
    reader = reader_for(cast.nobody)
    key = str(uuid.uuid4())
    fields = {**HEAD, "zone": "Europe/London", "language": "en", "once_key": key}
    path = f"/schools/register/{entries['elm']}"
    first = reader.post(path, fields, expect=303).headers["Location"]
    assert reader.post(path, fields, expect=303).headers["Location"] == first
    assert read(sa.select(sa.func.count()).select_from(School).where(School.number == "900501")) == 1


def test_a_registered_school_is_joined_instead(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], read: Any
) -> None:
    path = f"/schools/register/{entries['elm']}"
    reader_for(cast.nobody).get(path).fill(**HEAD).press("Register the school")
    other = reader_for(cast.outsider).get("/schools/find?q=elm")
    assert "here already" in other.text
    assert other.get(path).path.endswith("/join")
    refused = other.post(path, {**HEAD, "zone": "Europe/London", "language": "en"}, expect=422)
    assert "This school is already registered" in " ".join(refused.errors())
    assert read(sa.select(sa.func.count()).select_from(School).where(School.number == "900501")) == 1


def test_a_closed_school_cannot_be_registered(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], read: Any
) -> None:
    reader = reader_for(cast.nobody).get("/schools/find?q=oak")
    assert "closed" in reader.text
    assert "Register Oak" not in reader.text
    path = f"/schools/register/{entries['oak']}"
    assert "this school is closed" in reader.get(path).text
    reader.post(path, {**HEAD, "zone": "Europe/London", "language": "en"}, expect=422)
    assert read(sa.select(School).where(School.number == "900502")) is None


def test_a_proposed_school_is_told_of_the_review(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any]
) -> None:
    reader = reader_for(cast.nobody).get(f"/schools/register/{entries['ash']}")
    assert "not open yet" in reader.text
    reader.fill(**HEAD).press("Register the school")
    assert "Ash Road Free School" in reader.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("job", "", "Enter your job"),
        ("job", "x" * 121, "120 characters or fewer"),
        ("head_name", "", "Enter the name of the head"),
        ("head_name", "\x00", "Enter the name of the head"),
        ("head_email", "", "Enter the e-mail address of the head"),
        ("head_email", "not an address", "Enter an e-mail address like"),
        ("head_email", "x" * 250 + "@elm.example", "254 characters or fewer"),
        ("head_email", "nobody@people.example", "Give the head's own address"),
        ("zone", "Mars/Base", "This choice is not there any more"),
        ("zone", "", "Choose the school's time zone"),
        ("language", "xx", "This choice is not there any more"),
    ],
)
def test_bad_input_is_refused_on_its_field(
    reader_for: Callable[..., Reader],
    cast: Cast,
    entries: dict[str, Any],
    read: Any,
    field: str,
    value: str,
    words: str,
) -> None:
    fields = {**HEAD, "zone": "Europe/London", "language": "en", field: value}
    reader = reader_for(cast.nobody).post(f"/schools/register/{entries['elm']}", fields, expect=422)
    assert any(words in error for error in reader.errors()), reader.errors()
    assert reader.page.select_one(f"#{field}-error") is not None
    assert read(sa.select(School).where(School.number == "900501")) is None


def test_a_foreign_entry_is_not_there(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader_for(cast.nobody).get(f"/schools/register/{uuid.uuid4()}", expect=404)
    reader_for(cast.nobody).get(f"/schools/register/{cast.school['hill']}", expect=404)


def test_extra_fields_change_nothing(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], read: Any
) -> None:
    sly = {"status": "verified", "verification_level": "register_match", "name": "Sly", "number": "1", "id": "1"}
    fields = {**HEAD, "zone": "Europe/London", "language": "en", **sly}
    reader_for(cast.nobody).post(f"/schools/register/{entries['elm']}", fields, expect=303)
    school = read(sa.select(School).where(School.number == "900501"))
    assert (school.name, school.status, school.verification_level) == (
        "Elm Grove Primary School",
        SchoolStatus.PROPOSED,
        "none",
    )


def test_three_schools_may_wait(
    reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], app: Flask, read: Any
) -> None:
    reader = reader_for(cast.nobody)
    for number in range(3):
        reader.post("/schools/register-abroad", {**ABROAD, "name": f"School {number}"}, expect=303)
    reader.post("/schools/register-abroad", {**ABROAD, "name": "School 4"}, expect=422)
    assert "three schools" in " ".join(reader.errors())
    assert read(sa.select(School).where(School.name == "School 4")) is None


def test_a_school_abroad_registers_without_a_number(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, mails: Any
) -> None:
    reader = reader_for(cast.nobody).get("/schools/register-abroad")
    reader.fill(**ABROAD).press("Register the school")
    school = read(sa.select(School).where(School.country == "KH"))
    assert (school.name, school.town, school.zone, school.number) == (
        ABROAD["name"],
        "Siem Reap",
        "Asia/Phnom_Penh",
        None,
    )
    assert school.evidence_named == "Ministry number: SR-17\nA letter of the district office."
    assert "Cambodia" in reader.text
    assert len(mails("confirm_school")) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter the name of the school"),
        ({"name": "x" * 201}, "200 characters or fewer"),
        ({"country": "XX"}, "This choice is not there any more"),
        ({"country": ""}, "Choose the country"),
        ({"country": "GB"}, "Choose the part of the United Kingdom"),
        ({"evidence": ""}, "Tell us how we can see"),
        ({"evidence": "x" * 2001}, "2000 characters or fewer"),
        ({"phase": "zoo"}, "This choice is not there any more"),
        ({"number": "9" * 61}, "60 characters or fewer"),
    ],
)
def test_bad_input_of_a_school_abroad(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, changed: dict[str, str], words: str
) -> None:
    before = read(sa.select(sa.func.count()).select_from(School))
    reader = reader_for(cast.nobody).post("/schools/register-abroad", {**ABROAD, **changed}, expect=422)
    assert any(words in error for error in reader.errors()), reader.errors()
    assert read(sa.select(sa.func.count()).select_from(School)) == before


def test_a_uk_school_that_no_register_has(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    fields = {**ABROAD, "country": "GB", "nation": "GB-SCT", "zone": "Europe/London"}
    reader_for(cast.nobody).post("/schools/register-abroad", fields, expect=303)
    assert read(sa.select(School.nation).where(School.town == "Siem Reap")) == "GB-SCT"


@pytest.mark.parametrize("path", ["/schools", "/schools/find", "/schools/mine", "/schools/register-abroad"])
def test_a_visitor_is_asked_to_sign_in(reader_for: Callable[..., Reader], path: str) -> None:
    assert reader_for().get(path, follow=False, expect=303).headers["Location"].startswith("/sign-in")

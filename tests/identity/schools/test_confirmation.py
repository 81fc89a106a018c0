"""The head answers by link, without an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.duty import Duty, DutyKind
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from portal.oversight.notifications.models import Notification
from tests.support.cast import Cast
from tests.support.reader import Reader

HEAD = {"job": "Teacher", "head_name": "Enid Elm", "head_email": "head@elm.example"}


@pytest.fixture
def elm(reader_for: Callable[..., Reader], cast: Cast, entries: dict[str, Any], read: Any) -> Any:
    """Elm Grove, registered by `nobody`; its id."""
    fields = {**HEAD, "zone": "Europe/London", "language": "en"}
    reader_for(cast.nobody).post(f"/schools/register/{entries['elm']}", fields, expect=303)
    return read(sa.select(School.id).where(School.number == "900501"))


def school(read: Any, elm: Any) -> Any:
    return read(sa.select(School).where(School.id == elm))


def signatory(read: Any, elm: Any) -> Any:
    live = (SchoolFunction.function == Function.SIGNATORY, SchoolFunction.ended_on.is_(None))
    return read(sa.select(SchoolFunction.person_id).where(SchoolFunction.school_id == elm, *live))


def test_the_head_says_yes(
    reader_for: Callable[..., Reader], cast: Cast, elm: Any, read: Any, link_in: Any, mails: Any
) -> None:
    head = reader_for().get(link_in("confirm_school"))
    assert "Nia New" in head.text
    assert "Elm Grove Primary School" in head.text
    head.fill(name="Enid Elm-Marsh").press("Yes, Nia New acts for our school")
    assert head.path == "/schools/thank-you"
    assert school(read, elm).status == SchoolStatus.CONFIRMED_BY_HEAD
    person = read(sa.select(Person).where(Person.email == "head@elm.example"))
    assert (person.name, person.status, person.password_hash) == ("Enid Elm-Marsh", PersonStatus.ACTIVE, None)
    assert signatory(read, elm) == person.id
    duties = {d: read(sa.select(Duty).where(Duty.subject_id == elm, Duty.kind == d)) for d in DutyKind}
    assert duties[DutyKind.CONFIRM_SCHOOL].outcome == "confirmed"
    assert duties[DutyKind.VERIFY_SCHOOL].role == "programme_manager"
    assert duties[DutyKind.VERIFY_SCHOOL].closed_at is None
    assert mails("choose_password") == []
    assert [m.address for m in mails("notice", cast.nobody.email)] == [cast.nobody.email]
    told = read(sa.select(Notification.path).where(Notification.person_id == cast.manager.id))
    assert told == f"/verification/{elm}"


def test_the_link_works_once(reader_for: Callable[..., Reader], elm: Any, link_in: Any) -> None:
    path = link_in("confirm_school")
    reader_for().get(path).press("Yes, Nia New")
    head = reader_for().get(path, expect=404)
    assert head.h1 == "This link no longer works"
    head.sees("You need no account.", "ask the teacher at your school").does_not_see("Ask for a new link")
    reader_for().post(path, {"name": "Again"}, expect=404)


def test_the_link_ends_after_thirty_days(reader_for: Callable[..., Reader], elm: Any, link_in: Any, clock: Any) -> None:
    path = link_in("confirm_school")
    clock.hold(clock.now() + timedelta(days=30))
    reader_for().get(path, expect=404)


def test_reading_the_page_changes_nothing(reader_for: Callable[..., Reader], elm: Any, read: Any, link_in: Any) -> None:
    for _scanner in range(3):
        reader_for().get(link_in("confirm_school"))
    assert school(read, elm).status == SchoolStatus.PROPOSED


def test_an_account_is_opened_by_link(reader_for: Callable[..., Reader], elm: Any, read: Any, link_in: Any) -> None:
    reader_for().get(link_in("confirm_school")).fill(wants_account=True).press("Yes, Nia New")
    reader = reader_for().get(link_in("choose_password")).fill(password="seven quiet otters").press("Save")
    assert reader.path == "/sign-in"
    reader.fill(email="head@elm.example", password="seven quiet otters").press("Sign in")
    reader.press("I accept")
    assert reader.get(f"/schools/{elm}").h1 == "Elm Grove Primary School"


def test_a_password_that_somebody_chose_before_is_void(
    reader_for: Callable[..., Reader], elm: Any, read: Any, link_in: Any
) -> None:
    thief = reader_for().get("/register")
    thief.fill(name="Thief", email="head@elm.example", password="nine loud magpies", adult=True).press("Create account")
    reader_for().get(link_in("confirm_school")).press("Yes, Nia New")
    thief.get("/sign-in").fill(email="head@elm.example", password="nine loud magpies").press("Sign in", expect=422)
    assert "not right" in " ".join(thief.errors())


def test_the_head_says_no(
    reader_for: Callable[..., Reader], cast: Cast, elm: Any, read: Any, link_in: Any, mails: Any
) -> None:
    reader_for().get(link_in("confirm_school")).press("No, nobody acts")
    assert school(read, elm).status == SchoolStatus.REJECTED
    assert read(sa.select(Duty.outcome).where(Duty.subject_id == elm)) == "declined"
    assert "said no" in mails("notice", cast.nobody.email)[-1].subject
    again = reader_for(cast.nobody).get("/schools/find?q=elm")
    assert "Register Elm Grove Primary School" in again.text


@pytest.mark.parametrize(("name", "words"), [("", "Enter your name"), ("x" * 121, "120 characters"), ("\x00", "Enter")])
def test_bad_input_of_the_head(
    reader_for: Callable[..., Reader], elm: Any, read: Any, link_in: Any, name: str, words: str
) -> None:
    reader = reader_for().post(link_in("confirm_school"), {"name": name}, expect=422)
    assert any(words in error for error in reader.errors())
    assert school(read, elm).status == SchoolStatus.PROPOSED


def test_without_a_form_token_nothing_happens(
    reader_for: Callable[..., Reader], elm: Any, read: Any, link_in: Any
) -> None:
    reader_for().post(link_in("confirm_school"), {"name": "Enid"}, token=False, expect=400)
    reader_for().post(link_in("confirm_school") + "/no", {}, token=False, expect=400)
    assert school(read, elm).status == SchoolStatus.PROPOSED


def test_the_head_is_written_to_again(
    reader_for: Callable[..., Reader], cast: Cast, elm: Any, read: Any, link_in: Any, mails: Any, clock: Any
) -> None:
    old = link_in("confirm_school")
    reader = reader_for(cast.nobody).get(f"/schools/{elm}").follow("Send the link again")
    reader.press("Send the link", expect=422)
    assert "less than an hour" in " ".join(reader.errors())
    clock.hold(clock.now() + timedelta(hours=2))
    reader.get(f"/schools/{elm}/head").fill(head_email="office@elm.example").press("Send the link")
    assert reader.path == f"/schools/{elm}"
    assert [m.address for m in mails("confirm_school")] == ["head@elm.example", "office@elm.example"]
    reader_for().get(old, expect=404)
    assert reader_for().get(link_in("confirm_school")).status == 200


def test_a_stale_form_shows_both_texts(
    reader_for: Callable[..., Reader], cast: Cast, elm: Any, clock: Any, read: Any
) -> None:
    clock.hold(clock.now() + timedelta(hours=2))
    one, two = reader_for(cast.nobody), reader_for(cast.nobody)
    one.get(f"/schools/{elm}/head")
    two.get(f"/schools/{elm}/head").fill(head_name="Second Head").press("Send the link")
    one.fill(head_name="First Head").press("Send the link", expect=409)
    assert "First Head" in str(one.page)
    assert "Second Head" in str(one.page)
    assert school(read, elm).head_name == "Second Head"


def test_a_new_head_takes_over_by_their_own_link(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, link_in: Any, clock: Any, mails: Any
) -> None:
    hill = cast.school["hill"]
    reader = reader_for(cast.coordinator).get(f"/schools/{hill}/head")
    reader.fill(head_name="Hanna New", head_email="hanna@hill.example").press("Send the link")
    assert signatory(read, hill) == cast.head.id
    reader_for().get(link_in("confirm_school")).press("Yes")
    person = read(sa.select(Person).where(Person.email == "hanna@hill.example"))
    assert signatory(read, hill) == person.id
    assert school(read, hill).status == SchoolStatus.VERIFIED
    assert "Hanna New now signs for" in mails("notice", cast.head.email)[-1].subject
    still = sa.select(SchoolMember.status).where(SchoolMember.person_id == cast.head.id)
    assert read(still) == MemberStatus.MEMBER


def test_a_contact_cannot_make_themselves_the_signatory(
    reader_for: Callable[..., Reader], cast: Cast, mails: Any
) -> None:
    hill = cast.school["hill"]
    fields = {"head_name": "Me", "head_email": cast.coordinator.email.upper(), "version": "1"}
    reader = reader_for(cast.coordinator).post(f"/schools/{hill}/head", fields, expect=422)
    assert any("the head's own address" in error for error in reader.errors())
    assert mails("confirm_school") == []


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("outsider", 404), ("manager", 404), ("admin", 404)])
def test_who_may_not_write_to_the_head(reader_for: Callable[..., Reader], cast: Cast, who: str, status: int) -> None:
    path = f"/schools/{cast.school['hill']}/head"
    reader_for(getattr(cast, who)).get(path, expect=status)
    reader_for(getattr(cast, who)).post(path, {}, expect=status)


def test_a_later_head_cannot_take_the_school_away(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, link_in: Any
) -> None:
    hill = cast.school["hill"]
    reader = reader_for(cast.coordinator).get(f"/schools/{hill}/head")
    reader.fill(head_name="Hanna New", head_email="hanna@hill.example").press("Send the link")
    path = link_in("confirm_school")
    refused = reader_for().post(path + "/no", {}, expect=422)
    assert "The head has answered already." in refused.errors()
    assert school(read, hill).status == SchoolStatus.VERIFIED
    assert reader_for().get(path).status == 200

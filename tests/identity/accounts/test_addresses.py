"""Another e-mail address: proven at the new one, told to both, and no way to learn who has an account."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.identity.accounts.models import Person
from tests.identity.accounts.test_second_factor import later
from tests.identity.accounts.test_sign_in import sign_in
from tests.support.cast import PASSWORD, Cast
from tests.support.reader import Reader

NEW = "tom.new@hill.example"
DONE = "We have written to the new address. Open the link in that mail to go on."


def ask(reader: Reader, address: str = NEW, *, expect: int = 200) -> Reader:
    return reader.get("/profile/address").fill(email=address).press("Send me the link", expect=expect)


def address_of(read: Any, cast: Cast) -> Any:
    return read(sa.select(Person.email).where(Person.id == cast.teacher.id))


def test_ask_confirm_sign_in(
    reader_for: Callable[..., Reader], cast: Cast, mails: Any, link_in: Any, read: Any
) -> None:
    here, there = sign_in(reader_for(), cast.teacher), reader_for(cast.teacher)
    ask(here, "Tom.New@Hill.example").sees(DONE)
    assert [(m.kind, m.address) for m in mails()] == [
        ("confirm_new_address", NEW),
        ("address_change_asked", cast.teacher.email),
    ]
    here.get(link_in("confirm_new_address"))
    assert address_of(read, cast) == cast.teacher.email
    here.press("Confirm my e-mail address")
    assert here.path == "/profile"
    assert address_of(read, cast) == NEW
    assert [(m.kind, m.address) for m in mails()[2:]] == [
        ("address_changed", cast.teacher.email),
        ("address_changed", NEW),
    ]
    there.get("/profile", follow=False, expect=303)
    reader_for().post("/sign-in", {"email": cast.teacher.email, "password": PASSWORD}, expect=422)
    reader_for().post("/sign-in", {"email": NEW, "password": PASSWORD}, expect=303)


def test_a_stranger_who_gets_the_mail_cannot_take_the_account(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any, read: Any
) -> None:
    ask(reader_for(cast.teacher))
    for stranger in (reader_for(), reader_for(cast.outsider)):
        stranger.get(link_in("confirm_new_address"))
        stranger.fill(password="wrong wrong wrong").press("Confirm my e-mail address", expect=422)
        assert stranger.errors() == ["This is not your password."]
    assert address_of(read, cast) == cast.teacher.email
    phone = reader_for().get(link_in("confirm_new_address"))
    phone.fill(password=PASSWORD).press("Confirm my e-mail address")
    assert address_of(read, cast) == NEW
    assert phone.path == "/what-needs-me", "the password was just typed: it is not asked for twice"
    phone.sees("Your new address is confirmed.", cast.teacher.name)


def test_an_address_with_an_account_is_answered_alike(
    reader_for: Callable[..., Reader], cast: Cast, mails: Any, read: Any
) -> None:
    known = ask(reader_for(cast.teacher), cast.head.email)
    unknown = ask(reader_for(cast.vale_teacher))
    assert known.sees(DONE).text.replace(cast.teacher.name, "") == unknown.sees(DONE).text.replace(
        cast.vale_teacher.name, ""
    ).replace(cast.vale_teacher.email, cast.teacher.email)
    assert [(m.kind, m.address) for m in mails()][:1] == [("address_in_use", cast.head.email)]
    assert address_of(read, cast) == cast.teacher.email


def test_an_address_taken_meanwhile_is_refused(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any, read: Any
) -> None:
    first, second = reader_for(cast.teacher), reader_for(cast.vale_teacher)
    ask(first)
    early = link_in("confirm_new_address")
    ask(second)
    second.get(link_in("confirm_new_address")).press("Confirm my e-mail address")
    first.get(early).press("Confirm my e-mail address", expect=422)
    assert first.errors() == ["This address belongs to an account already. Ask for another one."]
    assert address_of(read, cast) == cast.teacher.email


def test_ones_own_address_is_no_new_one(reader_for: Callable[..., Reader], cast: Cast, mails: Any) -> None:
    reader = ask(reader_for(cast.teacher), cast.teacher.email.upper(), expect=422)
    assert reader.errors() == ["This is your address already."]
    assert mails() == []


def test_a_newer_link_a_new_password_and_a_day_end_the_link(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any, clock: Any
) -> None:
    reader = reader_for(cast.teacher)
    ask(reader)
    first = link_in("confirm_new_address")
    ask(reader, "tom.other@hill.example")
    second = link_in("confirm_new_address")
    reader.get(first, expect=404)
    reader.get(second)
    reader_for().post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    reader_for().get(link_in("reset_password")).fill(password="twelve green ladders").press("Save the new password")
    reader.get(second, expect=404)
    other = reader_for(cast.head)
    ask(other, "helen@hill.example")
    third = link_in("confirm_new_address")
    later(clock, hours=24)
    other.get(third, expect=404)


def test_too_many_changes_wait(reader_for: Callable[..., Reader], cast: Cast, mails: Any) -> None:
    reader = reader_for(cast.teacher)
    for number in range(5):
        ask(reader, f"tom{number}@hill.example")
    ask(reader, "tom5@hill.example", expect=429)
    assert reader.headers["Retry-After"] == "3600"
    assert len(mails()) == 10

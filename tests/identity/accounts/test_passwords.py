"""Which passwords will do: long enough and hard to guess, of any letters, whole; and how they are kept."""

import contextlib
import time
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.errors import RuleBroken
from portal.identity.accounts import passwords
from portal.identity.accounts.models import Person
from portal.policy import Role
from tests.identity.accounts.test_sign_in import sign_in
from tests.support.cast import PASSWORD, Cast
from tests.support.reader import Reader

KNOWN = ("Tom O'Neill-Marchbanks", "tom.oneill@marlburyhill.example", "Marlbury Hill Primary School")
LONG, EASY = "12 characters or more", "too easy to guess"


@pytest.mark.parametrize(
    "password",
    [
        "three grey herons",
        "correct horse battery staple",
        "xkPq9-rT2mLw7",
        "twelve\tgreen\nladders",
        "ليلى تحب الكتب القديمة",
        "ศาลาริมแม่น้ำสามหลัง",
        "тихий зелёный фонарь",
        "ŷ wenynen fach ddiog",
        "🦉🚲🪁🌧️🧭🪗🥁🧶🪴🐢🛶🧺",
        "p" * 40 + " grey herons on the wall",
        "9 herons, 4 kettles & a drum" * 35,
    ],
)
def test_good(password: str) -> None:
    passwords.check_strength(password, words=KNOWN)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", LONG),
        ("x7-Qm2.kLp9", LONG),
        ("🦉" * 11, LONG),
        ("e\u0301" * 11, LONG),
        ("passwordpassword", EASY),
        ("Password1234", EASY),
        ("P@ssw0rd1234!", EASY),
        ("123456789012", EASY),
        ("qwertyuiopasdf", EASY),
        ("1qaz2wsx3edc", EASY),
        ("aaaaaaaaaaaaaa", EASY),
        ("a" * 1000, EASY),
        ("abc" * 300, EASY),
        ("abcdefghijklmnop", EASY),
        ("dragondragondragon", EASY),
        ("iloveyou2027", EASY),
        ("leavemealone", EASY),
        ("sonyericsson", EASY),
        ("manchesterunited", EASY),
        ("密码密码密码密码密码密码", EASY),
        ("schoolpartnership", EASY),
        ("partnership2027!", EASY),
        ("marchbanks2027", EASY),
        ("MarlburyHill2027", EASY),
        ("O'Neill-Marchbanks", EASY),
        ("Marlbury Hill Primary School", EASY),
        ("monkey!monkey!", EASY),
    ],
)
def test_bad(password: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        passwords.check_strength(password, words=KNOWN)
    assert refused.value.field == "password"


def test_the_list_is_long_enough_and_none_of_it_will_do() -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    common = FREQUENCY_LISTS["passwords"]
    assert len(common) >= 3000
    for password in [p for p in common if len(p) >= passwords.SHORTEST][:200]:
        with pytest.raises(RuleBroken):
            passwords.check_strength(password)


@pytest.mark.parametrize(
    "password", ["ab" * 500, "p@ssw0rd" * 125, "Aa1!" * 250, "1a2b3c4d5e6f7g8h9i" * 55, "love" * 250]
)
def test_looking_at_a_long_one_takes_no_longer_than_hashing(password: str) -> None:
    passwords.check_strength("three grey herons")  # the lists are read once
    began = time.perf_counter()
    with contextlib.suppress(RuleBroken):
        passwords.check_strength(password)
    assert time.perf_counter() - began < 0.5


def test_nothing_is_cut_off() -> None:
    long = "x" * 999
    stored = passwords.hash_password(long + "a")
    assert passwords.verify(long + "a", stored)
    assert not passwords.verify(long + "b", stored)
    assert not passwords.verify(long, stored)
    assert not passwords.verify("x" * 72, passwords.hash_password("x" * 73))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_however_letters_are_composed(form: Any) -> None:
    stored = passwords.hash_password(unicodedata.normalize("NFC", "tŷ bach twt ﬁne"))
    assert passwords.verify(unicodedata.normalize(form, "tŷ bach twt ﬁne"), stored)


def test_a_hash_of_before_letters_were_composed_is_still_right() -> None:
    decomposed = unicodedata.normalize("NFD", "tŷ bach twt ŵyn")
    stored = passwords._hasher.hash(decomposed)
    assert passwords.verify(decomposed, stored)
    assert not passwords.verify(decomposed + "x", stored)
    assert not passwords.verify(decomposed, None)


def test_it_is_argon2id_with_a_salt() -> None:
    first, second = passwords.hash_password("three grey herons"), passwords.hash_password("three grey herons")
    assert first.startswith("$argon2id$")
    assert first != second


@pytest.mark.parametrize(
    ("roles", "shortest"),
    [
        (set(), 12),
        ({Role.AUTHORITY_OFFICER}, 12),
        ({Role.REVIEWER}, 12),
        ({Role.SYSTEM_ADMINISTRATOR}, 15),
        ({Role.PROGRAMME_OFFICER, Role.REVIEWER}, 15),
    ],
)
def test_who_looks_after_others_needs_a_longer_one(roles: set[Role], shortest: int) -> None:
    assert passwords.shortest_for(roles) == shortest


def test_staff_are_told_so(reader_for: Callable[..., Reader], cast: Cast, link_in: Any) -> None:
    for someone, status in ((cast.manager, 422), (cast.teacher, 200)):
        reader = reader_for()
        reader.post("/forgotten-password", {"email": someone.email}, expect=303)
        reader.get(link_in("reset_password")).fill(password="kLp9-x7Qm2.w").press(
            "Save the new password", expect=status
        )
    assert reader_for(cast.manager).get("/profile/password").sees("Use 15 characters or more.")


def test_the_names_of_ones_school_will_not_do(reader_for: Callable[..., Reader], cast: Cast, link_in: Any) -> None:
    reader = reader_for()
    reader.post("/forgotten-password", {"email": cast.abroad.email}, expect=303)
    reader.get(link_in("reset_password")).fill(password="Tumaini Tumaini 2027")
    reader.press("Save the new password", expect=422)
    assert any(EASY in error for error in reader.errors())


def test_changing_it_ends_the_other_sessions(
    reader_for: Callable[..., Reader], cast: Cast, mails: Any, link_in: Any
) -> None:
    here, there = sign_in(reader_for(), cast.teacher), reader_for(cast.teacher)
    reader_for().post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    old_link, old = link_in("reset_password"), here.client.get_cookie("portal_session")
    here.get("/profile/password")
    here.fill(current_password="not mine at all", password="twelve green ladders")
    here.press("Save the new password", expect=422)
    assert here.errors() == ["This is not your present password."]
    here.fill(current_password=PASSWORD, password="short").press("Save the new password", expect=422)
    here.fill(current_password=PASSWORD, password="twelve green ladders").press("Save the new password")
    assert here.path == "/profile/security"
    there.get("/profile", follow=False, expect=303)
    new = here.client.get_cookie("portal_session")
    assert old is not None
    assert new is not None
    assert old.value != new.value
    thief = reader_for()
    thief.client.set_cookie("portal_session", old.value)
    thief.get("/profile", follow=False, expect=303)
    thief.get(old_link, expect=404)
    assert mails()[-1].subject == "Your password was changed."
    assert here.get("/notices").sees("Your password was changed.")
    sign_in(reader_for(), cast.teacher, expect=422)
    assert sign_in(reader_for(), cast.teacher, "twelve green ladders").path == "/what-needs-me"


def test_guessing_the_present_one_is_stopped(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    reader = reader_for(cast.teacher).get("/profile/password")
    before = read(sa.select(Person.password_hash).where(Person.id == cast.teacher.id))
    for _try in range(10):
        reader.fill(current_password="wrong wrong", password="twelve green ladders")
        reader.press("Save the new password", expect=422)
    reader.fill(current_password=PASSWORD, password="twelve green ladders").press("Save the new password", expect=429)
    assert read(sa.select(Person.password_hash).where(Person.id == cast.teacher.id)) == before

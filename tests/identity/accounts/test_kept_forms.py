"""A form that meets an expired session is kept for an hour, and offered again to the same person only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.identity.accounts.models import KeptForm
from portal.identity.schools.models import MemberStatus, SchoolMember
from tests.identity.accounts.test_sign_in import sign_in
from tests.support.cast import Cast
from tests.support.reader import Reader

JOB = "Year 3 teacher and coordinator of everything international, with “quotes” & <tags>"


@pytest.fixture
def interrupted(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> Reader:
    """`nobody` types into a form, the session ends, the form is sent."""
    reader = sign_in(reader_for(), cast.nobody)
    reader.get(f"/schools/{cast.school['hill']}/join").fill(job=JOB)
    clock.hold(clock.now() + timedelta(hours=9))
    reader.press("Ask to join")
    assert reader.path.startswith("/sign-in")
    return reader


def asked(read: Any, cast: Cast) -> Any:
    return read(sa.select(SchoolMember).where(SchoolMember.person_id == cast.nobody.id))


def test_the_text_is_offered_and_sent(interrupted: Reader, cast: Cast, read: Any) -> None:
    assert asked(read, cast) is None
    interrupted.fill(email=cast.nobody.email, password="three grey herons").press("Sign in")
    assert interrupted.path == "/kept-form"
    kept = interrupted.page.select_one("textarea[name=job]")
    assert kept is not None
    assert kept.get_text().removeprefix("\n") == JOB
    interrupted.press("Send it now")
    assert (asked(read, cast).job, asked(read, cast).status) == (JOB, MemberStatus.REQUESTED)


def test_sent_twice_it_does_one_thing(interrupted: Reader, cast: Cast, read: Any) -> None:
    interrupted.fill(email=cast.nobody.email, password="three grey herons").press("Sign in").press("Send it now")
    interrupted.get("/kept-form").press("Send it now")
    assert interrupted.path == "/schools/mine"
    count = sa.select(sa.func.count()).select_from(SchoolMember).where(SchoolMember.person_id == cast.nobody.id)
    assert read(count) == 1


def test_another_person_does_not_see_it(interrupted: Reader, cast: Cast) -> None:
    interrupted.fill(email=cast.teacher.email, password="three grey herons").press("Sign in")
    assert interrupted.path == "/what-needs-me"
    assert JOB not in interrupted.raw.decode()


def test_after_an_hour_it_is_gone(interrupted: Reader, cast: Cast, clock: Any) -> None:
    clock.hold(clock.now() + timedelta(hours=1))
    interrupted.fill(email=cast.nobody.email, password="three grey herons").press("Sign in")
    assert interrupted.path == "/what-needs-me"


def test_it_can_be_thrown_away(interrupted: Reader, cast: Cast) -> None:
    interrupted.fill(email=cast.nobody.email, password="three grey herons").press("Sign in")
    interrupted.press("I do not need it")
    assert interrupted.get("/kept-form").path == "/what-needs-me"


def test_passwords_and_keys_are_never_kept(interrupted: Reader, read: Any) -> None:
    assert set(read(sa.select(KeptForm.fields))) == {"job"}


def test_a_visitor_without_a_session_leaves_nothing(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    path = f"/schools/{cast.school['hill']}/join"
    reader_for().post(path, {"job": JOB}, expect=403).sees("You are signed out", JOB)
    reader = reader_for()
    reader.client.set_cookie("portal_session", "made up")
    reader.post(path, {"job": JOB}, expect=403).sees("You are signed out", JOB)
    assert read(sa.select(KeptForm)) is None


def test_a_very_long_form_is_not_kept(reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any) -> None:
    reader = sign_in(reader_for(), cast.nobody)
    clock.hold(clock.now() + timedelta(hours=9))
    reader.post(f"/schools/{cast.school['hill']}/join", {"job": "x" * 500_001}, expect=403).sees("You are signed out")
    assert read(sa.select(KeptForm)) is None

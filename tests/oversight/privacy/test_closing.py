"""Closing an account: fourteen days, then no name and no address anywhere that the law does not ask for (check D9)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock, duty, ids
from portal.core.actors import SYSTEM
from portal.core.database import Base, session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person, PersonStatus, WebSession
from portal.identity.schools.models import MemberStatus, SchoolFunction, SchoolMember
from portal.oversight.notifications.models import Notification
from portal.oversight.privacy import jobs, queries
from portal.oversight.privacy.services import closing
from portal.running.board.models import Post
from portal.running.board.services import forgetting
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

Readers = Callable[..., Reader]
GRACE = closing.GRACE
# where a name stays by rule: what was signed or sealed, and what others wrote
BY_RULE = {"application_version.sealed_content", "supporter_statement", "vouch", "post.source", "post.html"}


def traces(app: Flask, *marks: str) -> list[str]:
    """The columns in which one of these words still stands."""
    found = []
    with app.app_context():
        for table in Base.metadata.tables.values():
            for column in table.columns:
                if not isinstance(column.type, sa.String | sa.JSON):
                    continue
                where = sa.or_(*(sa.cast(column, sa.Text()).contains(mark, autoescape=True) for mark in marks))
                if session().scalar(sa.select(sa.func.count()).select_from(table).where(where)):
                    found.append(f"{table.name}.{column.name}")
    return [name for name in found if name not in BY_RULE and name.partition(".")[0] not in BY_RULE]


def ask(app: Flask, cast: Cast, key: str, *, nobody_else: bool = False) -> Any:
    with app.app_context():
        person = session().get_one(Person, cast.people[key].id)
        return perform(closing.ask_to_close, person, by=cast.signed_in(key), nobody_else=nobody_else).id


def test_after_fourteen_days_nothing_says_who_it_was(app: Flask, cast: Cast, clock: Any) -> None:
    make_own(app, cast)
    name, email = cast.teacher.name, cast.teacher.email

    def told() -> None:
        session().add(Notification(person_id=cast.head.id, kind="x", title=f"{name} wrote", path="/"))
        session().add(
            OutboxMail(
                kind="x",
                address=cast.head.email,
                subject=f"{name} wrote",
                text=f"Hello from {name}",
                message_id="<1@x>",
            )
        )
        session().add(OutboxMail(kind="x", address=email, subject="To you", text="Hello", message_id="<2@x>"))

    commit(app, told)
    assert traces(app, email)
    ask(app, cast, "teacher")
    assert traces(app, email), "the fourteen days have only begun"
    clock.hold(clock.now() + GRACE - timedelta(minutes=1))
    with app.app_context():
        assert jobs.close_accounts() == 0
    clock.hold(clock.now() + timedelta(minutes=2))
    with app.app_context():
        assert jobs.close_accounts() == 1
        assert jobs.close_accounts() == 0
        person = session().get_one(Person, cast.teacher.id)
        assert person.status == PersonStatus.CLOSED
        assert person.password_hash is None
        assert person.name == closing.FORMER
    assert traces(app, name, email) == []


def test_what_they_wrote_stays_with_the_school(app: Flask, cast: Cast, clock: Any) -> None:
    make_own(app, cast)
    with app.app_context():
        before = session().scalars(sa.select(Post.source).order_by(Post.id)).all()
    ask(app, cast, "coordinator", nobody_else=True)
    clock.hold(clock.now() + GRACE + timedelta(minutes=1))
    with app.app_context():
        jobs.close_accounts()
        assert session().scalars(sa.select(Post.source).order_by(Post.id)).all() == before
        held = session().scalars(sa.select(SchoolMember.status).where(SchoolMember.person_id == cast.coordinator.id))
        assert set(held) == {MemberStatus.ENDED}
        open_functions = (SchoolFunction.person_id == cast.coordinator.id, SchoolFunction.ended_on.is_(None))
        assert session().scalars(sa.select(SchoolFunction).where(*open_functions)).all() == []
        assert duty.list_owed_by_person(cast.coordinator.id, school_id=cast.school["hill"]) == []


def test_a_name_goes_out_of_every_message_however_many(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_own(app, cast)
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    signed = {"author_id": cast.teacher.id, "source": f"Yours, {cast.teacher.name}", "kept_at": None}

    def lay() -> None:
        row = dict(session().execute(sa.select(Post.__table__)).mappings().one()) | signed
        session().execute(sa.update(Post).values(signed))
        session().execute(sa.insert(Post.__table__), [row | {"id": ids.new_id()} for _number in range(2)])

    commit(app, lay)
    commit(app, lambda: forgetting.forget_name(cast.teacher.id, cast.teacher.name, "Somebody"))
    with app.app_context():
        sources = session().scalars(sa.select(Post.source)).all()
    assert sources == ["Yours, Somebody"] * 3


def test_who_is_the_last_contact_is_asked_first(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        ask(app, cast, "coordinator")
    assert refused.value.field == "nobody_else"
    with app.app_context():
        assert queries.open_closing(cast.coordinator.id) is None


def test_twice_is_once(app: Flask, cast: Cast) -> None:
    ask(app, cast, "teacher")
    with pytest.raises(NotAllowedNow):
        ask(app, cast, "teacher")


def test_access_ends_at_once_and_the_person_may_stay(reader_for: Readers, cast: Cast, app: Flask, clock: Any) -> None:
    other = reader_for(cast.teacher).get("/what-needs-me")
    reader = reader_for(cast.teacher).get("/profile/data").follow("Close your account")
    reader.sees("What would break without you at Hill Primary School")
    reader.press("Close my account", expect=422).sees("Tick the box if you want your account to be closed.")
    reader.label("I want my account to be closed in 14 days. Until then I can change my mind.", "y").press(
        "Close my account"
    )
    reader.sees("Your account is closed on")
    other.get("/what-needs-me", expect=None, follow=False)
    assert other.status == 303, "signed out elsewhere"
    reader.get("/what-needs-me").follow("Keep the account of Tom O'Neill, or let it close")
    reader.press("Keep my account").sees("You keep your account.")
    clock.hold(clock.now() + GRACE + timedelta(days=1))
    with app.app_context():
        assert jobs.close_accounts() == 0
        assert session().get_one(Person, cast.teacher.id).status == PersonStatus.ACTIVE
        assert duty.open_duties(DutyKind.KEEP_ACCOUNT, cast.teacher.id) == []


def test_the_only_contact_ticks_a_second_box(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.coordinator).get("/profile/close").sees("You are the only contact of: Hill Primary School")
    reader.label("I want my account to be closed in 14 days. Until then I can change my mind.", "y")
    reader.press("Close my account", expect=422).sees("Name another contact first")
    reader.label("Nobody else at the school can take over. The school may stay without a contact.", "y")
    reader.press("Close my account").sees("Your account is closed on")
    with app.app_context():
        assert queries.open_closing(cast.coordinator.id) is not None


def test_a_closed_account_cannot_sign_in(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    ask(app, cast, "teacher")
    clock.hold(clock.now() + GRACE + timedelta(minutes=1))
    with app.app_context():
        jobs.close_accounts()
        assert session().scalars(sa.select(WebSession).where(WebSession.person_id == cast.teacher.id)).all() == []
    answer = reader_for(None).client.post(
        "/sign-in", data={"email": cast.teacher.email, "password": "three grey herons"}
    )
    assert b"Sign out" not in answer.data


def test_a_restore_closes_it_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        perform(closing.replay, session().get_one(Person, cast.teacher.id), by=SYSTEM)
    assert traces(app, cast.teacher.name, cast.teacher.email) == []
    assert clock.now()

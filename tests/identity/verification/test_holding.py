"""A school on hold: nobody acts for it from the next request on, what it wrote can be hidden together, and all of it can be undone."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import School, SchoolStatus, Verification
from portal.identity.verification import services
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

WHY = "The office says that nobody of this name works there."


def suspend(reader: Reader, cast: Cast, key: str = "vale", **more: str) -> Reader:
    path = f"/verification/{cast.school[key]}"
    reader.get(path).fill(hold_reason=WHY, **more)
    return reader.press("Put the school on hold")


@pytest.fixture
def wrote(reader_for: Callable[..., Reader], cast: Cast) -> str:
    """The path of a conversation that Vale began and in which Hill answered."""
    vale = reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/board/threads/new")
    vale.fill(title="Secret garden", text="Words of Vale.").press("Put it on the board")
    path = vale.path.split("#")[0]
    reader_for(cast.teacher).get(path).fill(text="Words of Hill.").press("Send the message")
    return path


def test_it_takes_effect_at_the_next_request_and_is_undone_in_one_step(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, read: Any, mails: Any
) -> None:
    vale = cast.school["vale"]
    commit(app, lambda: school_services.make_findable(session().get_one(School, vale)))
    teacher, manager = reader_for(cast.vale_teacher), reader_for(cast.manager)
    teacher.get(f"/clusters/{cast.river}/board", expect=200)
    manager.get(f"/verification/{vale}").press("Put the school on hold", expect=422)
    assert manager.errors() == ["Write the reason. The school reads it."]
    suspend(manager, cast).sees("is on hold. Its people and its clusters have been told.", "put on hold", WHY)
    teacher.get(f"/clusters/{cast.river}/board", expect=404)
    teacher.get(f"/clusters/{cast.river}", expect=404)
    teacher.get("/what-needs-me").sees("Your school is on hold", "What you wrote is kept.")
    teacher.get("/clusters").sees("Your school is on hold").does_not_see("Register your school")
    teacher.get("/schools/mine").sees("Vale Primary School", "Nobody acts for the school until the programme opens it")
    assert not teacher.page.select(f"main a[href='/schools/{vale}']")
    assert "Vale Primary" not in reader_for(cast.nobody).get("/schools").text
    assert "Vale Primary" not in reader_for(cast.nobody).get("/schools?q=vale").text
    assert WHY in mails("notice", cast.vale_contact.email)[-1].text
    assert WHY not in mails("notice", cast.vale_teacher.email)[-1].text
    to_coordinator = mails("notice", cast.coordinator.email)[-1]
    assert "Vale Primary School is away for now." in to_coordinator.subject
    assert WHY not in to_coordinator.text

    manager.fill(hold_reason="The head telephoned us.").press("Take the school up again").sees("is back.")
    teacher.get(f"/clusters/{cast.river}/board", expect=200)
    assert "Vale Primary" in reader_for(cast.nobody).get("/schools?q=vale").text
    assert "is back" in mails("notice", cast.vale_teacher.email)[-1].subject
    assert read_all(app) == [("suspended", WHY), ("restored", "The head telephoned us.")]


def read_all(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        query = sa.select(Verification.outcome, Verification.reason).order_by(Verification.id)
        return [(row[0], row[1]) for row in session().execute(query)]


def test_what_it_wrote_is_hidden_together_and_shown_again(
    reader_for: Callable[..., Reader], cast: Cast, wrote: str
) -> None:
    manager, reader = reader_for(cast.manager), reader_for(cast.coordinator)
    board = f"/clusters/{cast.river}/board"
    reader.get(wrote).sees("Secret garden", "Words of Vale.", "Words of Hill.")
    suspend(manager, cast, hides_posts="y").sees("What it wrote on boards is hidden.")
    hidden = reader.get(wrote).sees("Hidden while its school is on hold", "Words of Hill.")
    hidden.sees("This message is hidden while its school is on hold.")
    hidden.does_not_see("Words of Vale.", "Secret garden")
    for path in (board, f"{board}/search?q=words", f"/clusters/{cast.river}"):
        reader.get(path).does_not_see("of Vale.", "Secret garden")
    manager.press("Show what the school wrote").sees("What it wrote on boards can be read.")
    reader.get(wrote).sees("Secret garden", "Words of Vale.")
    manager.get(f"/verification/{cast.school['vale']}").press("Hide what the school wrote")
    reader.get(wrote).does_not_see("Words of Vale.")
    manager.fill(hold_reason="All is well.").press("Take the school up again")
    reader.get(wrote).sees("Secret garden", "Words of Vale.")
    reader.get(f"{board}/search?q=vale").sees("Secret garden", "Words of")


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 303), ("admin", 303), ("officer", 404), ("vale_contact", 403), ("coordinator", 404)]
)
def test_who_may(reader_for: Callable[..., Reader], cast: Cast, read: Any, who: str, status: int) -> None:
    path = f"/verification/{cast.school['vale']}/suspend"
    reader_for(getattr(cast, who)).post(path, {"hold_reason": WHY}, expect=status)
    held = read(sa.select(School.status).where(School.id == cast.school["vale"])) == SchoolStatus.SUSPENDED
    assert held is (status == 303)


def test_when_it_is_possible(act: Callable[..., Any], cast: Cast, quiet: Any) -> None:
    vale = lambda: schools.get_school(cast.school["vale"])  # noqa: E731
    with pytest.raises(NotAllowedNow):
        act("manager", services.restore_school, vale, reason="x")
    with pytest.raises(NotAllowedNow):
        act("manager", services.hide_posts, vale)
    with pytest.raises(NotAllowedNow):
        act("manager", services.show_posts, vale)
    with pytest.raises(NotAllowedNow):
        act("manager", services.suspend_school, lambda: schools.get_school(quiet), reason="x", hides_posts=False)
    with pytest.raises(RuleBroken):
        act("manager", services.suspend_school, vale, reason=" ", hides_posts=False)
    act("manager", services.suspend_school, vale, reason="x", hides_posts=False)
    with pytest.raises(NotAllowedNow):
        act("manager2", services.suspend_school, vale, reason="x", hides_posts=False)
    with pytest.raises(RuleBroken, match="your own school"):
        act("vale_contact", services.restore_school, vale, reason="x")

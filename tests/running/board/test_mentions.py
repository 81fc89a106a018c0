"""Names with an @: who is meant, told once; chosen from a list; whatever people are called."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.oversight.notifications.models import Notification
from portal.running.board import queries, services
from portal.running.board.models import Mention
from portal.running.board.naming import Name, meant_in, without
from tests.support.cast import commit

HILL = uuid.UUID(int=1)
PROBE = "<script>alert(1)</script>"


def person(name: str, number: int = 2) -> Name:
    return Name(name, uuid.UUID(int=number), HILL, "Hill Primary School")


def school(name: str) -> Name:
    return Name(name, None, uuid.UUID(int=9), name)


@pytest.mark.parametrize(
    ("text", "names", "meant"),
    [
        ("Hello @Amina Wanjiru, thank you", [person("Amina Wanjiru")], ["Amina Wanjiru"]),
        ("Hello @amina WANJIRU!", [person("Amina Wanjiru")], ["Amina Wanjiru"]),
        ("Hello @Amina", [person("Amina Wanjiru")], []),
        ("Hello Amina Wanjiru", [person("Amina Wanjiru")], []),
        ("write to amina@Amina Wanjiru", [person("Amina Wanjiru")], []),
        ("@@Amina Wanjiru", [person("Amina Wanjiru")], []),
        (
            "@Vale and @Vale Primary School",
            [school("Vale Primary School"), school("Vale")],
            ["Vale", "Vale Primary School"],
        ),
        ("@Siân O'Brien", [person("Sian O’Brien")], ["Sian O’Brien"]),
        ("@Tom Smith", [person("Tom Smith", 2), person("Tom Smith", 3)], ["Tom Smith", "Tom Smith"]),
        ("@a", [person("a")], ["a"]),
        ("@anyone", [person("a")], []),
        ("@<script>", [person("<script>")], []),
        ("@script alert 1 script", [person(PROBE)], [PROBE]),
        ("@!!!", [person("!!!")], []),
        ("@សុខា ", [person("សុខា")], ["សុខា"]),
        ("@" * 5000, [person("a")], []),
        ("@a " * 50, [person("a")], ["a"] * 10),
    ],
)
def test_who_is_meant(text: str, names: list[Name], meant: list[str]) -> None:
    assert [one.name for found in meant_in(text, names) for one in found.names] == meant


def test_the_text_without_the_names_is_looked_at() -> None:
    text = "Ask @Amina Wanjiru or @river_kids"
    assert without(text, meant_in(text, [person("Amina Wanjiru")])) == "Ask   or @river_kids"


@pytest.fixture
def told(rows: Any) -> Any:
    """(name, kind, title) of every notice."""
    query = sa.select(Person.name, Notification.kind, Notification.title)
    query = query.join(Notification, Notification.person_id == Person.id).order_by(Notification.id)
    return lambda: [tuple(row) for row in rows(query)]


def test_who_is_named_is_told_once_in_the_sentence_that_concerns_them(
    board: Any, reader_for: Any, cast: Any, told: Any, rows: Any
) -> None:
    reader = reader_for(cast.teacher).get(f"{board.path}/threads/new")
    reader.fill(title="Rain", text=f"Dear @{cast.abroad.name}, and dear @Vale Primary School: how much?")
    reader.press("Put it on the board").sees("Your message is on the board.")
    mine = [(kind, title) for name, kind, title in told() if name == cast.abroad.name]
    assert mine == [("post_mentioned", "Hill Primary School named you in “Rain”")]
    assert ("post_mentioned", "Hill Primary School named Vale Primary School in “Rain”") in [
        (k, t) for _n, k, t in told()
    ]
    mailed = sa.select(Person.name).join(OutboxMail, OutboxMail.person_id == Person.id)
    assert cast.abroad.name in {row.name for row in rows(mailed)}


def test_a_change_tells_only_whom_it_names_anew(app: Any, board: Any, cast: Any, told: Any, rows: Any) -> None:
    thread = board.start("teacher", text=f"@{cast.abroad.name} how much?")

    def edit(text: str, version: int) -> None:
        with app.app_context():
            post = queries.get_post(cast.river, thread.id, thread.last_post_id)
            by = cast.signed_in("teacher")
            perform(services.edit_post, post, by=by, text=text, language="en", version=version)

    edit(f"@{cast.abroad.name} and @{cast.vale_teacher.name} and @{cast.teacher.name}", 1)
    edit(f"@{cast.abroad.name} once more", 2)
    named = [name for name, kind, _title in told() if kind == "post_mentioned"]
    assert sorted(named) == sorted([cast.abroad.name, cast.vale_teacher.name])
    assert len(rows(sa.select(Mention.id))) == 2, "nobody names themselves"


def test_a_school_outside_the_network_is_not_told(board: Any, cast: Any, rows: Any) -> None:
    board.start("teacher", text=f"@Brook High School and @{cast.outsider.name}")
    assert rows(sa.select(Mention.id)) == []


def test_someone_is_chosen_from_a_list_by_the_author_alone(board: Any, reader_for: Any, cast: Any, told: Any) -> None:
    thread = board.start("teacher")
    path = f"{board.thread_path(thread.id)}/posts/{thread.last_post_id}/tell"
    reader = reader_for(cast.teacher).get(board.thread_path(thread.id)).follow("Tell someone")
    reader.press("Tell them", expect=422)
    assert reader.errors() == ["Choose someone from the list."]
    reader.fill(who=f"person:{cast.abroad.id}").press("Tell them").sees("They are told of your message.")
    assert (cast.abroad.name, "post_mentioned", "Hill Primary School named you in “Rain”") in told()
    reader.get(path).sees("It names already", cast.abroad.name)
    reader.fill(who=f"person:{cast.abroad.id}").press("Tell them", expect=422)
    assert reader.errors() == ["This message names them already."]
    reader.fill(who=f"school:{cast.school['vale']}").press("Tell them").sees("They are told")
    reader_for(cast.coordinator).get(path, expect=403)
    reader_for(cast.outsider).get(path, expect=404)


def test_a_name_is_no_account_of_another_service(board: Any, reader_for: Any, cast: Any) -> None:
    reader = reader_for(cast.teacher).get(f"{board.path}/threads/new")
    reader.fill(title="Rain", text="Follow @river_kids_2027").press("Put it on the board", expect=422)
    assert any("an account of another service" in error for error in reader.errors())
    first = cast.abroad.name.split()[0]
    reader.fill(text=f"Thank you @{cast.abroad.name}. {first} knows.").press("Put it on the board").sees(
        "is on the board"
    )


def test_a_hostile_name_is_text_on_every_page(app: Any, board: Any, reader_for: Any, cast: Any) -> None:
    rename = sa.update(Person).where(Person.id == cast.abroad.id).values(name=PROBE, folded_name="x")
    commit(app, lambda: session().execute(rename))
    thread = board.start("teacher", text="Dear @script alert 1 script")
    path = f"{board.thread_path(thread.id)}/posts/{thread.last_post_id}/tell"
    reader = reader_for(cast.teacher).get(path).sees("It names already: " + PROBE)
    assert PROBE not in reader.raw.decode()


def test_the_statements_of_a_message_do_not_grow_with_the_names_of_the_network(
    app: Any, board: Any, cast: Any, reader_for: Any
) -> None:
    thread = board.start("teacher")
    path = f"{board.thread_path(thread.id)}/posts/{thread.last_post_id}/tell"
    few = len(reader_for(cast.teacher).get(path).statements)
    for name in ("vale_teacher", "abroad", "ford_teacher"):
        board.reply("teacher", thread.id, f"@{cast.people[name].name}")
    assert len(reader_for(cast.teacher).get(path).statements) == few

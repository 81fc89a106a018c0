"""Nothing is left: after closing, and after what is old has gone, every table as the database holds it (with the index of the search), every file and
the outbox are looked through for words that must not be there (check D9, D10)."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.applying.applications.models import Answer, Application
from portal.applying.awards.models import Decision
from portal.applying.reviews.models import Review
from portal.core import storage
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.evidence.models import EvidenceItem
from portal.identity.accounts.models import Person, PersonStatus
from portal.oversight.notifications.models import Notification
from portal.oversight.privacy import jobs
from portal.oversight.privacy.models import RequestKind, RequestState, RightsRequest
from portal.oversight.privacy.services import closing
from portal.running.board import services as board
from portal.running.board.models import Attached, Message
from portal.running.board.queries import get_board, get_post
from portal.running.firstposts.models import HeldPost
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

DAY = timedelta(days=1)
NAME, EMAIL = "Zebedee Quillfeather", "zebedee.quill@marlbury.example"
# what others wrote, and what was sealed: kept by rule (see the inventory)
BY_RULE = {"application_version.sealed_content", "supporter_statement", "vouch"}


def everything(app: Flask) -> dict[str, str]:
    """Every column of every table that the database has, ours or not (the index of the search too), as text."""
    found = {}
    with app.app_context():
        line = session().connection()
        for table in sa.inspect(line).get_table_names():
            quoted = '"' + table.replace('"', '""') + '"'
            rows = line.execute(sa.text(f"SELECT * FROM {quoted}")).mappings().all()
            for row in rows:
                for column, value in row.items():
                    said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    found[f"{table}.{column}"] = found.get(f"{table}.{column}", "") + "\n" + said
        session().rollback()
    return found


def traces(app: Flask, *words: str) -> list[str]:
    """Where one of these words stands, in the database or in a file."""
    wanted = {form for word in words for form in (word, word.casefold(), word.replace(" ", ""))}
    there = [
        where
        for where, said in everything(app).items()
        if where not in BY_RULE and where.partition(".")[0] not in BY_RULE and any(word in said for word in wanted)
    ]
    shop = storage.store()
    assert isinstance(shop, storage.LocalStorage)
    for file in sorted(shop.folder.rglob("*")):
        if file.is_file() and any(word.encode() in file.read_bytes() + file.name.encode() for word in wanted):
            there.append(f"file {file.name}")
    return there


def lived_in(app: Flask, cast: Cast) -> None:
    """Someone with an unusual name works here for a while: writes, sends files, is told of, is mailed."""
    make_own(app, cast)

    def named() -> None:
        person = session().get_one(Person, cast.teacher.id)
        person.name, person.email = NAME, EMAIL

    commit(app, named)
    with app.app_context():
        picture = storage.receive(io.BytesIO(b"Plan of the week\n"), f"{NAME}.txt", field="file", most_bytes=9_999)
        words = {"message": Message(f"Hello! Best wishes, {NAME}", files=(Attached(picture),))}
        thread = perform(board.start_thread, get_board(cast.river), by=cast.signed_in("teacher"), title="Rain", **words)
        post = get_post(cast.river, thread.id, thread.last_post_id)
        changed = {"text": f"Hello again, {NAME}", "language": "en", "version": post.version}
        perform(board.edit_post, post, by=cast.signed_in("teacher"), **changed)
    Reader(app, cast.teacher).get(f"/clusters/{cast.river}/board/search?q=hello")

    def told() -> None:
        held = session()
        held.execute(sa.update(HeldPost).values(author_id=cast.teacher.id, source=f"Hello, {NAME} here"))
        held.execute(sa.update(EvidenceItem).values(author_id=cast.teacher.id, text=f"{NAME} was there"))
        held.add(Notification(person_id=cast.head.id, kind="x", title=f"{NAME} wrote", path="/"))
        for number, address in enumerate((cast.head.email, EMAIL)):
            held.add(OutboxMail(kind="x", address=address, subject=f"{NAME} wrote", text=f"From {NAME}",
                                html=f"<p>{NAME}</p>", message_id=f"<{number}@x>"))  # fmt: skip

    commit(app, told)


def test_after_closing_nothing_is_found_in_database_files_search_or_outbox(
    app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    lived_in(app, cast)
    before = """person.name person.email outbox_mail.address notification.title stored_file.name post.source held_post.source evidence_item.text"""
    assert set(before.split()) <= set(traces(app, NAME, EMAIL))
    with app.app_context():
        person = session().get_one(Person, cast.teacher.id)
        perform(closing.ask_to_close, person, by=cast.signed_in("teacher"), nobody_else=False)
    clock.hold(clock.now() + closing.GRACE + timedelta(minutes=1))
    with app.app_context():
        assert jobs.close_accounts() == 1
    assert traces(app, NAME, EMAIL) == []
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/board").follow("Rain")
    page.sees("Hello again", "Former member").does_not_see(NAME)


def test_after_the_days_of_each_rule_nothing_old_is_left(app: Flask, cast: Cast, clock: Any) -> None:
    """An account that was never proven, mail that was sent, a request that was answered, a review and an application that was refused: no word is left in
    database or files, while what stays by rule stays."""
    ids = make_own(app, cast)
    words = {name: f"zedold{name}" for name in ("account", "mail", "request", "review", "answer")}

    def old() -> None:
        held, at = session(), clock.now() - timedelta(minutes=1)
        held.add(
            Person(
                name=words["account"],
                email=f"{words['account']}@mark.example",
                status=PersonStatus.UNCONFIRMED,
                created_at=at,
            )
        )
        held.add(
            OutboxMail(
                kind="x",
                address="x@mark.example",
                subject="s",
                text=words["mail"],
                html=words["mail"],
                message_id="<o@x>",
                sent_at=at,
            )
        )
        held.add(
            RightsRequest(
                number="D-OLD",
                kind=RequestKind.ACCESS,
                asker_name=words["request"],
                asker_email="x@mark.example",
                state=RequestState.DONE,
                request_words=words["request"],
                outcome_words=words["request"],
                due_on=at.date(),
                answered_at=at,
            )
        )
        held.execute(sa.update(Review).values(feedback=words["review"], private_note=words["review"]))
        held.execute(sa.update(Answer).values(text=words["answer"]))
        held.execute(
            sa.update(Decision).values(
                outcome="declined",
                released_at=at,
                letter_read_at=at,
                letter_read_by_id=cast.manager2.id,
                released_by_id=cast.manager2.id,
            )
        )

    commit(app, old)
    settings = app.config["SETTINGS"]
    kept = ("unconfirmed", "mail", "refused", "reviews", "requests")
    longest = max(getattr(settings, f"keep_{what}_days") for what in kept)
    left = {name for name in words if traces(app, words[name])}
    assert left == set(words)
    for _look in range(2):
        clock.hold(clock.now() + (longest + 2) * DAY if _look == 0 else clock.now() + DAY)
        with app.app_context():
            jobs.remove_what_is_old()
    assert {name: traces(app, words[name]) for name in words if traces(app, words[name])} == {}
    with app.app_context():
        assert session().get(Application, ids["application_id"]) is not None, "that there was one stays"

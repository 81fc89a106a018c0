"""Everything that a person wrote is hidden together, and comes back: nothing more, nothing less."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import storage
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.forming.approaches.models import PartnershipRequest, pair_key
from portal.identity.accounts.models import Person
from portal.identity.people.queries import get_person
from portal.oversight.audit.models import AuditEntry
from portal.oversight.freezes import queries, services
from portal.oversight.freezes.models import HiddenKind, HiddenThing
from portal.oversight.notifications.messages import messages_of
from portal.oversight.notifications.models import Notification
from portal.oversight.reports import queries as report_queries
from portal.oversight.reports import services as reports
from portal.oversight.reports.models import ReportKind, SubjectKind
from portal.oversight.reports.services.filing import Thing, make
from portal.oversight.reports.subjects import Subject
from portal.running.activities import queries as activities
from portal.running.activities import services as calendar_services
from portal.running.activities.models import Activity
from portal.running.board import queries as board
from portal.running.board import services as writing
from portal.running.board.models import Attached, Message, Post, PostFile, Thread
from portal.running.handoffs.models import Handoff, Reason
from portal.running.visits.models import Turn, TurnSwap, Visit
from tests.conftest import START
from tests.support import calendar
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

WHY = "Somebody else used this account. We telephone you today."


@pytest.fixture
def written(app: Flask, cast: Cast, clock: Any) -> dict[str, Any]:
    """What Vic of Vale wrote: a conversation, an answer with a file, an answer that was reported, a request; and with Tom's, a capture."""
    with app.app_context():
        vic, tom = cast.signed_in("vale_teacher"), cast.signed_in("teacher")
        begun = perform(
            writing.start_thread, board.get_board(cast.river), by=vic, title="Zebra", message=Message("A walrus.")
        )
        toms = perform(
            writing.start_thread, board.get_board(cast.river), by=tom, title="Rain", message=Message("Rain here?")
        )
        ids = {"thread": begun.id, "first": begun.last_post_id, "toms": toms.id, "toms_post": toms.last_post_id}
        storage.store().put("hidingfile", b"Some words.")
        upload = storage.Upload(key="hidingfile", name="rain.txt", content_type="text/plain", size=11, sha256="0" * 64)
        for key, message in (
            ("answer", Message("An ocelot.", files=(Attached(upload),))),
            ("bad", Message("A badger.")),
            ("later", Message("A heron.")),
        ):
            ids[key] = perform(writing.post_reply, board.get_thread(cast.river, toms.id), by=vic, message=message).id
        ids["file"] = session().scalars(sa.select(PostFile.id).where(PostFile.post_id == ids["answer"])).one()
        ids["activity"] = calendar.confirmed(cast)
        session().rollback()
    ids["request"] = commit(app, lambda: _request(cast))
    return ids


def _request(cast: Cast) -> Any:
    hill, brook = cast.school["vale"], cast.school["brook"]
    made = PartnershipRequest(
        from_school_id=hill, to_school_id=brook, pair_key=pair_key(hill, brook), asked_by_id=cast.vale_teacher.id,
        proposal="Otters", message="Shall we count otters?", message_digest="x", expires_at=START,
    )  # fmt: skip
    session().add(made)
    session().flush()
    return made.id


@pytest.fixture
def report(app: Flask, cast: Cast) -> Callable[..., Any]:
    """A message is reported as not genuine; a handler takes it and hides it. Answers the report's id."""

    def made(post_id: Any) -> Any:
        with app.app_context():
            words = {"kind": ReportKind.NOT_GENUINE, "words": "Advertising."}
            one = perform(reports.file_report, by=cast.signed_in("teacher"), thing=Thing("post", post_id), **words).id
            perform(reports.take, report_queries.get_report(one), by=cast.signed_in("admin"))
            hide = {"reason": "This is advertising."}
            perform(reports.hide_thing, report_queries.get_report(one), by=cast.signed_in("admin"), **hide)
            return one

    return made


def hidden_posts(app: Flask, ids: dict[str, Any]) -> set[str]:
    with app.app_context():
        found = set(session().scalars(sa.select(Post.id).where(Post.hidden_at.is_not(None))))
    return {key for key, value in ids.items() if value in found}


def test_with_the_hold_in_one_step_and_back_exactly(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], written: dict[str, Any], report: Any, read: Any
) -> None:
    report(written["bad"])
    page = f"/administration/people/{cast.vale_teacher.id}"
    admin = reader_for(cast.admin).get(page + "/hold")
    admin.fill(reason=WHY, hides=True).press("Put the account on hold").sees("What Vic d'Arcy-Smith wrote is hidden")
    assert hidden_posts(app, written) == {"first", "answer", "bad", "later"}
    thread = f"/clusters/{cast.river}/board/threads/{written['toms']}"
    tom = reader_for(cast.teacher).get(thread).sees("Rain here?").does_not_see("ocelot", "heron", "rain.txt")
    tom.get(f"{thread}/posts/{written['answer']}/files/{written['file']}", expect=404)
    tom.get(f"/clusters/{cast.river}/board").does_not_see("Zebra").sees("Hidden for now")
    tom.get(f"/clusters/{cast.river}/board/search?q=ocelot").does_not_see("An ocelot")
    assert not read(sa.select(SearchEntry.id).where(SearchEntry.subject_id == written["answer"]))
    with app.app_context():
        assert set(messages_of([written["answer"], written["toms_post"]])) == {written["toms_post"]}
    assert read(sa.select(Thread.title).where(Thread.id == written["thread"])) != "Zebra"
    assert read(sa.select(PartnershipRequest.message).where(PartnershipRequest.id == written["request"])) == ""

    admin.follow("See why it is hidden").sees("3 messages on boards", "1 request to a school or a cluster", WHY)
    later = report_of_hidden(app, cast, written)
    admin.follow("Show all of it again").fill(reason="It was all a mistake.").press("Show all of it again")
    admin.sees("It was all a mistake.", "shown again")
    assert hidden_posts(app, written) == {"bad", "later"}
    tom.get(thread).sees("An ocelot.", "rain.txt").does_not_see("badger", "heron")
    tom.get(f"/clusters/{cast.river}/board").sees("Zebra").get(f"/clusters/{cast.river}/board/search?q=walrus")
    tom.sees("walrus")
    assert read(sa.select(PartnershipRequest.proposal).where(PartnershipRequest.id == written["request"])) == "Otters"
    assert not read(sa.select(Notification.id).where(Notification.title.like("Hidden while%")))
    assert not read(sa.select(HiddenThing.id))
    with app.app_context():
        one = report_queries.get_report(later)
        perform(reports.show_thing, one, by=cast.signed_in("admin"), reason="It is fine.")
        kinds = sa.select(AuditEntry.kind).where(AuditEntry.kind.in_(["hidden_together", "shown_together"]))
        assert session().scalars(kinds.order_by(AuditEntry.id)).all() == ["hidden_together", "shown_together"]
    assert hidden_posts(app, written) == {"bad"}


def test_words_about_stand_ins_and_visits_go_and_come_back(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], written: dict[str, Any], read: Any
) -> None:
    vic, day = cast.vale_teacher.id, START.date()
    hill, vale = cast.school["hill"], cast.school["vale"]

    def made() -> None:
        session().add_all([
            Handoff(cluster_id=cast.river, activity_id=written["activity"], owner_school_id=hill, reason=Reason.ILLNESS, title="Rain", plan="A song",
                    asked_by_id=cast.teacher.id, accepted_by_id=vic, accepted_school_id=vale, accepted_at=START, introduction="A lynx."),
            TurnSwap(cluster_id=cast.river, turn=Turn.HOST, school_id=vale, other_school_id=hill, asked_by_id=vic, note="A stoat."),
            TurnSwap(cluster_id=cast.river, turn=Turn.TRAVEL, school_id=vale, other_school_id=hill, asked_by_id=vic),
            Visit(cluster_id=cast.river, title="A week", purpose="A marten.", place="A den", school_id=vale, host_school_id=hill, starts_on=day, ends_on=day,
                  report_due_on=day, planned_by_id=vic),
        ])  # fmt: skip

    commit(app, made)
    admin = reader_for(cast.admin).get(f"/administration/people/{vic}/hold")
    admin.fill(reason=WHY, hides=True).press("Put the account on hold").follow("See why it is hidden")
    admin.sees("1 word about stand-ins", "2 words about visits")
    hidden = read(sa.select(Handoff.introduction))
    assert hidden == read(sa.select(TurnSwap.note).where(TurnSwap.turn == Turn.HOST)) == read(sa.select(Visit.purpose))
    assert hidden == "Hidden while somebody looks at it"
    assert (read(sa.select(Visit.place)), read(sa.select(Visit.version)), read(sa.select(Handoff.plan))) == (
        "",
        2,
        "A song",
    )
    assert read(sa.select(TurnSwap.note).where(TurnSwap.turn == Turn.TRAVEL)) == ""
    admin.follow("Show all of it again").fill(reason="A mistake.").press("Show all of it again")
    assert (read(sa.select(Visit.purpose)), read(sa.select(Visit.place))) == ("A marten.", "A den")
    assert (
        read(sa.select(Handoff.introduction)),
        read(sa.select(TurnSwap.note).where(TurnSwap.turn == Turn.HOST)),
    ) == (
        "A lynx.",
        "A stoat.",
    )


def report_of_hidden(app: Flask, cast: Cast, written: dict[str, Any]) -> Any:
    """A report about "later" was filed before; the decision to hide it falls while everything is hidden."""
    subject = Subject(SubjectKind.POST, written["later"], "a message", "/", {"title": "Rain", "text": "A heron."})

    def filed(*, by: Any) -> Any:
        return make(by=by, kind=ReportKind.NOT_GENUINE, words="Advertising.", subject=subject).id

    with app.app_context():
        one = perform(filed, by=cast.signed_in("teacher"))
        perform(reports.take, report_queries.get_report(one), by=cast.signed_in("admin"))
        perform(reports.hide_thing, report_queries.get_report(one), by=cast.signed_in("admin"), reason="Advertising.")
        return one


def test_what_a_report_shows_again_stays_with_the_rest(
    app: Flask, cast: Cast, written: dict[str, Any], report: Any, freeze: Callable[..., Any], read: Any
) -> None:
    one = report(written["first"])  # with the title of its conversation
    freeze("person", cast.vale_teacher.id)
    with app.app_context():
        person, by = get_person(cast.vale_teacher.id), cast.signed_in("safeguarding")
        hiding_id = perform(services.hide_everything, person, by=by, reason=WHY).id
        found = report_queries.get_report(one)
        perform(reports.show_thing, found, by=cast.signed_in("admin"), reason="It is fine.")
    assert "first" in hidden_posts(app, written)
    assert read(sa.select(Thread.title).where(Thread.id == written["thread"])) != "Zebra"
    with app.app_context():
        perform(services.show_everything, queries.get_hiding(hiding_id), by=cast.signed_in("admin"), reason="All well.")
    assert hidden_posts(app, written) == set()
    assert read(sa.select(Thread.title).where(Thread.id == written["thread"])) == "Zebra"


def test_what_was_said_after_an_activity(
    app: Flask, cast: Cast, clock: Any, written: dict[str, Any], freeze: Callable[..., Any]
) -> None:
    with app.app_context():
        at = session().get_one(Activity, written["activity"]).ends_at
        clock.hold(at)
        storage.store().put("capturefile", b"Some words.")
        upload = storage.Upload(key="capturefile", name="a.txt", content_type="text/plain", size=11, sha256="0" * 64)
        for who, for_owner, words in (("teacher", True, "We sang."), ("abroad_teacher", False, "So did we.")):
            perform(
                calendar_services.deliver_activity, activities.get_activity(cast.river, written["activity"]),
                by=cast.signed_in(who), for_owner=for_owner, words=words,
                school_id=cast.school["hill" if for_owner else "tumaini"], upload=None if for_owner else upload,
            )  # fmt: skip
    freeze("person", cast.abroad_teacher.id)
    with app.app_context():
        by, person = cast.signed_in("admin"), get_person(cast.abroad_teacher.id)
        hiding = perform(services.hide_everything, person, by=by, reason=WHY)
        assert queries.count_hidden(hiding.id) == {HiddenKind.CAPTURE: 1}
        gone = session().get_one(Activity, written["activity"])
        assert (gone.delivered_words, gone.capture_file_id) == ("", None)
        perform(services.show_everything, hiding, by=by, reason="All is well.")
        back = session().get_one(Activity, written["activity"], populate_existing=True)
        assert back.delivered_words == "We sang.\n\nSo did we."
        assert back.capture_file_id is not None


def test_with_read_only_and_with_its_end(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], written: dict[str, Any], mails: Any
) -> None:
    safe = reader_for(cast.safeguarding).get(f"/administration/read-only/person/{cast.vale_teacher.id}")
    safe.fill(reason=WHY, hides=True).press("Make it read-only")
    assert hidden_posts(app, written) == {"first", "answer", "bad", "later"}
    assert "What you wrote is hidden for now" in "".join(one.text for one in mails())
    with app.app_context():
        hiding = queries.live_hiding(cast.vale_teacher.id)
        assert hiding is not None
        path = f"/hidden/{hiding.id}"
    vic = reader_for(cast.vale_teacher).get(path).sees(WHY, "4 messages on boards").does_not_see("Show all of it again")
    vic.post(path + "/show-again", {"reason": "Please."}, expect=403)
    reader_for(cast.teacher).get(path, expect=404)
    safe.follow("Let it go on").fill(reason="All is well.", shows=True).press("Let it go on")
    assert hidden_posts(app, written) == set()
    vic.get(path).sees("All is well.", "shown again")
    safe.post(path + "/show-again", {"reason": "Twice."}, expect=422).sees("It is shown again already.")


def test_many_messages_take_few_statements(app: Flask, cast: Cast, freeze: Callable[..., Any]) -> None:
    def fill() -> None:
        thread = Thread(
            cluster_id=cast.river, title="Many", school_id=cast.school["vale"], author_id=cast.teacher.id,
            last_posted_at=START,
        )  # fmt: skip
        session().add(thread)
        session().flush()
        for n in range(1_100):
            who = cast.vale_teacher.id if n else cast.teacher.id
            post = {"thread_id": thread.id, "author_id": who, "school_id": cast.school["vale"]}
            session().add(Post(**post, source=f"Number {n}", html=f"Number {n}"))

    commit(app, fill)
    freeze("person", cast.vale_teacher.id)
    with app.app_context():
        by, person = cast.signed_in("admin"), get_person(cast.vale_teacher.id)
        seen: list[str] = []
        engine = session().get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *words: seen.append(words[2]))
        hiding = perform(services.hide_everything, person, by=by, reason=WHY)
        assert hiding.things == 1_099
        assert len(seen) < 120, len(seen)


def test_rules(app: Flask, cast: Cast, written: dict[str, Any], freeze: Callable[..., Any]) -> None:
    with app.app_context():
        by, person = cast.signed_in("admin"), get_person(cast.vale_teacher.id)
        with pytest.raises(NotAllowedNow, match="on hold, or make it read-only"):
            perform(services.hide_everything, person, by=by, reason=WHY)
    freeze("person", cast.vale_teacher.id)
    with app.app_context():
        person = get_person(cast.vale_teacher.id)
        with pytest.raises(RuleBroken, match="reason"):
            perform(services.hide_everything, person, by=by, reason=" ")
        with pytest.raises(RuleBroken, match="themselves"):
            perform(services.hide_everything, person, by=cast.signed_in("vale_teacher"), reason=WHY)
        perform(services.hide_everything, person, by=by, reason=WHY)
        with pytest.raises(NotAllowedNow, match="hidden already"):
            perform(services.hide_everything, session().get_one(Person, person.id), by=by, reason=WHY)
        first = board.get_post(cast.river, written["thread"], written["first"])
        changed = {"text": "Other words.", "language": "", "version": 1}
        with pytest.raises(NotAllowedNow, match="hidden for now"):
            perform(writing.edit_post, first, by=cast.signed_in("vale_teacher"), **changed)


def test_who_may(app: Flask, cast: Cast, reader_for: Callable[..., Reader], freeze: Callable[..., Any]) -> None:
    path = f"/administration/people/{cast.vale_teacher.id}/hide"
    for key, status in (("teacher", 404), ("vale_contact", 404), ("officer", 403), ("auditor", 403)):
        reader_for(cast.people[key]).post(path, {"reason": WHY}, expect=status)
    reader_for(cast.manager).get(path).sees("Make the account read-only", "Put the account on hold")
    freeze("person", cast.vale_teacher.id)
    manager = reader_for(cast.manager).get(path.removesuffix("/hide")).follow("Hide everything that this person wrote")
    manager.fill(reason=WHY).press("Hide all of it").sees("Nothing was in sight when it was hidden.")
    manager.get(path).sees("See why it is hidden")

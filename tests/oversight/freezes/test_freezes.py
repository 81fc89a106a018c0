"""Read-only in one step and back in one step: who may, who is told, what is said, what goes on."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, NotPermitted, RuleBroken, SomeoneWasFaster
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.identity.finding.models import SchoolListing
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.oversight.audit.models import AuditEntry
from portal.oversight.freezes import queries, services
from portal.oversight.freezes.models import Freeze, FrozenKind
from portal.oversight.incoming import services as incoming
from portal.oversight.notifications.models import Notification
from portal.running.board import queries as board
from portal.running.board import services as writing
from portal.running.board.models import Message, Thread
from tests.support import calendar
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

WHY = "We look into a complaint."


def told(app: Flask, kind: str) -> set[Any]:
    with app.app_context():
        return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def test_a_cluster_in_one_step_and_back(reader_for: Callable[..., Reader], cast: Cast, app: Flask, mails: Any) -> None:
    lead = reader_for(cast.safeguarding).get("/administration/people").follow("What is read-only")
    lead.fill(q="river").press("Search")
    lead.follow("River")
    lead.press("Make it read-only", expect=422).sees("Write the reason")
    lead.fill(reason=WHY).press("Make it read-only").sees("is read-only now").sees(WHY)
    assert {cast.coordinator.id, cast.vale_teacher.id, cast.abroad.id} <= told(app, "read_only_set")
    assert cast.outsider.id not in told(app, "read_only_set")
    assert cast.coordinator.email in {m.address for m in mails()}
    assert WHY not in mails()[0].text
    teacher = reader_for(cast.teacher).get(f"/clusters/{cast.river}/board").sees("read-only for now")
    teacher.follow("Why").sees(WHY).get(f"/clusters/{cast.river}/board/threads/new", expect=403).sees(
        "read-only for now"
    )
    form = {"title": "Hello", "text": "These are words that took me long to write."}
    teacher.post(f"/clusters/{cast.river}/board/threads/new", form, expect=403).sees("words that took me long")
    lead.follow("Let it go on").fill(reason="All is well.").press("Let it go on").sees("All is well.")
    assert cast.coordinator.id in told(app, "read_only_ended")
    reader_for(cast.teacher).get(f"/clusters/{cast.river}/board/threads/new").does_not_see("read-only for now")
    with app.app_context():
        entries = session().scalars(
            sa.select(AuditEntry.kind).where(AuditEntry.kind.in_(["made_read_only", "read_only_ended"]))
        )
        assert sorted(entries) == ["made_read_only", "read_only_ended"]
    reader_for(cast.manager).get("/administration/record").sees("River")


def test_a_school_is_not_found_meanwhile(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, freeze: Callable[..., Any], read: Any
) -> None:
    listed = sa.select(SchoolListing.is_listed).where(SchoolListing.school_id == cast.school["brook"])
    freeze_id = freeze("school", cast.school["brook"])
    assert read(listed) is False
    assert read(sa.select(School.frozen_at).where(School.id == cast.school["brook"]))
    reader_for(cast.outsider).get(f"/schools/{cast.school['brook']}").sees("read-only for now")
    with app.app_context():
        perform(
            services.end_read_only, queries.get_freeze(freeze_id), by=cast.signed_in("admin"), reason="It was nothing."
        )
    assert read(listed) is True
    assert read(sa.select(School.frozen_at).where(School.id == cast.school["brook"])) is None


def test_a_person_reads_and_keeps_their_account(
    reader_for: Callable[..., Reader], cast: Cast, freeze: Callable[..., Any], mails: Any
) -> None:
    freeze("person", cast.teacher.id)
    assert [m.address for m in mails()] == [cast.teacher.email]
    teacher = reader_for(cast.teacher).get("/what-needs-me").sees("Your account is read-only for now")
    teacher.get("/profile/security").get(f"/clusters/{cast.river}").get(f"/clusters/{cast.river}/evidence")
    teacher.post(f"/clusters/{cast.river}/board/threads/new", {"title": "x", "body": "y"}, expect=403)
    teacher.get("/profile").fill(zone="Africa/Nairobi").press("Save").sees("Your profile is saved.")
    teacher.fill(name="Somebody Else").press("Save", expect=422).sees("your name stays as it was")
    reader_for(cast.head).get(f"/clusters/{cast.river}/board/threads/new").does_not_see("read-only for now")


def test_someone_of_two_schools_acts_for_the_other(
    cast: Cast, app: Flask, freeze: Callable[..., Any], reader_for: Callable[..., Reader], read: Any
) -> None:
    def join() -> None:
        session().add(
            SchoolMember(person_id=cast.teacher.id, school_id=cast.school["vale"], status=MemberStatus.MEMBER)
        )

    commit(app, join)
    freeze("school", cast.school["hill"])
    reader_for(cast.teacher).get(f"/clusters/{cast.river}/board/threads/new").fill(
        title="From the other school", text="We go on."
    ).press("Put it on the board")
    assert read(sa.select(Thread.school_id).where(Thread.title == "From the other school")) == cast.school["vale"]


def test_an_answer_by_mail_is_written_for_the_other_school(cast: Cast, app: Flask, freeze: Callable[..., Any]) -> None:
    commit(
        app,
        lambda: session().add(
            SchoolMember(person_id=cast.teacher.id, school_id=cast.school["vale"], status=MemberStatus.MEMBER)
        ),
    )
    freeze("school", cast.school["hill"])
    with app.app_context():
        network = board.get_board(cast.river)
        begun = perform(
            writing.start_thread, network, by=cast.signed_in("vale_teacher"), title="Rain", message=Message("Rain?")
        )
        words = {"fingerprint": "0" * 64, "outbox_mail_id": None, "message": Message("Yes, since Monday.")}
        thread = board.get_thread(cast.river, begun.id)
        find = lambda person_id: cast.signed_in("teacher")  # noqa: E731
        post = perform(incoming.post_answer, thread, by=SYSTEM, writer_id=cast.teacher.id, find=find, **words)
        assert post.school_id == cast.school["vale"]


def test_who_may(reader_for: Callable[..., Reader], cast: Cast, freeze: Callable[..., Any]) -> None:
    path = f"/administration/read-only/cluster/{cast.river}"
    for key, status in (("coordinator", 404), ("outsider", 404), ("officer", 403), ("manager", 403), ("auditor", 403)):
        reader_for(cast.people[key]).post(path, {"reason": WHY}, expect=status)
    reader_for(cast.admin).post(f"/administration/read-only/person/{cast.admin.id}", {"reason": WHY}, expect=403)
    reader_for(cast.admin).get(f"/administration/read-only/planet/{cast.river}", expect=404)
    freeze_id = freeze("cluster", cast.river)
    reader_for(cast.outsider).get(f"/read-only/{freeze_id}", expect=404)
    reader_for(cast.coordinator).post(f"/read-only/{freeze_id}/end", {"reason": WHY}, expect=403)


def test_rules(cast: Cast, app: Flask, freeze: Callable[..., Any], database: sa.orm.Session) -> None:
    with pytest.raises(NotAllowedNow, match="last administrator"):
        freeze("person", cast.admin.id)
    freeze_id = freeze("school", cast.school["vale"])
    with pytest.raises(NotAllowedNow, match="already"):
        freeze("school", cast.school["vale"])
    by = cast.signed_in("admin")
    with pytest.raises(RuleBroken, match="reason"):
        perform(services.make_read_only, queries.get_thing("cluster", cast.river), by=by, reason=" ")
    perform(services.end_read_only, queries.get_freeze(freeze_id), by=by, reason="Done.")
    with pytest.raises(NotAllowedNow, match="any more"):
        perform(services.end_read_only, queries.get_freeze(freeze_id), by=by, reason="Done.")


def test_one_freeze_at_a_time_whoever_is_faster(cast: Cast, app: Flask, freeze: Callable[..., Any]) -> None:
    freeze("cluster", cast.river)

    def twice(*, by: Any) -> None:
        session().add(Freeze(kind=FrozenKind.CLUSTER, cluster_id=cast.river, reason=WHY, set_by_id=by.id))

    with app.app_context(), pytest.raises(SomeoneWasFaster, match="read-only already"):
        perform(twice, by=cast.signed_in("admin"))


def test_mailed_links_wait_too(cast: Cast, app: Flask, freeze: Callable[..., Any]) -> None:
    from portal.identity.accounts.models import LinkPurpose, OneTimeLink

    freeze_id = freeze("school", cast.school["quiet"])
    link = OneTimeLink(purpose=LinkPurpose.CONFIRM_SCHOOL, subject_id=cast.school["quiet"])
    with app.app_context():
        with pytest.raises(NotPermitted, match="later"):
            services.check_link(link)
        perform(services.end_read_only, queries.get_freeze(freeze_id), by=cast.signed_in("admin"), reason="Done.")
        services.check_link(link)
        services.check_link(session().get_one(Person, cast.teacher.id))


def test_the_list_takes_as_many_statements_as_ever(cast: Cast, app: Flask, reader_for: Callable[..., Reader]) -> None:
    counts = []
    for rows in (1, 2, 27):

        def fill(rows: int = rows) -> None:
            for n in range(rows):
                address = f"frozen{rows}-{n}@example.org"
                person = Person(name="Someone Frozen", folded_name="someone frozen", email=address)
                session().add(person)
                session().flush()
                session().add(Freeze(kind=FrozenKind.PERSON, person_id=person.id, reason=WHY, set_by_id=cast.admin.id))

        commit(app, fill)
        reader = reader_for(cast.safeguarding).get("/administration/read-only?q=Some").sees("Someone Frozen")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 12, counts


def test_a_person_who_was_asked_to_stand_in_and_is_read_only_reads_the_card_without_buttons(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], freeze: Callable[..., Any]
) -> None:
    with app.app_context():
        asked = calendar.asked(cast, calendar.confirmed(cast))
    path = f"/clusters/{cast.river}/handoffs/{asked}"
    vale = reader_for(cast.vale_teacher).get(path).sees("Yes, we will do it")
    freeze("person", cast.vale_teacher.id)
    vale.get(path).sees("Stand-in asked for", "Sing the river song").does_not_see("Yes, we will do it", "Not this time")


def test_a_person_who_is_read_only_is_not_asked_to_stand_in_by_mail_and_may_close_the_account(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], freeze: Callable[..., Any], mails: Any
) -> None:
    freeze("person", cast.vale_teacher.id)
    with app.app_context():
        calendar.asked(cast, calendar.confirmed(cast))
    told = {one.address for one in mails() if "can you stand in" in one.subject + one.text}
    assert cast.vale_contact.email in told
    assert cast.vale_teacher.email not in told
    reader_for(cast.vale_teacher).get("/profile/close").sees("Close")

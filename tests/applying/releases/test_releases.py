"""Sending results: shown first, by two people when it is many, resumed where it stopped, nobody told twice, and known who was reached."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.awards.models import Decision, Outcome
from portal.applying.programmes.models import Round
from portal.applying.releases import jobs, queries, services, shown
from portal.applying.releases.models import ItemStatus, Release, ReleaseItem, ReleaseStatus
from portal.core import clock as clocks
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.incoming.models import MailTrouble
from portal.oversight.notifications.models import Notification
from tests.applying import desk
from tests.applying.releases.many import more_decided
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def ready(cast: Cast, clock: Any, outcome: Outcome = Outcome.DECLINED) -> tuple[Any, Decision]:
    """Decided by `manager`, read by `manager2`."""
    made, held = desk.decided(cast, clock, outcome)
    desk.check(cast, held)
    return made, desk.decision(held.id)


def planned_of(held: Decision) -> Round:
    session().commit()
    return session().get_one(Round, held.round_id)


def ask(cast: Cast, held: Decision, who: str, *ids: Any, digest: str | None = None) -> Release:
    planned, person = planned_of(held), cast.signed_in(who)
    listed = queries.list_ready(planned, person)
    return perform(
        services.ask_release,
        planned,
        by=person,
        decision_ids=ids or [one.decision.id for one in listed],
        digest=digest or queries.digest_of(listed),
    )


def told() -> list[Any]:
    session().commit()
    query = sa.select(Notification.person_id).where(Notification.kind == "results_sent")
    return sorted(session().scalars(query))


def release(made: Release) -> Release:
    session().commit()
    session().expire_all()
    return queries.get_release(made.id)


def test_rule_22_nothing_is_sent_without_a_letter_that_a_second_person_read(
    database: Any, cast: Cast, clock: Any
) -> None:
    _made, held = desk.decided(cast, clock)
    assert queries.list_ready(planned_of(held), cast.signed_in("manager2")) == []
    with pytest.raises(NotAllowedNow, match="list has changed"):
        ask(cast, held, "manager2", held.id)
    with pytest.raises(NotAllowedNow, match="Nobody has read"):
        perform(desk.awards.release_decision, desk.decision(held.id), by=cast.signed_in("manager2"))
    with pytest.raises(NotAllowedNow, match="second person reads"):
        desk.check(cast, held, by="manager")
    desk.check(cast, held, is_right=False, words="Say it more kindly.")
    back = desk.decision(held.id)
    assert (back.sent_back, back.letter_read_at) == ("Say it more kindly.", None)
    assert session().scalars(
        sa.select(Notification.person_id).where(Notification.kind == "letter_sent_back")
    ).all() == [cast.manager.id]
    assert told() == []


def test_rule_24_exactly_the_list_that_was_shown_goes_out(database: Any, cast: Cast, clock: Any) -> None:
    _made, held = ready(cast, clock)
    (one,) = queries.list_ready(planned_of(held), cast.signed_in("officer"))
    assert queries.list_ready(planned_of(held), cast.signed_in("coordinator")) == []
    with pytest.raises(NotAllowedNow, match="list has changed"):
        ask(cast, held, "officer", digest="other")
    with pytest.raises(RuleBroken, match="at least one"):
        perform(services.ask_release, planned_of(held), by=cast.signed_in("officer"), decision_ids=[], digest="")
    assert told() == []
    made = ask(cast, held, "officer")
    assert (made.status, made.people) == (ReleaseStatus.RUNNING, len(one.people))
    with pytest.raises(SomeoneWasFaster, match="being sent already"):
        ask(cast, held, "officer")
    assert jobs.send_results() == 1
    assert told() == sorted(one.people)
    assert release(made).status == ReleaseStatus.DONE
    assert desk.decision(held.id).released_by_id == cast.officer.id


def test_rule_24_many_people_or_ones_own_decision_need_a_second_person(
    database: Any, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, held = ready(cast, clock)
    asked = ask(cast, held, "manager")
    assert asked.status == ReleaseStatus.ASKED
    assert jobs.send_results() == 0
    with pytest.raises(NotAllowedNow, match="second person"):
        perform(services.confirm_release, release(asked), by=cast.signed_in("manager"))
    perform(services.stop_release, release(asked), by=cast.signed_in("manager"))
    monkeypatch.setattr(services, "ALONE_UP_TO", 1)
    asked = ask(cast, held, "manager2")
    assert asked.status == ReleaseStatus.ASKED
    assert (
        cast.officer.id
        in session().scalars(sa.select(Notification.person_id).where(Notification.kind == "results_listed")).all()
    )
    tie = SchoolMember(school_id=cast.school["vale"], person_id=cast.officer.id, status=MemberStatus.MEMBER)
    perform(lambda *, by: session().add(tie), by=SYSTEM)
    with pytest.raises(NotAllowedNow, match="You have a tie to one of these clusters"):
        perform(services.confirm_release, release(asked), by=cast.signed_in("officer"))
    perform(lambda *, by: session().delete(session().get_one(SchoolMember, tie.id)), by=SYSTEM)
    perform(services.confirm_release, release(asked), by=cast.signed_in("officer"))
    assert jobs.send_results() == 1
    assert len(told()) > 1

    def alone(*, by: Any) -> None:
        values = {"people": 21, "confirmed_by_id": None, "status": ReleaseStatus.DONE}
        session().execute(sa.update(Release).where(Release.id == asked.id).values(**values))

    with pytest.raises(SomeoneWasFaster):
        perform(alone, by=SYSTEM)


def test_rule_23_a_sending_that_stopped_half_way_goes_on_and_tells_nobody_twice(
    database: Any, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, held = ready(cast, clock)
    others = more_decided(cast, held, 3)
    asked = ask(cast, held, "manager2")
    if asked.status == ReleaseStatus.ASKED:
        perform(services.confirm_release, release(asked), by=cast.signed_in("officer"))
    real, tried = services.release_decision, []

    def breaks(decision: Decision, **words: Any) -> Any:
        tried.append(decision.id)
        if len(tried) == 3:
            raise OSError("the machine stops")
        return real(decision, **words)

    monkeypatch.setattr(services, "release_decision", breaks)
    with pytest.raises(OSError, match="stops"):
        jobs.send_results()
    session().rollback()
    after = {item.decision_id: item.status for item in release(asked).items}
    sent = [one for one, status in after.items() if status == ItemStatus.SENT]
    assert len(sent) == 2
    assert all((desk.decision(one).released_at is not None) == (one in sent) for one in after)
    half = told()
    assert jobs.send_results() == 2
    assert {item.status for item in release(asked).items} == {ItemStatus.SENT}
    assert release(asked).status == ReleaseStatus.DONE
    assert jobs.send_results() == 0
    keys = session().scalars(sa.select(Notification.once).where(Notification.kind == "results_sent")).all()
    assert len(keys) == len(set(keys)) == len(told()) >= len(half)
    assert len(others) == 3


def test_rule_33_one_that_cannot_be_sent_says_why_and_a_sending_can_be_stopped(
    database: Any, cast: Cast, clock: Any
) -> None:
    _made, held = ready(cast, clock)
    more_decided(cast, held, 2)
    asked = ask(cast, held, "manager2")
    if asked.status == ReleaseStatus.ASKED:
        perform(services.confirm_release, release(asked), by=cast.signed_in("officer"))
    desk.decide(cast, _made, Outcome.RESERVE)
    assert jobs.go_on(asked.id, most=2) == 1
    refused = [item for item in release(asked).items if item.status == ItemStatus.REFUSED]
    assert [(item.decision_id, "replaced" in item.words) for item in refused] == [(held.id, True)]
    perform(services.stop_release, release(asked), by=cast.signed_in("officer"))
    assert jobs.send_results() == 0
    assert sorted(item.status for item in release(asked).items) == ["refused", "sent", "waiting"]
    assert release(asked).status == ReleaseStatus.CANCELLED


def test_rule_23_it_is_known_of_everyone_how_far_the_word_got(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    _made, held = within(ready, cast, clock)
    within(ask, cast, held, "officer")
    within(jobs.send_results)

    def outside(*, by: Any) -> None:
        at = clocks.now()
        mails = session().scalars(sa.select(OutboxMail).where(OutboxMail.once.like("results_sent:%"))).all()
        states = {m.person_id: m for m in mails}
        states[cast.head.id].sent_at = at
        states[cast.vale_head.id].failed_at, states[cast.vale_head.id].last_error = at, "550"
        states[cast.ford_head.id].sent_at = at
        session().add(MailTrouble(person_id=cast.ford_head.id, days=1, last_on=at.date(), last_status="5.1.1"))
        session().execute(
            sa.update(Notification)
            .where(Notification.person_id == cast.coordinator.id, Notification.kind == "results_sent")
            .values(read_at=at)
        )

    within(lambda: perform(outside, by=SYSTEM))
    officer = reader_for(cast.officer).get(f"/rounds/{held.round_id}/results/delivery")
    rows = {
        row.find_all("td")[0].get_text(): row.find_all("td")[2].get_text() for row in officer.page.select("tbody tr")
    }
    for someone, words in (
        (cast.head, "Mail sent"),
        (cast.vale_head, "Mail could not be sent"),
        (cast.ford_head, "Mail comes back"),
        (cast.coordinator, "Has opened it"),
        (cast.abroad_head, "Mail waits to be sent"),
    ):
        assert words in rows[someone.name], someone.name
    officer.sees("Telephone these first")
    first_of_all = [line.get_text().split(",")[0] for line in officer.page.select("main .govuk-list--bullet li")]
    assert sorted(first_of_all) == sorted([cast.vale_head.name, cast.ford_head.name])
    first = len(officer.statements)
    officer.get(f"/rounds/{held.round_id}/results")
    assert len(officer.statements) <= 16
    assert first <= 8
    for who in (cast.coordinator, cast.reviewer, cast.moderator):
        for path in ("results", "results/delivery"):
            assert reader_for(who).get(f"/rounds/{held.round_id}/{path}", expect=None).status == 403


def test_the_pages_ask_the_same_number_of_questions_however_many_wait(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    _made, held = within(ready, cast, clock)
    manager = reader_for(cast.manager).get(f"/rounds/{held.round_id}/results").sees("River schools")
    few = len(manager.statements)
    within(more_decided, cast, held, 29)
    manager.get(f"/rounds/{held.round_id}/results").sees(
        "Many 0", "Many 28", "second person of the programme", "Not approved"
    )
    assert len(manager.statements) == few
    manager.press("Ask a second person to confirm").sees("Nothing is sent yet", "Many 28")
    path = manager.path
    officer = reader_for(cast.officer).get(f"/decisions/{held.id}/check").sees("The letter was read on")
    officer.does_not_see(
        "Not approved", desk.MARKS["reasons"], desk.MARKS["letter"]
    )  # officers know no decision that is held
    officer.get(f"/rounds/{held.round_id}/results").sees("Many 0").does_not_see("Not approved")
    officer.get(path).sees("Many 0").does_not_see("Not approved")
    officer.press("Confirm and send the results").sees("Being sent: 10 of 30", "Not approved")
    clock.hold(clocks.now() + timedelta(minutes=1))
    assert within(jobs.send_results) == 20
    officer.get(path).sees("The results are sent: 30 of 30")
    waits = within(lambda: list(session().scalars(sa.select(ReleaseItem.status).where(ReleaseItem.status != "sent"))))
    assert waits == []


def test_a_long_list_comes_page_by_page_and_all_of_it_is_sent_only_when_that_is_chosen(
    cast: Cast, clock: Any, reader_for: ReaderFor, within: Within, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, held = within(ready, cast, clock)
    within(more_decided, cast, held, 6)
    listed = within(lambda: queries.list_ready(planned_of(held), cast.signed_in("manager")))
    names = [one.cluster_name for one in listed]
    monkeypatch.setattr(shown, "PAGE", 3)
    results = f"/rounds/{held.round_id}/results"

    def rows(reader: Reader) -> list[str]:
        return [row.th.get_text() for row in reader.page.select("tbody tr")]

    manager = reader_for(cast.manager).get(results).sees("7 results are ready", "This page shows 3 of 7", "All 7")
    statements, seen = len(manager.statements), rows(manager)
    whole = within(lambda: shown.whole(planned_of(held), cast.signed_in("manager")))
    assert (whole.digest, whole.people) == (queries.digest_of(listed), len(queries.people_in(listed)))
    while manager.page.select_one("a[rel=next]"):
        manager.get(str(manager.page.select_one("a[rel=next]")["href"]))  # type: ignore[index]
        assert len(manager.statements) == statements
        seen += rows(manager)
    assert seen == names, "each once, in one order"
    assert rows(manager.get(f"{results}?after=nonsense")) == rows(
        manager.get(f"{results}?after={listed[-1].decision.id}")
    )

    second = f"{results}?after={listed[2].decision.id}"
    here = [str(one.decision.id) for one in listed[3:6]]
    digest = manager.get(second).page.select_one("input[name=digest]")["value"]  # type: ignore[index]
    sent = {"digest": digest, "decisions": here}
    manager.post(second, sent, expect=422).sees("Choose whether all are sent")
    manager.post(second, {**sent, "which": "all", "decisions": here[:2]}, expect=422).sees("You have unticked some")
    ticked = [box["value"] for box in manager.page.select("input[name=decisions][checked]")]
    assert ticked == here[:2], "what was chosen is still chosen"
    assert within(lambda: session().scalars(sa.select(Release.id)).all()) == []
    manager.post(second, {**sent, "which": "here", "decisions": here[:2]}, follow=True)
    assert rows(manager) == names[3:5]
    manager.press("Stop: send nothing more")
    manager.post(second, {**sent, "which": "all"}, follow=True)
    assert rows(manager) == names, "from any page, all of them"

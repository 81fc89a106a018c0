"""The file of a duty stands still when the duty passes, and keeps no words of its own."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.forming.commitments.models import WorkingAgreement
from portal.identity.accounts.models import Person
from portal.identity.schools.models import SchoolFunction
from portal.oversight.freezes.services.echoes import replace_title
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.rotas import files, jobs, queries, services
from portal.running.rotas.models import HandoverCopy, RotaKind
from tests.forming.support import act
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def agreement(cast: Cast, number: int, words: str) -> WorkingAgreement:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1), "review_on": date(2026, 12, 1)}
    return WorkingAgreement(cluster_id=cast.river, number=number, commitments=words, years=1, **days)


def lay(cast: Cast, school: str, title: str, at: Any, kind: DutyKind = DutyKind.REPLY) -> Any:
    """Something planned, and something owed about it."""
    made = Activity(
        cluster_id=cast.river,
        owner_school_id=cast.school[school],
        partner_school_id=cast.school["hill"],
        status=ActivityStatus.CONFIRMED,
        revised_at=clocks.now(),
        teacher_id=cast.teacher.id,
        title=title,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        zone="Europe/London",
    )
    session().add(made)
    session().flush()
    duty.owe(kind, subject_id=made.id, title=title, cluster_id=cast.river, school_id=cast.school[school], due_at=at)
    return made.id


def passed(app: Flask, cast: Cast, clock: Any) -> tuple[Any, Any, Any]:
    """Two terms are given out, there is a word, and the second has begun. Answers the first turn, the second, and what was planned."""
    rota = act(cast, "coordinator", services.begin_rota, get_cluster(cast.river), kind=RotaKind.MINUTES).id
    act(cast, "coordinator", services.plan_turns, queries.get_rota(cast.river, rota), count=2)
    first, second = (turn.id for turn in queries.get_rota(cast.river, rota).turns)
    noon = clocks.now()
    begins = noon + (queries.get_turn(cast.river, second).starts_on - noon.date()) + timedelta(hours=3)
    session().rollback()
    commit(app, lambda: session().add(agreement(cast, 1, "We meet each month.")))
    planned = commit(app, lambda: lay(cast, "vale", "Letters by post", begins + timedelta(days=9)))
    act(cast, "ford_teacher", services.write_note, queries.get_turn(cast.river, first), note="Ask Pat.")
    clock.hold(begins)
    jobs.pass_duties_on()
    jobs.pass_duties_on()
    return first, second, planned


def shown(found: files.File) -> dict[str, Any]:
    replies = [(one.line and one.line.title, one.school, one.due_at) for one in found.replies]
    told = {name: getattr(found, name) for name in ("giver", "taker", "note", "contacts", "offices", "commitments")}
    return told | {"replies": replies, "promises": list(found.promises), "dates": [one.title for one in found.dates]}


def test_what_comes_after_does_not_change_it(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    with app.app_context():
        first, second, planned = passed(app, cast, clock)
        before = shown(files.get_file(queries.get_turn(cast.river, second)))
        assert before["note"] == "Ask Pat."
        assert before["commitments"] == "We meet each month."
        assert [line[:2] for line in before["replies"]] == [("Letters by post", "Vale Primary School")]
        assert before["dates"] == ["Letters by post"]
        assert session().scalar(sa.select(sa.func.count(HandoverCopy.id)).where(HandoverCopy.turn_id == second)) == 1
        session().rollback()

        def later() -> None:
            session().execute(sa.update(WorkingAgreement).values(replaced_at=clocks.now()))
            session().add(agreement(cast, 2, "We meet each week."))
            lay(cast, "hill", "A walk", clocks.now() + timedelta(days=2), DutyKind.ANSWER_HELP)
            session().execute(sa.update(Activity).where(Activity.id == planned).values(status=ActivityStatus.CANCELLED))
            duty.settle(DutyKind.REPLY, planned, by=cast.signed_in("vale_teacher"))
            session().execute(sa.update(SchoolFunction).values(ended_on=clocks.today()))

        commit(app, later)
        assert shown(files.get_file(queries.get_turn(cast.river, second))) == before
        read, turn = files.mark_of("Ask Pat."), queries.get_turn(cast.river, first)
        with pytest.raises(NotAllowedNow, match="your word went along"):
            act(cast, "ford_teacher", services.write_note, turn, note="Ask Sam.", read=read)
        session().rollback()
    page = f"/clusters/{cast.river}/rotas/turns/{second}/handover"
    hill = reader_for(cast.coordinator).get(page)
    hill.sees("It does not change any more", "Letters by post", "What has happened since", "We meet each month.")
    hill.does_not_see("A walk", "not as it was sealed")
    hill.follow("How things stand in the cluster today")
    assert hill.get(f"{page}.pdf").raw.startswith(b"%PDF")

    def tamper() -> None:
        copy = session().scalars(sa.select(HandoverCopy).where(HandoverCopy.turn_id == second)).one()
        copy.facts = {**copy.facts, "agreement": None}

    commit(app, tamper)
    hill.get(page).sees("This copy is not as it was sealed")


def test_what_is_hidden_or_gone_is_not_readable_in_it(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        first, second, planned = passed(app, cast, clock)
        kept = session().scalars(sa.select(HandoverCopy).where(HandoverCopy.turn_id == second)).one()
        text = json.dumps(kept.facts)
        assert files.is_whole(kept)
        words = ["Ask Pat.", "Letters by post", "each month", "Vale", cast.coordinator.name]
        assert [word for word in words if word in text] == []
        session().rollback()

        def hide() -> None:
            activity = session().get(Activity, planned)
            assert activity is not None
            activity.title = "Hidden"
            replace_title(planned, "Letters by post", "Hidden")
            queries.get_turn(cast.river, first).note = "Hidden"
            session().execute(sa.update(Person).where(Person.id == cast.coordinator.id).values(name="Former member"))

        commit(app, hide)
        found = shown(files.get_file(queries.get_turn(cast.river, second)))
        assert (found["note"], found["dates"], found["replies"][0][0]) == ("Hidden", ["Hidden"], "Hidden")
        assert ("contact_teacher", "Former member") in found["offices"]

        session().rollback()

        def gone() -> None:
            session().execute(sa.delete(duty.Duty).where(duty.Duty.subject_id == planned))
            other = Cluster(
                name="Lake",
                theme="Lakes",
                theme_reasons="A lake.",
                rationale="A lake.",
                started_by_school_id=cast.school["brook"],
            )
            session().add(other)
            session().flush()
            session().execute(sa.update(Activity).where(Activity.id == planned).values(cluster_id=other.id))

        commit(app, gone)
        found = shown(files.get_file(queries.get_turn(cast.river, second)))
        assert (found["dates"], found["replies"][0][0]) == ([None], None)


def test_a_word_that_comes_late_stands_below(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    with app.app_context():
        rota = act(cast, "coordinator", services.begin_rota, get_cluster(cast.river), kind=RotaKind.MINUTES).id
        act(cast, "coordinator", services.plan_turns, queries.get_rota(cast.river, rota), count=2)
        first, second = queries.get_rota(cast.river, rota).turns
        live = files.get_file(queries.get_turn(cast.river, second.id))
        assert live.copy is None, "until the duty passes it is read as things are"
        clock.hold(clocks.now() + (second.starts_on - clocks.today()) + timedelta(hours=3))
        jobs.pass_duties_on()
        act(cast, "ford_teacher", services.write_note, queries.get_turn(cast.river, first.id), note="Ask Pat.")
        found = files.get_file(queries.get_turn(cast.river, second.id))
        assert (found.note, found.late_note) == ("", "Ask Pat.")
        path = f"/clusters/{cast.river}/rotas/turns/{second.id}/handover"
    reader_for(cast.coordinator).get(path).sees("Since then, from Ford Special School", "Ask Pat.")

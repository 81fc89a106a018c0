"""Terms are given out fairly, swapped by agreement, and pass from one to the next with a file."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.forming.clusters.queries import get_cluster, get_membership
from portal.forming.clusters.services import complete_leaving
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.identity.schools import services as schools
from portal.identity.schools.queries import get_school
from portal.oversight.notifications.models import Notification
from portal.running.rotas import files, jobs, queries, services
from portal.running.rotas.models import Rota, RotaKind, RotaTurn
from portal.running.rotas.terms import Term, coming_terms
from tests.forming.support import act, facts_of, leave, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def begun(cast: Cast, kind: RotaKind = RotaKind.MINUTES, **words: Any) -> uuid.UUID:
    made = act(cast, "coordinator", services.begin_rota, get_cluster(cast.river), kind=kind, **words)
    return made.id  # type: ignore[no-any-return]


def planned(cast: Cast, rota_id: uuid.UUID, count: int = 3) -> list[RotaTurn]:
    act(cast, "coordinator", services.plan_turns, queries.get_rota(cast.river, rota_id), count=count)
    return list(queries.get_rota(cast.river, rota_id).turns)


def names(turns: list[RotaTurn]) -> list[str]:
    return [turn.school.name.partition(" ")[0] for turn in turns]


def kinds(cast: Cast) -> list[str]:
    return sorted(kind for kind, *_more in open_duties(cast.river))


@pytest.mark.static
def test_terms_that_are_known_come_first_then_the_usual_ones() -> None:
    known = [
        Term("B", date(2027, 1, 5), date(2027, 3, 20)),
        Term("A", date(2026, 9, 1), date(2026, 12, 18)),
        Term("twice", date(2026, 12, 1), date(2027, 1, 10)),
    ]
    found = coming_terms(known, date(2026, 12, 20), 3)
    assert next((t.starts_on, t.ends_on) for t in found) == (date(2026, 12, 1), date(2027, 1, 10))
    found = coming_terms([known[1], known[0]], date(2026, 11, 1), 4)
    assert [t.label for t in found] == ["A", "B", "Summer term 2027", "Autumn term 2027"]
    assert found[2].starts_on == date(2027, 4, 1)
    assert [t.starts_on for t in coming_terms([], date(2026, 11, 25), 1)] == [date(2027, 1, 1)], (
        "five weeks are no turn"
    )


def test_a_fair_proposal_by_what_was(app: Flask, cast: Cast) -> None:
    with app.app_context():
        one = begun(cast)
        assert names(planned(cast, one)) == ["Ford", "Hill", "Vale"]
        other = begun(cast, RotaKind.REPORTS)
        first = queries.propose(queries.get_rota(cast.river, other), 1)[0]
        assert first.school.name.startswith("Hill"), "Ford has a duty in that term already"
        assert names(planned(cast, one, 2))[3:] == ["Ford", "Hill"]
        for count in (0, 10):
            with pytest.raises(RuleBroken):
                planned(cast, one, count)
            session().rollback()
        with pytest.raises(SomeoneWasFaster):
            begun(cast)
        with pytest.raises(RuleBroken):
            begun(cast, RotaKind.OTHER)
        assert begun(cast, RotaKind.OTHER, name="Watering") != begun(cast, RotaKind.OTHER, name="Baking")


def test_the_lead_school_has_written_its_terms_down(app: Flask, cast: Cast) -> None:
    with app.app_context():
        today = clocks.today()

        def lay() -> None:
            own = {
                "kind": PeriodKind.TERM,
                "name": "Michaelmas",
                "starts_on": today,
                "ends_on": today + timedelta(days=80),
            }
            session().add(SchoolPeriod(school_id=cast.school["hill"], **own))

        commit(app, lay)
        turn = planned(cast, begun(cast), 1)[0]
        assert (turn.label, turn.ends_on) == (f"Michaelmas {today.year}", today + timedelta(days=80))


def test_a_swap_by_agreement_of_both(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        ford, hill, vale = planned(cast, begun(cast))
        turn = queries.get_turn(cast.river, vale.id)
        with pytest.raises(RuleBroken):
            act(cast, "vale_teacher", services.ask_swap, turn, other_turn_id=vale.id)
        swap = act(cast, "vale_teacher", services.ask_swap, turn, other_turn_id=ford.id, note="Exams.").id
        assert ("answer_rota_swap", cast.school["ford"], None, None) in open_duties(cast.river)
        with pytest.raises(SomeoneWasFaster):
            act(cast, "vale_teacher", services.ask_swap, queries.get_turn(cast.river, vale.id), other_turn_id=hill.id)
        act(cast, "ford_teacher", services.accept_swap, queries.get_swap(cast.river, swap))
        rota = queries.get_rota(cast.river, ford.rota_id)
        assert (names(list(rota.turns)), kinds(cast)) == (["Vale", "Hill", "Ford"], [])
        with pytest.raises(NotAllowedNow):
            act(cast, "ford_teacher", services.decline_swap, queries.get_swap(cast.river, swap))
        session().rollback()
        again = act(cast, "ford_teacher", services.ask_swap, rota.turns[2], other_turn_id=hill.id).id
        asked = queries.get_turn(cast.river, hill.id)
        act(cast, "coordinator", services.change_turn, asked, school_id=cast.school["vale"])
        assert queries.get_swap(cast.river, again).status == "withdrawn", "the term is another school's by now"
        late = act(
            cast,
            "ford_teacher",
            services.ask_swap,
            queries.get_turn(cast.river, rota.turns[2].id),
            other_turn_id=hill.id,
        ).id
        clock.hold(clocks.now() + timedelta(days=500))
        with pytest.raises(NotAllowedNow, match="begun by now"):
            act(cast, "vale_teacher", services.accept_swap, queries.get_swap(cast.river, late))
        with pytest.raises(NotAllowedNow):
            act(
                cast,
                "coordinator",
                services.change_turn,
                queries.get_turn(cast.river, hill.id),
                school_id=cast.school["hill"],
            )


def test_a_duty_passes_with_a_word_before_and_a_file(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        first, second, _third = planned(cast, begun(cast))
        own = {"school_id": cast.school["hill"], "person_id": cast.teacher.id}
        act(cast, "coordinator", services.change_turn, queries.get_turn(cast.river, second.id), **own)
        noon = clocks.now()
        clock.hold(noon + (first.starts_on - noon.date()) + timedelta(days=1))
        jobs.pass_duties_on()
        jobs.pass_duties_on()
        assert open_duties(cast.river) == {("take_over", cast.school["ford"], None, "contact")}
        act(cast, "ford_teacher", services.take_over, queries.get_turn(cast.river, first.id))
        with pytest.raises(NotAllowedNow):
            act(cast, "teacher", services.take_over, queries.get_turn(cast.river, second.id))
        session().rollback()
        clock.hold(noon + (second.starts_on - noon.date()) - timedelta(days=10))
        jobs.pass_duties_on()
        assert open_duties(cast.river) == {("hand_on", cast.school["ford"], None, "contact")}
        told = sa.select(Notification.person_id).where(Notification.kind == "turn_coming")
        assert set(session().scalars(told)) >= {cast.teacher.id, cast.ford_contact.id}
        act(cast, "ford_teacher", services.write_note, queries.get_turn(cast.river, first.id), note="Ask Pat.")
        with pytest.raises(Stale):
            act(cast, "ford_contact", services.write_note, queries.get_turn(cast.river, first.id), note="Ask Sam.")
        session().rollback()
        clock.hold(noon + (second.starts_on - noon.date()) + timedelta(hours=3))
        jobs.pass_duties_on()
        assert open_duties(cast.river) == {("take_over", cast.school["hill"], cast.teacher.id, None)}
        assert facts_of(cast.river).count("turn_began") == 2
        file = files.get_file(queries.get_turn(cast.river, second.id))
        assert file.before is not None
        assert (file.before.note, [school for school, _names in file.contacts][:2]) == (
            "Ask Pat.",
            ["Ford Special School", "Hill Primary School"],
        )


def test_terms_follow_schools_and_people(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ford, _hill, vale = planned(cast, begun(cast))
        own = {"school_id": cast.school["vale"], "person_id": cast.vale_teacher.id}
        act(cast, "vale_contact", services.change_turn, queries.get_turn(cast.river, vale.id), **own)
        member = next(m for m in get_school(cast.school["vale"]).members if m.person_id == cast.vale_teacher.id)
        act(cast, "vale_contact", schools.complete_leaving, member)
        assert queries.get_turn(cast.river, vale.id).person_id is None
        left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=clocks.today())
        act(cast, "ford_contact", complete_leaving, get_membership(cast.river, left))
        assert queries.get_turn(cast.river, ford.id).school_id == cast.school["hill"], "Hill had its turn before Vale"
        act(cast, "coordinator", services.close_rota, queries.get_rota(cast.river, ford.rota_id))
        with pytest.raises(NotAllowedNow):
            planned(cast, ford.rota_id)


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers, clock: Any) -> None:
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}").follow("Who does what in which term")
    carys.follow("Take turns in something").fill(kind="other").press("Begin the rota", expect=422)
    carys.fill(kind="minutes").press("Begin the rota").follow("Give terms out").sees("What the portal proposes")
    carys.fill(count="99").press("Give these terms out", expect=422).fill(count="3").press("Give these terms out")
    carys.sees("Ford Special School", "To come")
    with app.app_context():
        turns = {turn.school_id: turn for turn in session().scalars(sa.select(RotaTurn))}
        first, third = turns[cast.school["ford"]], turns[cast.school["vale"]]
    base = f"/clusters/{cast.river}/rotas"
    vera = reader_for(cast.vale_teacher).get(carys.path).follow(f"Ask for a swap {third.label}")
    vera.press("Ask for a swap", expect=422).fill(other=str(first.id)).press("Ask for a swap").sees("Asked")
    finn = (
        reader_for(cast.ford_teacher)
        .get("/what-needs-me")
        .follow(f"Say whether you swap terms: Writing minutes, {third.label}")
    )
    finn.press("We cannot this time").sees("Noted. The terms stay as they are.")
    reader_for(cast.vale_teacher).get(f"{base}/turns/{first.id}/change", expect=403)
    reader_for(cast.abroad).get(f"{base}/turns/{first.id}/handover", expect=403)
    reader_for(cast.outsider).get(base, expect=404)
    fay = reader_for(cast.ford_contact).get(f"{base}/turns/{first.id}/change").does_not_see("Hill Primary School")
    fay.fill(person=str(cast.ford_teacher.id)).press("Save").sees("Finn Baker")
    with app.app_context():
        clock.hold(clocks.now() + (first.starts_on - clocks.today()) + timedelta(days=1))
        jobs.pass_duties_on()
    finn = (
        reader_for(cast.ford_teacher)
        .get("/what-needs-me")
        .follow("It is your school’s turn: Writing minutes. Read the file")
    )
    finn.sees("What waits for a reply", "Who is who", "Cluster coordinator: Carys Okoro").press(
        "We have read it and go on"
    )
    finn.sees("The duty is with your school now.")
    assert finn.get(f"{base}/turns/{first.id}/handover.pdf").raw.startswith(b"%PDF")
    finn.get(f"{base}/turns/{first.id}/note").press("Save", expect=422).fill(note="Ask Pat.").press("Save")
    reader_for(cast.officer).get(base).sees("Writing minutes", "Ford Special School", "Finn Baker")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_cost_the_same(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    def more() -> Any:
        rota = Rota(cluster_id=cast.river, kind=RotaKind.MINUTES)
        session().add(rota)
        session().flush()
        for n in range(count):
            on = clocks.today() + timedelta(days=100 * n)
            own = {"starts_on": on, "ends_on": on + timedelta(days=99), "school_id": cast.school["vale"]}
            turn = RotaTurn(
                rota_id=rota.id, cluster_id=cast.river, label=f"T{n}", person_id=cast.vale_teacher.id, **own
            )
            session().add(turn)
        session().flush()
        return rota.id, turn.id

    rota_id, turn_id = commit(app, more)
    base = f"/clusters/{cast.river}/rotas"
    carys = reader_for(cast.coordinator)
    paths = ("", f"/{rota_id}", f"/{rota_id}/plan", f"/turns/{turn_id}/handover")
    costs = [len(carys.get(base + path).statements) for path in paths]
    assert all(cost <= most for cost, most in zip(costs, [12, 10, 12, 24], strict=True)), costs

"""Parts, ways through other schools, supporters, feeder links, mentoring; the sets are data."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock as clocks
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.forming.clusters import services as clusters
from portal.forming.clusters.queries import get_cluster, get_membership, get_vacancy
from portal.forming.parts import jobs, queries, services
from portal.forming.parts.models import MenteeStatus
from portal.forming.parts.workflow import MENTEE
from tests.forming.support import act, facts_of, join, leave, membership_of, open_duties
from tests.support.cast import Cast


def part(name: str) -> uuid.UUID:
    return next(p.id for one in queries.list_sets() for p in one.parts if p.name == name)


def give(cast: Cast, school: str, name: str, through: str | None = None) -> Any:
    way = membership_of(cast.river, cast.school[through]).id if through else None
    membership = membership_of(cast.river, cast.school[school])
    return act(cast, "coordinator", services.give_part, membership, part_id=part(name), through_id=way)


def played(cast: Cast) -> dict[str, tuple[str, str | None]]:
    names = {m.id: m.school.name.split()[0] for m in get_cluster(cast.river).memberships}
    return {
        names[held.membership_id]: (held.part.name, names.get(held.through_id) if held.through_id else None)
        for held in queries.list_school_parts(cast.river)
    }


def test_a_tree_of_core_satellite_and_annex(database: sa.orm.Session, cast: Cast) -> None:
    give(cast, "hill", "Core")
    give(cast, "vale", "Satellite", "hill")
    give(cast, "ford", "Annex", "vale")
    assert played(cast) == {"Hill": ("Core", None), "Vale": ("Satellite", "Hill"), "Ford": ("Annex", "Vale")}
    for school, through in (("vale", None), ("vale", "vale"), ("vale", "ford")):
        with pytest.raises(RuleBroken) as refused:
            give(cast, school, "Satellite", through)
        assert refused.value.field == "through"
    with pytest.raises(RuleBroken) as refused:
        give(cast, "hill", "Supporter")
    assert refused.value.field == "part"
    give(cast, "ford", "Network", "vale")
    assert played(cast)["Ford"] == ("Network", None)
    act(cast, "coordinator", services.take_part, membership_of(cast.river, cast.school["ford"]))
    with pytest.raises(RuleBroken):
        act(cast, "coordinator", services.take_part, membership_of(cast.river, cast.school["ford"]))
    assert facts_of(cast.river) == ["part_given"] * 4 + ["part_taken"]


def test_who_takes_the_place_takes_the_part(database: sa.orm.Session, cast: Cast) -> None:
    give(cast, "hill", "Core")
    give(cast, "vale", "Satellite", "hill")
    give(cast, "ford", "Annex", "vale")
    words = {"mentor_school_id": cast.school["hill"], "mentees": [cast.school["vale"]], "goals": "Grow"}
    made = act(cast, "coordinator", services.begin_mentoring, get_cluster(cast.river), **words)
    left = leave(cast, cast.river, "vale", "vale_contact", leaving_on=clocks.today())
    vacancy = act(cast, "vale_contact", clusters.complete_leaving, get_membership(cast.river, left))
    invited = act(cast, "coordinator", clusters.invite_into_vacancy, get_vacancy(cast.river, vacancy.id),
                  school_id=cast.school["brook"])  # fmt: skip
    join(cast, cast.river, invited.id, "outsider")
    assert played(cast) == {"Hill": ("Core", None), "Brook": ("Satellite", "Hill"), "Ford": ("Annex", "Brook")}
    assert queries.get_mentoring(cast.river, made.id).school_ids == {cast.school["hill"], cast.school["brook"]}


def test_feeder_links_go_one_way_once(database: sa.orm.Session, cast: Cast) -> None:
    def note(one: str, other: str) -> Any:
        ways = {"from_school_id": cast.school[one], "to_school_id": cast.school[other]}
        return act(cast, "teacher", services.note_feeder, get_cluster(cast.river), **ways)

    made = note("vale", "hill").id
    for one, other in (("vale", "vale"), ("hill", "vale"), ("vale", "brook"), ("brook", "hill")):
        with pytest.raises(RuleBroken):
            note(one, other)
    with pytest.raises(SomeoneWasFaster):
        note("vale", "hill")
    act(cast, "vale_teacher", services.end_feeder, queries.get_feeder(cast.river, made))
    with pytest.raises(SomeoneWasFaster):
        act(cast, "vale_teacher", services.end_feeder, queries.get_feeder(cast.river, made))
    assert queries.list_feeders(cast.river) == []
    note("hill", "vale")


def test_mentoring_is_offered_answered_logged_and_ended(database: sa.orm.Session, cast: Cast, clock: Any) -> None:
    def begin(mentees: list[str], **more: Any) -> Any:
        words = {"mentor_school_id": cast.school["hill"], "mentees": [cast.school[m] for m in mentees], "goals": "Grow"}
        return act(cast, "coordinator", services.begin_mentoring, get_cluster(cast.river), **{**words, **more})

    for wrong in (
        {"mentees": []},
        {"mentees": ["hill"]},
        {"mentees": ["brook"]},
        {"mentees": ["vale"], "mentor_school_id": cast.school["brook"]},
        {"mentees": ["vale"], "ends_on": clocks.today()},
    ):
        with pytest.raises(RuleBroken):
            begin(**wrong)
    vale = {"mentor_school_id": cast.school["vale"], "mentees": [cast.school["ford"]], "goals": "Grow"}
    with pytest.raises(RuleBroken, match="Choose your own school"):
        act(cast, "ford_contact", services.begin_mentoring, get_cluster(cast.river), **vale)
    made = begin(["vale", "ford"]).id

    def one() -> Any:
        return queries.get_mentoring(cast.river, made)

    assert {(kind, school) for kind, school, _p, _o in open_duties(cast.river)} == {
        ("agree_mentoring", cast.school["vale"]),
        ("agree_mentoring", cast.school["ford"]),
    }
    for who, words in (("teacher", "No school has said yes yet"), ("ford_contact", "No school has said yes yet")):
        with pytest.raises(NotAllowedNow, match=words):
            act(cast, who, services.log_session, one(), held_on=clocks.today(), words="Met")
    act(cast, "vale_teacher", services.answer_mentoring, one(), agrees=True)
    with pytest.raises(NotAllowedNow, match="Say first whether"):
        act(cast, "ford_contact", services.log_session, one(), held_on=clocks.today(), words="Met")
    with pytest.raises(NotAllowedNow):
        act(cast, "vale_teacher", services.answer_mentoring, one(), agrees=False)
    act(cast, "ford_contact", services.answer_mentoring, one(), agrees=False)
    assert open_duties(cast.river) == set()
    assert one().school_ids == {cast.school["hill"], cast.school["vale"]}
    for day in (None, clocks.today() + timedelta(days=1), clocks.today() - timedelta(days=400)):
        with pytest.raises(RuleBroken):
            act(cast, "vale_teacher", services.log_session, one(), held_on=day, words="Met")
    act(cast, "vale_teacher", services.log_session, one(), held_on=clocks.today(), words="Met", next_step="Again")
    assert [(s.words, s.school_id) for s in queries.page_of_sessions(made).items] == [("Met", cast.school["vale"])]
    act(cast, "teacher", services.end_mentoring, one())
    for deed, words in ((services.log_session, {"held_on": clocks.today(), "words": "x"}),):
        with pytest.raises(NotAllowedNow):
            act(cast, "vale_teacher", deed, one(), **words)


def test_before_its_last_day_the_mentor_school_is_asked_whether_it_goes_on(
    database: sa.orm.Session, cast: Cast, clock: Any
) -> None:
    last = clocks.today() + timedelta(days=20)
    words = {"mentor_school_id": cast.school["hill"], "mentees": [cast.school["vale"]], "goals": "Grow"}
    made = act(cast, "coordinator", services.begin_mentoring, get_cluster(cast.river), **words, ends_on=last).id
    act(cast, "vale_teacher", services.answer_mentoring, queries.get_mentoring(cast.river, made), agrees=True)

    def asked() -> list[Any]:
        jobs.ask_about_mentorings()
        jobs.ask_about_mentorings()
        return [
            (one.school_id, one.office, one.due_at.date()) for one in duty.open_duties(DutyKind.END_MENTORING, made)
        ]

    assert asked() == []
    clock.hold(clocks.now() + timedelta(days=6))
    assert asked() == [(cast.school["hill"], "contact", last)]
    with pytest.raises(RuleBroken):
        act(cast, "teacher", services.go_on, queries.get_mentoring(cast.river, made), ends_on=clocks.today())
    later = last + timedelta(days=90)
    act(cast, "teacher", services.go_on, queries.get_mentoring(cast.river, made), ends_on=later)
    assert (asked(), queries.get_mentoring(cast.river, made).ends_on) == ([], later)
    clock.hold(clocks.now() + timedelta(days=120))
    assert asked() == [(cast.school["hill"], "contact", later)], (
        "its last day is over: it stays open until somebody says"
    )
    act(cast, "teacher", services.end_mentoring, queries.get_mentoring(cast.river, made))
    assert asked() == []


@pytest.mark.parametrize("status", MenteeStatus)
def test_every_other_answer_is_refused(database: sa.orm.Session, status: MenteeStatus) -> None:
    allowed = {command for (state, command) in MENTEE.moves if state == status}
    assert allowed == {"asked": {"agree", "decline"}, "agreed": set(), "declined": {"ask"}}[status.value]


def test_the_programme_edits_the_sets_and_what_is_used_stays(database: sa.orm.Session, cast: Cast) -> None:
    give(cast, "hill", "Core")
    held = next(one for one in queries.list_sets() if one.name == "Core, satellite and annex")
    held_id, words = held.id, {"name": "Centre and branches", "position": 1, "retired": True}
    act(cast, "manager", services.change_set, queries.get_set(held_id), version=1, **words)
    with pytest.raises(Stale):
        act(cast, "manager", services.change_set, queries.get_set(held_id), version=1, **words)
    assert "Core" not in [p.name for p in queries.offered_parts()]
    assert played(cast) == {"Hill": ("Core", None)}
    made = act(cast, "admin", services.add_set, name="Hub and spokes", for_supporters=False).id
    act(cast, "admin", services.add_part, queries.get_set(made), name="Hub", guidance="", through=False)
    with pytest.raises(SomeoneWasFaster):
        act(cast, "admin", services.add_part, queries.get_set(made), name="Hub", guidance="", through=False)
    give(cast, "hill", "Hub")
    assert played(cast) == {"Hill": ("Hub", None)}
    session().rollback()

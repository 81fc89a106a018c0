"""How clusters of the demonstration govern themselves: committees, their seats, meetings and decisions, duties by turns, self-checks. All invented."""

import uuid
from datetime import time, timedelta
from typing import Any

from portal.commands.demo.world import World
from portal.core import clock
from portal.forming.clusters.queries import get_cluster
from portal.forming.committees import queries
from portal.forming.committees.models import Level, SeatKind, SeatRole
from portal.forming.committees.services import Sitting, begin_committee, give_seat
from portal.forming.formality.models import Feature
from portal.forming.formality.queries import standing_of
from portal.forming.formality.services import choose_level
from portal.forming.selfchecks import queries as checks
from portal.forming.selfchecks.models import Condition, Reply
from portal.forming.selfchecks.services import answer_check, begin_check
from portal.running.meetings import queries as meetings
from portal.running.meetings import services
from portal.running.meetings.models import Choice, How
from portal.running.rotas import queries as rotas
from portal.running.rotas import services as turns
from portal.running.rotas.models import RotaKind

REMIT = "Plan the river weeks. Look each term at how the letters go. Keep the council and the parents informed."
# role in the committee, school, person, body, name without an account
SEATS: tuple[tuple[SeatRole, SeatKind, str, str, str, str], ...] = (
    (SeatRole.CHAIR, SeatKind.SCHOOL, "hill", "lead", "", ""),
    (SeatRole.CLERK, SeatKind.SCHOOL, "mill", "contact", "", ""),
    (SeatRole.MEMBER, SeatKind.SCHOOL, "academy", "contact3", "", ""),
    (SeatRole.MEMBER, SeatKind.SCHOOL, "orchard", "", "", ""),
    (SeatRole.MEMBER, SeatKind.AUTHORITY, "", "authority", "Marlbury Council", ""),
    (SeatRole.MEMBER, SeatKind.PARENTS, "", "", "Parents of Mill Lane", "Perpetua Gill"),
    (SeatRole.MEMBER, SeatKind.COMMUNITY, "", "", "River warden", "Winston Ashe"),
)


def load(world: World) -> None:
    """Make them; once."""
    cluster_id: uuid.UUID = world.made["clusters"]["marlbury"]
    if not queries.has_committee(cluster_id):
        _committee(world, cluster_id)
        _meetings(world, cluster_id)
        _rotas(world, cluster_id)
        _checks(world, cluster_id)


def _committee(world: World, cluster_id: uuid.UUID) -> None:
    """A committee of seven seats, as a core with satellites might have it; one term ends soon."""
    standing = standing_of(cluster_id)
    if not {Feature.COMMITTEES, Feature.VOTES} <= standing.on:
        extra = standing.extra | {Feature.COMMITTEES, Feature.VOTES}
        with world.then(days=-151):
            level = {"version": standing.version, "level": standing.level, "extra": extra}
            world.do(choose_level, get_cluster(cluster_id), by="lead", **level)
    with world.then(days=-150):
        words: dict[str, Any] = {
            "decides": "The calendar of the year, and who hosts.",
            "reports_to": "Heads, council, parents",
        }
        made = world.do(begin_committee, get_cluster(cluster_id), by="lead", name="River committee", remit=REMIT, level=Level.SCHOOLS, **words)  # fmt: skip
        made_id = made.id
    world.made["committee"] = made_id
    for number, (role, kind, school, person, body, name) in enumerate(SEATS):
        with world.then(days=-149):
            sitting = Sitting(
                kind=kind,
                role=role,
                school_id=world.schools[school].id if school else None,
                person_id=world.people[person].id if person else None,
                body=body,
                holder_name=name,
                until_on=clock.today() + timedelta(days=175 if number == 4 else 365),
            )
            world.do(give_seat, queries.get_committee(cluster_id, made_id), by="lead", sitting=sitting)


def _meetings(world: World, cluster_id: uuid.UUID) -> None:
    """One with agreed minutes, one whose minutes wait to be agreed, one to come with a point and a decision that is open."""
    first = _call(world, cluster_id, called=-130, days=-120)
    with world.then(days=-117):
        _write(
            world, cluster_id, first, "We looked at the letters of the first term. Mill Lane found a second class.", 6
        )
        _vote(world, cluster_id, first, "The river week is in May, in the week after the exams.", How.VOTE)
    second = _call(world, cluster_id, called=-40, days=-25)
    with world.then(days=-22, hour=16, minute=10):
        world.do(services.agree_minutes, meetings.get_meeting(cluster_id, first), by="lead")
    with world.then(days=-21):
        _write(world, cluster_id, second, "Who hosts the river week: Marlbury High. The council lends tents.", 4)
        meeting = meetings.get_meeting(cluster_id, second)
        seat = meeting.committee.open_seats()[1].id
        act = {"task": "Ask the council for the tents", "seat_id": seat, "due_on": clock.today() + timedelta(days=35)}
        world.do(services.note_action, meeting, by="contact", **act)
    third = _call(world, cluster_id, called=-6, days=12)
    with world.then(days=-5):
        words = {"title": "The new bus line", "words": "It stops at three of our schools from spring on."}
        world.do(services.propose_point, meetings.get_meeting(cluster_id, third), by="authority", **words)
        ask = {"proposal": "We ask the schools at the lake for a joint picture book.", "how": How.CONSENT}
        world.do(services.propose_decision, meetings.get_meeting(cluster_id, third), by="contact3", **ask)
        world.do(services.answer, meetings.get_meeting(cluster_id, third), by="contact3", comes=True)


def _call(world: World, cluster_id: uuid.UUID, *, called: int, days: int) -> uuid.UUID:
    with world.then(days=called):
        on = clock.today() + timedelta(days=days - called)
        on += timedelta(
            days=7 - on.weekday() if on.weekday() > 4 else 0
        )  # a school day: what falls on a weekend is on Monday
        when = services.When(on=on, starts=time(16), ends=time(17), zone="Europe/London", place="Hill Road, staff room")
        committee = queries.get_committee(cluster_id, world.made["committee"])
        made_id: uuid.UUID = world.do(services.call_meeting, committee, by="lead", when=when).id
    return made_id


def _write(world: World, cluster_id: uuid.UUID, meeting_id: uuid.UUID, words: str, came: int) -> None:
    meeting = meetings.get_meeting(cluster_id, meeting_id)
    there = [seat.id for seat in meeting.committee.open_seats()][:came]
    given = {"version": meeting.version, "minutes": words, "came": there}
    world.do(services.write_minutes, meeting, by="contact", **given)


def _vote(world: World, cluster_id: uuid.UUID, meeting_id: uuid.UUID, proposal: str, how: How) -> None:
    """Asked and counted in the meeting: two for it, one against."""
    meeting = meetings.get_meeting(cluster_id, meeting_id)
    made_id = world.do(services.propose_decision, meeting, by="lead", proposal=proposal, how=how).id
    for school, choice in (("hill", Choice.FOR), ("mill", Choice.FOR), ("academy", Choice.AGAINST)):
        decision = meetings.get_decision(cluster_id, made_id)
        world.do(services.cast_vote, decision, by="contact", school_id=world.schools[school].id, choice=choice)
    world.do(services.close_decision, meetings.get_decision(cluster_id, made_id), by="contact")


def _rotas(world: World, cluster_id: uuid.UUID) -> None:
    """Minutes and reports go round; one school asks another to swap."""
    made_id = cluster_id
    for kind in (RotaKind.MINUTES, RotaKind.REPORTS):
        with world.then(days=-150):
            made_id = world.do(turns.begin_rota, get_cluster(cluster_id), by="lead", kind=kind).id
            world.do(turns.plan_turns, rotas.get_rota(cluster_id, made_id), by="lead", count=5)
        for turn_id in [turn.id for turn in rotas.get_rota(cluster_id, made_id).turns]:
            world.do(turns.pass_on, rotas.get_turn(cluster_id, turn_id))
    coming = [t for t in rotas.get_rota(cluster_id, made_id).turns if t.starts_on > clock.today()]
    first, other = coming[0], next(t for t in coming if t.school_id != coming[0].school_id)
    person = next(key for key in world.made["contact"] if world.schools[key].id == first.school_id)
    with world.then(days=-2):
        words = {"other_turn_id": other.id, "note": "We have inspectors in that term."}
        asked = rotas.get_turn(cluster_id, first.id)
        world.do(turns.ask_swap, asked, by=str(world.made["contact"][person]), **words)


def _checks(world: World, cluster_id: uuid.UUID) -> None:
    """One at the start, two conditions not met yet; the one of this year waits with three answers."""
    first = dict.fromkeys(Condition, (Reply.YES, ""))
    first[Condition.MERIT] = (Reply.PARTLY, "Whoever has time does it.")
    first[Condition.RESOURCES] = (Reply.NOT_YET, "No school gives time for it yet.")
    with world.then(days=-380):
        _check(world, cluster_id, first)
    with world.then(days=-9):
        second = {Condition.PURPOSE: (Reply.YES, "We wrote it anew."), Condition.SKILLS: (Reply.YES, "")}
        _check(world, cluster_id, second | {Condition.RESOURCES: (Reply.PARTLY, "Half a day each month.")})


def _check(world: World, cluster_id: uuid.UUID, said: Any) -> None:
    made = world.do(begin_check, get_cluster(cluster_id), by="lead").id
    world.do(answer_check, checks.get_check(cluster_id, made), by="lead", version=1, replies=said)

"""A round of last year with everything that follows one, and two that clusters of it are in now, so that every picture has something to show.

- *Pilot round* (two years ago): nine of the clusters had applied before, and got nothing. The others come for the first time.
- *Rivers and roads* (last year): 28 applications, 26 of them read by seven people, fifteen awarded; conditions met, waived and open; reports in time, late,
  very late and waived; two mails that came back; a score that the panel moved, a review that was taken out.
- *Rivers and roads, autumn* (now with reviewers and the panel): fourteen applications, with reviews that are sent, being written, not opened and late.
- nine drafts in the round that is open.

It is laid as rows, not deed by deed: that would take a minute. What is sealed is sealed as the services do it, and what reviews come to is reckoned by them.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application, LatePermit, Stage
from portal.applying.awards.models import Outcome
from portal.applying.funding import queries as funding_queries
from portal.applying.programmes import queries as programmes
from portal.applying.programmes.models import Programme, Round
from portal.applying.programmes.services import keep_headings
from portal.applying.reviews.models import ApplicationStanding, ReviewStatus
from portal.applying.reviews.queries import ranking, wishes_of
from portal.applying.reviews.services import stages
from portal.applying.reviews.services.advice import work_out_advice
from portal.commands.demo.applying_applications import PROGRAMME
from portal.commands.demo.applying_awards import TERMS, rules_of
from portal.commands.demo.last_year import awards, drafts, people, reports, reviews, rounds
from portal.commands.demo.last_year.laid import Rows
from portal.commands.demo.last_year.people import Cast
from portal.commands.demo.last_year.reviews import EACH, Reading
from portal.commands.demo.last_year.rounds import Applied, Call
from portal.commands.demo.oversight import count_unread
from portal.commands.demo.world import World
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.identity.accounts.models import Person
from portal.oversight.agenda import queries as agenda_queries
from portal.oversight.agenda import services as agenda
from portal.oversight.chain.queries import last_check
from portal.oversight.pictures.queries.views import view_of
from portal.policy import Role

PILOT = Call("Pilot round", -680, -650, readers_each=2)
LAST_YEAR = Call(
    "Rivers and roads",
    -320,
    -280,
    (("Questions answered in a call", -300), ("The panel meets", -245), ("Results are sent", awards.SENT)),
)
AUTUMN = Call(
    "Rivers and roads, autumn",
    -62,
    -24,
    (("Questions answered in a call", -40), ("The panel meets", 9), ("Results are sent", 20)),
)
BEFORE = (2, 5, 7, 10, 13, 15, 18, 21, 25)
"""The clusters that applied to the pilot."""
AGAIN = (27, 12, 9, 26, 3, 14, 20, 22, 1, 24, 17, 6, 19, 11)
"""The clusters that apply again in the autumn, in the order in which they came."""
WORTH = (
    86, 63, 48, 74, 57, 68, 61, 39, 79, 66, 58, 52, 71, 60, 44, 83, 56, 64, 36, 69, 59, 54, 76, 47, 62, 65, 50, 41,
)  # fmt: skip
"""What each application is worth, of a hundred points."""
NOT_ELIGIBLE, TAKEN_BACK = 17, 10
AWARDED, CONDITIONAL, RESERVE, MOVED = 11, 4, 2, 13
ON_THE_AGENDA = 3


def load(world: World) -> None:
    """Lay it, once, and only into a world that was begun in the same go: the record of an older one is sealed already."""
    programme_id = session().scalar(sa.select(Programme.id).where(Programme.name == PROGRAMME))
    is_there = session().scalar(sa.select(Round.id).where(Round.name == LAST_YEAR.name)) is not None
    is_sealed = last_check() is not None
    session().commit()
    if programme_id is None or is_there or is_sealed or not world.made.get("round"):
        return
    planned = {call: rounds.plan(world, programme_id, call) for call in (PILOT, LAST_YEAR, AUTUMN)}
    rules_of(world, planned[LAST_YEAR], day=-300, interim=reports.INTERIM, final=reports.FINAL)
    rules_of(world, planned[AUTUMN], day=-50, interim=200, final=400)
    cast: Cast = world.do(_people, world=world)
    finished = world.do(_all, world=world, cast=cast, planned=planned)
    session().commit()
    _agenda(world, planned[AUTUMN])
    drafts.ask_for_signatures(world, cast, world.made["round"]["open"], finished)


def _people(*, by: Any, world: World) -> Cast:
    cast = people.lay(world)
    keys = {address.split("@")[0]: key for key, address in cast.addresses.items()}
    found = session().scalars(sa.select(Person).where(Person.id.in_(list(keys.values()))))
    for person in found:
        world.people[person.email.split("@")[0]] = person
    return cast


def _all(*, by: Any, world: World, cast: Cast, planned: dict[Call, uuid.UUID]) -> list[uuid.UUID]:
    rows = Rows()
    pilot = rounds.applied(world, rows, cast, planned[PILOT], PILOT, BEFORE, lambda _n: (Stage.RELEASED, -590))
    last = rounds.applied(world, rows, cast, planned[LAST_YEAR], LAST_YEAR, range(len(WORTH)), _last_stage)
    autumn = rounds.applied(world, rows, cast, planned[AUTUMN], AUTUMN, AGAIN, _autumn_stage)
    finished = drafts.write(world, rows, cast, world.made["round"]["open"])
    rows.lay()
    for round_id in planned.values():
        found = session().get_one(Round, round_id)
        keep_headings(found)
        found.form_frozen_at, found.criteria_frozen_at = found.closes_at, found.closes_at
    rounds.seal([*pilot, *last, *autumn])
    session().flush()
    _pilot(world, rows, cast, planned[PILOT], pilot)
    _read_last_year(world, rows, cast, planned[LAST_YEAR], last)
    _read_in_autumn(world, rows, cast, planned[AUTUMN], autumn)
    rows.lay()
    reviews.reckon([*pilot, *last, *autumn])
    for call in (LAST_YEAR, AUTUMN):
        work_out_advice(session().get_one(Round, planned[call]), by=by)
    _owe_the_panel(autumn)
    _decide(world, rows, cast, planned[LAST_YEAR], last)
    told = awards.Telling(world, rows, cast)
    for one in pilot:
        told.decided(one, Outcome.DECLINED, days=-360)
    rows.lay()
    count_unread(by=by)
    return finished


def _last_stage(place: int) -> tuple[Stage, int]:
    if place == TAKEN_BACK:
        return Stage.WITHDRAWN, -270
    return Stage.RELEASED, awards.SENT


def _autumn_stage(place: int) -> tuple[Stage, int]:
    return (Stage.IN_REVIEW, -20 + place) if place < 8 else (Stage.MODERATION, -place + 5)


def _pilot(world: World, rows: Rows, cast: Cast, round_id: uuid.UUID, made: Sequence[Applied]) -> None:
    reading = Reading(world, rows, cast, round_id)
    for one in made:
        reading.checked(one, world.at(days=-646, minute=one.place))
        for reader in reading.readers(one)[:2]:
            sent = world.at(days=-630 + reader, hour=17)
            reading.read(one, reader, 45 + one.place, world.at(days=-644), sent, ReviewStatus.LOCKED)
        reading.noted(one, world.at(days=-610), "do_not_fund")


def _read_last_year(world: World, rows: Rows, cast: Cast, round_id: uuid.UUID, made: Sequence[Applied]) -> None:
    reading = Reading(world, rows, cast, round_id)
    manager, second = world.people["manager"].id, world.people["manager2"].id
    for one in made:
        if one.place == TAKEN_BACK:
            continue
        at = world.at(days=-278, minute=one.place)
        if one.place == NOT_ELIGIBLE:
            why: dict[str, Any] = {"is_eligible": False, "cause": "evidence", "note": awards.INELIGIBLE}
            reading.checked(one, at, **why, confirmed_by_id=second, confirmed_at=at + timedelta(days=2))
            continue
        reading.checked(one, at)
        assigned = world.at(days=-275, minute=one.place)
        for reader in reading.readers(one):
            sent = world.at(days=-268 + (one.place * 5 + reader * 3) % 19, hour=16 + reader % 5)
            reading.read(one, reader, WORTH[one.place], assigned, sent, ReviewStatus.LOCKED)
        worth, moved = WORTH[one.place], 64.0 if one.place == MOVED else None
        said = "fund" if worth > 62 else "fund_with_conditions" if worth > 57 else "do_not_fund"
        reading.noted(one, world.at(days=-244, minute=one.place), said, moved)
    other = next(n for n in range(7) if n not in reading.readers(made[4]))
    taken_out = "The reader found, after sending it, that a cousin teaches at the partner school."
    reading.read(
        made[4],
        other,
        90,
        world.at(days=-275),
        world.at(days=-260),
        ReviewStatus.VOID,
        cause="conflict",
        conflict_reason=taken_out,
    )
    other = next(n for n in range(7) if n not in reading.readers(made[8]))
    tied = "I trained the head of the second school, two years ago."
    reading.read(
        made[8], other, 0, world.at(days=-275), None, ReviewStatus.CONFLICTED, cause="tie_helped", conflict_reason=tied
    )
    late = made[0]
    rows.add(
        LatePermit, world.at(days=-281), application_id=late.id, status="granted", until=world.at(days=-279, hour=17), asked_by_id=manager,
        reason="The line of the whole valley was down for two days before the deadline.", decided_by_id=second, decided_at=world.at(days=-281, hour=15),
    )  # fmt: skip


def _read_in_autumn(world: World, rows: Rows, cast: Cast, round_id: uuid.UUID, made: Sequence[Applied]) -> None:
    """At the panel all reviews are in; with reviewers one is sent, one being written or opened, one not opened; some are late."""
    reading = Reading(world, rows, cast, round_id)
    for one in made:
        is_closed = one.place >= 8
        reading.checked(one, world.at(days=-22, minute=one.place))
        assigned = world.at(days=-20 if is_closed or one.place < 5 else -15, minute=one.place)
        title = f"{one.by.name}: {AUTUMN.name}"
        readers = reading.readers(one)
        for nth, reader in enumerate(readers[: EACH - 1] if one.place == 6 else readers):
            if is_closed or nth == one.place % 3 or (one.place < 3 and nth == 2):
                sent = world.at(days=-12 + (one.place + reader) % 8, hour=17)
                status = ReviewStatus.LOCKED if is_closed else ReviewStatus.SUBMITTED
                reading.read(one, reader, WORTH[(one.place * 3 + 5) % 28], assigned, sent, status)
                continue
            status = (ReviewStatus.ASSIGNED, ReviewStatus.OPEN, ReviewStatus.OPEN)[(one.place + nth) % 3]
            writes = {"version": 2 + reader % 2} if status == ReviewStatus.OPEN and reader % 2 else {}
            made_review = reading.read(one, reader, 0, assigned, None, status, **writes)
            due = world.at(days=-2 if one.place < 2 else 6, hour=23, minute=59)
            reading.owed(one, made_review, reader, title, due)
        if one.place == 3:
            other = next(n for n in range(7) if n not in readers)
            why = "My sister is a governor of the leading school."
            reading.read(one, other, 0, assigned, None, ReviewStatus.CONFLICTED, cause="tie_close", conflict_reason=why)


def _decide(world: World, rows: Rows, cast: Cast, round_id: uuid.UUID, made: Sequence[Applied]) -> None:
    """By the ranking: so many awarded, so many under conditions, so many on the reserve list; then everybody is told and the awards go on."""
    known = {one.id: one for one in made}
    query = sa.select(Application.id).outerjoin(
        ApplicationStanding, ApplicationStanding.application_id == Application.id
    )
    query = query.where(Application.round_id == round_id, Application.stage == Stage.RELEASED).order_by(*ranking())
    order = [known[key] for key in session().scalars(query) if known[key].place != NOT_ELIGIBLE]
    wishes = wishes_of(Application.round_id == round_id)
    line = funding_queries.list_lines(round_id)[0].id
    told, accepted = awards.Telling(world, rows, cast), []
    for place, one in enumerate(order):
        if place < AWARDED:
            accepted.append((one, told.decided(one, Outcome.APPROVED, amount=wishes[one.id], line=line), True))
        elif place < AWARDED + CONDITIONAL:
            which = awards.CONDITIONS[place - AWARDED]
            words = "\n".join(asked for asked, _status, _days in which)
            decision = told.decided(one, Outcome.CONDITIONAL, amount=wishes[one.id], line=line, conditions=words)
            told.conditions(decision, one, which)
            accepted.append((one, decision, place == AWARDED))
        elif place < AWARDED + CONDITIONAL + RESERVE:
            told.decided(one, Outcome.RESERVE, reserve_place=place - AWARDED - CONDITIONAL + 1)
        else:
            told.decided(one, Outcome.DECLINED)
    told.decided(made[NOT_ELIGIBLE], Outcome.INELIGIBLE, own=awards.INELIGIBLE)
    session().flush()
    for place, (one, decision, is_started) in enumerate(accepted):
        given = told.accepted(one, decision, TERMS, is_started=is_started)
        if is_started:
            reports.follow(world, one, given, place)
    ids = [one.id for one, _decision, _started in accepted]
    session().execute(sa.update(Application).where(Application.id.in_(ids)).values(stage=Stage.ACCEPTED))
    session().expire_all()


def _agenda(world: World, round_id: uuid.UUID) -> None:
    """The chair has put what to talk about first on the agenda."""
    with world.then(days=-2, hour=17):
        view = view_of(programmes.get_round(round_id), world.signed_in("moderator"))
        first = [one.id for one, flags in agenda_queries.offered(view) if "L" in flags][:ON_THE_AGENDA]
        session().commit()
        world.do(agenda.choose, programmes.get_round(round_id), by="moderator", chosen=first, shown=())


def _owe_the_panel(made: Sequence[Applied]) -> None:
    """What is at the panel is owed by its chair."""
    for one in made:
        if one.place >= 8:
            stages.owe(DutyKind.MODERATE, session().get_one(Application, one.id), role=Role.MODERATOR.value)

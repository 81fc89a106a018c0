"""Lend, borrow, bring back; share somebody's week; say what a school needs and offers."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from typing import Any

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line, fold
from portal.core.workflow import change, claim
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.policy.people import SignedIn
from portal.running.things import events, queries
from portal.running.things.models import Loan, LoanStatus, SchoolWant, Thing, ThingKind, Topic, Wanted, WeekDay
from portal.running.things.workflow import LOAN

LONGEST = timedelta(days=400)
MOST_THINGS = 500
ANSWER_WITHIN = timedelta(days=7)


def _mine(cluster: Cluster, by: SignedIn, school_id: uuid.UUID) -> None:
    here = {m.school_id for m in cluster.live_memberships()}
    if school_id not in by.memberships or school_id not in here:
        raise RuleBroken("school_id", _("Choose one of your own schools."))


def add_thing(
    cluster: Cluster,
    *,
    by: SignedIn,
    school_id: uuid.UUID,
    kind: ThingKind,
    name: str,
    words: str = "",
    is_me: bool = False,
) -> Thing:
    """A school lends something, or says that somebody of it can teach something (`is_me`: the person who says so)."""
    _mine(cluster, by, school_id)
    if len(queries.things_of(cluster.id, school_id)) >= MOST_THINGS:
        raise RuleBroken(None, _("Your school has 500 things on the list already."))
    is_person = kind in (ThingKind.SKILL, ThingKind.PERSON)
    made = Thing(
        cluster_id=cluster.id, school_id=school_id, kind=kind, name=clean_line(name), folded_name=fold(name)[:160],
        words=clean(words), person_id=by.id if is_me and is_person else None, added_by_id=by.id,
    )  # fmt: skip
    session().add(made)
    session().flush()
    record(events.ThingAdded(by_id=by.id, cluster_id=cluster.id, school_id=school_id, subject_id=made.id))
    return made


def change_thing(thing: Thing, *, by: Actor, version: int, name: str, words: str) -> None:
    """What it is, written anew. Raises Stale when a colleague did so meanwhile."""
    if thing.version != version:
        raise Stale(
            _("Someone else changed this since you opened the page."), {"name": thing.name, "words": thing.words}
        )
    values = {"name": clean_line(name), "folded_name": fold(name)[:160], "words": clean(words)}
    change(thing, {"version": version}, {**values, "version": version + 1})
    record(_of(events.ThingChanged, thing, by))


def _of(kind: Any, thing: Thing, by: Actor) -> Any:
    return kind(by_id=by.id, cluster_id=thing.cluster_id, school_id=thing.school_id, subject_id=thing.id)


def end_thing(thing: Thing, *, by: Actor) -> None:
    """It is lent no more. What is out comes back first."""
    change(thing, {"ended_at": None}, {"ended_at": clock.now()})
    if queries.out_of([thing.id]):
        raise RuleBroken(None, _("It is promised or lent. It has to come back first."))
    for loan in queries.open_loans_of(thing.cluster_id, thing.school_id):
        if loan.thing_id == thing.id:
            _decline(loan, by)
    record(_of(events.ThingEnded, thing, by))


def share_week(thing: Thing, *, by: Actor, version: int, week: Mapping[int, uuid.UUID | None]) -> None:
    """On which days of the week a shared person is at which school (1 Monday to 5 Friday); a day without a school stays free."""
    if thing.kind != ThingKind.PERSON:
        raise RuleBroken(None, _("Only the week of a person can be shared."))
    here = {m.school_id for m in get_cluster(thing.cluster_id).live_memberships()}
    if not all(1 <= day <= 5 for day in week) or not {one for one in week.values() if one} <= here:
        raise RuleBroken(None, _("Choose schools of the cluster."))
    if thing.version != version:
        raise Stale(_("Someone else changed this since you opened the page."), {})
    change(thing, {"version": version}, {"version": version + 1})
    known = {held.day: held for held in thing.days}
    for day, school_id in week.items():
        if day in known and school_id is None:
            session().delete(known[day])
        elif day in known and school_id is not None:
            claim(known[day], {}, {"school_id": school_id})
        elif school_id is not None:
            session().add(WeekDay(thing_id=thing.id, day=day, school_id=school_id))
    session().flush()
    session().expire(thing, ["days"])
    record(_of(events.ThingChanged, thing, by))


def ask(thing: Thing, *, by: SignedIn, school_id: uuid.UUID, from_on: date, due_on: date, words: str = "") -> Loan:
    """A school asks for a thing, from a day to a day."""
    cluster = get_cluster(thing.cluster_id)
    _mine(cluster, by, school_id)
    today = clock.today(cluster.zone)
    if not thing.can_be_lent:
        raise RuleBroken(None, _("This cannot be lent. Write to the school instead."))
    if school_id == thing.school_id:
        raise RuleBroken("school_id", _("It is your own school’s already."))
    if not today <= from_on <= today + LONGEST:
        raise RuleBroken("from_on", _("Choose a day from today on, within a year."))
    if not from_on <= due_on <= from_on + LONGEST:
        raise RuleBroken("due_on", _("Choose a day after the first one, within a year."))
    waiting = [one for one in queries.open_loans_of(thing.cluster_id, school_id) if one.thing_id == thing.id]
    if waiting:
        raise RuleBroken(None, _("Your school has asked for it already."))
    loan = Loan(
        thing_id=thing.id, cluster_id=thing.cluster_id, school_id=school_id, from_on=from_on, due_on=due_on,
        words=clean(words), asked_by_id=by.id,
    )  # fmt: skip
    session().add(loan)
    session().flush()
    _owe(DutyKind.ANSWER_LOAN, loan, thing.school_id, thing.name, clock.now() + ANSWER_WITHIN)
    record(events.LoanAsked(by_id=by.id, cluster_id=loan.cluster_id, school_id=school_id, subject_id=loan.id))
    return loan


def _owe(kind: DutyKind, loan: Loan, school_id: uuid.UUID, title: str, due_at: Any) -> None:
    duty.owe(kind, subject_id=loan.id, cluster_id=loan.cluster_id, school_id=school_id, title=title, due_at=due_at)


def _noon(day: date, cluster_id: uuid.UUID) -> Any:
    return moments.instant(day, time(12, 0), get_cluster(cluster_id).zone)


def promise(loan: Loan, *, by: Actor) -> None:
    """The school whose thing it is says yes. Only one loan at a time can be promised: the constraint has the last word."""
    if not claim(
        loan.thing, {"ended_at": None}, {}
    ):  # the row is held: nobody ends it meanwhile, and who did so was faster
        raise RuleBroken(None, _("This is not lent any more."))
    LOAN.advance(loan, "promise", answered_by_id=by.id)
    duty.settle(DutyKind.ANSWER_LOAN, loan.id, by=by, outcome="promised")
    _owe(DutyKind.HAND_OUT_LOAN, loan, loan.thing.school_id, loan.thing.name, _noon(loan.from_on, loan.cluster_id))
    record(_fact(events.LoanAnswered, loan, by, agrees=True))


def decline(loan: Loan, *, by: Actor) -> None:
    """The school whose thing it is says no."""
    _decline(loan, by)


def _decline(loan: Loan, by: Actor) -> None:
    LOAN.advance(loan, "decline", answered_by_id=by.id)
    duty.settle(DutyKind.ANSWER_LOAN, loan.id, by=by, outcome="declined")
    record(_fact(events.LoanAnswered, loan, by, agrees=False))


def take_back(loan: Loan, *, by: Actor) -> None:
    """The school whose thing it is cannot keep its promise: it is broken, or needed at home. Others can ask for it again."""
    LOAN.advance(loan, "take_back", answered_by_id=by.id)
    duty.settle(DutyKind.HAND_OUT_LOAN, loan.id, by=by, outcome="declined")
    record(_fact(events.LoanAnswered, loan, by, agrees=False))


def withdraw(loan: Loan, *, by: Actor) -> None:
    """It is not wanted any more, before it was handed out."""
    LOAN.advance(loan, "withdraw")
    for kind in (DutyKind.ANSWER_LOAN, DutyKind.HAND_OUT_LOAN):
        duty.settle(kind, loan.id, by=by, outcome="withdrawn")
    record(_fact(events.LoanMoved, loan, by, step="withdrawn"))


def hand_out(loan: Loan, *, by: Actor) -> None:
    """The other school has it now; it owes it back on the day that was agreed."""
    LOAN.advance(loan, "hand_out", lent_at=clock.now())
    duty.settle(DutyKind.HAND_OUT_LOAN, loan.id, by=by)
    _owe(DutyKind.BRING_BACK, loan, loan.school_id, loan.thing.name, _noon(loan.due_on, loan.cluster_id))
    record(_fact(events.LoanMoved, loan, by, step="lent"))


def bring_back(loan: Loan, *, by: Actor) -> None:
    """It is back."""
    LOAN.advance(loan, "bring_back", back_at=clock.now())
    duty.settle(DutyKind.BRING_BACK, loan.id, by=by)
    record(_fact(events.LoanMoved, loan, by, step="back"))


def _fact(kind: Any, loan: Loan, by: Actor, **more: Any) -> Any:
    return kind(by_id=by.id, cluster_id=loan.cluster_id, school_id=loan.school_id, subject_id=loan.id, **more)


def check_leaving(cluster: Cluster, *, school_id: uuid.UUID) -> None:
    """Asked before a school leaves: what it has borrowed goes back first, and what it has lent comes back. Raises RuleBroken."""
    for loan in queries.open_loans_of(cluster.id, school_id):
        if loan.status == LoanStatus.LENT:
            words = _(
                "“%(thing)s” of %(owner)s is with %(school)s. It has to go back first; %(owner)s then notes on its page that it is back.",
                thing=loan.thing.name,
                owner=loan.thing.school.name,
                school=loan.school.name,
            )
            raise RuleBroken(None, words)


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """A school has left: its things are off the list, its questions are taken back, its days of shared people are free."""
    for place in cluster.memberships:
        if place.status.value != "left" or any(m.school_id == place.school_id for m in cluster.live_memberships()):
            continue
        for loan in queries.open_loans_of(cluster.id, place.school_id):
            if loan.status in (LoanStatus.ASKED, LoanStatus.PROMISED):
                withdraw(loan, by=by)
        for thing in queries.things_of(cluster.id, place.school_id):
            if not queries.out_of([thing.id]):
                end_thing(thing, by=by)


def say_wants(
    cluster: Cluster, *, by: SignedIn, school_id: uuid.UUID, needs: Collection[Topic], offers: Collection[Topic]
) -> None:
    """What a school needs and offers, as it is now."""
    _mine(cluster, by, school_id)
    wanted = {(Wanted.NEED, topic) for topic in needs} | {(Wanted.OFFER, topic) for topic in offers}
    held = session()
    known = {(one.side, one.topic): one for one in queries.wants_of(cluster.id, school_id)}
    for key, one in known.items():
        if key not in wanted:
            held.delete(one)
    for side, topic in sorted(wanted - set(known)):
        row = {"cluster_id": cluster.id, "school_id": school_id, "side": side, "topic": topic}
        held.add(SchoolWant(said_by_id=by.id, **row))
    held.flush()
    record(events.WantsSaid(by_id=by.id, cluster_id=cluster.id, school_id=school_id))

"""Whose yes a proposal needs, who has said it, and what becomes of it when schools come and go meanwhile."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.events import record
from portal.core.workflow import claim
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import Person
from portal.policy.people import SignedIn
from portal.running.reshaping import events, queries
from portal.running.reshaping.models import Reshaping, ReshapingKind, Voice
from portal.running.reshaping.queries import Between
from portal.running.reshaping.workflow import RESHAPING

_COORDINATE = frozenset({"contact_teacher", "deputy"})


def coordinates(by: Actor, cluster_id: uuid.UUID | None) -> bool:
    """Is this person coordinator or deputy there?"""
    place = by.place_in(cluster_id) if isinstance(by, SignedIn) else None
    return place is not None and not _COORDINATE.isdisjoint(place.offices)


def speaks(by: Actor, voice: Voice) -> bool:
    """May this person say yes in this voice?"""
    if voice.person_id is not None:
        return voice.person_id == by.id
    if voice.school_id is None:
        return coordinates(by, voice.cluster_id)
    return isinstance(by, SignedIn) and any(by.holds(one, voice.school_id) for one in ("contact", "signatory"))


def ask(proposal: Reshaping, by: Actor, *, clusters: Sequence[uuid.UUID], schools: Sequence[uuid.UUID]) -> None:
    """The coordination of these clusters, who would coordinate, and each of these schools are asked. What the proposer can say for, is said by proposing."""
    made = [Voice(reshaping_id=proposal.id, cluster_id=key) for key in clusters]
    if proposal.kind == ReshapingKind.SPLIT:
        named = {"school_id": proposal.lead_school_id, "person_id": proposal.coordinator_id}
        made.append(Voice(reshaping_id=proposal.id, **named))
    made += [Voice(reshaping_id=proposal.id, school_id=key) for key in schools if key != proposal.lead_school_id]
    held = session()
    held.add_all(made)
    held.flush()
    for voice in made:
        if voice.cluster_id is None and speaks(by, voice):
            agree(proposal, voice, by)
        else:
            _owe(proposal, voice, by)
    held.expire(proposal, ["voices"])


def _owe(proposal: Reshaping, voice: Voice, by: Actor) -> None:
    """The duty of this voice, and the word about it: the cluster that would take another in hears of a merge, who would coordinate of a split."""
    name = get_cluster(proposal.cluster_id).name
    title = name if proposal.kind == ReshapingKind.MERGE else f"{proposal.name}, {name}"
    seat: dict[str, Any] = {"school_id": voice.school_id, "office": "contact"}
    if voice.person_id is not None:
        seat |= {"person_id": voice.person_id, "office": None}
    elif voice.cluster_id is not None and voice.cluster_id == proposal.cluster_id:
        seat = {"person_id": get_cluster(voice.cluster_id).contact_teacher_id}
        if seat["person_id"] is None:
            return
    elif voice.cluster_id is not None:
        seat = {"office": "contact_teacher"}
    cluster_id = voice.cluster_id or proposal.cluster_id
    duty.owe(DutyKind.ANSWER_RESHAPING, subject_id=proposal.id, cluster_id=cluster_id, title=title, **seat)
    facts: dict[str, Any] = {"by_id": by.id, "cluster_id": cluster_id, "subject_id": proposal.id}
    if voice.person_id is not None:
        record(events.SplitProposed(school_id=voice.school_id, person_id=voice.person_id, **facts))
    elif voice.cluster_id is not None and voice.cluster_id == proposal.other_cluster_id:
        record(events.MergeProposed(from_cluster_id=proposal.cluster_id, **facts))
    else:
        record(events.ReshapingAsked(school_id=voice.school_id, **facts))


def agree(proposal: Reshaping, voice: Voice, by: Actor) -> None:
    """This voice says yes; once is enough."""
    if not claim(voice, {"agreed_at": None}, {"agreed_at": clock.now(), "agreed_by_id": by.id}):
        return
    _settle(proposal, voice, by, "agreed")
    cluster_id = voice.cluster_id or proposal.cluster_id
    record(
        events.ReshapingAgreed(by_id=by.id, cluster_id=cluster_id, school_id=voice.school_id, subject_id=proposal.id)
    )


def who_agreed(proposal: Reshaping) -> dict[uuid.UUID, Person]:
    """By school: who said yes for it."""
    said = {one.school_id: one.agreed_by_id for one in proposal.voices if one.school_id and one.agreed_by_id}
    query = sa.select(Person).where(Person.id.in_(set(said.values()))).order_by(Person.id).limit(200)
    people = {one.id: one for one in session().scalars(query)}
    return {school_id: people[person_id] for school_id, person_id in said.items() if person_id in people}


def _settle(proposal: Reshaping, voice: Voice, by: Actor, outcome: str) -> None:
    for owed in duty.open_duties(DutyKind.ANSWER_RESHAPING, proposal.id):
        seat = owed.cluster_id if owed.school_id is None else None
        if (owed.school_id, seat) == (voice.school_id, voice.cluster_id):
            duty.close(owed, by=by, outcome=outcome)
    session().flush()


def end(proposal: Reshaping, command: str, by: Actor) -> None:
    """It is done, declined or taken back: nobody owes an answer any more."""
    RESHAPING.advance(proposal, command, answered_by_id=by.id, answered_at=clock.now())
    duty.settle(DutyKind.ANSWER_RESHAPING, proposal.id, by=by, outcome=command)


def withdraw_as_moot(proposal: Reshaping, by: Actor) -> None:
    """It cannot be done any more as it was proposed."""
    end(proposal, "withdraw", by)
    record(events.ReshapingWithdrawn(by_id=by.id, cluster_id=proposal.cluster_id, subject_id=proposal.id))


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """A school came or went, or a cluster closed: what is proposed falls away or asks those who are there now."""
    for between in queries.list_open(cluster.id):
        proposal = between.proposal
        live = {m.school_id for m in get_cluster(proposal.cluster_id).live_memberships()}
        if cluster.status == ClusterStatus.CLOSED:
            withdraw_as_moot(proposal, by)
        elif proposal.kind == ReshapingKind.SPLIT:
            if not {uuid.UUID(one) for one in proposal.school_ids} <= live:
                withdraw_as_moot(proposal, by)
        elif proposal.other_cluster_id is not None:
            there = {m.school_id for m in get_cluster(proposal.other_cluster_id).live_memberships()}
            _ask_who_is_there(between, live - there, by)


def _ask_who_is_there(between: Between, wanted: set[uuid.UUID], by: Actor) -> None:
    proposal, held = between.proposal, session()
    known = {one.school_id: one for one in proposal.voices if one.school_id is not None}
    for school_id, voice in known.items():
        if school_id not in wanted and voice.agreed_at is None:
            _settle(proposal, voice, by, "left")
            held.delete(voice)
    held.flush()
    held.expire(proposal, ["voices"])
    ask(proposal, by, clusters=(), schools=sorted(wanted - set(known)))

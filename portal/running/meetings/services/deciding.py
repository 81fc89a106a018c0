"""Decide by consent or by a vote for each school."""

import uuid
from collections.abc import Collection
from datetime import date, time, timedelta

from portal.core import clock, duty, moments
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.forming.formality import queries as formality
from portal.forming.formality.models import Feature
from portal.policy import SignedIn
from portal.running.meetings import events, queries
from portal.running.meetings.models import Choice, DecisionStatus, How, Meeting, MeetingDecision, MeetingStatus, Vote
from portal.running.meetings.services.calling import check_open
from portal.running.meetings.services.proposals import fact
from portal.running.meetings.workflow import DECISION

LONGEST_OPEN = timedelta(days=90)
COMMANDS = {
    DecisionStatus.CARRIED: "carry",
    DecisionStatus.NOT_CARRIED: "lose",
    DecisionStatus.TIED: "tie",
    DecisionStatus.NO_QUORUM: "fall_short",
}


def propose_decision(
    meeting: Meeting, *, by: Actor, proposal: str, how: How, closes_on: date | None = None
) -> MeetingDecision:
    """Ask the schools. Each with a seat owes its word, by the last day where there is one."""
    check_open(meeting.committee)
    if meeting.status not in (MeetingStatus.CALLED, MeetingStatus.HELD):
        raise NotAllowedNow(_("These minutes are agreed, or the meeting was called off. Propose it at the next one."))
    if how == How.VOTE and not formality.has(meeting.cluster_id, Feature.VOTES):
        raise RuleBroken(
            "how", _("Votes are not switched on. Decide by consent, or change how formal your cluster is.")
        )
    today = clock.today(meeting.zone)
    if closes_on is not None and not today <= closes_on <= today + LONGEST_OPEN:
        raise RuleBroken("closes_on", _("Choose a day from today on, within three months. You may leave it empty."))
    if not meeting.committee.school_ids():
        raise RuleBroken(None, _("No school has a seat in this committee yet, so nobody could decide."))
    made = MeetingDecision(
        meeting_id=meeting.id,
        cluster_id=meeting.cluster_id,
        proposal=proposal,
        how=how,
        closes_on=closes_on,
        proposed_by_id=by.id,
    )
    session().add(made)
    session().flush()
    session().expire(meeting, ["decisions"])
    due = moments.instant(closes_on, time(17, 0), meeting.zone) if closes_on else meeting.ends_at
    for school_id in meeting.committee.school_ids():
        duty.owe(
            DutyKind.VOTE_DECISION,
            subject_id=made.id,
            cluster_id=meeting.cluster_id,
            school_id=school_id,
            office="contact",
            title=meeting.committee.name,
            due_at=due,
        )
    record(fact(events.DecisionProposed, meeting, by, decision_id=made.id))
    return made


def may_vote_for(decision: MeetingDecision, by: SignedIn) -> list[uuid.UUID]:
    """The schools for which this person can say something: those they sit for or speak for. From the beginning of the meeting on chair and clerk note what
    the others say in it; what a school has said itself only the school changes."""
    schools = list(decision.voting_school_ids)
    notes = by.id in decision.officer_ids and _has_begun(decision.meeting)
    said_themselves = {vote.school_id for vote in decision.votes if not vote.was_noted}
    return [s for s in schools if _speaks_for(decision, by, s) or (notes and s not in said_themselves)]


def cast_vote(
    decision: MeetingDecision, *, by: SignedIn, school_id: uuid.UUID | None, choice: Choice, words: str = ""
) -> Vote:
    """A school says what it thinks; until the decision is closed it may think again."""
    if decision.status != DecisionStatus.OPEN:
        raise NotAllowedNow(_("This decision is closed already."))
    if school_id is None or school_id not in may_vote_for(decision, by):
        raise RuleBroken(
            "school", _("Choose a school that has a seat, for which you can speak, and that has not answered itself.")
        )
    if decision.how == How.CONSENT and choice == Choice.AGAINST and not words:
        raise RuleBroken("words", _("Say what stands against it, so that the others can look for another way."))
    said = {"choice": choice, "words": words, "was_noted": not _speaks_for(decision, by, school_id)}
    vote = next((one for one in decision.votes if one.school_id == school_id), None)
    if vote is None:
        vote = Vote(decision_id=decision.id, school_id=school_id, cast_by_id=by.id, **said)
        session().add(vote)
        session().flush()
        session().expire(decision, ["votes"])
    else:
        change(vote, {"choice": vote.choice}, said | {"cast_by_id": by.id})
    duty.settle(DutyKind.VOTE_DECISION, decision.id, by=by, school_id=school_id, outcome="voted")
    given = {"decision_id": decision.id, "choice": choice.value, "school_id": school_id, "noted": said["was_noted"]}
    record(fact(events.VoteCast, decision.meeting, by, **given))
    return vote


def _speaks_for(decision: MeetingDecision, by: SignedIn, school_id: uuid.UUID) -> bool:
    sits = any(s.person_id == by.id and s.school_id == school_id for s in decision.committee.open_seats())
    return sits or by.holds("contact", school_id) or by.holds("signatory", school_id)


def stands(how: How, *, choices: Collection[Choice], silent_there: int, quorum: int) -> DecisionStatus:
    """The outcome. `choices`: one for each school that said something; `silent_there`: schools that were at the meeting and said nothing. An abstention counts
    for the quorum and is not a no. By consent, who was there and did not object agrees; a vote needs more schools for it than against it, as many is a tie."""
    said = list(choices)
    took_part = len(said) + (silent_there if how == How.CONSENT else 0)
    if took_part < quorum:
        return DecisionStatus.NO_QUORUM
    backed, objected = said.count(Choice.FOR), said.count(Choice.AGAINST)
    if how == How.CONSENT:
        return DecisionStatus.NOT_CARRIED if objected else DecisionStatus.CARRIED
    if backed == objected:
        return DecisionStatus.TIED
    return DecisionStatus.CARRIED if backed > objected else DecisionStatus.NOT_CARRIED


def may_count(decision: MeetingDecision) -> bool:
    """Every school with a seat has answered, or its time for it is over: the last day where there is one, else the meeting has begun."""
    if set(decision.voting_school_ids) <= {vote.school_id for vote in decision.votes}:
        return True
    if decision.closes_on is not None:
        return decision.closes_on < clock.today(decision.meeting.zone)
    return _has_begun(decision.meeting)


def _has_begun(meeting: Meeting) -> bool:
    return meeting.status != MeetingStatus.CANCELLED and meeting.starts_at <= clock.now()


def close_decision(decision: MeetingDecision, *, by: Actor) -> DecisionStatus:
    """Count, and keep the outcome with its figures. Votes of schools that have no seat any more do not count."""
    if not may_count(decision):
        raise NotAllowedNow(_("Not every school has answered yet, and there is still time for it."))
    schools = decision.voting_school_ids
    said = [vote for vote in decision.votes if vote.school_id in schools]
    silent = (decision.meeting.present_school_ids() & set(schools)) - {vote.school_id for vote in said}
    choices = [vote.choice for vote in said]
    quorum = decision.committee.quorum()
    outcome = stands(decision.how, choices=choices, silent_there=len(silent), quorum=quorum)
    DECISION.advance(
        decision,
        COMMANDS[outcome],
        decided_at=clock.now(),
        quorum=quorum,
        schools=len(schools),
        said_for=choices.count(Choice.FOR),
        said_against=choices.count(Choice.AGAINST),
        abstained=choices.count(Choice.ABSTAIN),
    )
    duty.settle(DutyKind.VOTE_DECISION, decision.id, by=by, outcome="closed")
    record(fact(events.DecisionMade, decision.meeting, by, decision_id=decision.id, outcome=outcome.value))
    return outcome


def follow_change(cluster: Cluster, *, by: Actor = SYSTEM) -> None:
    """A school that has lost its seat owes no word on an open decision."""
    for decision_id in queries.list_open_decisions_of(cluster.id):
        decision = queries.get_decision(cluster.id, decision_id)
        for owed in duty.open_duties(DutyKind.VOTE_DECISION, decision_id):
            if owed.school_id not in decision.voting_school_ids:
                duty.close(owed, by=by, outcome="left")
        session().flush()

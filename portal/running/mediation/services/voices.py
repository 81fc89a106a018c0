"""In whose name someone acts, and what each side owes. A duty names the cluster and nothing else, and belongs to no cluster's list: the other schools of
the network see these lists."""

import uuid
from datetime import date, datetime, time

from portal.core import duty, moments
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.events import Event, record
from portal.policy.people import SignedIn
from portal.running.mediation import queries
from portal.running.mediation.models import Mediation, Voice

_OF_THE_MEDIATOR = (DutyKind.ANSWER_MEDIATION, DutyKind.MEDIATE, DutyKind.LEAD_TALKS, DutyKind.CHOOSE_MEDIATOR)
_OF_THE_MATTER = (*_OF_THE_MEDIATOR, DutyKind.REVIEW_MEDIATION, DutyKind.HELP_MEDIATION)


def voice_of(mediation: Mediation, by: SignedIn) -> Voice:
    """With which voice this person speaks here; the policy has asked already whether they may."""
    speaks_for = {m.school_id for m in by.memberships.values() if m.functions & {"contact", "signatory"}}
    if mediation.raising_school_id in speaks_for:
        return Voice.RAISING
    if mediation.raised_by_id == by.id and mediation.raising_school_id in by.memberships:
        return Voice.RAISING
    if mediation.other_school_id in speaks_for:
        return Voice.OTHER
    if mediation.mediator_school_id in speaks_for or mediation.mediator_id == by.id:
        return Voice.MEDIATOR
    return Voice.ADMINISTRATOR


def end_of_day(mediation: Mediation, on: date) -> datetime:
    """Five in the afternoon on the clocks of the cluster."""
    return moments.instant(on, time(17), mediation.cluster.zone)


def owe_by_school(
    kind: DutyKind, mediation: Mediation, school_id: uuid.UUID, due_at: datetime, *, subject_id: uuid.UUID | None = None
) -> None:
    """The school's contact owes this; its head as long as it has none."""
    duty.owe(
        kind,
        subject_id=subject_id or mediation.id,
        title=mediation.cluster.name,
        school_id=school_id,
        office=queries.office_of(school_id),
        due_at=due_at,
    )


def owe_by_mediator(
    kind: DutyKind, mediation: Mediation, due_at: datetime, *, subject_id: uuid.UUID | None = None
) -> None:
    """The mediating school, or the person who mediates, owes this."""
    if mediation.mediator_school_id is not None:
        owe_by_school(kind, mediation, mediation.mediator_school_id, due_at, subject_id=subject_id)
    elif mediation.mediator_id is not None:
        duty.owe(
            kind,
            subject_id=subject_id or mediation.id,
            title=mediation.cluster.name,
            person_id=mediation.mediator_id,
            due_at=due_at,
        )


def settle_all(mediation: Mediation, *, by: Actor, outcome: str, keep_agreed: bool = False) -> None:
    """Nothing more is owed here; with `keep_agreed` but for what the schools agreed to do."""
    for kind in _OF_THE_MATTER:
        duty.settle(kind, mediation.id, by=by, outcome=outcome)
    for action in [] if keep_agreed else mediation.actions:
        duty.settle(DutyKind.DO_AGREED, action.id, by=by, outcome=outcome)


def settle_asking(mediation: Mediation, *, by: Actor, outcome: str) -> None:
    """The mediator changes: what was asked about the one before is owed no longer."""
    for kind in _OF_THE_MEDIATOR:
        duty.settle(kind, mediation.id, by=by, outcome=outcome)


def note(kind: type[Event], mediation: Mediation, by: Actor, **facts: object) -> None:
    """State a fact about the matter; neither its schools nor its cluster are named in the record."""
    record(kind(by_id=by.id, subject_id=mediation.id, **facts))  # type: ignore[arg-type]

"""A person leaves a school: what they had taken on for another school, their school holds on to."""

import uuid

import sqlalchemy as sa

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.workflow import claim
from portal.identity.schools.models import School
from portal.running.handoffs.models import UNFINISHED, AskStatus, Handoff, HandoffAsk
from portal.running.handoffs.services import owing
from portal.running.handoffs.services.offering import end_offers


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """A stand-in stays promised by the school, through whoever it names; a question to this person alone is a question to the school."""
    end_offers(school.id, person_id=person_id, by=by)
    taken = sa.select(Handoff).where(
        Handoff.accepted_by_id == person_id, Handoff.accepted_school_id == school.id, Handoff.state.in_(UNFINISHED)
    )
    for handoff in session().scalars(taken.order_by(Handoff.id).limit(200)).all():
        claim(handoff, {}, owing.grown(handoff, accepted_by_id=None))
    asked = sa.select(HandoffAsk).where(
        HandoffAsk.person_id == person_id, HandoffAsk.school_id == school.id, HandoffAsk.status == AskStatus.ASKED
    )
    for ask in session().scalars(asked.order_by(HandoffAsk.id).limit(200)).all():
        claim(ask, {}, {"person_id": None})

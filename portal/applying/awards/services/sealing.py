"""What is done about an agreement of an award that no longer agrees with its seal."""

import uuid

from portal.applying.awards import events
from portal.applying.awards.models import Award
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record


def report_broken_agreement(*, by: Actor, award_id: uuid.UUID) -> None:
    """Enter it into the record, from which those who look after the portal are told. Nothing of the agreement is changed."""
    award = session().get_one(Award, award_id)
    about = {"application_id": award.application_id, "subject_id": award.id, "award_id": award.id}
    record(events.SealOfAwardBroken(by_id=by.id, **about))

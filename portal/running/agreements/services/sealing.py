"""What is done about an agreement of a partnership that no longer agrees with its seal."""

import uuid

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.running.agreements import events
from portal.running.agreements.models import Agreement


def report_broken_seal(*, by: Actor, agreement_id: uuid.UUID) -> None:
    """Enter it into the record, from which those who look after the portal are told. Nothing of the agreement is changed."""
    found = session().get_one(Agreement, agreement_id)
    record(
        events.SealOfAgreementBroken(
            by_id=by.id, subject_id=found.partnership_id, agreement_id=found.id, number=found.number
        )
    )

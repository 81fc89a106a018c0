"""What is done about a sealed version that no longer agrees with its seal."""

import uuid

from portal.applying.applications import events
from portal.applying.applications.models import ApplicationVersion
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record


def report_broken_seal(*, by: Actor, version_id: uuid.UUID) -> None:
    """Enter it into the record, from which those who look after the portal are told. Nothing of the version is changed."""
    version = session().get_one(ApplicationVersion, version_id)
    record(
        events.SealBroken(
            by_id=by.id,
            application_id=version.application_id,
            subject_id=version.id,
            number=version.number,
            receipt_number=version.application.receipt_number or "",
        )
    )

"""Writing the record."""

from portal.core.database import session
from portal.core.events import Event
from portal.oversight.audit.models import AuditEntry


def enter(event: Event) -> None:
    """One entry for one fact, in the transaction of the act."""
    session().add(
        AuditEntry(
            kind=event.kind(),
            by_id=event.by_id,
            cluster_id=event.cluster_id,
            school_id=event.school_id,
            application_id=event.application_id,
            person_id=event.person_id,
            subject_id=event.subject_id,
            facts=event.facts(),
        )
    )

"""That data was taken away or given out is entered into the record."""

from portal.core.actors import Actor
from portal.core.events import record
from portal.identity.accounts.models import Person
from portal.oversight.privacy import events
from portal.oversight.privacy.models import RightsRequest


def note_taking(person: Person, *, by: Actor) -> None:
    """The person takes away everything about themselves."""
    record(events.DataTakenAway(by_id=by.id, person_id=person.id))


def note_giving(asked: RightsRequest, *, by: Actor) -> None:
    """An administrator makes it for who asked."""
    record(events.DataGivenOut(by_id=by.id, person_id=asked.person_id, subject_id=asked.id))

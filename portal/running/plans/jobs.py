"""What the clock does: every school of a joint project is asked for its class, and no longer when it has left or the shape has changed."""

import uuid
from datetime import timedelta

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.partnerships.models import Partnership
from portal.running.partnerships.queries import get_network
from portal.running.plans import queries, services

AT_A_TIME = 100


@every(timedelta(hours=1))
def ask_for_project_classes() -> None:
    """Look at every joint project; write only where a school is to be asked, or no longer."""
    after: uuid.UUID | None = None
    while batch := queries.list_with_classes_to_ask(after, limit=AT_A_TIME):
        after = batch[-1].id
        ids = [one.id for one in batch]
        named, asked = queries.schools_with_a_class(ids), queries.schools_asked_for_a_class(ids)
        due = []
        for one in batch:
            wanted: set[uuid.UUID] = set()
            if queries.needs_classes(one):
                schools = [s.id for s in get_network(one.cluster_id).schools if not s.is_invited]
                wanted = {school for school in schools if (one.id, school) not in named}
            if wanted != {school for subject, school in asked if subject == one.id}:
                due.append(one.id)
        session().rollback()
        for key in due:
            _try(key)


def _try(key: uuid.UUID) -> None:
    """One act in one transaction; a refusal leaves it to people."""
    try:
        perform(services.ask_for_classes, session().get(Partnership, key), by=SYSTEM)
    except (Refusal, NotFound):
        session().rollback()

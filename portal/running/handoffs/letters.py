"""Mails about stand-ins to people who may have no account."""

import uuid

from portal.core.database import session
from portal.core.outbox import Answers
from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.running.handoffs import queries
from portal.running.handoffs.models import Handoff
from portal.web.mailing import write_letter
from portal.web.moments import span
from portal.web.security import external_url


def write_for_release(handoff: Handoff, person_id: uuid.UUID | None, address: str, name: str, token: str) -> None:
    """Ask whoever agrees time out of class, on the clocks of their school. `token` goes into the link and nowhere else."""
    school, activity = handoff.accepted_school, handoff.activity
    if school is None or activity is None:
        return
    person = session().get(Person, person_id) if person_id is not None else None
    with speaking_to(person.language if person is not None else school.language, school.zone):
        write_letter(
            "agree_time_out",
            answers=Answers("release", handoff.id),
            address=address,
            person_id=person_id,
            name=name,
            teacher=handoff.accepted_by.name if handoff.accepted_by is not None else "",
            school=school.name,
            owner=handoff.owner_school.name,
            title=handoff.title,
            when="\n".join(
                span(one.starts_at, one.ends_at, school.zone, one.zone)
                for one in (activity, *(sister.activity for sister in queries.list_pending_sisters(handoff)))
                if one is not None
            ),
            due=handoff.release_due_at,
            zone=school.zone,
            link=external_url("handoffs.release_by_link", token=token),
        )

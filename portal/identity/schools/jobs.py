"""What becomes due by itself: a leaving day is over."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.identity.schools import queries, services
from portal.identity.schools.models import SchoolMember


@every(timedelta(hours=1))
def end_memberships() -> None:
    """End the memberships whose last day is over on the school's own clocks. Who cannot be let go yet (no other contact, no head) is tried again."""
    tomorrow = (clock.now() + timedelta(days=1)).date()
    over = [m.id for m in queries.list_leaving_before(tomorrow) if m.leaving_on < clock.today(m.school.zone)]  # type: ignore[operator]
    session().rollback()
    for key in over:
        try:
            perform(services.complete_leaving, session().get(SchoolMember, key), by=SYSTEM)
        except Refusal:
            session().rollback()

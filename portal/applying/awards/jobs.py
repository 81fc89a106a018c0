"""What the clock does with decisions and awards."""

from datetime import timedelta

from portal.applying.awards import queries, services
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform


@every(timedelta(hours=6))
def remind_of_conditions() -> int:
    """Remind each school once of a condition that is due within a week or late. One transaction each; safe to run again."""
    found = queries.list_to_remind()
    return sum(perform(services.remind_of_condition, queries.get_condition(one), by=SYSTEM) for one in found)


@every(timedelta(hours=6))
def look_after_awards() -> int:
    """Remind who has not accepted, let lapse what was not accepted in time, start what may begin. One transaction each; safe to run again."""
    done = 0
    for award_id in queries.list_offered():
        done += bool(perform(services.remind_of_award, queries.get_award(award_id), by=SYSTEM))
        done += bool(perform(services.lapse_award, queries.get_award(award_id), by=SYSTEM))
    for award_id in queries.list_to_start():
        done += bool(perform(services.start_if_ready, queries.get_award(award_id), by=SYSTEM))
    return done

"""What the clock does with decisions and awards."""

import logging
from datetime import timedelta

from portal.applying.awards import agreement, queries, services
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.seals import not_agreeing

log = logging.getLogger(__name__)


@every(timedelta(hours=6))
def remind_of_conditions() -> int:
    """Remind each school once of a condition that is due within a week or late; when its day has passed, tell the programme too. One transaction each; safe
    to run again."""
    found = queries.list_to_remind()
    done = sum(perform(services.remind_of_condition, queries.get_condition(one), by=SYSTEM) for one in found)
    late = queries.list_late_conditions()
    return done + sum(perform(services.tell_of_late_condition, queries.get_condition(one), by=SYSTEM) for one in late)


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


@every(timedelta(days=1))
def check_agreements() -> int:
    """Every night: does each sealed agreement of an award still give its SHA-256? What does not is told, every night anew until it is settled. Returns how
    many do not agree."""
    broken, read = not_agreeing(lambda after: queries.list_sealed(after=after), agreement.is_intact)
    for award_id in broken:
        perform(services.report_broken_agreement, by=SYSTEM, award_id=award_id)
    log.info("sealed agreements checked: %d, not agreeing: %d", read, len(broken))
    return len(broken)

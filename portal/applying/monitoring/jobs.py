"""What the clock does with reports."""

from datetime import timedelta

from portal.applying.monitoring import queries, services
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform


@every(timedelta(hours=6))
def look_after_reports() -> int:
    """Ask for reports a month before their day, tell of late ones every two weeks, and put awards on hold whose report did not come by the day that was
    told. One transaction each; safe to run again."""
    done = 0
    for found in queries.list_to_ask():
        done += bool(perform(services.ask_for_report, queries.get_report(found), by=SYSTEM))
    for found in queries.list_to_chase():
        done += bool(perform(services.chase_report, queries.get_report(found), by=SYSTEM))
    for found in queries.list_to_hold():
        done += bool(perform(services.hold_for_report, queries.get_report(found), by=SYSTEM))
    return done

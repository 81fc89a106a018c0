"""What the clock does with reviews."""

from datetime import timedelta

from portal.applying.programmes.queries import get_round
from portal.applying.reviews import queries, services
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform


@every(timedelta(hours=1))
def find_later_conflicts() -> int:
    """End the reviews of people who have a conflict of interest by now: a new post, a school that joined. One transaction each; safe to run again."""
    ended = 0
    for reader in queries.list_readers_to_check():
        tied = [review.id for review in queries.list_tied(reader)]
        ended += sum(perform(services.end_tied_review, queries.get_review(found), by=SYSTEM) for found in tied)
    return ended


@every(timedelta(hours=1))
def chase_late_reviews() -> int:
    """Remind readers of late reviews, and pass on what stayed unread after two reminders. One transaction each; safe to run again."""
    return sum(1 for found in queries.list_late() if perform(services.chase, queries.get_review(found), by=SYSTEM))


@every(timedelta(hours=1))
def work_out_advice() -> int:
    """Work out anew what panels are told beside the official figures, where one of these changed. Safe to run again."""
    rounds = queries.list_to_advise()
    for round_id in rounds:
        perform(services.work_out_advice, get_round(round_id), by=SYSTEM)
    return len(rounds)

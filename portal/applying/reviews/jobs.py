"""What the clock does with reviews."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from portal.applying.applications.queries import get_application
from portal.applying.programmes.queries import get_round
from portal.applying.reviews import queries, services
from portal.core.actors import SYSTEM, Actor
from portal.core.errors import Refusal
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


@every(timedelta(hours=1))
def send_rounds_to_the_panel() -> int:
    """Rounds that send their applications together: when none of them waits for a review any more, all go. Safe to run again: what went is not there again."""
    sent = 0
    for round_id in queries.list_rounds_together():
        planned = get_round(round_id)
        _ready, waiting = queries.count_ready(planned, ())
        if not waiting:
            sent += send_to_the_panel([one.id for one in queries.list_ready(planned, ())], by=SYSTEM)
    return sent


def send_to_the_panel(application_ids: Iterable[uuid.UUID], *, by: Actor) -> int:
    """Send these, each in a transaction of its own, so that what was stopped half-way is gone on with by doing it again. What cannot go any more stays.
    Returns how many went."""
    sent = 0
    for application_id in application_ids:
        try:
            perform(services.send_to_panel, get_application(application_id), by=by)
        except Refusal:
            continue
        sent += 1
    return sent

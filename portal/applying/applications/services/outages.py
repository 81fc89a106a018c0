"""When the portal could not be used just before a deadline: the programme's managers are told, and more time for everyone is proposed to them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.applying.applications import events
from portal.applying.programmes import queries as programmes
from portal.applying.programmes.models import Round, RoundStatus
from portal.core import clock, pulse
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.core.pulse import Outage
from portal.identity.terms.working_days import working_days_later

LAST_HOURS = timedelta(hours=6)
PROPOSED_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Proposal:
    """More time for everyone: because of which outage, and until when, on the clocks of the round."""

    outage: Outage
    until_on: date
    until_time: time


def proposal(planned: Round) -> Proposal | None:
    """An outage in the last six hours before the deadline that nobody has answered with more time yet; None where there was none.

    The same time on the next working day is proposed.
    """
    now = clock.now()
    if (
        planned.status != RoundStatus.PUBLISHED
        or not planned.closes_at - LAST_HOURS <= now <= planned.closes_at + PROPOSED_FOR
    ):
        return None
    found = pulse.outages_between(planned.closes_at - LAST_HOURS, planned.closes_at)
    if not found or any(e.created_at >= found[-1].ended_at for e in programmes.list_extensions(planned)):
        return None
    longest = max(found, key=lambda one: one.ended_at - one.began_at)
    later = working_days_later(max(planned.closes_at, now), 1).astimezone(ZoneInfo(planned.zone))
    return Proposal(longest, later.date(), _time_of(planned))


def _time_of(planned: Round) -> time:
    return planned.closes_at.astimezone(ZoneInfo(planned.zone)).time().replace(second=0, microsecond=0)


def note_pulse(*, by: Actor) -> bool:
    """The beat of this minute. After an outage every round is looked for whose last hours it touched. Answers whether an outage has ended."""
    outage = pulse.beat()
    if outage is None:
        return False
    for planned in _hit_by(outage.began_at, outage.ended_at):
        record(
            events.OutageBeforeDeadline(by_id=by.id, subject_id=planned.id, round_id=planned.id, minutes=outage.minutes)
        )
    return True


def _hit_by(began_at: datetime, ended_at: datetime) -> list[Round]:
    query = sa.select(Round).where(
        Round.status == RoundStatus.PUBLISHED, Round.closes_at > began_at, Round.closes_at < ended_at + LAST_HOURS
    )
    return list(session().scalars(query.order_by(Round.id).limit(100)))

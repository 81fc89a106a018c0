"""The outage rule: what the portal's own record shows before a deadline is told, and one confirmation moves it for everyone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.jobs import note_pulse, tidy_closed_rounds
from portal.applying.applications.models import Stage
from portal.applying.applications.services import proposal
from portal.applying.programmes.models import RoundExtension
from portal.applying.programmes.queries import get_round
from portal.core.database import session
from portal.core.pulse import Outage
from portal.oversight.notifications.models import Notification
from tests.applying import support
from tests.applying.support import CLOSES
from tests.support.cast import Cast
from tests.support.reader import Reader


def told() -> int:
    query = sa.select(sa.func.count()).select_from(Notification).where(Notification.kind == "outage_before_deadline")
    return session().scalar(query) or 0


@pytest.mark.parametrize(
    ("last_beat", "minutes", "is_told"),
    [
        (timedelta(hours=5), 10, False),
        (timedelta(hours=5), 11, True),
        (timedelta(hours=6, minutes=20), 19, False),
        (timedelta(hours=6, minutes=20), 21, True),
        (timedelta(minutes=5), 60, True),
        (timedelta(minutes=-1), 60, False),
    ],
)
def test_only_an_outage_of_the_last_hours_is_told(
    database: Any, cast: Cast, clock: Any, last_beat: timedelta, minutes: int, is_told: bool
) -> None:
    round_id = support.make_round()
    clock.hold(CLOSES - last_beat)
    assert note_pulse() is False
    clock.hold(CLOSES - last_beat + timedelta(minutes=minutes))
    assert note_pulse() is (minutes > 10)
    assert note_pulse() is False
    assert (told() > 0) is is_told
    assert (proposal(get_round(round_id)) is not None) is is_told
    assert session().scalar(sa.select(sa.func.count()).select_from(Outage)) == int(minutes > 10)


def test_rule_01_one_confirmation_gives_everyone_the_same_new_time(
    cast: Cast, reader_for: Callable[..., Reader], within: Callable[..., Any], clock: Any
) -> None:
    round_id = within(support.make_round)
    made = within(support.start, cast, round_id)
    clock.hold(CLOSES - timedelta(minutes=30))
    within(note_pulse)
    clock.hold(CLOSES + timedelta(minutes=40))
    within(note_pulse)
    within(tidy_closed_rounds)
    assert within(lambda: support.application(made).stage) == Stage.LAPSED
    reader_for(cast.moderator).get(f"/rounds/{round_id}/exceptions").sees("For 70 minutes").does_not_see(
        "Look at the new"
    )
    for person in (cast.coordinator, cast.officer):
        reader_for(person).get(f"/rounds/{round_id}").does_not_see("could not be used")
    second = reader_for(cast.people["manager2"]).get(f"/rounds/{round_id}/dashboard").follow("Look at the new deadline")
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}")
    assert manager.text.count("The portal could not be used before the deadline") == 1
    manager.follow("Look at the new deadline")
    manager.press("Move the deadline for everyone").sees("The deadline has moved for everyone.")
    manager.does_not_see("The portal could not be used before the deadline").sees("could not be used for 70 minutes")
    second.press("Move the deadline for everyone", expect=422).sees("must be later than the deadline")
    for page in ("", "/dashboard"):
        reader_for(cast.manager).get(f"/rounds/{round_id}{page}").does_not_see("could not be used")
    assert within(lambda: session().scalar(sa.select(sa.func.count()).select_from(RoundExtension))) == 1
    assert within(lambda: support.application(made).stage) == Stage.DRAFT
    for person in (cast.coordinator, cast.abroad, cast.manager):
        reader_for(person).get(f"/rounds/{round_id}").sees("Monday 22 March 2027, 23:59 UK time")

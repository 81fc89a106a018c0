"""Every command in every state, from the table itself."""

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.perform import perform
from portal.running.activities import queries
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.activities.workflow import LIFECYCLE
from tests.support import calendar

ALL = [(status, command) for status in ActivityStatus for command in LIFECYCLE.commands]


def stand_at(made, *, by, status):
    session().execute(sa.update(Activity).where(Activity.id == made).values(status=status))


def move(activity, *, by, command):
    return LIFECYCLE.advance(activity, command)


def test_every_command_in_every_state(database, cast):
    made, teacher = calendar.activity(cast), cast.signed_in("teacher")
    for status, command in ALL:
        perform(stand_at, made, by=teacher, status=status)
        activity = queries.get_activity(cast.river, made)
        expected = LIFECYCLE.moves.get((status, command))
        if expected is None:
            with pytest.raises(NotAllowedNow) as refused:
                perform(move, activity, by=teacher, command=command)
            assert refused.value.message == LIFECYCLE.words[command]
        else:
            assert perform(move, activity, by=teacher, command=command) == expected, (status, command)
        assert queries.get_activity(cast.river, made).status == (expected or status), (status, command)
        database.commit()


def test_every_command_has_words():
    assert set(LIFECYCLE.words) == set(LIFECYCLE.commands)


def test_nothing_leaves_an_end():
    ends = {ActivityStatus.DELIVERED, ActivityStatus.MISSED, ActivityStatus.CANCELLED}
    assert {state for state, _command in LIFECYCLE.moves} == set(ActivityStatus) - ends

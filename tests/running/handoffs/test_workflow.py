"""Every command in every state and filling, from the tables themselves."""

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.perform import perform
from portal.running.handoffs import queries
from portal.running.handoffs.models import Filling, Handoff, HandoffState
from portal.running.handoffs.workflow import FILLING, STATE
from tests.support import calendar


def stand_at(made, *, by, **values):
    session().execute(sa.update(Handoff).where(Handoff.id == made).values(**values))


def move(handoff, *, by, lifecycle, command):
    return lifecycle.advance(handoff, command)


@pytest.mark.parametrize(("lifecycle", "kinds"), [(STATE, HandoffState), (FILLING, Filling)])
def test_every_command_in_every_state(database, cast, lifecycle, kinds):
    made, teacher = calendar.asked(cast, calendar.activity(cast)), cast.signed_in("teacher")
    for before in kinds:
        for command in lifecycle.commands:
            perform(stand_at, made, by=teacher, accepted_school_id=cast.school["vale"], **{lifecycle.column: before})
            handoff = queries.get_handoff(cast.river, made)
            expected = lifecycle.moves.get((before, command))
            if expected is None:
                with pytest.raises(NotAllowedNow) as refused:
                    perform(move, handoff, by=teacher, lifecycle=lifecycle, command=command)
                assert refused.value.message == lifecycle.words[command]
            else:
                assert perform(move, handoff, by=teacher, lifecycle=lifecycle, command=command) == expected
            found = queries.get_handoff(cast.river, made)
            assert getattr(found, lifecycle.column) == (expected or before), (before, command)
            database.commit()


@pytest.mark.parametrize("lifecycle", [STATE, FILLING])
def test_every_command_has_words(lifecycle):
    assert set(lifecycle.words) == set(lifecycle.commands)


def test_what_is_over_stays_over():
    assert {state for state, _command in STATE.moves} == {HandoffState.OPEN, HandoffState.ACTIVE}

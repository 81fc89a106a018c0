"""The partner school reads who will appear, and may ask about it: a conversation on the board, of which the coordinator is told."""

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.oversight.notifications.models import Notification
from portal.running.board.models import Post
from portal.running.handoffs import queries, services
from tests.support.calendar import asked, confirmed, do_handoff, owed


def standing(cast, handoff):
    found = queries.get_handoff(cast.river, handoff)
    session().commit()
    return found.state, found.filling, found.query_thread_id


def test_the_partner_asks_and_nothing_else_changes(app, cast, reader_for):
    with app.app_context():
        made = confirmed(cast)
        handoff = asked(cast, made)
        with pytest.raises(NotAllowedNow, match="Nobody stands in"):
            do_handoff(cast, services.query_handoff, handoff, "abroad", words="Who?")
        do_handoff(cast, services.accept_handoff, handoff, "vale_teacher", introduction="I am Vic.")
    card = f"/clusters/{cast.river}/handoffs/{handoff}"
    abroad = reader_for(cast.abroad).get(f"/clusters/{cast.river}/activities/{made}")
    abroad.follow("See who comes instead, or ask about it").sees("I am Vic.").follow("Ask about the stand-in")
    abroad.fill(words="Ring me: +254 700 000 000").press("Ask", expect=422)
    abroad.sees("seems to hold a phone number")
    abroad.fill(words="Does Vic speak some Swahili?").press("Ask").sees("the coordinator knows")
    abroad.follow("Read what was asked about the stand-in").sees("Does Vic speak some Swahili?")
    abroad.get(card + "/query").fill(words="And does he bring a drum?").press("Ask")
    with app.app_context():
        state, filling, thread = standing(cast, handoff)
        assert (state, filling) == ("open", "filled")
        assert session().scalars(sa.select(Post.source).where(Post.thread_id == thread).order_by(Post.id)).all() == [
            "Does Vic speak some Swahili?",
            "And does he bring a drum?",
        ]
        assert owed(cast, DutyKind.REPLY, thread) == {("vale", None, True)}
        people = {someone.id: key for key, someone in cast.people.items()}
        told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "handoff_queried"))
        assert sorted({people[row] for row in told}) == ["coordinator", "teacher", "vale_contact"]
        session().commit()
    for key in ("vale_teacher", "teacher", "coordinator"):
        reader_for(cast.people[key]).get(card).does_not_see("Ask about the stand-in").post(card + "/query", expect=403)
    reader_for(cast.outsider).get(card + "/query", expect=404)

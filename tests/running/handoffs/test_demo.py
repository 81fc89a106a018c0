"""The calendars and stand-ins of the demonstration world."""

import sqlalchemy as sa

from portal.commands.demo import forming, people, running_board, running_calendar, running_stand_ins
from portal.commands.demo.world import World
from portal.core.database import session
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.handoffs.models import Handoff, HandoffAsk


def test_activities_in_all_states_and_stand_ins_once(app):
    with app.app_context():
        world = World(password="three grey herons")
        for wing in (people, forming, running_board, running_calendar, running_calendar, *[running_stand_ins] * 2):
            wing.load(world)
        statuses = set(session().scalars(sa.select(Activity.status)).all())
        assert statuses == set(ActivityStatus)
        rows = session().execute(sa.select(Handoff.title, Handoff.state, Handoff.filling)).all()
        assert {tuple(row) for row in rows} == {
            ("Measuring the mill pond", "open", "asked"),
            ("A lake in ten pictures", "open", "filled"),
            ("Joint assembly for World Water Day", "open", "unfilled"),
            ("The sound of rain", "handed_back", "filled"),
            (running_calendar.REPLY, "open", "asked"),
            (running_stand_ins.TITLE, "open", "accepted_release_pending"),
            ("Ten minutes of river news", "open", "asked"),
        }
        assert len(rows) == 8
        mine = sa.select(Handoff.title).join(HandoffAsk, HandoffAsk.handoff_id == Handoff.id)
        mine = mine.where(HandoffAsk.school_id == world.schools["hill"].id, HandoffAsk.status == "asked")
        found = set(session().scalars(mine).all())
        assert {"Measuring the mill pond", running_calendar.REPLY} <= found
        session().commit()

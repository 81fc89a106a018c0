"""A stand-in that was passed back is offered as evidence; one that is under way is not."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.handoffs.models import Filling, Handoff, HandoffState, Reason
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


def test_a_finished_stand_in_is_offered_as_evidence(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    def lay() -> list[object]:
        at, made = clocks.now(), []
        for state in (HandoffState.HANDED_BACK, HandoffState.ACTIVE):
            activity = Activity(
                cluster_id=cast.river, title="A call", owner_school_id=cast.school["hill"], revised_at=at,
                teacher_id=cast.teacher.id, starts_at=at - timedelta(days=2), ends_at=at - timedelta(days=2, hours=-1),
                zone="Europe/London", status=ActivityStatus.DELIVERED,
            )  # fmt: skip
            session().add(activity)
            session().flush()
            handoff = Handoff(
                cluster_id=cast.river, activity_id=activity.id, owner_school_id=cast.school["hill"], state=state,
                asked_by_id=cast.teacher.id, filling=Filling.FILLED, reason=Reason.ILLNESS, title="A call",
                accepted_by_id=cast.vale_teacher.id, accepted_school_id=cast.school["vale"], needed_at=at,
            )  # fmt: skip
            session().add(handoff)
            session().flush()
            made.append(handoff.id)
        return made

    done, under_way = commit(app, lay)
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/handoffs/{under_way}")
    reader.does_not_see("Use this as evidence")
    reader.get(f"/clusters/{cast.river}/handoffs/{done}").follow("Use this as evidence")
    reader.fill(text="Vale took the call.").press("Add to the evidence").sees("A school stood in: A call")

"""Often at first, then less often; a kind word when nobody has met, and two minutes that count."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.oversight.notifications.models import Notification
from portal.running.meetings import jobs, services
from portal.running.meetings.models import MeetingKind, MeetingStatus
from tests.forming.support import act, facts_of, open_duties
from tests.running.meetings.support import call, committee, council, meeting
from tests.support.cast import Cast, commit


def silent(cast: Cast) -> list[Any]:
    return [owner for kind, _school, owner, _office in open_duties(cast.river) if kind == "hold_meeting"]


def test_nobody_has_met(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        begun = clocks.now()
        assert committee(cast, one).due_on() == clocks.today() + timedelta(weeks=4)
        clock.hold(begun + timedelta(days=40))
        jobs.find_silent_committees()
        assert silent(cast) == [], "two weeks of patience"
        clock.hold(begun + timedelta(days=44))

        def holidays(first: int) -> None:
            today = clocks.today()
            for key in ("hill", "vale"):
                begins, ends = today + timedelta(days=first), today + timedelta(days=first + 5)
                period = {"kind": PeriodKind.HOLIDAY, "name": "Rest", "starts_on": begins, "ends_on": ends}
                session().add(SchoolPeriod(school_id=cast.school[key], **period))

        commit(app, lambda: holidays(-1))
        jobs.find_silent_committees()
        assert silent(cast) == [], "most of its schools are on holiday"
        clock.hold(begun + timedelta(days=52))
        jobs.find_silent_committees()
        jobs.find_silent_committees()
        assert silent(cast) == [cast.coordinator.id]
        assert facts_of(cast.river).count("committee_silent") == 1
        told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "committee_silent"))
        assert cast.coordinator.id in set(told)
        call(cast, one)
        assert silent(cast) == [], "a date is enough"


def test_a_check_in_counts_where_the_committee_says_so(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        begun = clocks.now()
        clock.hold(begun + timedelta(days=60))
        jobs.find_silent_committees()
        made = act(cast, "ford_teacher", services.check_in, committee(cast, one), words="All is well.")
        done = meeting(cast, made.id)
        assert (done.kind, done.status, services.is_whole(done)) == (MeetingKind.CHECK_IN, MeetingStatus.AGREED, True)
        assert (silent(cast), committee(cast, one).met_on) == ([], clocks.today())
        clock.hold(begun + timedelta(days=60 + 30))
        jobs.find_silent_committees()
        assert silent(cast) == []
        often = {"first_weeks": 2, "first_months": 1, "then_weeks": 8, "quorum_percent": 100, "check_in_counts": False}
        act(cast, "coordinator", services.set_cadence, committee(cast, one), **often)
        now = committee(cast, one)
        assert (now.weeks_on(now.begun_on), now.weeks_on(clocks.today()), now.quorum()) == (2, 8, 3)
        with pytest.raises(NotAllowedNow):
            act(cast, "coordinator", services.check_in, committee(cast, one), words="All is well.")


def test_coordinator_and_adviser_see_it(app: Flask, cast: Cast, reader_for: Any, clock: Any) -> None:
    with app.app_context():
        one = council(cast)
        clock.hold(clocks.now() + timedelta(days=60))
        jobs.find_silent_committees()
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}")
    carys.sees("Has not met for a while: Council", "Time to meet")
    carys.get("/what-needs-me").follow("Find a date for Council, or check in").sees("That can happen.")
    carys.follow("Check in: two minutes").press("Check in", expect=422).fill(words="All is well.").press("Check in")
    carys.sees("It counts as a meeting.", "All is well.", "Sealed: nothing has changed since.")
    carys.get(f"/clusters/{cast.river}/committees/{one}").follow("Change how often it meets")
    carys.fill(first_weeks="0").press("Save", expect=422).fill(first_weeks="6").press("Save").sees("Saved.")
    officer = reader_for(cast.officer).get(f"/clusters/{cast.river}/support").sees("Council", "last met on")
    officer.get(f"/clusters/{cast.river}/committees/{one}").does_not_see("Check in: two minutes")

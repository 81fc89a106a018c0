"""A random walk over everything that people and the clock can do to one activity: it always has one owner, and one school that is to do it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from portal.core.clock import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import Refusal
from portal.core.perform import perform
from portal.identity.schools.queries import get_school
from portal.running.activities import queries as activities
from portal.running.activities import services as calendar_services
from portal.running.activities.models import Activity, ActivityStatus, Cover
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import TAKEN, UNFINISHED, Handoff, Pack, Reason, Whom
from portal.running.handoffs.services.clockwork import keep_handoffs_moving
from tests.conftest import START
from tests.support import calendar

OVER = (ActivityStatus.DELIVERED, ActivityStatus.DELIVERED_BY_ONE, ActivityStatus.CANCELLED, ActivityStatus.MISSED)
STAND_INS = {"vale_teacher": "vale", "ford_teacher": "ford", "vale_contact": "vale"}


class Walk(RuleBasedStateMachine):
    """One activity of Hill with Tumaini; Vale and Ford may stand in. Every refusal is fine; what stands afterwards must be sound."""

    def __init__(self, cast: Any) -> None:
        super().__init__()
        self.cast = cast
        clock.hold(START)
        words = {"by": cast.signed_in("vale_contact"), "is_on": True}
        perform(services.say_release_rule, get_school(cast.school["vale"]), **words)
        self.activity = calendar.confirmed(cast, understudy_id=cast.vale_teacher.id)

    def try_to(self, deed: Callable[..., Any], subject: Any, by: str, **words: Any) -> None:
        try:
            perform(deed, subject, by=self.cast.signed_in(by), **words)
        except Refusal:
            session().rollback()

    def found(self) -> Any:
        return activities.get_activity(self.cast.river, self.activity)

    def handoff(self) -> Handoff | None:
        latest = sa.select(Handoff.id).where(Handoff.activity_id == self.activity).order_by(Handoff.id.desc()).limit(1)
        handoff_id = session().scalar(latest)
        return queries.get_handoff(self.cast.river, handoff_id) if handoff_id is not None else None

    def on_handoff(self, deed: Callable[..., Any], by: str, **words: Any) -> None:
        handoff = self.handoff()
        if handoff is not None:
            self.try_to(deed, handoff, by, **words)
        session().rollback()

    @rule(whom=st.sampled_from(["everyone", "vale", "back_up"]), by=st.sampled_from(["teacher", "coordinator"]))
    def ask(self, whom: str, by: str) -> None:
        vale = self.cast.school["vale"]
        chosen = {
            "everyone": Whom(everyone=True),
            "vale": Whom(school_id=vale),
            "back_up": Whom(school_id=vale, person_id=self.cast.vale_teacher.id),
        }[whom]
        self.try_to(services.ask_for_activity, self.found(), by, whom=chosen, reason=Reason.ILLNESS, pack=Pack())

    @rule(by=st.sampled_from(sorted(STAND_INS)))
    def swap(self, by: str) -> None:
        words = {"school_id": self.cast.school[STAND_INS[by]], "person_id": self.cast.people[by].id, "pack": Pack()}
        self.try_to(services.record_swap, self.found(), by, **words)

    @rule(by=st.sampled_from(sorted(STAND_INS)))
    def accept(self, by: str) -> None:
        self.on_handoff(services.accept_handoff, by)

    @rule(by=st.sampled_from(sorted(STAND_INS)))
    def decline(self, by: str) -> None:
        self.on_handoff(services.decline_handoff, by)

    @rule(by=st.sampled_from(sorted(STAND_INS)))
    def give_up(self, by: str) -> None:
        self.on_handoff(services.give_up_handoff, by)

    @rule(agrees=st.booleans())
    def the_head_answers(self, agrees: bool) -> None:
        self.on_handoff(services.agree_release if agrees else services.refuse_release, "vale_head")

    @rule(is_on=st.booleans())
    def the_school_thinks_again(self, is_on: bool) -> None:
        self.try_to(services.say_release_rule, get_school(self.cast.school["vale"]), "vale_head", is_on=is_on)

    @rule()
    def the_partner_asks(self) -> None:
        self.on_handoff(services.query_handoff, "abroad", words="Who comes?")

    @rule(by=st.sampled_from(sorted(STAND_INS)), away=st.booleans())
    def decline_for_the_week(self, by: str, away: bool) -> None:
        self.on_handoff(services.decline_dates, by, away_that_week=away)

    @rule()
    def withdraw(self) -> None:
        self.on_handoff(services.withdraw_handoff, "teacher")

    @rule()
    def ask_others(self) -> None:
        self.on_handoff(services.ask_others, "teacher", whom=Whom(everyone=True, with_partners=True))

    @rule(by=st.sampled_from(sorted(STAND_INS)))
    def deliver(self, by: str) -> None:
        self.on_handoff(services.deliver_handoff, by)

    @rule()
    def hand_back(self) -> None:
        self.on_handoff(services.hand_back, "vale_teacher", debrief="Fine")

    @rule()
    def owner_says_it_took_place(self) -> None:
        words = {"for_owner": True, "school_id": self.cast.school["hill"]}
        self.try_to(calendar_services.deliver_activity, self.found(), "teacher", **words)

    @rule()
    def partner_says_it_took_place(self) -> None:
        words = {"for_owner": False, "school_id": self.cast.school["tumaini"]}
        self.try_to(calendar_services.deliver_activity, self.found(), "abroad_teacher", **words)

    @rule(days=st.integers(min_value=1, max_value=20))
    def move(self, days: int) -> None:
        found = self.found()
        when = calendar.when((clock.now() + timedelta(days=days)).date())
        what = calendar.what(teacher_id=self.cast.teacher.id, understudy_id=self.cast.vale_teacher.id)
        self.try_to(calendar_services.change_activity, found, "teacher", what=what, when=when, version=found.version)

    @rule()
    def colleague(self) -> None:
        self.try_to(calendar_services.change_teacher, self.found(), "teacher", teacher_id=self.cast.coordinator.id)

    @rule(sure=st.integers(min_value=0, max_value=9))
    def cancel(self, sure: int) -> None:
        if sure == 0:
            self.try_to(calendar_services.cancel_activity, self.found(), "teacher", reason="Flood")

    @rule(hours=st.sampled_from([1, 5, 20, 48, 170]))
    def time_goes_by(self, hours: int) -> None:
        clock.hold(clock.now() + timedelta(hours=hours))
        keep_handoffs_moving()
        services.climb_ladders()
        services.chase_releases()

    @invariant()
    def what_stands_is_sound(self) -> None:
        """Read once for all that must hold: a walk of fifty steps asks it fifty times."""
        columns = (Activity.owner_school_id, Activity.status, Activity.cover, Activity.stand_in_school_id)
        found = session().execute(sa.select(*columns).where(Activity.id == self.activity)).one()
        mine = sa.select(Handoff).where(Handoff.activity_id == self.activity).order_by(Handoff.id.desc())
        handoffs = session().scalars(mine.execution_options(populate_existing=True)).all()
        subjects = [self.activity, *(one.id for one in handoffs[:1])]
        where = (Duty.subject_id.in_(subjects), Duty.closed_at.is_(None))
        owed = session().execute(sa.select(Duty.kind, Duty.school_id, Duty.suspended_at, Duty.subject_id).where(*where))
        self.check(found, handoffs, owed.all())
        session().rollback()

    def check(self, found: Any, handoffs: Sequence[Handoff], owed: Sequence[Any]) -> None:
        assert found.owner_school_id == self.cast.school["hill"], "the owner is never lost"
        held = [one for one in handoffs if one.state in UNFINISHED]
        assert len(held) <= 1, "one stand-in at most is not over"
        self.one_school_is_to_do_it(found, handoffs[0] if handoffs else None, owed)
        self.a_head_is_asked_while_the_yes_waits(handoffs[0] if handoffs else None, owed)
        if held:
            kinds = (DutyKind.DELIVER_ACTIVITY, DutyKind.CONFIRM_ACTIVITY)
            mine = [one.suspended_at for one in owed if one.kind in kinds and one.school_id == found.owner_school_id]
            assert all(mine), "the ill teacher is asked nothing while somebody else is"

    def one_school_is_to_do_it(self, found: Any, handoff: Handoff | None, owed: Sequence[Any]) -> None:
        doing = [one.school_id for one in owed if one.kind == DutyKind.DELIVER_ACTIVITY and one.suspended_at is None]
        if found.status in OVER:
            assert doing == [], (found.status, doing)
        elif handoff is None or handoff.state not in UNFINISHED:
            assert doing == [found.owner_school_id], (found.status, handoff and handoff.state)
            assert handoff is None or handoff.handed_back_at is not None or found.cover == Cover.NONE
        elif handoff.filling in TAKEN:
            assert doing == [handoff.accepted_school_id]
            assert (found.cover, found.stand_in_school_id) == (Cover.COVERED, handoff.accepted_school_id)
        else:
            assert doing == []
            assert (found.cover, found.stand_in_school_id) == (Cover.ASKED, None)

    def a_head_is_asked_while_the_yes_waits(self, handoff: Handoff | None, owed: Sequence[Any]) -> None:
        """And never otherwise."""
        asked = [
            one.school_id
            for one in owed
            if one.kind == DutyKind.AGREE_TIME_OUT and handoff and one.subject_id == handoff.id
        ]
        waits = handoff is not None and handoff.waits_for_release
        assert asked == ([self.cast.school["vale"]] if waits else []), (waits, asked)

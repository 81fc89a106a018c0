"""Visits: one of Hill to Tumaini, brought as far as a test needs it."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.identity.declarations.models import Rules, SafeguardingDeclaration
from portal.running.visits import queries, services
from portal.running.visits.models import CheckState, End, Lodging, Plan, Visit, VisitCheck, VisitStatus
from tests.running.partnerships.conftest import act, rows
from tests.support.cast import Cast, commit

__all__ = ["act", "rows"]
FIRST, LAST = date(2027, 5, 3), date(2027, 5, 7)


def declare(app: Flask, cast: Cast, *keys: str, until: date = date(2028, 2, 1)) -> None:
    """These schools have given their safeguarding answers, which hold until that day."""

    def made() -> None:
        for key in keys:
            session().add(SafeguardingDeclaration(school_id=cast.school[key], lead_name="Lee", lead_reach="1", deputy_name="Dee",
                                                  rules=Rules.NATIONAL, reviewed_on=until - timedelta(days=365), expires_on=until))  # fmt: skip

    commit(app, made)


class Visits:
    """Brings a visit from one state to the next, as people of the cast would."""

    def __init__(self, app: Flask, cast: Cast, act: Callable[..., Any]) -> None:
        self.app, self.cast, self.act = app, cast, act
        self.visit_id: uuid.UUID | None = None

    def plan_of(self, **other: Any) -> Plan:
        given: dict[str, Any] = {
            "title": "A week by the lake",
            "purpose": "To plan the year together.",
            "school_id": None,
            "host_school_id": self.cast.school["tumaini"],
            "starts_on": FIRST,
            "ends_on": LAST,
            "travellers": (self.cast.teacher.id, self.cast.coordinator.id),
            "cost_cap": 2400,
        }
        return Plan(**{**given, **other})

    def planned(self, who: str = "teacher", **other: Any) -> uuid.UUID:
        made = self.act(who, services.plan_visit, lambda: get_cluster(self.cast.river), plan=self.plan_of(**other))
        self.visit_id = made.id
        return self.visit_id

    def load(self) -> Visit:
        assert self.visit_id is not None
        return queries.get_visit(self.cast.river, self.visit_id)

    def agreed(self, **other: Any) -> uuid.UUID:
        found = self.planned(**other)
        self.act("abroad_teacher", services.agree_visit, self.load)
        return found

    def check_ids(self, end: End | None = None) -> list[uuid.UUID]:
        with self.app.app_context():
            found = [c.id for c in queries.list_checks(self.load()) if end is None or c.end == end]
            session().rollback()
        return found

    def check(self, check_id: uuid.UUID, who: str, state: CheckState = CheckState.DONE, note: str = "") -> None:
        with self.app.app_context():
            version = session().scalars(sa.select(VisitCheck.version).where(VisitCheck.id == check_id)).one()
            session().rollback()
        words: dict[str, Any] = {"state": state, "note": note, "version": version}
        self.act(who, services.check_item, lambda: queries.get_check(self.cast.river, check_id), **words)

    def ready(self, **other: Any) -> uuid.UUID:
        """Agreed, and everything in order at both ends."""
        found = self.agreed(**other)
        for end, who in ((End.GUEST, "teacher"), (End.HOST, "abroad_teacher")):
            for check_id in self.check_ids(end):
                self.check(check_id, who)
        cast = self.cast
        self.act("coordinator", services.name_adult, self.load, end=End.GUEST, person_id=cast.teacher.id)
        self.act("abroad", services.name_adult, self.load, end=End.HOST, person_id=cast.abroad_teacher.id)
        declare(self.app, cast, "hill", "tumaini")
        return found

    def confirmed(self, **other: Any) -> uuid.UUID:
        found = self.ready(**other)
        self.act("teacher", services.confirm_visit, self.load)
        return found

    def represented(self, *keys: str, delegate: str = "teacher") -> dict[str, uuid.UUID]:
        """These schools are represented; by key: the rows."""
        schools = [self.cast.school[key] for key in keys]
        self.act(
            "teacher", services.name_delegate, self.load, person_id=self.cast.people[delegate].id, school_ids=schools
        )
        with self.app.app_context():
            found = {one.school_id: one.id for one in self.load().represented}
            session().rollback()
        return {key: found[self.cast.school[key]] for key in keys}


@pytest.fixture
def visits(app: Flask, cast: Cast, act: Callable[..., Any]) -> Visits:
    return Visits(app, cast, act)


def put_visit(
    cast: Cast, guest: str, host: str, on: date, who: str, status: VisitStatus = VisitStatus.REPORTED
) -> Visit:
    """A visit as a row, for pages and orders made of many."""
    from portal.running.visits.models import VisitTraveller

    visit = Visit(cluster_id=cast.river, title="Once", purpose="To see.", school_id=cast.school[guest], host_school_id=cast.school[host], starts_on=on,
                  ends_on=on, report_due_on=on, lodging=Lodging.HOTEL, status=status)  # fmt: skip
    session().add(visit)
    session().flush()
    session().add(VisitTraveller(visit_id=visit.id, person_id=cast.people[who].id, school_id=cast.school[guest]))
    session().flush()
    return visit


def at(day: date, hour: int = 9) -> None:
    """It is that day now."""
    from datetime import UTC

    clock.clock.hold(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))

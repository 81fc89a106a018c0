"""Who still works at the school: the contact says so once a year; whoever is not confirmed is told twice and is then no longer a member."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import School
from portal.identity.years import events, queries
from portal.identity.years.models import SchoolYear

NOTICES = 2
BETWEEN_NOTICES = timedelta(days=14)


def confirm_members(school: School, *, by: Actor, person_ids: Iterable[uuid.UUID]) -> int:
    """These people still work at the school. Who is not among them is asked about again. Answers how many are still open."""
    year = queries.latest_year(school.id)
    if year is None:
        raise RuleBroken(None, _("Nobody needs to be confirmed now."))
    wanted, today, confirmed = set(person_ids), clock.today(school.zone), 0
    for member in queries.unconfirmed(year):
        if member.person_id in wanted and member.person_id != by.id:
            member.confirmed_on = today
            confirmed += 1
    session().flush()
    if not confirmed:
        raise RuleBroken("people", _("Tick everyone who still works at the school."))
    record(events.MembersConfirmed(by_id=by.id, school_id=school.id, subject_id=year.id, people=confirmed))
    left = len(queries.unconfirmed(year))
    if not left and year.members_confirmed_at is None:
        finish_members(year, by=by)
    return left


def finish_members(year: SchoolYear, *, by: Actor) -> None:
    """Everyone is confirmed, or gone."""
    change(year, {}, {"members_confirmed_at": clock.now(), "members_confirmed_by_id": by.id})
    duty.settle(DutyKind.CONFIRM_MEMBERS, year.school_id, by=by, outcome="confirmed")


def move_members_on(year: SchoolYear, *, by: Actor) -> None:
    """The time to confirm is over: the first notice, two weeks later the second, two weeks later the end. One step at a time, however late it runs."""
    open_still = queries.unconfirmed(year)
    if not open_still:
        finish_members(year, by=by)
        return
    if year.noticed_at is not None and clock.now() - year.noticed_at < BETWEEN_NOTICES:
        return
    if year.notices < NOTICES:
        notice = year.notices + 1
        change(year, {"notices": year.notices}, {"notices": notice, "noticed_at": clock.now()})
        for member in open_still:
            record(
                events.MemberNotConfirmed(
                    by_id=by.id,
                    school_id=year.school_id,
                    person_id=member.person_id,
                    subject_id=member.id,
                    notice=notice,
                    ends_on=_end_of(notice),
                )
            )
        return
    _end_all(year, by)


def _end_of(notice: int) -> date:
    return (clock.now() + BETWEEN_NOTICES * (NOTICES + 1 - notice)).date()


def _end_all(year: SchoolYear, by: Actor) -> None:
    school = schools.get_school(year.school_id)
    for member in queries.unconfirmed(year):
        record(
            events.MembershipRanOut(by_id=by.id, school_id=school.id, person_id=member.person_id, subject_id=member.id)
        )
        school_services.end(school, member, by=by)
        session().expire(school)
        school = schools.get_school(year.school_id)
    change(year, {}, {"members_ended_at": clock.now()})
    duty.settle(DutyKind.CONFIRM_MEMBERS, year.school_id, by=by, outcome="ran_out")

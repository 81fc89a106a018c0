"""How often a committee meets, two minutes in place of a meeting, and a kind word when it has not met."""

from datetime import timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.committees.models import Committee
from portal.running.health.queries import holidays_of
from portal.running.meetings import events
from portal.running.meetings.models import Meeting, MeetingKind, MeetingStatus
from portal.running.meetings.services.calling import check_open, next_number
from portal.running.meetings.services.minutes import met, seal_of
from portal.running.meetings.services.proposals import fact

ASK_WITHIN = timedelta(days=14)


def set_cadence(
    committee: Committee,
    *,
    by: Actor,
    first_weeks: int,
    first_months: int,
    then_weeks: int,
    quorum_percent: int,
    check_in_counts: bool,
) -> None:
    """How often it meets at first and later, whether two minutes may stand for a meeting, and how many schools must take part in a decision."""
    check_open(committee)
    values = {
        "first_weeks": first_weeks,
        "first_months": first_months,
        "then_weeks": then_weeks,
        "quorum_percent": quorum_percent,
        "check_in_counts": check_in_counts,
        "alarmed_on": None,
    }
    change(committee, {"closed_at": None}, values)
    duty.settle(DutyKind.HOLD_MEETING, committee.id, by=by, outcome="changed")
    weeks = committee.weeks_on(clock.today(committee.cluster.zone))
    record(_of(events.CadenceSet, committee, by, weeks=weeks))


def _of(kind: Any, committee: Committee, by: Actor, **facts: Any) -> Event:
    named = {"cluster_id": committee.cluster_id, "subject_id": committee.id, "name": committee.name}
    return kind(by_id=by.id, **named, **facts)  # type: ignore[no-any-return]


def check_in(committee: Committee, *, by: Actor, words: str) -> Meeting:
    """Two minutes in place of a meeting: how things are, in a sentence. It counts as a meeting and is sealed at once."""
    check_open(committee)
    if not committee.check_in_counts:
        raise NotAllowedNow(_("This committee wants to meet: a check-in does not count here."))
    now, zone = clock.now(), committee.cluster.zone
    made = Meeting(
        committee_id=committee.id,
        cluster_id=committee.cluster_id,
        number=next_number(committee.id),
        kind=MeetingKind.CHECK_IN,
        status=MeetingStatus.AGREED,
        starts_at=now,
        ends_at=now + timedelta(minutes=2),
        zone=zone,
        on_day=clock.today(zone),
        minutes=words,
        minutes_by_id=by.id,
        called_by_id=by.id,
        held_at=now,
        agreed_at=now,
    )
    session().add(made)
    session().flush()
    made.seal = seal_of(made, now)
    duty.settle(DutyKind.HOLD_MEETING, committee.id, by=by, outcome="checked_in")
    met(committee, made)
    record(fact(events.CheckedIn, made, by, on=made.on_day))
    return made


def find_silent(committee: Committee, *, by: Actor) -> bool:
    """Has the committee not met for longer than it wanted? Then its chair (or the coordinator) is asked for a date, once; not while most of its schools
    are on holiday. Answers whether somebody was told."""
    today = clock.today(committee.cluster.zone)
    if not committee.is_silent(today) or committee.alarmed_on is not None:
        return False
    schools = committee.school_ids()
    holidays = holidays_of(schools)
    if schools and sum(holidays.on(school, today) is not None for school in schools) * 2 > len(schools):
        return False
    change(committee, {"alarmed_on": None, "closed_at": None}, {"alarmed_on": today})
    chair = committee.chair()
    asked = chair.person_id if chair is not None else None
    duty.owe(
        DutyKind.HOLD_MEETING,
        subject_id=committee.id,
        cluster_id=committee.cluster_id,
        school_id=chair.school_id if chair is not None and asked else None,
        person_id=asked,
        office=None if asked else "contact_teacher",
        title=committee.name,
        due_at=clock.now() + ASK_WITHIN,
    )
    record(_of(events.CommitteeSilent, committee, by))
    return True

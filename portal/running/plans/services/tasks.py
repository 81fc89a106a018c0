"""Tasks: write down, take on, hold up, do, pass on, drop. What a school has taken on is owed by it until the day; what nobody has, by the coordinator."""

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.schools.models import School
from portal.policy import SignedIn
from portal.running.partnerships.models import Partnership, PartnershipStatus
from portal.running.partnerships.queries import Network, get_network
from portal.running.plans import events, queries
from portal.running.plans.models import Help, Task, TaskKind, TaskStatus, Wish
from portal.running.plans.workflow import TASK

FURTHEST = timedelta(days=730)
KINDS = (DutyKind.DO_TASK, DutyKind.SUPPORT_TASK, DutyKind.FIND_HELPER)


def add_task(
    partnership: Partnership, *, by: SignedIn, kind: TaskKind, wish: Wish, for_school_id: uuid.UUID | None = None
) -> Task:
    """Write down something to do: a step of the project plan, or support for a school's own pair."""
    if partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    network = get_network(partnership.cluster_id)
    helped = _helped(partnership, network, by, for_school_id) if kind == TaskKind.SUPPORT else None
    due_on = _check(network, kind, wish, helped, by)
    made = Task(
        partnership_id=partnership.id,
        kind=kind,
        help=(wish.help or Help.OTHER) if kind == TaskKind.SUPPORT else None,
        title=wish.title,
        details=wish.details,
        school_id=wish.school_id,
        for_school_id=helped,
        due_on=due_on,
        status=TaskStatus.TAKEN if wish.school_id is not None else TaskStatus.WANTED,
        asked_by_id=by.id,
    )
    session().add(made)
    session().flush()
    _owe(made, partnership.cluster_id)
    record(_fact(events.TaskAdded, made, partnership.cluster_id, by))
    return made


def _helped(partnership: Partnership, network: Network, by: SignedIn, school_id: uuid.UUID | None) -> uuid.UUID:
    """The school whose pair is supported: one's own, or for the coordinator any that has a pair."""
    paired = {school.id for school in queries.paired_schools(partnership, network)}
    if not paired:
        raise RuleBroken(None, _("No school here has a partner school of its own yet. Link two schools first."))
    place = by.place_in(partnership.cluster_id)
    coordinates = place is not None and bool(place.offices & {"contact_teacher", "deputy"})
    allowed = paired if coordinates else paired & by.school_ids
    if school_id is None and len(allowed) == 1:
        return next(iter(allowed))
    if school_id is None or school_id not in allowed:
        raise RuleBroken("for_school", _("Choose a school that has a partner school of its own."))
    return school_id


def _check(network: Network, kind: TaskKind, wish: Wish, helped: uuid.UUID | None, by: SignedIn) -> date:
    if not wish.title:
        raise RuleBroken("title", _("Say what is to be done."))
    school = network.school(wish.school_id)
    if wish.school_id is None and kind == TaskKind.PROJECT:
        raise RuleBroken("school", _("Choose the school that does it."))
    if wish.school_id is not None and (school is None or school.is_invited):
        raise RuleBroken("school", _("Choose a school from the list."))
    if helped is not None and school is not None and (school.is_partner or school.id == helped):
        raise RuleBroken("school", _("Choose another school here: one that helps."))
    today = clock.today(school.zone if school is not None else by.zone)
    if wish.due_on is None or not today <= wish.due_on <= today + FURTHEST:
        raise RuleBroken("due_on", _("Choose a day from today on, within the next two years."))
    return wish.due_on


def _owe(task: Task, cluster_id: uuid.UUID) -> None:
    """The school that has it owes it; without a school the coordinator finds one."""
    if task.school_id is None:
        duty.owe(
            DutyKind.FIND_HELPER,
            subject_id=task.id,
            title=task.title,
            cluster_id=cluster_id,
            office="contact_teacher",
            due_at=end_of(task.due_on, "Europe/London"),
        )
        return
    zone = session().get_one(School, task.school_id).zone
    duty.owe(
        task.duty_kind,
        subject_id=task.id,
        title=task.title,
        cluster_id=cluster_id,
        school_id=task.school_id,
        asked_by_school_id=task.for_school_id,
        due_at=end_of(task.due_on, zone),
    )


def end_of(day: date, zone: str) -> datetime:
    """The last minute of a day on the clocks of a zone."""
    return datetime.combine(day, time(23, 59), ZoneInfo(zone)).astimezone(clock.now().tzinfo)


def settle_task(task: Task, *, by: Actor, outcome: str) -> None:
    """Nobody owes anything about it any more."""
    for kind in KINDS:
        duty.settle(kind, task.id, by=by, outcome=outcome)


def owe_anew(task: Task, *, by: Actor, outcome: str) -> None:
    """Who owed it, or until when, has changed."""
    settle_task(task, by=by, outcome=outcome)
    _owe(task, task.cluster_id)


def _fact(kind: type[Event], task: Task, cluster_id: uuid.UUID, by: Actor, school_id: uuid.UUID | None = None) -> Event:
    return kind(
        by_id=by.id,
        cluster_id=cluster_id,
        school_id=school_id or task.school_id,
        subject_id=task.id,
        for_school_id=task.for_school_id,  # type: ignore[call-arg]
    )


def change_task(task: Task, *, by: SignedIn, wish: Wish, version: int) -> None:
    """Other words, another day, another school."""
    if not task.is_open:
        raise NotAllowedNow(_("This is done or was dropped already."))
    if version != task.version:
        raise Stale(_("This was changed after you opened the page."), {"title": task.title, "details": task.details})
    network = get_network(task.cluster_id)
    due_on = _check(network, task.kind, wish, task.for_school_id, by)
    moved = (wish.school_id, due_on, wish.title) != (task.school_id, task.due_on, task.title)
    status = TaskStatus.WANTED if wish.school_id is None else TaskStatus.TAKEN
    if wish.school_id == task.school_id:
        status = task.status
    change(
        task,
        {"version": version, "status": task.status},
        {
            "title": wish.title,
            "details": wish.details,
            "school_id": wish.school_id,
            "due_on": due_on,
            "help": wish.help or task.help,
            "status": status,
            "version": version + 1,
        },
    )
    if moved:
        owe_anew(task, by=by, outcome="changed")
    record(_fact(events.TaskChanged, task, task.cluster_id, by))


def take_task(task: Task, *, by: SignedIn, school_id: uuid.UUID | None = None) -> None:
    """A school takes on what nobody has yet. The first one wins."""
    network = get_network(task.cluster_id)
    helping = queries.schools_at_home(network) if task.kind == TaskKind.SUPPORT else list(network.schools)
    mine = [s.id for s in helping if s.id in by.school_ids and s.id != task.for_school_id and not s.is_invited]
    chosen = school_id if school_id in mine else next(iter(mine), None)
    if chosen is None:
        raise RuleBroken("school", _("Another school can take this on: one that is here and is not helped itself."))
    TASK.advance(task, "take", school_id=chosen, why_blocked="")
    owe_anew(task, by=by, outcome="taken on")
    record(_fact(events.TaskTaken, task, task.cluster_id, by))


def give_task_back(task: Task, *, by: Actor, reason: str) -> None:
    """The school cannot do it: the coordinator finds another, and every school here may take it on."""
    held = task.school_id
    TASK.advance(task, "give_back", school_id=None, why_blocked=reason)
    owe_anew(task, by=by, outcome="passed on")
    record(_fact(events.TaskGivenBack, task, task.cluster_id, by, held))


def block_task(task: Task, *, by: Actor, reason: str) -> None:
    """Say what stands in the way. It stays owed; the coordinator hears of it."""
    if not reason.strip():
        raise RuleBroken("reason", _("Say what stands in the way, in a few words."))
    TASK.advance(task, "block", why_blocked=reason)
    record(_fact(events.TaskHeldUp, task, task.cluster_id, by))


def unblock_task(task: Task, *, by: Actor) -> None:
    """Nothing stands in the way any more."""
    TASK.advance(task, "unblock", why_blocked="")
    record(_fact(events.TaskGoesOn, task, task.cluster_id, by))


def finish_task(task: Task, *, by: Actor) -> None:
    """It is done."""
    TASK.advance(task, "finish", done_at=clock.now(), why_blocked="")
    settle_task(task, by=by, outcome="done")
    record(_fact(events.TaskDone, task, task.cluster_id, by))


def reopen_task(task: Task, *, by: Actor) -> None:
    """It was not done after all."""
    if task.partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    TASK.advance(task, "reopen", done_at=None)
    _owe(task, task.cluster_id)
    record(_fact(events.TaskGoesOn, task, task.cluster_id, by))


def drop_task(task: Task, *, by: Actor) -> None:
    """It is not needed any more. It stays on the page as dropped."""
    TASK.advance(task, "drop")
    settle_task(task, by=by, outcome="dropped")
    record(_fact(events.TaskDropped, task, task.cluster_id, by))

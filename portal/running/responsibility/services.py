"""Plan a transfer, let tasks pass one by one, open the gate to the next phase."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean_line
from portal.core.workflow import change, claim
from portal.forming.clusters.models import Cluster
from portal.running.responsibility import events
from portal.running.responsibility.models import MAINTENANCE_LASTS, FundingYear, Phase, Transfer, TransferTask
from portal.running.responsibility.workflow import MOVES, TRANSFER

LONGEST = timedelta(days=10 * 366)
MOST_TASKS = 100


def begin(cluster: Cluster, *, by: Actor, body: str, authority: str, review_on: date) -> Transfer:
    """It is planned that an authority takes over from a body."""
    today = clock.today(cluster.zone)
    if not today < review_on <= today + LONGEST:
        raise RuleBroken("review_on", _("Choose a day in the future, within ten years."))
    made = Transfer(
        cluster_id=cluster.id, body=clean_line(body), authority=clean_line(authority), review_on=review_on,
        phase_from_on=today, begun_by_id=by.id,
    )  # fmt: skip
    session().add(made)
    session().flush()
    record(events.TransferBegun(by_id=by.id, cluster_id=cluster.id, subject_id=made.id, authority=made.authority))
    return made


def change_terms(
    transfer: Transfer,
    *,
    by: Actor,
    version: int,
    official: str,
    committed_on: date | None,
    review_on: date,
    funding: Mapping[int, int],
) -> None:
    """Who has committed the authority and when; when it is looked at again; what share of the costs the body still pays, year by year."""
    _check_open(transfer)
    if committed_on is not None and committed_on > clock.today(transfer.cluster.zone):
        raise RuleBroken("committed_on", _("A commitment is noted once it is given."))
    if (committed_on is None) != (not clean_line(official)):
        raise RuleBroken("official", _("Enter both: which office has committed itself, and on which day."))
    shares = [funding[year] for year in sorted(funding)]
    if any(later > earlier for earlier, later in pairwise(shares)):
        raise RuleBroken("funding", _("The share grows smaller, or stays the same, from year to year."))
    if transfer.version != version:
        raise Stale(_("Someone else changed this since you opened the page."), {})
    values = {"official": clean_line(official), "committed_on": committed_on, "review_on": review_on}
    change(transfer, {"version": version}, {**values, "version": version + 1})
    held, known = session(), {one.year: one for one in transfer.funding}
    for year, one in known.items():
        if year not in funding:
            held.delete(one)
    for year, share in funding.items():
        if year in known:
            claim(known[year], {}, {"share": share})
        else:
            held.add(FundingYear(transfer_id=transfer.id, year=year, share=share))
    held.flush()
    held.expire(transfer, ["funding"])
    record(events.TransferChanged(by_id=by.id, cluster_id=transfer.cluster_id, subject_id=transfer.id))


def _check_open(transfer: Transfer) -> None:
    if not transfer.is_open:
        raise NotAllowedNow(_("This transfer is over."))


def plan_task(transfer: Transfer, *, by: Actor, title: str, phase: Phase, due_on: date) -> TransferTask:
    """Something that the authority takes over in a phase; the coordinator sees to it."""
    _check_open(transfer)
    order = list(Phase)
    if phase not in (Phase.TRAINING, Phase.TRANSITION, Phase.MAINTENANCE) or order.index(phase) < order.index(
        transfer.phase
    ):
        raise RuleBroken("phase", _("Choose a phase that is still to come, or the present one."))
    today = clock.today(transfer.cluster.zone)
    if not today <= due_on <= today + LONGEST:
        raise RuleBroken("due_on", _("Choose a day from today on, within ten years."))
    if len(transfer.tasks) >= MOST_TASKS:
        raise RuleBroken(None, _("There are a hundred tasks already."))
    task = TransferTask(
        transfer_id=transfer.id, cluster_id=transfer.cluster_id, title=clean_line(title), phase=phase, due_on=due_on
    )
    session().add(task)
    session().flush()
    session().expire(transfer, ["tasks"])
    duty.owe(
        DutyKind.PASS_TASK,
        subject_id=task.id,
        cluster_id=task.cluster_id,
        office="contact_teacher",
        title=task.title,
        due_at=moments.instant(due_on, time(12, 0), transfer.cluster.zone),
    )
    record(events.TaskPlanned(by_id=by.id, cluster_id=task.cluster_id, subject_id=task.id))
    return task


def take_over(task: TransferTask, *, by: Actor, taken_by: str) -> None:
    """An office of the authority does it from today on."""
    _check_open(task.transfer)
    today = clock.today(task.transfer.cluster.zone)
    values = {"taken_by": clean_line(taken_by), "taken_on": today, "noted_by_id": by.id}
    if not claim(task, {"taken_on": None}, values):
        raise SomeoneWasFaster(_("This was taken over already."))
    duty.settle(DutyKind.PASS_TASK, task.id, by=by)
    record(events.TaskTakenOver(by_id=by.id, cluster_id=task.cluster_id, subject_id=task.id))


def what_is_missing(transfer: Transfer, today: date) -> list[str]:
    """What keeps the next phase from beginning, in words; nothing when the gate is open."""
    missing: list[str] = []
    if transfer.committed_on is None:
        missing.append(_("The authority has not committed itself yet."))
    waiting = transfer.waiting(transfer.phase)
    missing += [_("Not taken over yet: %(task)s", task=task.title) for task in waiting]
    if transfer.phase == Phase.PREPARING and not transfer.tasks:
        missing.append(_("No task is named yet that the authority takes over."))
    if transfer.phase == Phase.MAINTENANCE and today < transfer.phase_from_on + MAINTENANCE_LASTS:
        missing.append(_("Maintenance lasts two years."))
    return missing


def open_gate(transfer: Transfer, *, by: Actor) -> Phase:
    """The next phase begins; refused with what is missing as long as something is."""
    command = next((command for (phase, command) in MOVES if phase == transfer.phase), None)
    if command is None:
        raise NotAllowedNow(_("This transfer is over."))
    today = clock.today(transfer.cluster.zone)
    missing = what_is_missing(transfer, today)
    if missing:
        raise RuleBroken(None, " ".join(missing[:5]))
    phase = TRANSFER.advance(transfer, command, phase_from_on=today)
    record(events.PhaseBegun(by_id=by.id, cluster_id=transfer.cluster_id, subject_id=transfer.id, phase=phase.value))
    return Phase(phase)


def stop(transfer: Transfer, *, by: Actor) -> None:
    """It does not go on. What was taken over stays where it is."""
    TRANSFER.advance(transfer, "stop", phase_from_on=clock.today(transfer.cluster.zone))
    for task in transfer.tasks:
        duty.settle(DutyKind.PASS_TASK, task.id, by=by, outcome="stopped")
    record(events.PhaseBegun(by_id=by.id, cluster_id=transfer.cluster_id, subject_id=transfer.id, phase="stopped"))

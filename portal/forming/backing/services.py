"""Note support, change it, ask how it goes afterwards, answer."""

import uuid
from datetime import date, time

from dateutil.relativedelta import relativedelta

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken, SomeoneWasFaster, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line, fold
from portal.core.workflow import change, claim
from portal.forming.backing import events, queries
from portal.forming.backing.models import Goes, Help, SupportCheck, SupportRecord
from portal.forming.clusters.models import Cluster

MOST_RECORDS = 100


def note_support(
    cluster: Cluster, *, by: Actor, agency: str, kind: Help, from_on: date, until_on: date | None = None,
    words: str = "", organisation_id: uuid.UUID | None = None,
) -> SupportRecord:  # fmt: skip
    """A body supports the cluster. Several may do so at the same time."""
    _check(from_on, until_on)
    if len(queries.list_records(cluster.id)) >= MOST_RECORDS:
        raise RuleBroken(None, _("There are a hundred records already."))
    made = SupportRecord(
        cluster_id=cluster.id, organisation_id=organisation_id, agency=clean_line(agency), folded_agency=fold(agency)[:200],
        help=kind, from_on=from_on, until_on=until_on, words=clean(words), noted_by_id=by.id,
    )  # fmt: skip
    session().add(made)
    session().flush()
    record(events.HelpNoted(by_id=by.id, cluster_id=cluster.id, subject_id=made.id, agency=made.agency))
    return made


def _check(from_on: date, until_on: date | None) -> None:
    if not 1950 <= from_on.year <= 2100:
        raise RuleBroken("from_on", _("Enter the day on which it began."))
    if until_on is not None and until_on < from_on:
        raise RuleBroken("until_on", _("The last day cannot be before the first."))


def change_support(
    support: SupportRecord, *, by: Actor, version: int, agency: str, kind: Help, from_on: date,
    until_on: date | None, words: str,
) -> None:  # fmt: skip
    """What it is, or when it ends, is written anew. Raises Stale when someone else did so meanwhile."""
    _check(from_on, until_on)
    if support.version != version:
        raise Stale(_("Someone else changed this since you opened the page."), {"words": support.words})
    values = {"agency": clean_line(agency), "folded_agency": fold(agency)[:200], "help": kind, "from_on": from_on}
    values |= {"until_on": until_on, "words": clean(words), "version": version + 1}
    change(support, {"version": version}, values)
    fact = events.HelpChanged(by_id=by.id, cluster_id=support.cluster_id, subject_id=support.id, agency=support.agency)
    record(fact)


def ask_how_it_goes(support: SupportRecord, *, by: Actor, months: int) -> SupportCheck | None:
    """So many months after support ended the coordinator owes a few words. Asked once."""
    if support.until_on is None or any(check.months == months for check in support.checks):
        return None
    due_on = support.until_on + relativedelta(months=months)
    cluster = support.cluster
    check = SupportCheck(record_id=support.id, cluster_id=cluster.id, months=months, due_on=due_on)
    session().add(check)
    session().flush()
    duty.owe(
        DutyKind.CHECK_AFTER_SUPPORT,
        subject_id=check.id,
        cluster_id=cluster.id,
        office="contact_teacher",
        title=f"{support.agency}, {cluster.name}",
        due_at=moments.instant(due_on, time(12, 0), cluster.zone),
    )
    facts = {"cluster_id": cluster.id, "subject_id": check.id}
    record(events.HelpCheckDue(by_id=by.id, agency=support.agency, months=months, **facts))
    return check


def answer_check(check: SupportCheck, *, by: Actor, goes: Goes, words: str = "") -> None:
    """How the cluster does without it."""
    values = {"goes": goes, "words": clean(words), "answered_by_id": by.id, "answered_at": clock.now()}
    if not claim(check, {"answered_at": None}, values):
        raise SomeoneWasFaster(_("This was answered already."))
    duty.settle(DutyKind.CHECK_AFTER_SUPPORT, check.id, by=by)
    fact = events.HelpCheckAnswered(by_id=by.id, cluster_id=check.cluster_id, subject_id=check.id, goes=goes.value)
    record(fact)

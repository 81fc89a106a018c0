"""Plan, do, drop."""

import uuid
from datetime import date, time, timedelta
from typing import Any

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.forming.clusters.models import Cluster
from portal.forming.sharing import events
from portal.forming.sharing.models import Audience, Sharing
from portal.forming.sharing.workflow import SHARING
from portal.policy import SignedIn

FURTHEST = timedelta(days=3 * 366)


def plan_sharing(
    cluster: Cluster, *, by: SignedIn, school_id: uuid.UUID, what: str, audience: Audience, planned_on: date | None
) -> Sharing:
    """A school plans to pass on what was learned; it is on its list until it is done or dropped."""
    if school_id not in by.memberships or school_id not in {m.school_id for m in cluster.live_memberships()}:
        raise RuleBroken("school_id", _("Choose one of your schools that is in the cluster."))
    today = clock.today(cluster.zone)
    if planned_on is None or not today <= planned_on <= today + FURTHEST:
        raise RuleBroken("planned_on", _("Choose a day from today on, within the next three years."))
    made = Sharing(
        cluster_id=cluster.id,
        school_id=school_id,
        what=clean_line(what),
        audience=audience,
        planned_on=planned_on,
        planned_by_id=by.id,
    )
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.PASS_ON_LEARNING,
        subject_id=made.id,
        cluster_id=cluster.id,
        school_id=school_id,
        title=made.what,
        due_at=moments.instant(planned_on, time(12, 0), cluster.zone),
    )
    record(_fact(events.SharingPlanned, made, by))
    return made


def _fact(kind: Any, one: Sharing, by: Actor) -> Any:
    return kind(by_id=by.id, cluster_id=one.cluster_id, school_id=one.school_id, subject_id=one.id)


def do_sharing(one: Sharing, *, by: Actor, held_on: date | None, reached: int | None, words: str) -> None:
    """It was done: the day, about how many people, a few words for the log."""
    today = clock.today(one.cluster.zone)
    if held_on is None or not today - timedelta(days=366) <= held_on <= today:
        raise RuleBroken("held_on", _("Choose a day of the last twelve months."))
    SHARING.advance(one, "do", held_on=held_on, reached=reached, words=clean(words))
    duty.settle(DutyKind.PASS_ON_LEARNING, one.id, by=by)
    record(_fact(events.SharingDone, one, by))


def drop_sharing(one: Sharing, *, by: Actor) -> None:
    """It will not be done; the row is kept."""
    SHARING.advance(one, "drop")
    duty.settle(DutyKind.PASS_ON_LEARNING, one.id, by=by, outcome="dropped")
    record(_fact(events.SharingDropped, one, by))

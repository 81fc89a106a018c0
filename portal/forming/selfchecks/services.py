"""Begin a self-check, answer it, ask again after a year."""

from collections.abc import Mapping
from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, ClusterStatus, OfficeKind
from portal.forming.selfchecks import events, queries
from portal.forming.selfchecks.models import Condition, Reply, SelfCheck, SelfCheckAnswer

ANSWER_WITHIN = timedelta(days=30)
AGAIN_AFTER = timedelta(days=365)

Said = Mapping[Condition, tuple[Reply | None, str]]


def begin_check(cluster: Cluster, *, by: Actor) -> SelfCheck:
    """Ask the nine questions for this year; the coordinator owes the answers within thirty days."""
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    if queries.has_open(cluster.id):
        raise NotAllowedNow(_("A self-check is begun already. Answer that one first."))
    today = clock.today(cluster.zone)
    made = SelfCheck(cluster_id=cluster.id, year=today.year, begun_on=today)
    is_again = bool(queries.list_checks(cluster.id))
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.SELF_CHECK,
        subject_id=made.id,
        cluster_id=cluster.id,
        office=OfficeKind.CONTACT_TEACHER.value,
        title=cluster.name,
        due_at=clock.now() + ANSWER_WITHIN,
    )
    given = {"by_id": by.id, "cluster_id": cluster.id, "subject_id": made.id}
    record(events.SelfCheckBegun(year=made.year, is_again=is_again, **given))
    return made


def answer_check(check: SelfCheck, *, by: Actor, version: int, replies: Said) -> bool:
    """Keep what was said; words without an answer are kept only beside one. Answers whether all nine are answered: then the check is done. Raises Stale when
    someone else answered meanwhile."""
    if check.done_at is not None:
        raise NotAllowedNow(_("This self-check is done. It stays as it was, to be compared with the next one."))
    if version != check.version:
        current = {f"words_{one.condition.value}": one.words for one in check.answers}
        raise Stale(_("Someone else answered meanwhile."), current)
    change(check, {"version": version, "done_at": None}, {"version": version + 1})
    for condition, (reply, words) in replies.items():
        held = check.answer_to(condition)
        if reply is None:
            continue
        if held is None:
            session().add(SelfCheckAnswer(check_id=check.id, condition=condition, reply=reply, words=words))
        else:
            held.reply, held.words = reply, words
    session().flush()
    session().expire(check, ["answers"])
    if len(check.answers) < len(Condition):
        return False
    change(check, {"done_at": None}, {"done_at": clock.now(), "done_by_id": by.id})
    duty.settle(DutyKind.SELF_CHECK, check.id, by=by)
    not_yet = sum(one.reply == Reply.NOT_YET for one in check.answers)
    given = {"by_id": by.id, "cluster_id": check.cluster_id, "subject_id": check.id}
    record(events.SelfCheckDone(year=check.year, not_yet=not_yet, **given))
    return True

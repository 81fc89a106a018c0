"""A school leaves a cluster to which an award is offered: nothing is asked of it any more, and the others are not kept waiting for it."""

from portal.applying.applications.content import members
from portal.applying.awards import queries
from portal.applying.awards.models import Award
from portal.applying.awards.services.awards import complete_if_whole, hold
from portal.core import duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.forming.clusters.models import Cluster


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """The schools of the cluster changed: who left without a yes is not waited for. Where all others have said yes, the award is accepted."""
    here = {membership.school_id for membership in members(cluster)}
    for award_id in queries.list_offered_to(cluster.id):
        award = queries.get_award(award_id)
        hold(award)
        gone = [one for one in award.acceptances if one.accepted_at is None and one.school_id not in here]
        if not gone:
            continue
        for one in gone:
            session().delete(one)
        session().flush()
        session().expire(award, ["acceptances"])
        _close_duties(award, by=by)
        complete_if_whole(award, by=by)


def _close_duties(award: Award, *, by: Actor) -> None:
    """One yes is owed by each school that has still to say it; what a leaver passed on to another is not."""
    waiting = {one.school_id for one in award.acceptances if one.accepted_at is None}
    for owed in duty.open_duties(DutyKind.ACCEPT_AWARD, award.id):
        if owed.school_id in waiting:
            waiting.discard(owed.school_id)
        else:
            duty.close(owed, by=by, outcome="left")
    session().flush()

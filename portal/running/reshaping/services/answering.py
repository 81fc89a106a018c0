"""Yes or no to a proposal. At the last yes it is carried out, whole or not at all."""

from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.policy.people import Role, SignedIn
from portal.running.reshaping import events, queries
from portal.running.reshaping.models import Reshaping, ReshapingKind, ReshapingStatus
from portal.running.reshaping.queries import Between
from portal.running.reshaping.services import voices
from portal.running.reshaping.services.merging import merge
from portal.running.reshaping.services.splitting import split


def answer(between: Between, *, by: Actor, agrees: bool) -> Cluster | None:
    """Someone who was asked says yes or no, for everything that they speak for; the programme's second person says it for all. Answers the cluster that
    goes on, once it is carried out."""
    between = queries.lock_between(between)
    proposal = between.proposal
    if proposal.status != ReshapingStatus.PROPOSED:
        raise NotAllowedNow(_("This was answered already."))
    if proposal.proposed_by_id == by.id:
        raise NotAllowedNow(_("You proposed this. Somebody else has to answer."))
    mine = [one for one in between.voices if voices.speaks(by, one)]
    if not mine and not _may_decide(between, by):
        raise NotAllowedNow(_("You have answered, or your school is not asked. Others are waited for."))
    if not agrees:
        voices.end(proposal, "decline", by)
        no = mine[0].school_id if mine else None
        record(
            events.ReshapingDeclined(by_id=by.id, cluster_id=proposal.cluster_id, school_id=no, subject_id=proposal.id)
        )
        return None
    for voice in mine:
        voices.agree(proposal, voice, by)
    if mine and _is_waiting(proposal):
        return None
    return merge(proposal, by) if proposal.kind == ReshapingKind.MERGE else split(proposal, by)


def _is_waiting(proposal: Reshaping) -> bool:
    return any(one.agreed_at is None for one in proposal.voices)


def _may_decide(between: Between, by: Actor) -> bool:
    """Someone of the programme who has no tie to either cluster. Who proposed it was sent away before."""
    if not isinstance(by, SignedIn) or not by.has(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR):
        return False
    return between.both_ids.isdisjoint(by.kept_from)

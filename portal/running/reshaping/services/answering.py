"""Yes or no to a proposal. At the last yes it is carried out, whole or not at all."""

from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.policy.people import Role, SignedIn
from portal.running.reshaping import events, queries
from portal.running.reshaping.models import Reshaping, ReshapingKind, Voice
from portal.running.reshaping.queries import Between
from portal.running.reshaping.services import voices
from portal.running.reshaping.services.merging import merge
from portal.running.reshaping.services.splitting import split


def answer(between: Between, *, by: Actor, agrees: bool) -> Cluster | None:
    """Someone who was asked says yes or no, for everything that they speak for; the programme's second person says it for all. Answers the cluster that
    goes on, once it is carried out."""
    between = queries.lock_between(between)
    proposal = between.proposal
    why_not = too_late(between, by)
    if why_not is not None:
        raise NotAllowedNow(why_not)
    mine = _said_by(between, by)
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


def too_late(between: Between, by: Actor) -> str | None:
    """Why this person’s answer is not waited for (any more), in words for them; None when it is."""
    if not between.is_open:
        return _("This was answered already, and nothing more is needed from you.")
    if between.proposed_by_id == by.id:
        return _("You proposed this. Somebody else has to answer.")
    if not _said_by(between, by) and not _may_decide(between, by):
        return _("You have answered already, or your school is not asked. Others are waited for.")
    return None


def answers_to_themselves(between: Between, by: Actor) -> bool:
    """Is the word of a cluster awaited for which this person speaks, who proposed it, so that somebody else there has to give it?"""
    return between.proposed_by_id == by.id and any(one.cluster_id is not None for one in _said_by(between, by))


def _said_by(between: Between, by: Actor) -> list[Voice]:
    """The open voices in which this person speaks."""
    return [one for one in between.waiting if voices.speaks(by, one)]


def _is_waiting(proposal: Reshaping) -> bool:
    return any(one.agreed_at is None for one in proposal.voices)


def _may_decide(between: Between, by: Actor) -> bool:
    """Someone of the programme who has no tie to either cluster. Who proposed it was sent away before."""
    if not isinstance(by, SignedIn) or not by.has(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR):
        return False
    return between.both_ids.isdisjoint(by.kept_from)

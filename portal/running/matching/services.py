"""Say what the cluster looks for, ask another cluster, answer, take back, let run out."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.forming.approaches import first_contact
from portal.forming.approaches.models import RequestStatus, pair_key
from portal.forming.clusters.models import Cluster, ClusterStatus, OfficeKind
from portal.forming.clusters.queries import get_cluster, only_waits
from portal.identity.verification.waiting import WAITING, Deed
from portal.identity.years import held_back
from portal.policy.people import SignedIn
from portal.running.matching import events, queries
from portal.running.matching.models import KINDS, ClusterRequest, ClusterWish
from portal.running.matching.workflow import REQUEST
from portal.running.partnerships.queries import are_twins
from portal.running.partnerships.services import become_twins

ANSWER_WITHIN = timedelta(days=21)
MOST_A_DAY, MOST_A_WEEK = 3, 10
MOST_OF_THE_SAME_TEXT = 2
SAME_TEXT_WITHIN = timedelta(days=60)
LONGEST_WISH = 600


def say_wish(
    cluster: Cluster,
    *,
    by: SignedIn,
    version: int,
    is_looking: bool,
    looking_for: str,
    schools_wanted: int | None,
    looking_until: date | None,
    wanted: Mapping[str, Sequence[str]],
) -> ClusterWish:
    """Say whether the cluster looks for a partner cluster, and for what kind. `version` is that of the wish that was read, 0 when there was none."""
    wish = queries.wish_of(cluster.id)
    if (wish.version if wish is not None else 0) != version:
        there = wish.looking_for if wish is not None else ""
        raise Stale(
            _("A colleague changed this page while you were writing."),
            {"looking_for": there},
            str(wish.version if wish else 0),
        )
    words = clean(looking_for)
    if is_looking:
        _check_may_look(cluster, by)
        if not words:
            raise RuleBroken("looking_for", _("Write what you are looking for. Other clusters read it."))
        if looking_until is not None and looking_until < clock.today(cluster.zone):
            raise RuleBroken("looking_until", _("Choose a day in the future."))
    if len(words) > LONGEST_WISH:
        raise RuleBroken("looking_for", _("Use 600 characters or fewer."))
    first_contact.check_words(words, field="looking_for")
    if wish is None:
        wish = ClusterWish(cluster_id=cluster.id, kept_at=clock.now(), version=0)
        session().add(wish)
    wish.is_looking = is_looking
    wish.looking_for = words
    wish.schools_wanted = schools_wanted
    wish.looking_until = looking_until if is_looking else None
    wish.wanted = queries.present({kind: wanted.get(kind, ()) for kind in KINDS})
    wish.version = version + 1
    _write_facts(wish)
    record(events.ClusterWishSaid(by_id=by.id, cluster_id=cluster.id, is_looking=is_looking))
    return wish


def _check_may_look(cluster: Cluster, by: Actor) -> None:
    if cluster.status != ClusterStatus.ACTIVE:
        raise RuleBroken(
            None, _("Your cluster can look for a partner cluster when it has a lead school and a coordinator.")
        )
    if only_waits(cluster, by) or not queries.is_led_by_a_verified_school(cluster):
        raise RuleBroken(None, _("Your cluster can be found by others once its lead school is verified."))


def keep_wish(cluster_id: uuid.UUID) -> None:
    """Write anew what others see of the cluster's schools, if it ever said that it looks."""
    wish = queries.wish_of(cluster_id)
    if wish is not None:
        _write_facts(wish)


def _write_facts(wish: ClusterWish) -> None:
    wish.schools, wish.facts = queries.facts_of(wish.cluster_id)
    wish.kept_at = clock.now()
    session().flush()


def look_over(wish: ClusterWish, *, by: Actor) -> None:
    """Once a day: what the schools say of themselves may have changed."""
    _write_facts(wish)


def end_wish(wish: ClusterWish, *, by: Actor) -> None:
    """The day until which the cluster was looking is past. A later day said meanwhile counts."""
    if not wish.is_looking or wish.looking_until is None or wish.looking_until >= clock.today(wish.cluster.zone):
        return
    wish.is_looking, wish.looking_until = False, None
    wish.version += 1
    record(events.ClusterWishEnded(by_id=by.id, cluster_id=wish.cluster_id))


def ask_cluster(cluster: Cluster, *, by: SignedIn, other_id: uuid.UUID, proposal: str, message: str) -> ClusterRequest:
    """A coordinator asks another cluster that looks. The member schools of both read it; the other coordinator owes the answer."""
    if only_waits(cluster, by):
        raise RuleBroken(None, str(WAITING[Deed.WRITE_TO_STRANGERS].refusal))
    if cluster.status != ClusterStatus.ACTIVE or not queries.is_led_by_a_verified_school(cluster):
        raise RuleBroken(
            None, _("Your cluster can ask others when it has a coordinator and its lead school is verified.")
        )
    lead = cluster.holder(OfficeKind.LEAD_SCHOOL)
    if lead is not None:
        held_back.check(lead.school)
    other = queries.looking_cluster(other_id)
    if other is None or other.id == cluster.id:
        raise RuleBroken(None, _("This cluster does not look for a partner cluster now."))
    _check_may_be_twins(cluster, other)
    if queries.open_between(cluster.id, other.id) is not None:
        raise RuleBroken(None, _("A request between your two clusters is waiting for an answer already."))
    text = clean(message)
    for words, field in ((text, "message"), (proposal, "proposal")):
        first_contact.check_words(words, field=field)
    digest = first_contact.digest_of(text)
    _check_not_too_many(cluster, digest)
    made = ClusterRequest(
        from_cluster_id=cluster.id,
        to_cluster_id=other.id,
        pair_key=pair_key(cluster.id, other.id),
        asked_by_id=by.id,
        proposal=proposal,
        message=text,
        message_digest=digest,
        expires_at=clock.now() + ANSWER_WITHIN,
    )
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.ANSWER_CLUSTER,
        subject_id=made.id,
        title=cluster.name,
        cluster_id=other.id,
        office="contact_teacher",
        due_at=made.expires_at,
        asked_by_id=by.id,
    )
    record(_fact(events.ClusterAsked, made, by))
    return made


def _check_may_be_twins(cluster: Cluster, other: Cluster) -> None:
    if are_twins(cluster.id, other.id):
        raise RuleBroken(None, _("Your two clusters are partner clusters already."))
    here = {m.school_id for m in cluster.live_memberships()}
    both = next((m for m in other.live_memberships() if m.school_id in here), None)
    if both is not None:
        raise RuleBroken(
            None,
            _(
                "%(school)s is in both clusters. A cluster cannot be the partner of its own school.",
                school=both.school.name,
            ),
        )


def _check_not_too_many(cluster: Cluster, digest: str) -> None:
    """So that clusters are not flooded: so many a day and a week, and the same text to two clusters at most."""
    now = clock.now()
    if queries.count_sent(cluster.id, now - timedelta(days=1)) >= MOST_A_DAY:
        raise RuleBroken(
            None, _("Your cluster has asked three clusters today. Wait for their answers, or go on tomorrow.")
        )
    if queries.count_sent(cluster.id, now - timedelta(days=7)) >= MOST_A_WEEK:
        raise RuleBroken(None, _("Your cluster has asked ten clusters this week. Wait for their answers first."))
    if queries.count_same_text(cluster.id, digest, now - SAME_TEXT_WITHIN) >= MOST_OF_THE_SAME_TEXT:
        raise RuleBroken(
            "message",
            _("You have sent this same text to other clusters. Write a few words that are meant for this cluster."),
        )


def accept_request(request: ClusterRequest, *, by: Actor) -> None:
    """The asked cluster says yes: the two are partner clusters, and it shares the board and calendar of the one that asked."""
    asking, asked = get_cluster(request.from_cluster_id), get_cluster(request.to_cluster_id)
    for one in (asking, asked):
        if one.status != ClusterStatus.ACTIVE or not queries.is_led_by_a_verified_school(one):
            raise NotAllowedNow(
                _("The lead school of %(cluster)s is not verified now. Answer when that is over.", cluster=one.name)
            )
    _check_may_be_twins(asking, asked)
    REQUEST.advance(request, "accept", answered_by_id=by.id, answered_at=clock.now())
    duty.settle(DutyKind.ANSWER_CLUSTER, request.id, by=by, outcome="accepted")
    partnership = become_twins(asking, twin=asked, by=by)
    change(request, {"partnership_id": None}, {"partnership_id": partnership.id})
    record(_fact(events.ClusterRequestAccepted, request, by))


def decline_request(request: ClusterRequest, *, by: Actor, reason: str) -> None:
    """The asked cluster says no, with a reason that the other cluster reads."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write a friendly reason. The other cluster reads it."))
    REQUEST.advance(request, "decline", answered_by_id=by.id, answered_at=clock.now(), reason=clean(reason))
    duty.settle(DutyKind.ANSWER_CLUSTER, request.id, by=by, outcome="declined")
    record(_fact(events.ClusterRequestDeclined, request, by))


def withdraw_request(request: ClusterRequest, *, by: Actor) -> None:
    """The cluster that asked takes its request back."""
    REQUEST.advance(request, "withdraw")
    duty.settle(DutyKind.ANSWER_CLUSTER, request.id, by=by, outcome="withdrawn")
    record(_fact(events.ClusterRequestWithdrawn, request, by))


def expire_request(request: ClusterRequest, *, by: Actor) -> None:
    """Nobody answered in time; both sides are told kindly."""
    if request.status != RequestStatus.OPEN or request.expires_at > clock.now():
        return
    REQUEST.advance(request, "expire")
    duty.settle(DutyKind.ANSWER_CLUSTER, request.id, by=by, outcome="expired")
    record(_fact(events.ClusterRequestExpired, request, by))


def _fact(kind: type[Event], request: ClusterRequest, by: Actor) -> Event:
    about = {"cluster_id": request.from_cluster_id, "to_cluster_id": request.to_cluster_id, "subject_id": request.id}
    return kind(by_id=by.id, **about)

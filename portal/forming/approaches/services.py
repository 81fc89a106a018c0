"""Ask a school to become partners, answer, take back, let run out, and begin together."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.forming.approaches import events, first_contact, queries
from portal.forming.approaches.models import PartnershipRequest, RequestStatus, pair_key
from portal.forming.approaches.workflow import REQUEST
from portal.forming.clusters import queries as clusters
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.services import invite_school, start_cluster
from portal.identity.finding.models import SchoolListing
from portal.identity.schools.models import Function, School
from portal.identity.years import held_back
from portal.policy.people import SignedIn

ANSWER_WITHIN = timedelta(days=21)
MOST_A_DAY, MOST_A_WEEK = 5, 15
MOST_OF_THE_SAME_TEXT = 2
SAME_TEXT_WITHIN = timedelta(days=60)


# what rooms above do when a school begins to share with another: `note(by, school_id, other_id)`, inside the deed
before_sharing: list[Callable[..., None]] = []


def _before_sharing(*, by: SignedIn, school_id: uuid.UUID, other_id: uuid.UUID) -> None:
    for note in before_sharing:
        note(by=by, school_id=school_id, other_id=other_id)


def ask_school(
    listing: SchoolListing,
    *,
    by: SignedIn,
    school_id: uuid.UUID,
    proposal: str,
    message: str,
    cluster_id: uuid.UUID | None = None,
) -> PartnershipRequest:
    """A teacher of a verified school asks another for their school, or for a cluster that they coordinate. Both schools' teachers read it."""
    asking = queries.lock_school(school_id) if school_id in by.memberships else None
    if asking is None:
        raise RuleBroken(
            "school_id", _("Choose one of your own schools. It must be verified before it can write to others.")
        )
    held_back.check(asking, field="school_id")
    _check_may_be_asked(listing, asking)
    text = clean(message)
    first_contact.check_words(text)
    cluster = _own_cluster(cluster_id, by)
    digest = first_contact.digest_of(text)
    _check_not_too_many(asking, digest)
    if queries.open_between(asking.id, listing.school_id) is not None:
        raise RuleBroken(None, _("A request between your two schools is waiting for an answer already."))
    made = PartnershipRequest(
        from_school_id=asking.id,
        to_school_id=listing.school_id,
        pair_key=pair_key(asking.id, listing.school_id),
        cluster_id=cluster.id if cluster else None,
        asked_by_id=by.id,
        proposal=proposal,
        message=text,
        message_digest=digest,
        expires_at=clock.now() + ANSWER_WITHIN,
    )
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.ANSWER_PARTNERSHIP,
        subject_id=made.id,
        title=asking.name,
        school_id=listing.school_id,
        office=Function.CONTACT.value,
        due_at=made.expires_at,
        asked_by_id=by.id,
        asked_by_school_id=asking.id,
    )
    _before_sharing(by=by, school_id=asking.id, other_id=listing.school_id)
    record(_fact(events.PartnershipRequested, made, by))
    return made


def _check_may_be_asked(listing: SchoolListing, asking: School) -> None:
    if listing.school_id == asking.id:
        raise RuleBroken("school_id", _("This is your own school."))
    if not listing.may_be_asked:
        raise RuleBroken(None, _("This school asks not to be written to now. Look again in some weeks."))


def _check_not_too_many(asking: School, digest: str) -> None:
    """So that schools are not flooded: so many a day and a week, and the same text to two schools at most."""
    now = clock.now()
    if queries.count_sent(asking.id, now - timedelta(days=1)) >= MOST_A_DAY:
        raise RuleBroken(
            None, _("Your school has asked five schools today. Wait for their answers, or go on tomorrow.")
        )
    if queries.count_sent(asking.id, now - timedelta(days=7)) >= MOST_A_WEEK:
        raise RuleBroken(None, _("Your school has asked fifteen schools this week. Wait for their answers first."))
    if queries.count_same_text(asking.id, digest, now - SAME_TEXT_WITHIN) >= MOST_OF_THE_SAME_TEXT:
        raise RuleBroken(
            "message",
            _("You have sent this same text to other schools. Write a few words that are meant for this school."),
        )


def _own_cluster(cluster_id: uuid.UUID | None, by: SignedIn) -> Cluster | None:
    if cluster_id is None:
        return None
    found = next((c for c in queries.clusters_coordinated_by(by.id) if c.id == cluster_id), None)
    if found is None:
        raise RuleBroken("cluster_id", _("Choose a cluster that you coordinate."))
    return found


def accept_request(request: PartnershipRequest, *, by: SignedIn) -> None:
    """The asked school says yes. A cluster that asked invites it as partner school at once; two schools can begin a cluster together."""
    if not (request.from_school.is_verified and request.to_school.is_verified):
        raise NotAllowedNow(_("One of the two schools is on hold or waits to be verified. Answer when that is over."))
    REQUEST.advance(request, "accept", answered_by_id=by.id, answered_at=clock.now())
    duty.settle(DutyKind.ANSWER_PARTNERSHIP, request.id, by=by, outcome="accepted")
    if request.cluster_id is not None:
        cluster = clusters.get_cluster(request.cluster_id)
        invite_school(cluster, by=by, school_id=request.to_school_id, message=request.proposal, side=Side.PARTNER)
    _before_sharing(by=by, school_id=request.to_school_id, other_id=request.from_school_id)
    record(_fact(events.PartnershipRequestAccepted, request, by))


def decline_request(request: PartnershipRequest, *, by: Actor, reason: str) -> None:
    """The asked school says no, with a reason that the asking school reads."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write a friendly reason. The other school reads it."))
    REQUEST.advance(request, "decline", answered_by_id=by.id, answered_at=clock.now(), reason=clean(reason))
    duty.settle(DutyKind.ANSWER_PARTNERSHIP, request.id, by=by, outcome="declined")
    record(_fact(events.PartnershipRequestDeclined, request, by))


def withdraw_request(request: PartnershipRequest, *, by: Actor) -> None:
    """The asking school takes its request back."""
    REQUEST.advance(request, "withdraw")
    duty.settle(DutyKind.ANSWER_PARTNERSHIP, request.id, by=by, outcome="withdrawn")
    record(_fact(events.PartnershipRequestWithdrawn, request, by))


def expire_request(request: PartnershipRequest, *, by: Actor) -> None:
    """Nobody answered in time; both sides are told kindly."""
    if request.status != RequestStatus.OPEN or request.expires_at > clock.now():
        return
    REQUEST.advance(request, "expire")
    duty.settle(DutyKind.ANSWER_PARTNERSHIP, request.id, by=by, outcome="expired")
    record(_fact(events.PartnershipRequestExpired, request, by))


def begin_together(request: PartnershipRequest, *, by: SignedIn) -> Cluster:
    """After a yes: a teacher of one of the two schools starts their cluster, once; the other school is invited into it as partner."""
    if request.status != RequestStatus.ACCEPTED:
        raise RuleBroken(None, _("You can begin when the other school has said yes."))
    ours = request.from_school_id if request.from_school_id in by.memberships else request.to_school_id
    theirs = request.to_school_id if ours == request.from_school_id else request.from_school_id
    name = _("%(one)s and %(other)s", one=request.from_school.name, other=request.to_school.name)[:120]
    cluster = start_cluster(by=by, school_id=ours, name=name, theme=request.proposal[:120])
    change(request, {"cluster_id": None}, {"cluster_id": cluster.id})
    session().refresh(cluster)
    invite_school(cluster, by=by, school_id=theirs, message=request.proposal, side=Side.PARTNER)
    return cluster


def _fact(kind: type[Event], request: PartnershipRequest, by: Actor) -> Event:
    about = {"school_id": request.from_school_id, "to_school_id": request.to_school_id, "subject_id": request.id}
    return kind(by_id=by.id, **about)

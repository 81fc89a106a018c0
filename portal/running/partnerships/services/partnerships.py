"""Partnerships: open, ask a partner cluster, pause, go on, keep up quietly, end."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster, only_waits
from portal.identity.verification.waiting import WAITING, Deed
from portal.running.partnerships import events, queries
from portal.running.partnerships.models import (
    LATEST,
    SOONEST,
    Partnership,
    PartnershipShape,
    PartnershipStatus,
    ShapeChange,
)
from portal.running.partnerships.queries import TwinOffer
from portal.running.partnerships.services.pairs import end_every_pair
from portal.running.partnerships.workflow import GROWTH, PARTNERSHIP

LONGEST_PAUSE = timedelta(days=730)
# what is owed about a partnership itself
ENDS_WITH_IT = (DutyKind.AGREE_PAIR, DutyKind.BREAK_SILENCE, DutyKind.RESUME_PARTNERSHIP, DutyKind.NAME_CLASS)

on_end: list[Callable[..., None]] = []
"""Rooms above: `end(partnership, *, by)`, called inside the deed by which a partnership ends."""


def open_partnership(
    cluster: Cluster,
    *,
    by: Actor,
    name: str,
    shape: PartnershipShape = PartnershipShape.BILATERAL,
    award_id: uuid.UUID | None = None,
) -> Partnership:
    """Begin a partnership. With a partner school, or an award, it starts at once; one of two clusters starts when the other has accepted."""
    two_clusters = shape == PartnershipShape.MIRRORED
    at_once = not two_clusters and (award_id is not None or queries.has_partner_school(cluster.id))
    made = Partnership(
        cluster_id=cluster.id,
        name=name,
        shape=shape,
        status=PartnershipStatus.ACTIVE if at_once else PartnershipStatus.EXPLORING,
        award_id=award_id,
        opened_at=clock.now() if at_once else None,
    )
    session().add(made)
    session().flush()
    record(
        events.PartnershipOpened(
            by_id=by.id, cluster_id=cluster.id, subject_id=made.id, shape=shape.value, award_id=award_id
        )
    )
    return made


def ask_partner_cluster(partnership: Partnership, *, by: Actor, partner_cluster_id: uuid.UUID | None) -> None:
    """Ask another cluster to be the partner cluster; its coordinator answers. Until then nothing is shared."""
    if partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    if partnership.shape != PartnershipShape.MIRRORED:
        raise RuleBroken(None, _("Only a partnership of two clusters has a partner cluster. Change its shape first."))
    if partnership.partner_cluster_id is not None or duty.open_duties(DutyKind.AGREE_PAIR, partnership.id):
        raise RuleBroken(None, _("A partner cluster has been asked already."))
    other = queries.active_cluster(partner_cluster_id)
    if other is None or other.id == partnership.cluster_id:
        raise RuleBroken("partner_cluster", _("Choose a cluster from the list."))
    if only_waits(get_cluster(partnership.cluster_id), by):
        raise RuleBroken("partner_cluster", str(WAITING[Deed.WRITE_TO_STRANGERS].refusal))
    duty.owe(
        DutyKind.AGREE_PAIR,
        subject_id=partnership.id,
        title=partnership.name,
        cluster_id=other.id,
        office="contact_teacher",
        asked_by_id=by.id,
    )
    record(_twin_fact(events.PartnerClusterAsked, partnership, other.id, by))


def accept_partner_cluster(offer: TwinOffer, *, by: Actor) -> None:
    """The other cluster says yes: its schools share the first cluster's board and calendar from now on."""
    partnership = offer.partnership
    _check_is_open(offer)
    change(
        partnership,
        {"partner_cluster_id": None, "status": partnership.status},
        {"partner_cluster_id": offer.cluster_id, "version": partnership.version + 1},
    )
    if partnership.status == PartnershipStatus.EXPLORING:
        PARTNERSHIP.advance(partnership, "begin", opened_at=clock.now())
    duty.settle(DutyKind.AGREE_PAIR, partnership.id, by=by, outcome="agreed")
    record(_twin_fact(events.PartnerClusterAccepted, partnership, offer.cluster_id, by))


def decline_partner_cluster(offer: TwinOffer, *, by: Actor) -> None:
    """The other cluster says no; another one can be asked."""
    _check_is_open(offer)
    duty.settle(DutyKind.AGREE_PAIR, offer.partnership.id, by=by, outcome="declined")
    record(_twin_fact(events.PartnerClusterDeclined, offer.partnership, offer.cluster_id, by))


def _check_is_open(offer: TwinOffer) -> None:
    asked = duty.open_duties(DutyKind.AGREE_PAIR, offer.partnership.id)
    if not any(one.cluster_id == offer.cluster_id for one in asked):
        raise NotAllowedNow(_("This was answered already."))


def _twin_fact(
    kind: type[events.PartnerClusterAsked | events.PartnerClusterAccepted | events.PartnerClusterDeclined],
    partnership: Partnership,
    partner_cluster_id: uuid.UUID,
    by: Actor,
) -> Event:
    return kind(
        by_id=by.id,
        cluster_id=partnership.cluster_id,
        subject_id=partnership.id,
        partner_cluster_id=partner_cluster_id,
    )


def change_partnership(
    partnership: Partnership, *, by: Actor, name: str, shape: PartnershipShape, version: int
) -> None:
    """Give it another name or shape. Pairs, a partner cluster and the history stay."""
    if version != partnership.version:
        raise Stale(_("This partnership was changed after you opened the page."), {"name": partnership.name})
    asked = duty.open_duties(DutyKind.AGREE_PAIR, partnership.id)
    if asked and shape != PartnershipShape.MIRRORED:
        raise RuleBroken(
            "shape", _("Another cluster has been asked to be the partner cluster. Wait for its answer first.")
        )
    before = partnership.shape
    change(partnership, {"version": version}, {"name": name, "shape": shape, "version": version + 1})
    if before != shape:
        session().add(ShapeChange(partnership_id=partnership.id, before=before, after=shape, by_id=by.id))
        record(
            events.PartnershipReshaped(
                by_id=by.id,
                cluster_id=partnership.cluster_id,
                subject_id=partnership.id,
                before=before.value,
                after=shape.value,
            )
        )


def begin_partnership(partnership: Partnership, *, by: Actor) -> None:
    """The partnership is no longer looking for partners: it has begun."""
    if partnership.shape == PartnershipShape.MIRRORED:
        raise RuleBroken(None, _("It begins when the partner cluster has accepted."))
    PARTNERSHIP.advance(partnership, "begin", opened_at=clock.now())
    record(_fact(events.PartnershipBegun, partnership, by))


def pause_partnership(partnership: Partnership, *, by: Actor, reason: str, restart_on: date | None) -> None:
    """Put it on hold, with the reason and perhaps the day on which it goes on."""
    if restart_on is not None:
        _check_future(partnership, restart_on)
    PARTNERSHIP.advance(partnership, "pause", reason=reason, restart_on=restart_on, paused_at=clock.now())
    duty.settle(DutyKind.BREAK_SILENCE, partnership.id, by=by, outcome="paused")
    record(_fact(events.PartnershipPaused, partnership, by))


def resume_partnership(partnership: Partnership, *, by: Actor) -> None:
    """It goes on."""
    PARTNERSHIP.advance(partnership, "resume", reason="", restart_on=None, paused_at=None)
    duty.settle(DutyKind.RESUME_PARTNERSHIP, partnership.id, by=by, outcome="resumed")
    record(_fact(events.PartnershipResumed, partnership, by))


def set_restart(partnership: Partnership, *, by: Actor, restart_on: date) -> None:
    """It stays on hold until another day; what reminded of the old one is done."""
    if partnership.status != PartnershipStatus.PAUSED:
        raise NotAllowedNow(_("This partnership is not on hold."))
    _check_future(partnership, restart_on)
    change(partnership, {"status": PartnershipStatus.PAUSED}, {"restart_on": restart_on})
    duty.settle(DutyKind.RESUME_PARTNERSHIP, partnership.id, by=by, outcome="another day")
    record(_fact(events.PartnershipPaused, partnership, by))


def _check_future(partnership: Partnership, restart_on: date) -> None:
    today = clock.today(partnership.cluster.zone)
    if restart_on <= today:
        raise RuleBroken("restart_on", _("Choose a day in the future."))
    if restart_on > today + LONGEST_PAUSE:
        raise RuleBroken("restart_on", _("Choose a day within the next two years."))


def establish_partnership(partnership: Partnership, *, by: Actor) -> None:
    """The schools know each other: it is no longer a new partnership."""
    if partnership.status != PartnershipStatus.ACTIVE:
        raise NotAllowedNow(_("Only a partnership that is going on can be established."))
    GROWTH.advance(partnership, "establish")
    record(_fact(events.PartnershipEstablished, partnership, by))


def set_silent_after(partnership: Partnership, *, by: Actor, days: int) -> None:
    """After how many silent school days somebody is asked to say hello."""
    if not SOONEST <= days <= LATEST:
        raise RuleBroken("days", _("Enter a number from %(least)s to %(most)s.", least=SOONEST, most=LATEST))
    change(partnership, {"silent_after_days": partnership.silent_after_days}, {"silent_after_days": days})


def maintain_partnership(partnership: Partnership, *, by: Actor) -> None:
    """The project is over; the schools keep in touch."""
    PARTNERSHIP.advance(partnership, "maintain")
    duty.settle(DutyKind.BREAK_SILENCE, partnership.id, by=by, outcome="kept up quietly")
    record(_fact(events.PartnershipMaintained, partnership, by))


def end_partnership(partnership: Partnership, *, by: Actor, reason: str) -> None:
    """It ends, with a reason; its pairs end with it, the history stays."""
    PARTNERSHIP.advance(partnership, "end", reason=reason, ended_at=clock.now())
    for kind in ENDS_WITH_IT:
        duty.settle(kind, partnership.id, by=by, outcome="ended")
    end_every_pair(partnership, by=by)
    for end in on_end:
        end(partnership, by=by)
    record(_fact(events.PartnershipEnded, partnership, by))


def _fact(kind: type[Event], partnership: Partnership, by: Actor) -> Event:
    return kind(by_id=by.id, cluster_id=partnership.cluster_id, subject_id=partnership.id)

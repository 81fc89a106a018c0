"""Pairs: propose, agree, decline, end, inherit."""

import uuid

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.policy.people import SignedIn
from portal.running.partnerships import events, queries
from portal.running.partnerships.models import Pair, PairStatus, Partnership, PartnershipStatus
from portal.running.partnerships.workflow import PAIR, PARTNERSHIP


def propose_pair(
    partnership: Partnership,
    *,
    by: SignedIn,
    home_school_id: uuid.UUID | None,
    partner_school_id: uuid.UUID | None,
) -> Pair:
    """Propose that a school here and a school there are linked. A school proposes for itself, the coordinator for any school here."""
    if partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    network = queries.get_network(partnership.cluster_id)
    home, partner = network.school(home_school_id), network.school(partner_school_id)
    if home is None or home.is_partner or home.is_invited:
        raise RuleBroken("home_school", _("Choose a school from the list."))
    if partner is None or not partner.is_partner:
        raise RuleBroken("partner_school", _("Choose a partner school from the list."))
    proposing = _proposing(partnership, by, home.id, partner.id)
    if any(p.is_live and (p.home_school_id, p.partner_school_id) == (home.id, partner.id) for p in partnership.pairs):
        raise RuleBroken("partner_school", _("These two schools are linked already, or an answer is waited for."))
    pair = Pair(
        partnership_id=partnership.id,
        home_school_id=home.id,
        partner_school_id=partner.id,
        proposed_by_school_id=proposing,
    )
    session().add(pair)
    session().flush()
    title = f"{home.name} – {partner.name}"
    _ask(pair, cluster_id=partnership.cluster_id, title=title)
    record(
        events.PairProposed(
            by_id=by.id,
            cluster_id=partnership.cluster_id,
            school_id=pair.asked_school_id,
            subject_id=pair.id,
            home_school_id=home.id,
            partner_school_id=partner.id,
        )
    )
    return pair


def _ask(pair: Pair, *, cluster_id: uuid.UUID, title: str) -> None:
    duty.owe(
        DutyKind.AGREE_PAIR,
        subject_id=pair.id,
        title=title,
        cluster_id=cluster_id,
        school_id=pair.asked_school_id,
    )


def _proposing(partnership: Partnership, by: SignedIn, home_id: uuid.UUID, partner_id: uuid.UUID) -> uuid.UUID:
    if home_id in by.memberships:
        return home_id
    if partner_id in by.memberships:
        return partner_id
    place = by.place_in(partnership.cluster_id)
    if place is not None and place.offices & {"contact_teacher", "deputy"}:
        return home_id
    raise RuleBroken("home_school", _("You can propose a link for your own school only."))


def agree_pair(pair: Pair, *, by: Actor) -> None:
    """The school that was asked agrees. The first agreed pair begins a partnership that was still looking."""
    asked = pair.asked_school_id
    PAIR.advance(pair, "agree", agreed_at=clock.now())
    duty.settle(DutyKind.AGREE_PAIR, pair.id, by=by, outcome="agreed")
    partnership = pair.partnership
    if partnership.status == PartnershipStatus.EXPLORING and partnership.partner_cluster_id is None:
        PARTNERSHIP.advance(partnership, "begin", opened_at=clock.now())
        record(events.PartnershipBegun(by_id=by.id, cluster_id=partnership.cluster_id, subject_id=partnership.id))
    record(_fact(events.PairAgreed, pair, asked, by))


def decline_pair(pair: Pair, *, by: Actor) -> None:
    """The school that was asked says no."""
    asked = pair.asked_school_id
    PAIR.advance(pair, "decline", ended_at=clock.now())
    duty.settle(DutyKind.AGREE_PAIR, pair.id, by=by, outcome="declined")
    record(_fact(events.PairDeclined, pair, asked, by))


def end_pair(pair: Pair, *, by: Actor) -> None:
    """The two schools are no longer linked; the row stays as history."""
    PAIR.advance(pair, "end", ended_at=clock.now())
    duty.settle(DutyKind.AGREE_PAIR, pair.id, by=by, outcome="ended")
    record(_fact(events.PairEnded, pair, pair.home_school_id, by))


def name_spare(pair: Pair, *, by: Actor, school_id: uuid.UUID | None) -> None:
    """Name the partner school to turn to when the one of the pair falls away; None takes the name back."""
    if pair.status == PairStatus.ENDED:
        raise NotAllowedNow(_("This link has ended already."))
    school = queries.get_network(pair.partnership.cluster_id).school(school_id)
    if school_id is not None and (school is None or not school.is_partner or school.id == pair.partner_school_id):
        raise RuleBroken("school", _("Choose another partner school."))
    change(pair, {"status": pair.status}, {"spare_school_id": school_id})
    record(
        events.SpareNamed(
            by_id=by.id,
            cluster_id=pair.partnership.cluster_id,
            school_id=pair.home_school_id,
            subject_id=pair.id,
            spare_school_id=school_id,
        )
    )


def end_every_pair(partnership: Partnership, *, by: Actor) -> None:
    """With the partnership its pairs end."""
    for pair in [p for p in partnership.pairs if p.is_live]:
        end_pair(pair, by=by)


def inherit_pairs(cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    """A school was replaced: each of its live pairs ends and goes on as a new one with the newcomer, which names the old one."""
    for old in queries.list_live_pairs_of(cluster.id, old_school_id):
        was_agreed = old.status == PairStatus.AGREED
        PAIR.advance(old, "end", ended_at=clock.now())
        duty.settle(DutyKind.AGREE_PAIR, old.id, by=by, outcome="inherited")
        new = _heir(old, old_school_id, new_school_id, was_agreed=was_agreed)
        if new is None:
            continue
        other = new.partner_school_id if new.home_school_id == new_school_id else new.home_school_id
        record(
            events.PairInherited(
                by_id=by.id,
                cluster_id=old.partnership.cluster_id,
                school_id=other,
                subject_id=new.id,
                old_school_id=old_school_id,
                new_school_id=new_school_id,
            )
        )


def _heir(old: Pair, old_school_id: uuid.UUID, new_school_id: uuid.UUID, *, was_agreed: bool) -> Pair | None:
    def heir_of(school_id: uuid.UUID | None) -> uuid.UUID | None:
        return new_school_id if school_id == old_school_id else school_id

    home, partner = heir_of(old.home_school_id), heir_of(old.partner_school_id)
    if home is None or partner is None or home == partner or not was_agreed:
        return None
    live = queries.list_live_pairs_of(old.partnership.cluster_id, new_school_id)
    if any(
        (p.partnership_id, p.home_school_id, p.partner_school_id) == (old.partnership_id, home, partner) for p in live
    ):
        return None
    new = Pair(
        partnership_id=old.partnership_id,
        home_school_id=home,
        partner_school_id=partner,
        proposed_by_school_id=heir_of(old.proposed_by_school_id),
        status=PairStatus.AGREED,
        agreed_at=clock.now(),
        inherits_id=old.id,
        spare_school_id=old.spare_school_id if old.spare_school_id not in (home, partner) else None,
    )
    session().add(new)
    session().flush()
    return new


def _fact(
    kind: type[events.PairAgreed | events.PairDeclined | events.PairEnded], pair: Pair, school_id: uuid.UUID, by: Actor
) -> events.PairAgreed | events.PairDeclined | events.PairEnded:
    return kind(
        by_id=by.id,
        cluster_id=pair.partnership.cluster_id,
        school_id=school_id,
        subject_id=pair.id,
        home_school_id=pair.home_school_id,
        partner_school_id=pair.partner_school_id,
    )

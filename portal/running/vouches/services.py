"""Vouching for a school of one's network."""

import uuid

from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.identity.verification.models import Vouch
from portal.identity.verification.services import give_vouch
from portal.policy.people import SignedIn
from portal.running.vouches.queries import WaitingSchool


def schools_that_vouch(by: SignedIn, cluster_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """The verified schools of this network for which the person may vouch: (id, name)."""
    place = by.place_in(cluster_id)
    mine = [by.memberships[s] for s in sorted(place.schools) if s in by.memberships] if place and place.member else []
    return [
        (m.school_id, m.school_name)
        for m in mine
        if m.is_verified and not m.functions.isdisjoint({"contact", "signatory"})
    ]


def vouch(waiting: WaitingSchool, *, by: SignedIn, how_known: str, voucher_school_id: uuid.UUID | None = None) -> Vouch:
    """Vouch for this school for one's own school: its people share this cluster's board from now on."""
    own = [school_id for school_id, _name in schools_that_vouch(by, waiting.cluster_id)]
    chosen = voucher_school_id or (own[0] if len(own) == 1 else None)
    if chosen is None or chosen not in own:
        raise RuleBroken("voucher_school", _("Choose the school for which you vouch."))
    return give_vouch(
        waiting.school, by=by, cluster_id=waiting.cluster_id, voucher_school_id=chosen, how_known=how_known
    )

"""Saying that one is ready to stand in, and taking it back."""

import uuid
from datetime import date

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import claim
from portal.identity.schools.models import School
from portal.policy import SignedIn
from portal.running.handoffs import events, pool
from portal.running.handoffs.models import StandInOffer


def offer_to_stand_in(school: School, *, by: SignedIn, oriented_on: date, words: str = "") -> None:
    """A teacher of the school is ready: since when, by the day of the orientation, and what they can do. Said again, it takes the place of what was said."""
    today = clock.today(school.zone)
    if oriented_on > today:
        raise RuleBroken("oriented_on", _("Choose today or an earlier day: the day on which you had your orientation."))
    if pool.last_day(oriented_on) < today:
        raise RuleBroken("oriented_on", _("That is more than a year ago, so it no longer counts. Ask for a new one."))
    offer = pool.offer_of(by.id, school.id)
    if offer is None:
        offer = StandInOffer(school_id=school.id, person_id=by.id)
        session().add(offer)
    offer.oriented_on, offer.words = oriented_on, clean(words)
    session().flush()
    record(events.StandInOffered(by_id=by.id, school_id=school.id, subject_id=offer.id))


def withdraw_offer(school: School, *, by: SignedIn) -> None:
    """They are no longer ready."""
    offer = pool.offer_of(by.id, school.id)
    if offer is None or not claim(offer, {"withdrawn_at": None}, {"withdrawn_at": clock.now()}):
        raise NotAllowedNow(_("You have taken it back already."))
    record(events.StandInOfferWithdrawn(by_id=by.id, school_id=school.id, subject_id=offer.id))


def end_offers(school_id: uuid.UUID, *, person_id: uuid.UUID, by: Actor) -> None:
    """Who leaves a school is no longer ready there."""
    live = (
        StandInOffer.school_id == school_id,
        StandInOffer.person_id == person_id,
        StandInOffer.withdrawn_at.is_(None),
    )
    ended = sa.update(StandInOffer).where(*live).values(withdrawn_at=clock.now())
    session().execute(ended.execution_options(synchronize_session="fetch"))

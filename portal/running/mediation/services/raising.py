"""Raise a difficulty and find someone to help with it: both schools and the mediator say yes before anything is talked about."""

import uuid
from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.policy.people import SignedIn
from portal.running.mediation import events, queries
from portal.running.mediation.models import ConcernKind, Mediation, MediationStatus, Voice
from portal.running.mediation.services.voices import (
    note,
    owe_by_mediator,
    owe_by_school,
    settle_all,
    settle_asking,
    voice_of,
)
from portal.running.mediation.workflow import MEDIATION
from portal.running.partnerships.queries import Network
from portal.running.partnerships.services.acting import acting_school

ANSWER_WITHIN, MEDIATOR_WITHIN, CHOOSE_WITHIN, TALK_WITHIN = (
    timedelta(days=14),
    timedelta(days=7),
    timedelta(days=7),
    timedelta(days=14),
)


def raise_concern(
    network: Network,
    *,
    by: SignedIn,
    other_school_id: uuid.UUID | None,
    kind: ConcernKind,
    what: str,
    wish: str,
    mediator: str,
    school_id: uuid.UUID | None = None,
) -> Mediation:
    """A teacher asks for help with a difficulty that their school has with another school of the network. `mediator`: the key of a convenor."""
    raising = acting_school(network.cluster_id, by=by, school_id=school_id)
    other = network.school(other_school_id)
    if other is None or other.id == raising or other.is_invited:
        raise RuleBroken("other_school", _("Choose the school that it is about."))
    if not clean(what):
        raise RuleBroken("what", _("Write in a few words what makes it difficult."))
    made = Mediation(
        cluster_id=network.cluster_id,
        raising_school_id=raising,
        other_school_id=other.id,
        raised_by_id=by.id,
        kind=kind,
        what=clean(what),
        wish=clean(wish),
        raising_accepted_at=clock.now(),
    )
    _name_mediator(made, mediator)
    session().add(made)
    session().flush()
    owe_by_school(DutyKind.ANSWER_MEDIATION, made, made.other_school_id, clock.now() + ANSWER_WITHIN)
    owe_by_mediator(DutyKind.MEDIATE, made, clock.now() + MEDIATOR_WITHIN)
    note(events.MediationRaised, made, by)
    return made


def _name_mediator(mediation: Mediation, key: str) -> None:
    for one in queries.list_convenors(mediation.cluster_id, mediation.party_ids):
        if one.key == key:
            mediation.mediator_kind = one.kind
            mediation.mediator_school_id, mediation.mediator_id = one.school_id, one.person_id
            mediation.mediator_accepted_at = None
            return
    raise RuleBroken("mediator", _("Choose someone who belongs to neither of the two schools."))


def choose_mediator(mediation: Mediation, *, by: SignedIn, mediator: str) -> None:
    """One of the schools asks someone else; the other one is asked whether it agrees."""
    if not mediation.is_open:
        raise NotAllowedNow(_("The mediator can be changed only while the matter is open."))
    if mediation.status != MediationStatus.RAISED:
        MEDIATION.advance(mediation, "change_mediator")
    settle_asking(mediation, by=by, outcome="changed")
    before = mediation.mediator_school_id, mediation.mediator_id
    _name_mediator(mediation, mediator)
    if before == (mediation.mediator_school_id, mediation.mediator_id):
        raise RuleBroken("mediator", _("This is who is asked already. Choose someone else."))
    voice = voice_of(mediation, by)
    is_other = voice == Voice.OTHER
    mediation.raising_accepted_at = None if is_other else clock.now()
    mediation.other_accepted_at = clock.now() if is_other else None
    session().flush()
    asked = mediation.raising_school_id if is_other else mediation.other_school_id
    owe_by_school(DutyKind.ANSWER_MEDIATION, mediation, asked, clock.now() + ANSWER_WITHIN)
    owe_by_mediator(DutyKind.MEDIATE, mediation, clock.now() + MEDIATOR_WITHIN)
    note(events.MediatorChosen, mediation, by, by_other=is_other)


def agree(mediation: Mediation, *, by: SignedIn) -> None:
    """A school says yes to talking with this mediator."""
    column = "other_accepted_at" if voice_of(mediation, by) == Voice.OTHER else "raising_accepted_at"
    school_id = mediation.other_school_id if column == "other_accepted_at" else mediation.raising_school_id
    if mediation.status != MediationStatus.RAISED or getattr(mediation, column) is not None:
        raise NotAllowedNow(_("Your school has answered already. Please look again."))
    if not mediation.has_mediator:
        raise NotAllowedNow(_("Nobody is asked to mediate now. Choose someone first."))
    change(mediation, {column: None}, {column: clock.now()})
    duty.settle(DutyKind.ANSWER_MEDIATION, mediation.id, by=by, outcome="agreed", school_id=school_id)
    note(events.MediationPartyAccepted, mediation, by)
    _begin_when_all_agree(mediation, by=by)


def decline(mediation: Mediation, *, by: SignedIn, reason: str) -> None:
    """The other school does not want to talk with a mediator now; the school that raised it reads why."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write a friendly reason. The other school reads it."))
    MEDIATION.advance(mediation, "decline", reason=clean(reason), ended_at=clock.now())
    settle_all(mediation, by=by, outcome="declined")
    note(events.MediationDeclined, mediation, by)


def mediate(mediation: Mediation, *, by: SignedIn) -> None:
    """Who was asked says yes. What the two schools wrote is open to them when both have said yes, too."""
    if mediation.status != MediationStatus.RAISED or mediation.mediator_accepted_at is not None:
        raise NotAllowedNow(_("You have answered already. Please look again."))
    change(mediation, {"mediator_accepted_at": None}, {"mediator_accepted_at": clock.now()})
    duty.settle(DutyKind.MEDIATE, mediation.id, by=by, outcome="accepted")
    note(events.MediatorAccepted, mediation, by)
    _begin_when_all_agree(mediation, by=by)


def stop_mediating(mediation: Mediation, *, by: Actor) -> None:
    """Who was asked says no, or who mediates stops. The school that raised it chooses someone else."""
    if not mediation.is_open:
        raise NotAllowedNow(_("This has ended already. Please look again."))
    if mediation.status != MediationStatus.RAISED:
        MEDIATION.advance(mediation, "change_mediator")
    settle_asking(mediation, by=by, outcome="mediator_left")
    mediation.mediator_kind = mediation.mediator_school_id = mediation.mediator_id = None
    mediation.mediator_accepted_at = None
    session().flush()
    owe_by_school(DutyKind.CHOOSE_MEDIATOR, mediation, mediation.raising_school_id, clock.now() + CHOOSE_WITHIN)
    note(events.MediatorLeft, mediation, by)


def _begin_when_all_agree(mediation: Mediation, *, by: Actor) -> None:
    said_yes = (mediation.raising_accepted_at, mediation.other_accepted_at, mediation.mediator_accepted_at)
    if any(at is None for at in said_yes):
        return
    MEDIATION.advance(mediation, "accept")
    owe_by_mediator(DutyKind.LEAD_TALKS, mediation, clock.now() + TALK_WITHIN)
    note(events.MediationAgreed, mediation, by)

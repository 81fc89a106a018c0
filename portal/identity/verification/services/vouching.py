"""Vouches: given by the contact of a verified school, written down for an adviser, taken back."""

import uuid
from datetime import date

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.core.workflow import change
from portal.identity.schools.models import School, SchoolStatus, VerificationLevel
from portal.identity.schools.services.verification import ask_for_verification
from portal.identity.verification import events, queries
from portal.identity.verification.models import FlagKind, Vouch
from portal.identity.verification.services.deciding import ask_to_see_again, not_ones_own
from portal.identity.verification.services.flagging import flag_school
from portal.identity.verification.waiting import Deed, check
from portal.policy.people import SignedIn

_WAITS = (SchoolStatus.PROPOSED, SchoolStatus.CONFIRMED_BY_HEAD)


def give_vouch(
    school: School, *, by: SignedIn, cluster_id: uuid.UUID, voucher_school_id: uuid.UUID, how_known: str
) -> Vouch:
    """Say for one's own verified school that one knows this school, and how. The cluster's board is open to it at once; staff still look."""
    _check_waits(school)
    own = session().get_one(School, voucher_school_id)
    check(own, Deed.VOUCH)
    if not (by.holds("contact", own.id) or by.holds("signatory", own.id)):
        raise RuleBroken("voucher_school", _("Only a contact or the head of a school can vouch for another one."))
    if school.id in by.memberships or school.proposed_by_id == by.id:
        raise RuleBroken(None, _("This is your own school. Someone else must vouch for it."))
    made = Vouch(
        school_id=school.id,
        cluster_id=cluster_id,
        voucher_id=by.id,
        voucher_school_id=own.id,
        voucher_name=by.name,
        how_known=_known(how_known),
        given_on=clock.today(own.zone),
    )
    return _note(made, school, by=by, by_school_id=own.id)


def write_down_vouch(
    school: School, *, by: Actor, name: str, organisation: str, given_on: date, how_known: str
) -> Vouch:
    """Write down what an adviser outside the portal said: their name, where they work, the day, and how they know the school."""
    _check_waits(school)
    not_ones_own(school, by)
    if not clean_line(name):
        raise RuleBroken("name", _("Enter the name of the person who vouches."))
    if given_on > clock.today():
        raise RuleBroken("given_on", _("Choose today or an earlier day."))
    made = Vouch(
        school_id=school.id,
        voucher_name=clean_line(name)[:120],
        organisation=clean_line(organisation)[:200],
        how_known=_known(how_known),
        given_on=given_on,
        written_down_by_id=by.id,
    )
    return _note(made, school, by=by, by_school_id=None)


def _check_waits(school: School) -> None:
    if school.status not in _WAITS:
        raise NotAllowedNow(_("This school does not wait to be verified any more."))


def _known(words: str) -> str:
    if not clean(words):
        raise RuleBroken("how_known", _("Write how you know the school."))
    return clean(words)


def _note(made: Vouch, school: School, *, by: Actor, by_school_id: uuid.UUID | None) -> Vouch:
    session().add(made)
    session().flush()
    if school.verification_level == VerificationLevel.NONE:
        school.verification_level = VerificationLevel.VOUCHED
    ask_for_verification(school)
    record(
        events.SchoolVouchedFor(
            by_id=by.id,
            cluster_id=made.cluster_id,
            school_id=school.id,
            subject_id=made.id,
            by_school_id=by_school_id,
        )
    )
    return made


def take_back_vouch(vouch: Vouch, *, by: Actor, reason: str) -> None:
    """The vouch no longer stands, with the reason. A school that was verified on it alone is looked at again."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. The programme reads it."))
    if not vouch.is_live:
        raise NotAllowedNow(_("This vouch was taken back already."))
    values = {"withdrawn_at": clock.now(), "withdrawn_by_id": by.id, "withdrawal_reason": clean(reason)}
    change(vouch, {"withdrawn_at": None}, values)
    school = vouch.school
    record(
        events.VouchTakenBack(
            by_id=by.id,
            cluster_id=vouch.cluster_id,
            school_id=school.id,
            subject_id=vouch.id,
            by_school_id=vouch.voucher_school_id,
        )
    )
    left = queries.live_vouches(school.id)
    if school.verification_level == VerificationLevel.VOUCHED and not left:
        _stands_alone(school, by)


def _stands_alone(school: School, by: Actor) -> None:
    """Nobody vouches any more for a school of which we know nothing else."""
    if school.is_verified:
        flag_school(school, FlagKind.VOUCH_WITHDRAWN, by=by)
        ask_to_see_again(school, by=by, why="vouch_taken_back")
    elif school.status in _WAITS:
        school.verification_level = VerificationLevel.NONE
        if school.status == SchoolStatus.PROPOSED:
            duty.settle(DutyKind.VERIFY_SCHOOL, school.id, by=by, outcome="vouch_taken_back")

"""Write, sign and look again. Joining a cluster signs the version that counts, in the same act."""

import uuid
from datetime import date, datetime, time, timedelta

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, Side
from portal.forming.commitments import events, queries
from portal.forming.commitments.models import WorkingAgreement, WorkingSignature
from portal.identity.schools.queries import speakers_of
from portal.policy import SignedIn

SIGN_WITHIN = timedelta(days=14)
REMIND_BEFORE = timedelta(days=14)
USUAL_YEARS = 3


def write_agreement(
    cluster: Cluster,
    *,
    by: SignedIn,
    number: int,
    commitments: str,
    staff_time: str,
    years: int,
    starts_on: date | None,
    review_on: date | None,
) -> WorkingAgreement:
    """A new version counts from now on; every member school is asked to sign it. `number`: the version that was read, 0 for none."""
    before = queries.current(cluster.id)
    if number != (before.number if before is not None else 0):
        raise RuleBroken(
            None, _("Someone has written a newer version meanwhile. Your words are below; please look again.")
        )
    starts = starts_on or clock.today(cluster.zone)
    if not 1 <= years <= 10:
        raise RuleBroken("years", _("Choose one to ten years."))
    ends = _years_later(starts, years)
    review = review_on or _years_later(starts, 1)
    if not clock.today(cluster.zone) < review <= ends:
        raise RuleBroken("review_on", _("Choose a day in the future, before the agreement ends."))
    if before is not None:
        change(before, {"replaced_at": None}, {"replaced_at": clock.now()})
        for kind in (DutyKind.SIGN_WORKING, DutyKind.REVIEW_WORKING):
            duty.settle(kind, before.id, by=by, outcome="new version")
    made = WorkingAgreement(
        cluster_id=cluster.id,
        number=number + 1,
        commitments=clean(commitments),
        staff_time=clean(staff_time),
        years=years,
        starts_on=starts,
        ends_on=ends,
        review_on=review,
        written_by_id=by.id,
    )
    session().add(made)
    session().flush()
    record(events.WorkingAgreementWritten(by_id=by.id, cluster_id=cluster.id, subject_id=made.id, number=made.number))
    for membership in cluster.live_memberships():
        if membership.side != Side.HOME:
            continue
        if by.holds("contact", membership.school_id) or by.holds("signatory", membership.school_id):
            _sign(made, membership.school_id, by)
        else:
            _ask(made, cluster, membership.school_id)
    return made


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _ask(agreement: WorkingAgreement, cluster: Cluster, school_id: uuid.UUID) -> None:
    duty.owe(
        DutyKind.SIGN_WORKING,
        subject_id=agreement.id,
        cluster_id=cluster.id,
        school_id=school_id,
        office="contact",
        title=cluster.name,
        due_at=clock.now() + SIGN_WITHIN,
    )


def _sign(agreement: WorkingAgreement, school_id: uuid.UUID, by: Actor, *, by_joining: bool = False) -> None:
    session().add(
        WorkingSignature(agreement_id=agreement.id, school_id=school_id, signed_by_id=by.id, by_joining=by_joining)
    )
    session().flush()
    session().expire(agreement, ["signatures"])
    duty.settle(DutyKind.SIGN_WORKING, agreement.id, by=by, school_id=school_id, outcome="signed")
    record(
        events.WorkingAgreementSigned(
            by_id=by.id,
            cluster_id=agreement.cluster_id,
            school_id=school_id,
            subject_id=agreement.id,
            number=agreement.number,
        )
    )


def sign_agreement(agreement: WorkingAgreement, *, by: SignedIn) -> None:
    """Whoever speaks for a member school signs for the first of their schools that has not."""
    if agreement.replaced_at is not None:
        raise NotAllowedNow(_("A newer version counts now. Please sign that one."))
    signed = {signature.school_id for signature in agreement.signatures}
    mine = [s for s in _home_schools(agreement.cluster) if by.holds("contact", s) or by.holds("signatory", s)]
    school_id = next((s for s in mine if s not in signed), None)
    if school_id is None:
        raise NotAllowedNow(_("Your school has signed already."))
    _sign(agreement, school_id, by)


def _home_schools(cluster: Cluster) -> list[uuid.UUID]:
    return [m.school_id for m in cluster.live_memberships() if m.side == Side.HOME]


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """A school came: by joining it has signed, where who joined speaks for it. A school went: it is asked for nothing."""
    agreement = queries.current(cluster.id)
    if agreement is None:
        return
    here = _home_schools(cluster)
    signed = {signature.school_id for signature in agreement.signatures}
    owed = {d.school_id for d in duty.open_duties(DutyKind.SIGN_WORKING, agreement.id)}
    for school_id in here:
        if school_id in signed or school_id in owed:
            continue
        if by.id is not None and by.id in speakers_of(school_id):
            _sign(agreement, school_id, by, by_joining=True)
        else:
            _ask(agreement, cluster, school_id)
    for gone in owed - set(here):
        duty.settle(DutyKind.SIGN_WORKING, agreement.id, by=by, school_id=gone, outcome="left")


def remind_of_review(agreement: WorkingAgreement, *, by: Actor) -> None:
    """Two weeks before its day the coordinator is asked to look at it with the schools."""
    cluster = agreement.cluster
    if agreement.replaced_at is not None or agreement.review_on > clock.today(cluster.zone) + REMIND_BEFORE:
        return
    if duty.open_duties(DutyKind.REVIEW_WORKING, agreement.id):
        return
    due: datetime = moments.instant(agreement.review_on, time(23, 59), cluster.zone)
    duty.owe(
        DutyKind.REVIEW_WORKING,
        subject_id=agreement.id,
        cluster_id=cluster.id,
        office="contact_teacher",
        title=cluster.name,
        due_at=due,
    )
    record(events.WorkingAgreementReviewDue(by_id=by.id, cluster_id=cluster.id, subject_id=agreement.id))


def review_agreement(agreement: WorkingAgreement, *, by: Actor, review_on: date | None) -> None:
    """It stands as it is, and is looked at again on another day before it ends."""
    if agreement.replaced_at is not None:
        raise NotAllowedNow(_("A newer version counts now."))
    if review_on is None or not clock.today(agreement.cluster.zone) < review_on <= agreement.ends_on:
        raise RuleBroken("review_on", _("Choose a day in the future, before the agreement ends."))
    change(agreement, {"replaced_at": None}, {"review_on": review_on})
    duty.settle(DutyKind.REVIEW_WORKING, agreement.id, by=by, outcome="reviewed")
    record(events.WorkingAgreementReviewed(by_id=by.id, cluster_id=agreement.cluster_id, subject_id=agreement.id))

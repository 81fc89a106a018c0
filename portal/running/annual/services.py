"""Lay out, write, add a voice, send."""

import uuid
from dataclasses import asdict
from datetime import date, time, timedelta

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.policy import SignedIn
from portal.running.annual import events, queries
from portal.running.annual.models import AnnualReview, AnnualStatus, AnnualVoice
from portal.running.annual.workflow import ANNUAL

DUE = (5, 31)
"""Month and day until which the review is owed."""


def open_review(cluster: Cluster, *, by: Actor, year: int) -> AnnualReview | None:
    """Lay the review of the year out, once: the twelve months to the end of May, and the coordinator owes it by then."""
    if queries.review_of(cluster.id, year) is not None:
        return None
    until = date(year, *DUE)
    made = AnnualReview(
        cluster_id=cluster.id, year=year, from_on=date(year - 1, *DUE) + timedelta(days=1), until_on=until
    )
    session().add(made)
    session().flush()
    duty.owe(
        DutyKind.WRITE_ANNUAL,
        subject_id=made.id,
        cluster_id=cluster.id,
        office="contact_teacher",
        title=cluster.name,
        due_at=moments.instant(until, time(23, 59), cluster.zone),
    )
    record(events.AnnualReviewOpened(by_id=by.id, cluster_id=cluster.id, subject_id=made.id, year=year))
    return made


def _check_open(review: AnnualReview) -> None:
    if review.status != AnnualStatus.OPEN:
        raise NotAllowedNow(_("This review was sent already. It stays as it is."))


def write_review(
    review: AnnualReview, *, by: Actor, version: int, went_well: str, learned: str, next_year: str
) -> None:
    """The coordinator's words. Raises Stale when someone else wrote meanwhile."""
    _check_open(review)
    words = {"went_well": clean(went_well), "learned": clean(learned), "next_year": clean(next_year)}
    if review.version != version:
        raise Stale(
            _("Someone wrote in the review meanwhile."),
            {"went_well": review.went_well, "learned": review.learned, "next_year": review.next_year},
        )
    change(review, {"version": version}, {**words, "version": version + 1})
    record(events.AnnualReviewWritten(by_id=by.id, cluster_id=review.cluster_id, subject_id=review.id))


def add_voice(review: AnnualReview, *, by: SignedIn, school_id: uuid.UUID | None, version: int, words: str) -> None:
    """A school says how the year was for it; its people can change that until the review is sent."""
    _check_open(review)
    place = by.place_in(review.cluster_id)
    if school_id is None or place is None or school_id not in place.schools:
        raise RuleBroken("school", _("Choose one of your schools that is in the cluster."))
    held = next((voice for voice in review.voices if voice.school_id == school_id), None)
    if version != (held.version if held is not None else 0):
        raise Stale(_("A colleague wrote meanwhile."), {"words": held.words if held is not None else ""})
    if held is None:
        session().add(AnnualVoice(review_id=review.id, school_id=school_id, words=clean(words), written_by_id=by.id))
        session().flush()
    else:
        change(held, {"version": version}, {"words": clean(words), "written_by_id": by.id, "version": version + 1})
    session().expire(review, ["voices"])
    record(
        events.AnnualVoiceWritten(by_id=by.id, cluster_id=review.cluster_id, school_id=school_id, subject_id=review.id)
    )


def send_review(review: AnnualReview, *, by: Actor) -> None:
    """The figures are counted once more and stand from now on; everyone can read and print it."""
    if not review.went_well:
        raise RuleBroken(None, _("Write at least what went well, then send it."))
    figures = queries.figures_of(review)
    ANNUAL.advance(review, "send", figures=asdict(figures), sent_at=clock.now(), sent_by_id=by.id)
    duty.settle(DutyKind.WRITE_ANNUAL, review.id, by=by, outcome="sent")
    record(events.AnnualReviewSent(by_id=by.id, cluster_id=review.cluster_id, subject_id=review.id, year=review.year))

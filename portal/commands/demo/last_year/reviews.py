"""What the seven readers made of the applications: each with a hand of their own, one harsh, one mild, one who gives nothing but 3 and 4."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.programmes.models import Criterion
from portal.applying.reviews import events
from portal.applying.reviews.models import (
    STATEMENT_VERSION,
    ModerationNote,
    Review,
    ReviewScore,
    ReviewStatus,
    Screening,
    SentReview,
)
from portal.applying.reviews.scoring import Mark, total
from portal.applying.reviews.services.standings import recompute
from portal.commands.demo.last_year.laid import Rows
from portal.commands.demo.last_year.people import Cast
from portal.commands.demo.last_year.places import ONLY_THREE_AND_FOUR, READERS
from portal.commands.demo.last_year.rounds import Applied
from portal.commands.demo.world import World
from portal.core.database import session
from portal.core.duty import Duty, DutyKind, key_of

EACH = 3
STEP = 20.0
"""Points of a hundred for a step on a criterion."""
WORDS = (
    "“Why we belong together” names one reason that every school shares, and the plan follows from it. I found it in each of the three answers.",
    "In “Plan” two of the three activities have a month and a name beside them. The third is left open, and so is who pays for it.",
    "“In the partner's own words” the partner school speaks for itself. What it hopes for is what the plan gives it, which is rarer than it should be.",
    "“Impact and inclusion” says what will change and not how anybody would know. One question asked twice, before and after, would be enough.",
    "“Money” adds up, and each sum is for something in the plan. Cover is named for each absence but one.",
)
FEEDBACK = (
    "A convincing reason to work together. Say for every activity who steps in when a teacher is away.",
    "Your partner school's own words carry this application. Give the plan the same care: months, and names beside them.",
    "We liked how small it starts. Say how you will know, at the end of the year, that it was worth it.",
)


class Reading:
    """The criteria of one round, and what each reader gives on them."""

    def __init__(self, world: World, rows: Rows, cast: Cast, round_id: uuid.UUID) -> None:
        self.world, self.rows, self.cast = world, rows, cast
        query = sa.select(Criterion).where(Criterion.round_id == round_id).order_by(Criterion.position)
        self.criteria = list(session().scalars(query))

    def checked(self, one: Applied, at: datetime, **more: Any) -> None:
        """The desk found it eligible, unless `more` says otherwise."""
        officer = self.world.people["officer"].id
        found = {"size_holds": True, "heads_permit": True, "safeguarding_named": True, "is_eligible": True, "cause": "", "note": ""} | more  # fmt: skip
        self.rows.add(Screening, at, application_id=one.id, screened_by_id=officer, **found)
        about = {"by_id": officer, "application_id": one.id, "subject_id": one.id}
        self.rows.note(events.ApplicationScreened(is_eligible=bool(found["is_eligible"]), **about), at)

    def readers(self, one: Applied) -> list[int]:
        """Who reads it: everybody has about as many, and no two share all of theirs."""
        n = one.place
        return sorted({n % 7, (n + 1 + n // 7 % 3) % 7, (n + 4 + n // 14 % 2) % 7})[:EACH]

    def given(self, one: Applied, reader: int, quality: float) -> dict[uuid.UUID, int]:
        """A score for each criterion that counts: what the application is worth, how this reader sees things, and chance (the same at every load)."""
        chance = random.Random(1000 * one.place + reader)  # noqa: S311
        found = {}
        for criterion in self.criteria:
            if criterion.optional_plus and one.place % 3:
                continue
            seen = (quality + READERS[reader][1] + chance.gauss(0, 13)) / STEP
            score = max(0, min(5, round(seen)))
            found[criterion.id] = (3 if seen < 3.4 else 4) if reader == ONLY_THREE_AND_FOUR else score
        return found

    def read(
        self, one: Applied, reader: int, quality: float, assigned: datetime, sent: datetime | None, status: ReviewStatus,
        **more: Any,
    ) -> uuid.UUID:  # fmt: skip
        """A review, as far as `status` says: sent, being written, opened, or only asked for."""
        person, officer = self.cast.readers[reader], self.world.people["officer"].id
        opened = assigned + timedelta(days=3, hours=2 * reader)
        is_open = status not in (ReviewStatus.ASSIGNED, ReviewStatus.CONFLICTED)
        scores = self.given(one, reader, quality) if sent is not None else {}
        points = total([Mark(c.weight, scores.get(c.id), c.optional_plus) for c in self.criteria]) if scores else None
        said = "" if points is None else "fund" if points >= 65 else "fund_with_conditions" if points >= 52 else "do_not_fund"  # fmt: skip
        written = {}
        if scores:
            written = {"recommendation": said, "feedback": FEEDBACK[(one.place + reader) % 3]}
            written["private_note"] = "" if reader % 3 else "Worth talking about the cover."
        stated = {"conflict_statement_at": opened, "conflict_statement_version": STATEMENT_VERSION} if is_open else {}
        values: dict[str, Any] = {
            "version": 2 if sent else 1,
            "submitted_at": sent,
            "total": points,
            **stated,
            **written,
            **more,
        }
        review = self.rows.add(
            Review, assigned, application_id=one.id, application_version_id=one.version_id, reviewer_id=person, status=status,
            assigned_by_id=officer, position=one.place, **values,
        )  # fmt: skip
        about = {"application_id": one.id, "subject_id": review, "review_id": review}
        self.rows.note(events.ReviewerAssigned(by_id=officer, person_id=person, in_batch=True, **about), assigned)
        if scores and sent is not None:
            self._scored(review, one, reader, scores, points, sent, written)
            self.rows.note(events.ReviewSubmitted(by_id=person, **about), sent)
        return review

    def _scored(
        self, review: uuid.UUID, one: Applied, reader: int, scores: Mapping[uuid.UUID, int], points: float | None,
        sent: datetime, written: Mapping[str, str],
    ) -> None:  # fmt: skip
        words = {key: WORDS[(n + one.place + reader) % len(WORDS)] for n, key in enumerate(scores)}
        for key, score in scores.items():
            self.rows.add(ReviewScore, sent, review_id=review, criterion_id=key, score=score, justification=words[key])
        copy = {str(key): {"score": score, "words": words[key]} for key, score in scores.items()}
        self.rows.add(
            SentReview, sent, review_id=review, number=1, application_version_id=one.version_id, total=points, reason="",
            content={"scores": copy, **written},
        )  # fmt: skip

    def owed(self, one: Applied, review: uuid.UUID, reader: int, title: str, due: datetime) -> None:
        """The review is still to come."""
        person = self.cast.readers[reader]
        key = key_of(Duty(kind=DutyKind.REVIEW, subject_id=review, person_id=person))
        owed = {"subject_id": review, "person_id": person, "title": title, "due_at": due, "open_key": key}
        self.rows.add(Duty, due - timedelta(days=21), kind=DutyKind.REVIEW, **owed)

    def noted(self, one: Applied, at: datetime, said: str, score: float | None = None) -> None:
        """The panel's note; with a score where the panel moved it."""
        chair = self.world.people["moderator"].id
        words = (
            "The panel follows the reviewers. The cover for absences was discussed and is the point for the feedback."
        )
        if score is not None:
            words = "The reviewers read the budget in two ways. The panel asked the officer, who explained the line on travel; it moves the score."
        self.rows.add(
            ModerationNote, at, application_id=one.id, author_id=chair, words=words, recommendation=said, moderated_score=score,
            present="Morwenna Stead, Mirembe Cole",
        )  # fmt: skip
        self.rows.note(events.PanelNoteWritten(by_id=chair, application_id=one.id, subject_id=one.id), at)


def reckon(made: Sequence[Applied]) -> None:
    """Work out what the reviews come to, as whenever one of them is sent."""
    query = sa.select(Application).where(Application.id.in_([one.id for one in made]))
    for application in session().scalars(query.order_by(Application.id)):
        if application.stage != Stage.WITHDRAWN:
            recompute(application)

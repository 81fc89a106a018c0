"""Programmes, rounds, sections, questions and criteria: rules as data that a programme manager edits."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.bilingual import Bilingual
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class Programme(Bilingual, Record):
    """An international programme that clusters apply to. `own_words`: what it calls a cluster, an application and so on (see vocabulary.py).

    `headings`: its own headings of the evidence, as `evidence.layouts.Line` keeps them, in order; empty: the general ones. `version` counts their edits.
    """

    __tablename__ = "programme"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {"name": 160, "summary": 2000}

    name: Mapped[str] = mapped_column(sa.String(160))
    summary: Mapped[str] = mapped_column(sa.Text(), default="")
    own_words: Mapped[dict[str, Any]] = mapped_column(sa.JSON(), default=dict)
    headings: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON(), default=list, server_default="[]")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    rounds: Mapped[list["Round"]] = relationship(back_populates="programme", order_by="Round.id")


class RoundStatus(StrEnum):
    """Whether a round takes applications is decided by its instants, not by this."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Kind(StrEnum):
    """What kind of answer a question asks for. `budget`: lines of what is bought, how it was worked out and what it costs, in the round's currency."""

    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TABLE = "table"
    BUDGET = "budget"
    FILE = "file"


class Round(Bilingual, Record):
    """One call for applications: opens and closes at instants planned in `zone`. `grace_minutes` is only for forms served before the deadline.

    `form_frozen_at`: from the first application on, the sections and questions of version `form_number` of the form stay as they are; who starts later
    may get a newer version, which is prepared as `next_form_number`. Who may apply: `themes` to choose from and `countries` (ISO codes) of schools abroad
    (empty: any), `home_per_overseas` member schools at most for each school abroad, a deputy of the coordinator, answered safeguarding questions at every
    member school, `most_money` in whole units of `currency` that the budget lines may add up to (None: any). `entry_questions`: each has to be answered
    with yes before an application is started.
    `criteria_frozen_at`: from the first opened review on,
    criteria do. `headings_kept`: the programme's headings of the evidence as they stood when the first application came in; they stay so for this round
    (None: nothing came in yet; empty: the general ones).
    """

    __tablename__ = "round"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {
        "name": 160,
        "theme_direction": 4000,
        "guidance": 20_000,
        "themes": 4000,
        "entry_questions": 6000,
    }

    programme_id: Mapped[uuid.UUID] = reference("programme.id")
    name: Mapped[str] = mapped_column(sa.String(160))
    status: Mapped[RoundStatus] = choice(RoundStatus, default=RoundStatus.DRAFT)
    theme_direction: Mapped[str] = mapped_column(sa.Text(), default="")
    guidance: Mapped[str] = mapped_column(sa.Text(), default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(sa.String(60), default="Europe/London")
    grace_minutes: Mapped[int] = mapped_column(default=10)
    min_schools: Mapped[int] = mapped_column(default=3)
    max_schools: Mapped[int] = mapped_column(default=8)
    min_overseas: Mapped[int] = mapped_column(default=0)
    required_headings: Mapped[list[str]] = mapped_column(default=list)
    themes: Mapped[list[str]] = mapped_column(default=list)
    countries: Mapped[list[str]] = mapped_column(default=list)
    entry_questions: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    home_per_overseas: Mapped[int | None]
    needs_deputy: Mapped[bool] = mapped_column(default=False)
    needs_declarations: Mapped[bool] = mapped_column(default=False)
    most_money: Mapped[int | None]
    reviewers_each: Mapped[int] = mapped_column(default=2)
    lead_signs_first: Mapped[bool] = mapped_column(default=True)
    reviewer_reads_outcome: Mapped[bool] = mapped_column(default=False)
    currency: Mapped[str] = mapped_column(sa.String(3), default="GBP")
    form_number: Mapped[int] = mapped_column(default=1)
    next_form_number: Mapped[int | None]
    form_frozen_at: Mapped[datetime | None]
    criteria_frozen_at: Mapped[datetime | None]
    reads_blind: ClassVar[Any]  # set by portal.applying.rules.models
    headings_kept: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(back_populates="rounds")
    sections: Mapped[list["RoundSection"]] = relationship(
        primaryjoin="and_(RoundSection.round_id == Round.id, RoundSection.form_number == Round.form_number)",
        order_by="RoundSection.position",
        viewonly=True,
    )
    criteria: Mapped[list["Criterion"]] = relationship(back_populates="round", order_by="Criterion.position")

    __table_args__ = (
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        sa.CheckConstraint("min_schools >= 1 AND max_schools >= min_schools", name="sizes"),
    )

    @property
    def offers_welsh(self) -> bool:
        """The round is offered in Welsh as soon as its name is."""
        return self.welsh_state("name") == "there"

    @property
    def edited_form_number(self) -> int | None:
        """The version of the form that can be changed now; None when there is none."""
        return self.next_form_number or (self.form_number if self.form_frozen_at is None else None)

    def is_open(self, now: datetime) -> bool:
        return self.status == RoundStatus.PUBLISHED and self.opens_at <= now <= self.closes_at

    def has_closed(self, now: datetime) -> bool:
        """Past the deadline and its grace: nothing can come in any more."""
        return now > self.closes_at + timedelta(minutes=self.grace_minutes)


class RoundSection(Bilingual, Record):
    """A section of version `form_number` of the form. `partner_only`: boxes only a partner school can write. `per_school`: every member school (or every
    partner school, where `partner_only`) answers it for itself."""

    __tablename__ = "round_section"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {"title": 160, "guidance": 4000}

    round_id: Mapped[uuid.UUID] = reference("round.id")
    title: Mapped[str] = mapped_column(sa.String(160))
    guidance: Mapped[str] = mapped_column(sa.Text(), default="")
    position: Mapped[int]
    partner_only: Mapped[bool] = mapped_column(default=False)
    is_budget: Mapped[bool] = mapped_column(default=False)
    per_school: Mapped[bool] = mapped_column(default=False)
    form_number: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()
    questions: Mapped[list["Question"]] = relationship(back_populates="section", order_by="Question.position")


class Question(Bilingual, Record):
    """A question with its guidance. `max_words` is of a text. `options`: what can be chosen, or the columns of a table.

    `shown_if_id`, `shown_if_value`: asked only where the answer to that other question is, or holds, this. `clarification`: words added after a cluster
    had started, at `clarified_at`; they explain, and change nothing that was asked.
    """

    __tablename__ = "question"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {"text": 500, "guidance": 4000, "options": 8000, "clarification": 2000}

    section_id: Mapped[uuid.UUID] = reference("round_section.id")
    text: Mapped[str] = mapped_column(sa.String(500))
    guidance: Mapped[str] = mapped_column(sa.Text(), default="")
    max_words: Mapped[int] = mapped_column(default=300)
    is_required: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    kind: Mapped[Kind] = choice(Kind, default=Kind.TEXT)
    options: Mapped[list[str]] = mapped_column(default=list)
    shown_if_id: Mapped[uuid.UUID | None] = reference("question.id", index=False)
    shown_if_value: Mapped[str] = mapped_column(sa.String(200), default="")
    clarification: Mapped[str] = mapped_column(sa.Text(), default="")
    clarified_at: Mapped[datetime | None]

    section: Mapped[RoundSection] = relationship(back_populates="questions")


class Criterion(Bilingual, Record):
    """A line of the rubric: a weight, and written anchors for 0, 1, 3 and 5. `optional_plus` can never lower a score."""

    __tablename__ = "criterion"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {
        "title": 160,
        "anchor_0": 2000,
        "anchor_1": 2000,
        "anchor_3": 2000,
        "anchor_5": 2000,
    }

    round_id: Mapped[uuid.UUID] = reference("round.id")
    title: Mapped[str] = mapped_column(sa.String(160))
    weight: Mapped[int]
    anchor_0: Mapped[str] = mapped_column(sa.Text(), default="")
    anchor_1: Mapped[str] = mapped_column(sa.Text(), default="")
    anchor_3: Mapped[str] = mapped_column(sa.Text(), default="")
    anchor_5: Mapped[str] = mapped_column(sa.Text(), default="")
    position: Mapped[int]
    optional_plus: Mapped[bool] = mapped_column(default=False)

    round: Mapped[Round] = relationship(back_populates="criteria")


class RoundExtension(Record):
    """The deadline of a round was moved later for everyone, because the portal could not be used. `closed_at`, `closes_at`: before and after."""

    __tablename__ = "round_extension"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    closed_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text())
    extended_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)

    extended_by: Mapped["Person"] = relationship()

    __table_args__ = (sa.CheckConstraint("closes_at > closed_at", name="later"),)


class RoundMilestone(Bilingual, Record):
    """A day in the life of a round that clusters should know, beside its opening and closing: a moment planned in the round's zone."""

    __tablename__ = "round_milestone"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {"title": 160}

    round_id: Mapped[uuid.UUID] = reference("round.id")
    title: Mapped[str] = mapped_column(sa.String(160))
    at: Mapped[datetime]

    round: Mapped[Round] = relationship()

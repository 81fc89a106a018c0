"""An objection to an outcome and what became of it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.applications.models import Application
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class Ground(StrEnum):
    """How the rules were not followed. That one would have decided otherwise is no ground."""

    CONFLICT = "conflict"
    NOT_READ = "not_read"
    RULES = "rules"
    WRONG_FACTS = "wrong_facts"


class ObjectionStatus(StrEnum):
    """made: waits for somebody who hears it. assigned: is heard. upheld: other people read the application. dismissed: the outcome stays."""

    MADE = "made"
    ASSIGNED = "assigned"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Objection(Record):
    """One for each decision that was sent. `words` are the cluster's, `answer` those of `officer`, who took no part in the outcome;
    both go with the answers of the application. `answer_by`: what the cluster was told when it objected."""

    __tablename__ = "objection"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    decision_id: Mapped[uuid.UUID] = reference("decision.id", index=False)
    status: Mapped[ObjectionStatus] = choice(ObjectionStatus, default=ObjectionStatus.MADE)
    ground: Mapped[Ground] = choice(Ground)
    words: Mapped[str] = mapped_column(sa.Text())
    made_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    officer_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answer_by: Mapped[datetime]
    assigned_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answer: Mapped[str] = mapped_column(sa.Text(), default="")
    answered_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    officer: Mapped["Person | None"] = relationship(foreign_keys=[officer_id])

    __table_args__ = (
        sa.UniqueConstraint(
            "decision_id", name="uq_objection_decision", info={"words": "Your cluster has objected to this outcome already."}
        ),
        sa.CheckConstraint("status = 'made' OR officer_id IS NOT NULL", name="heard_by_someone"),
        sa.CheckConstraint(
            "status NOT IN ('upheld', 'dismissed') OR (answered_at IS NOT NULL AND (answer <> '' OR words = ''))",
            name="answered_with_words",
        ),
    )  # fmt: skip

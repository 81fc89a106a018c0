"""A difficulty between two schools, what was done about it, and what was agreed. Kept for ever; read by the two schools and who mediates."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class MediationStatus(StrEnum):
    """Where a difficulty stands (see workflow.py)."""

    RAISED = "raised"
    ACCEPTED = "accepted_by_both"
    IN_PROGRESS = "in_progress"
    SETTLED = "settled"
    UNSETTLED = "unsettled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    TO_SAFEGUARDING = "to_safeguarding"


OPEN = frozenset({MediationStatus.RAISED, MediationStatus.ACCEPTED, MediationStatus.IN_PROGRESS})


class ConcernKind(StrEnum):
    """What it is about. Harm to a child is not among them: that goes another way."""

    SILENCE = "silence"
    EXPECTATIONS = "expectations"
    PROMISE = "promise"
    SHARE = "share"
    COSTS = "costs"
    TONE = "tone"
    CUSTOMS = "customs"
    OTHER = "other"


class MediatorKind(StrEnum):
    """Who mediates: an uninvolved school (its contacts and head), or one person."""

    SCHOOL = "school"
    COORDINATOR = "coordinator"
    ADVISER = "adviser"
    ORGANISATION = "organisation"


class StepKind(StrEnum):
    TALK = "talk"
    MESSAGE = "message"
    MEETING = "meeting"
    NOTE = "note"


class Voice(StrEnum):
    """In whose name something is said or owed."""

    RAISING = "raising"
    OTHER = "other"
    MEDIATOR = "mediator"
    ADMINISTRATOR = "administrator"


class Mediation(Record):
    """A difficulty that one school of a network has with another.

    A side has said yes to talking with this mediator at `raising_accepted_at` and `other_accepted_at`, the mediator at `mediator_accepted_at`; with the
    third yes it is accepted. A mediator who says no, or stops, leaves the mediator's columns empty. `escalated_at`: from then on the administrators
    read it, too. `inherited_from_id`: the school whose place one of the two has taken.
    """

    __tablename__ = "mediation"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    raising_school_id: Mapped[uuid.UUID] = reference("school.id")
    other_school_id: Mapped[uuid.UUID] = reference("school.id")
    raised_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    kind: Mapped[ConcernKind] = choice(ConcernKind)
    what: Mapped[str] = mapped_column(sa.Text())
    wish: Mapped[str] = mapped_column(sa.Text(), default="")
    status: Mapped[MediationStatus] = choice(MediationStatus, default=MediationStatus.RAISED)
    mediator_kind: Mapped[MediatorKind | None] = choice(MediatorKind)
    mediator_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    mediator_id: Mapped[uuid.UUID | None] = reference("person.id")
    raising_accepted_at: Mapped[datetime | None]
    other_accepted_at: Mapped[datetime | None]
    mediator_accepted_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    outcome: Mapped[str] = mapped_column(sa.Text(), default="")
    review_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    escalated_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    escalation: Mapped[str] = mapped_column(sa.Text(), default="")
    inherited_from_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)

    cluster: Mapped["Cluster"] = relationship()
    raising_school: Mapped["School"] = relationship(foreign_keys=[raising_school_id])
    other_school: Mapped["School"] = relationship(foreign_keys=[other_school_id])
    mediator_school: Mapped["School | None"] = relationship(foreign_keys=[mediator_school_id])
    mediator: Mapped["Person | None"] = relationship(foreign_keys=[mediator_id])
    steps: Mapped[list["MediationStep"]] = relationship(order_by="MediationStep.id")
    actions: Mapped[list["MediationAction"]] = relationship(order_by="MediationAction.id")

    __table_args__ = (
        sa.Index(
            "uq_mediation_open",
            "cluster_id",
            "raising_school_id",
            "other_school_id",
            unique=True,
            sqlite_where=sa.text("status IN ('raised', 'accepted_by_both', 'in_progress')"),
            postgresql_where=sa.text("status IN ('raised', 'accepted_by_both', 'in_progress')"),
            info={"words": "Your school has an open matter with this school already.", "field": "school"},
        ),
    )

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def party_ids(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The two schools."""
        return self.raising_school_id, self.other_school_id

    @property
    def mediator_name(self) -> str:
        """The mediating school or person; empty while there is none."""
        found: Any = self.mediator_school or self.mediator
        return found.name if found is not None else ""

    @property
    def has_mediator(self) -> bool:
        return self.mediator_school_id is not None or self.mediator_id is not None

    def school_of(self, voice: Voice) -> uuid.UUID | None:
        """The school that speaks with this voice; None for a mediator who is a person, and for an administrator."""
        return {
            Voice.RAISING: self.raising_school_id,
            Voice.OTHER: self.other_school_id,
            Voice.MEDIATOR: self.mediator_school_id,
        }.get(voice)


class MediationStep(Record):
    """Something that was done or said, on a day."""

    __tablename__ = "mediation_step"

    mediation_id: Mapped[uuid.UUID] = reference("mediation.id")
    kind: Mapped[StepKind] = choice(StepKind, default=StepKind.NOTE)
    voice: Mapped[Voice] = choice(Voice)
    by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    on: Mapped[date]
    what: Mapped[str] = mapped_column(sa.Text())

    by: Mapped["Person"] = relationship(foreign_keys=[by_id])


class MediationAction(Record):
    """Something that was agreed: who does what by when."""

    __tablename__ = "mediation_action"

    mediation_id: Mapped[uuid.UUID] = reference("mediation.id")
    owner: Mapped[Voice] = choice(Voice)
    what: Mapped[str] = mapped_column(sa.Text())
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    mediation: Mapped[Mediation] = relationship(viewonly=True)

"""Newcomers and what they have ticked."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class Step(StrEnum):
    """The steps of reading in, in their order."""

    CLUSTER = "cluster"
    PROMISE = "promise"
    BOARD = "board"
    CALENDAR = "calendar"
    STAND_INS = "stand_ins"
    SAFEGUARDING = "safeguarding"
    BUDDY = "buddy"
    MAIL = "mail"


class Newcomer(Record):
    """A person who joined a school of the cluster after the school did. `buddy_id`: who shows them round. `finished_at`: all is ticked, or they left."""

    __tablename__ = "newcomer"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID] = reference("person.id")
    buddy_id: Mapped[uuid.UUID | None] = reference("person.id")
    began_on: Mapped[date]
    finished_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship()
    school: Mapped["School"] = relationship()
    person: Mapped["Person"] = relationship(foreign_keys=[person_id])
    buddy: Mapped["Person | None"] = relationship(foreign_keys=[buddy_id])
    steps: Mapped[list["NewcomerStep"]] = relationship(back_populates="newcomer", order_by="NewcomerStep.id")

    __table_args__ = (sa.UniqueConstraint("cluster_id", "person_id", name="uq_newcomer_person"),)

    @property
    def done(self) -> set[Step]:
        """What is ticked."""
        return {one.step for one in self.steps}


class NewcomerStep(Record):
    """One step that is done."""

    __tablename__ = "newcomer_step"

    newcomer_id: Mapped[uuid.UUID] = reference("newcomer.id", index=False)
    step: Mapped[Step] = choice(Step)

    newcomer: Mapped[Newcomer] = relationship(back_populates="steps")

    __table_args__ = (sa.UniqueConstraint("newcomer_id", "step", name="uq_newcomer_step"),)

"""One row for each time that something is passed on: first a plan, then a line of the log."""

import uuid
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.schools.models import School


class Audience(StrEnum):
    """For whom it is."""

    SCHOOLS = "schools"
    OWN_STAFF = "own_staff"
    PARENTS = "parents"
    GOVERNORS = "governors"
    COMMUNITY = "community"
    PROFESSION = "profession"
    ONLINE = "online"


class SharingStatus(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"


class Sharing(Record):
    """What is passed on, by which school, for whom, by which day; and when it was done, for how many. `reached`: a number of people, never names."""

    __tablename__ = "sharing"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    status: Mapped[SharingStatus] = choice(SharingStatus, default=SharingStatus.PLANNED)
    what: Mapped[str] = mapped_column(sa.String(200))
    audience: Mapped[Audience] = choice(Audience)
    planned_on: Mapped[date]
    held_on: Mapped[date | None]
    reached: Mapped[int | None]
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    planned_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    cluster: Mapped["Cluster"] = relationship()
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.CheckConstraint("status <> 'done' OR held_on IS NOT NULL", name="done_has_a_day"),)

"""Sets of parts, the part of each school, supporters, feeder links, mentoring with its log."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster, ClusterMembership
    from portal.identity.schools.models import School


class PartSet(Record):
    """Parts that belong together, such as core, satellite and annex. `for_supporters`: for bodies that are not schools. Managers edit them."""

    __tablename__ = "part_set"

    name: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[int]
    for_supporters: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    parts: Mapped[list["Part"]] = relationship(back_populates="set", order_by="Part.position, Part.id")

    __table_args__ = (
        sa.UniqueConstraint(
            "name", name="uq_part_set_name", info={"words": "There is a set of this name already.", "field": "name"}
        ),
    )


class Part(Record):
    """One part. `through`: a school that plays it is linked to the cluster through another school."""

    __tablename__ = "part"

    set_id: Mapped[uuid.UUID] = reference("part_set.id", index=False)
    name: Mapped[str] = mapped_column(sa.String(80))
    guidance: Mapped[str] = mapped_column(sa.Text(), default="")
    through: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    set: Mapped[PartSet] = relationship(back_populates="parts")

    __table_args__ = (
        sa.UniqueConstraint(
            "set_id",
            "name",
            name="uq_part_name",
            info={"words": "There is a part of this name in the set already.", "field": "name"},
        ),
    )


class SchoolPart(Record):
    """The part that a school plays; `through_id`: the membership of the school through which it is linked."""

    __tablename__ = "school_part"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    membership_id: Mapped[uuid.UUID] = reference("cluster_membership.id", index=False)
    part_id: Mapped[uuid.UUID] = reference("part.id")
    through_id: Mapped[uuid.UUID | None] = reference("cluster_membership.id", index=False)
    given_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    membership: Mapped["ClusterMembership"] = relationship(foreign_keys=[membership_id])
    through: Mapped["ClusterMembership | None"] = relationship(foreign_keys=[through_id])
    part: Mapped[Part] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("membership_id", name="uq_school_part_membership"),
        sa.CheckConstraint("through_id IS NULL OR through_id <> membership_id", name="not_through_itself"),
    )


class ClusterSupporter(Record):
    """A body that is not a school and stands by the cluster: a museum, a university, an adviser."""

    __tablename__ = "cluster_supporter"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    organisation_id: Mapped[uuid.UUID | None] = reference("organisation.id")
    name: Mapped[str] = mapped_column(sa.String(200))
    part_id: Mapped[uuid.UUID] = reference("part.id")
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    named_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship()
    part: Mapped[Part] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_cluster_supporter_live",
            "cluster_id",
            "name",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
            info={"words": "This supporter is named already.", "field": "name"},
        ),
    )


class FeederLink(Record):
    """Pupils of one school of the cluster normally move on to another."""

    __tablename__ = "feeder_link"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    from_school_id: Mapped[uuid.UUID] = reference("school.id")
    to_school_id: Mapped[uuid.UUID] = reference("school.id")
    noted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship()
    from_school: Mapped["School"] = relationship(foreign_keys=[from_school_id])
    to_school: Mapped["School"] = relationship(foreign_keys=[to_school_id])

    __table_args__ = (
        sa.CheckConstraint("from_school_id <> to_school_id", name="two_schools"),
        sa.Index(
            "uq_feeder_link_live",
            "cluster_id",
            "from_school_id",
            "to_school_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
            info={"words": "This is noted already.", "field": "to_school"},
        ),
    )


class Mentoring(Record):
    """One school takes others along: goals, the schools it mentors, a log of what was done. `ended_at`: since when it is over."""

    __tablename__ = "mentoring"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    mentor_school_id: Mapped[uuid.UUID] = reference("school.id")
    goals: Mapped[str] = mapped_column(sa.Text())
    ends_on: Mapped[date | None]
    begun_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship()
    mentor_school: Mapped["School"] = relationship()
    mentees: Mapped[list["Mentee"]] = relationship(back_populates="mentoring", order_by="Mentee.id")

    @property
    def school_ids(self) -> set[uuid.UUID]:
        """The mentor and those that it mentors."""
        return {self.mentor_school_id, *(m.school_id for m in self.mentees if m.status != MenteeStatus.DECLINED)}

    @property
    def taking_part_ids(self) -> set[uuid.UUID]:
        """The mentor and the schools that have said yes; empty until one has."""
        agreed = {m.school_id for m in self.mentees if m.status == MenteeStatus.AGREED}
        return {self.mentor_school_id, *agreed} if agreed else set()

    @property
    def asked_school_ids(self) -> set[uuid.UUID]:
        """The schools that have not answered yet."""
        return {m.school_id for m in self.mentees if m.status == MenteeStatus.ASKED}


class MenteeStatus(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


class Mentee(Record):
    """A school that is mentored, once it has said yes."""

    __tablename__ = "mentee"

    mentoring_id: Mapped[uuid.UUID] = reference("mentoring.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    status: Mapped[MenteeStatus] = choice(MenteeStatus, default=MenteeStatus.ASKED)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    mentoring: Mapped[Mentoring] = relationship(back_populates="mentees")
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("mentoring_id", "school_id", name="uq_mentee_school"),)


class MentoringSession(Record):
    """One entry of the log: when, what, what comes next."""

    __tablename__ = "mentoring_session"

    mentoring_id: Mapped[uuid.UUID] = reference("mentoring.id")
    held_on: Mapped[date]
    words: Mapped[str] = mapped_column(sa.Text())
    next_step: Mapped[str] = mapped_column(sa.Text(), default="")
    written_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")

    mentoring: Mapped[Mentoring] = relationship()
    school: Mapped["School"] = relationship()

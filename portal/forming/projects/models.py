"""A project and the schools in it."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.schools.models import School


class ProjectStatus(StrEnum):
    """became_cluster: its schools go on as a cluster."""

    OPEN = "open"
    BECAME_CLUSTER = "became_cluster"
    ENDED = "ended"


class Project(Record):
    """Something that several schools do, each by itself or together: Eco Schools, a joint experiment. Read by everyone at a verified school."""

    __tablename__ = "project"

    name: Mapped[str] = mapped_column(sa.String(120))
    theme: Mapped[str] = mapped_column(sa.String(120))
    about: Mapped[str] = mapped_column(sa.Text(), default="")
    link: Mapped[str] = mapped_column(sa.String(500), default="")
    status: Mapped[ProjectStatus] = choice(ProjectStatus, default=ProjectStatus.OPEN)
    ends_on: Mapped[date | None]
    school_id: Mapped[uuid.UUID] = reference("school.id")
    begun_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")

    school: Mapped["School"] = relationship()
    schools: Mapped[list["ProjectSchool"]] = relationship(back_populates="project", order_by="ProjectSchool.id")

    @property
    def school_ids(self) -> set[uuid.UUID]:
        """The schools that are in it now."""
        return {one.school_id for one in self.schools if one.left_at is None}

    @property
    def to_invite(self) -> list["ProjectSchool"]:
        """The verified schools beside the one that began it, in the order in which they joined: those that a cluster made of it asks."""
        others = (one for one in self.schools if one.left_at is None and one.school_id != self.school_id)
        return [one for one in others if one.school.is_verified]

    @property
    def is_open(self) -> bool:
        """Can schools join it?"""
        return self.status == ProjectStatus.OPEN


class ProjectSchool(Record):
    """A school in a project, with a sentence on what it does there."""

    __tablename__ = "project_school"

    project_id: Mapped[uuid.UUID] = reference("project.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    joined_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    left_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(back_populates="schools")
    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_project_school_live",
            "project_id",
            "school_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
            info={"words": "Your school is in this project already."},
        ),
    )

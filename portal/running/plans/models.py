"""Tasks of a partnership, and the class that each school brings."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.core.duty import DutyKind

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School
    from portal.running.partnerships.models import Partnership


class TaskKind(StrEnum):
    """project: a step of the project plan. support: something a school at home does so that another school's own pair goes on."""

    PROJECT = "project"
    SUPPORT = "support"


class Help(StrEnum):
    """What kind of support is asked for."""

    CLASS = "class"
    CALL = "call"
    MATERIAL = "material"
    OTHER = "other"


class TaskStatus(StrEnum):
    """wanted: no school has taken it on yet."""

    WANTED = "wanted"
    TAKEN = "taken"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


OPEN = frozenset({TaskStatus.WANTED, TaskStatus.TAKEN, TaskStatus.BLOCKED})


class Task(Record):
    """Something that one school does by a day. `school_id`: which one; None while it is wanted. `for_school_id`: whose pair it supports (support alone).

    `due_on`: the last day, on the clocks of the school that does it. `why_blocked`: what stands in the way, or why it was passed on or dropped.
    """

    __tablename__ = "partnership_task"

    partnership_id: Mapped[uuid.UUID] = reference("partnership.id", index=False)
    kind: Mapped[TaskKind] = choice(TaskKind, default=TaskKind.PROJECT)
    help: Mapped[Help | None] = choice(Help, nullable=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    details: Mapped[str] = mapped_column(sa.Text(), default="")
    school_id: Mapped[uuid.UUID | None] = reference("school.id")
    for_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    due_on: Mapped[date]
    status: Mapped[TaskStatus] = choice(TaskStatus, default=TaskStatus.WANTED)
    why_blocked: Mapped[str] = mapped_column(sa.Text(), default="")
    done_at: Mapped[datetime | None]
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    partnership: Mapped["Partnership"] = relationship()
    school: Mapped["School | None"] = relationship(foreign_keys=[school_id])
    for_school: Mapped["School | None"] = relationship(foreign_keys=[for_school_id])
    asked_by: Mapped["Person | None"] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.Index("ix_partnership_task_plan", "partnership_id", "due_on", "id"),
        sa.CheckConstraint("kind <> 'support' OR for_school_id IS NOT NULL", name="support_names_a_school"),
        sa.CheckConstraint("school_id IS NULL OR for_school_id IS NULL OR school_id <> for_school_id", name="another_school"),
    )  # fmt: skip

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster to whose partnership it belongs."""
        return self.partnership.cluster_id

    @property
    def is_open(self) -> bool:
        """Is there still something to do?"""
        return self.status in OPEN

    @property
    def duty_kind(self) -> DutyKind:
        """As what the school that has taken it on owes it."""
        return DutyKind.SUPPORT_TASK if self.kind == TaskKind.SUPPORT else DutyKind.DO_TASK

    def allows(self, command: str) -> bool:
        """Is this possible at this stage?"""
        from portal.running.plans.workflow import TASK  # the table is made of the statuses above

        return TASK.allows(self, command)


class ProjectClass(Record):
    """The class that a school brings into a partnership: year group and number, never names."""

    __tablename__ = "project_class"

    partnership_id: Mapped[uuid.UUID] = reference("partnership.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    year_group: Mapped[str] = mapped_column(sa.String(80))
    pupil_count: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    version: Mapped[int] = mapped_column(default=1)

    partnership: Mapped["Partnership"] = relationship()
    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "partnership_id",
            "school_id",
            name="uq_project_class_school",
            info={"words": "Your school has named a class already. Please look again."},
        ),
        sa.CheckConstraint("pupil_count > 0", name="some_pupils"),
    )


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be done, as it was typed. `school_id` None: whichever school takes it on (support alone)."""

    title: str
    due_on: date | None
    details: str = ""
    school_id: uuid.UUID | None = None
    help: Help | None = None

"""What a school does not begin while its own house is not in order. The one list: services ask it, pages show it.

Source of the rule: features rows 4 (the head confirms every year) and 7 (two live contacts, enforced). Both have a date: the yearly yes four weeks after the
first letter, a second contact two weeks after one was lost. Until then nothing is held back. After it the school begins nothing new; what is under way goes
on: board, calendar, stand-ins, replies, evidence, an application that was begun.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import RuleBroken
from portal.core.i18n import _, _l


class Reason(StrEnum):
    """What is overdue."""

    YES_IS_LATE = "yes_is_late"
    ONE_CONTACT = "one_contact"


_DUTIES = {DutyKind.YEARLY_YES: Reason.YES_IS_LATE, DutyKind.NAME_CONTACT: Reason.ONE_CONTACT}
MENDED_BY = {
    Reason.YES_IS_LATE: _l("the head says the yearly yes"),
    Reason.ONE_CONTACT: _l("the school names a second contact"),
}
HELD_BACK = (
    _l("start a cluster"),
    _l("join another cluster"),
    _l("ask a school, or another cluster, to become a partner"),
    _l("begin an application"),
)


@dataclass(frozen=True)
class HeldBack:
    """A school that is held back, and why."""

    school_id: uuid.UUID
    name: str
    reasons: tuple[Reason, ...]

    def words(self) -> str:
        """What to do first, in one sentence."""
        mended = " {} ".format(_("and")).join(str(MENDED_BY[reason]) for reason in self.reasons)
        return _(
            "%(school)s can begin something new when %(mended)s. What is under way goes on.",
            school=self.name,
            mended=mended,
        )


def reasons(school_id: uuid.UUID) -> tuple[Reason, ...]:
    """What is overdue at this school. One statement."""
    query = sa.select(Duty.kind).where(
        Duty.subject_id == school_id, Duty.kind.in_(_DUTIES), Duty.closed_at.is_(None), Duty.due_at < clock.now()
    )
    found = {_DUTIES[DutyKind(kind)] for kind in session().scalars(query.distinct().order_by(Duty.kind).limit(10))}
    return tuple(reason for reason in Reason if reason in found)


def check(school: Any, *, field: str | None = None) -> None:
    """Raise RuleBroken, with what to do first, when this school (or one that is named like it) begins nothing new just now."""
    found = reasons(school.id)
    if found:
        raise RuleBroken(field, HeldBack(school.id, school.name, found).words())

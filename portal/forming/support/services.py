"""Fill the sheet."""

from dataclasses import dataclass

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.forming.support import events, queries
from portal.forming.support.models import Backing, Share, SupportSheet
from portal.identity.schools.models import School


@dataclass(frozen=True)
class Answers:
    """The sheet as it was filled. `staff` and `classes` are numbers of people and of classes that take part."""

    head: Backing
    governors: Backing
    staff: int
    classes: int
    share: Share
    words: str = ""


def fill_sheet(school: School, *, by: Actor, version: int, answers: Answers) -> SupportSheet:
    """The school says who stands behind the work. Raises Stale when a colleague did so meanwhile."""
    if answers.staff < 0 or answers.classes < 0:
        raise RuleBroken("staff", _("Enter a number, 0 or more."))
    held = queries.sheet_of(school.id)
    if version != (held.version if held is not None else 0):
        raise Stale(_("Someone of your school changed the sheet meanwhile."), {"words": held.words if held else ""})
    values = {
        "head": answers.head,
        "governors": answers.governors,
        "staff": answers.staff,
        "classes": answers.classes,
        "share": answers.share,
        "words": clean(answers.words),
        "checked_on": clock.today(school.zone),
        "filled_by_id": by.id,
    }
    if held is None:
        held = SupportSheet(school_id=school.id, **values)
        session().add(held)
        session().flush()
    else:
        change(held, {"version": version}, {**values, "version": version + 1})
    record(events.SupportSheetFilled(by_id=by.id, school_id=school.id, subject_id=held.id))
    return held

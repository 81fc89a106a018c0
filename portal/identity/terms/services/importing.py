"""A calendar file: first the account of what was read, then, when a person says so, the dates."""

from datetime import date
from typing import Any

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.profiles.models import PeriodKind, PeriodSource, SchoolPeriod
from portal.identity.schools.models import School
from portal.identity.terms import events
from portal.identity.terms.calendar_file import Account
from portal.identity.terms.models import TermImport
from portal.identity.terms.services.taking import put_in, take_out
from portal.identity.terms.year import Stretch


def keep_reading(school: School, *, by: Actor, file_name: str, account: Account) -> TermImport:
    """Keep what was read from a file, for the page that asks whether to take it. The school's dates stay as they are."""
    reading = TermImport(
        school_id=school.id,
        by_id=by.id,
        file_name=file_name[:120] or "calendar.ics",
        found=[_row(one._asdict()) for one in account.found],
        left_out=[_row(one._asdict()) for one in account.left_out],
        number_left_out=account.number_left_out,
    )
    session().add(reading)
    session().flush()
    record(
        events.TermFileRead(
            by_id=by.id,
            school_id=school.id,
            subject_id=reading.id,
            found=len(account.found),
            left_out=account.number_left_out,
        )
    )
    return reading


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def take_dates(reading: TermImport, *, by: Actor, unknown: PeriodKind | None) -> int:
    """Put what was read into the school's year, in place of what came from an earlier file. `unknown`: what the dates are whose name does not
    say it; None leaves them out."""
    if reading.taken_at is not None:
        raise RuleBroken(None, _("These dates were taken already."))
    chosen = [one for row in reading.found if (one := read_row(row, unknown)) is not None]
    if not chosen:
        raise RuleBroken("unknown", _("There are no dates to take. Choose what the others are, or another file."))
    school = session().get_one(School, reading.school_id)
    change(reading, {"taken_at": None}, {"taken_at": clock.now()})
    take_out(SchoolPeriod.school_id == school.id, SchoolPeriod.source == PeriodSource.FILE)
    number = put_in(school, chosen, PeriodSource.FILE, import_id=reading.id)
    record(events.TermDatesTaken(by_id=by.id, school_id=school.id, how="file", number=number))
    return number


def read_row(row: dict[str, Any], unknown: PeriodKind | None) -> Stretch | None:
    """One row of an account as dates of a school; None when its kind is not known."""
    kind = PeriodKind(row["kind"]) if row["kind"] else unknown
    if kind is None:
        return None
    name = row["name"] or str(_("Dates without a name"))
    return Stretch(kind, name, date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"]))

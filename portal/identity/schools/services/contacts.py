"""A school has two live contacts: its contacts and its head count, and a second person who reads the school's mailbox. And it has a head."""

from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import fold_email
from portal.core.workflow import claim
from portal.identity.schools import events, queries
from portal.identity.schools.models import Function, School, SchoolStatus
from portal.identity.schools.services.versions import stale

NAME_WITHIN = timedelta(days=14)
_IN_USE = (SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.VERIFIED)


def review_contacts(school: School, *, by: Actor) -> None:
    """Called whenever someone gains or loses a function: what is missing is owed, what is there again is settled."""
    session().flush()
    session().expire(school, ["functions"])
    school = queries.get_school(school.id)
    is_used = school.status in _IN_USE
    has_contact = bool(school.holders(Function.CONTACT))
    office = Function.CONTACT if has_contact else Function.SIGNATORY
    _owe_or_settle(DutyKind.NAME_CONTACT, school, by, missing=queries.lacks_a_contact(school), office=office)
    _owe_or_settle(
        DutyKind.NAME_HEAD, school, by, missing=is_used and not school.holders(Function.SIGNATORY), office=office
    )


def _owe_or_settle(kind: DutyKind, school: School, by: Actor, *, missing: bool, office: Function) -> None:
    there = duty.open_duties(kind, school.id)
    if not missing:
        duty.settle(kind, school.id, by=by, outcome="named")
        return
    if any(d.office == office.value for d in there):
        return
    duty.settle(kind, school.id, by=SYSTEM, outcome="passed_on")
    duty.owe(
        kind,
        subject_id=school.id,
        title=school.name,
        school_id=school.id,
        office=office.value,
        due_at=clock.now() + NAME_WITHIN,
    )


def name_mailbox_contact(school: School, *, by: Actor, version: int, name: str, email: str) -> None:
    """A second person who reads the school's mailbox counts as a contact, without an account of their own. Both empty: nobody any more."""
    if bool(name) != bool(email):
        field = "mailbox_email" if name else "mailbox_name"
        raise RuleBroken(field, _("Give both, the name and the address; or leave both empty."))
    if not name and not school.mailbox_name:
        raise RuleBroken("mailbox_name", _("Enter the name and the address of the second person."))
    values = {"mailbox_name": name, "mailbox_email": fold_email(email), "version": version + 1}
    if not claim(school, {"version": version}, values):
        raise stale(school, ("mailbox_name", "mailbox_email"))
    record(events.MailboxContactNamed(by_id=by.id, school_id=school.id, named=bool(name)))
    review_contacts(school, by=by)

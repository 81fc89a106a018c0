"""A school year begins: what is asked of whom, until when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import Function, School
from portal.identity.years import events, queries
from portal.identity.years.models import SchoolYear
from portal.identity.years.services.delegating import send_link_to_deputy

# (school, address, name of the head, token): puts the letter to the head into the outbox, in this transaction
Write: TypeAlias = Callable[[School, str, str, str], None]
ASK_WITHIN = timedelta(days=28)
BETWEEN_LETTERS = timedelta(hours=1)


def open_year(school: School, *, by: Actor, begins_on: date, write: Write) -> SchoolYear:
    """Ask the contact who still works at the school, and the head for the yearly yes."""
    school = schools.get_school(school.id)
    until = clock.now() + ASK_WITHIN
    year = SchoolYear(school_id=school.id, begins_on=begins_on, members_due_at=until, head_due_at=until)
    session().add(year)
    session().flush()
    duty.settle(DutyKind.YEARLY_YES, school.id, by=by, outcome="next_year")
    duty.settle(DutyKind.CONFIRM_MEMBERS, school.id, by=by, outcome="next_year")
    _owe(DutyKind.YEARLY_YES, school, year)
    if queries.unconfirmed(year):
        _owe(DutyKind.CONFIRM_MEMBERS, school, year)
    else:
        year.members_confirmed_at = clock.now()
        session().flush()
    record(events.SchoolYearOpened(by_id=by.id, school_id=school.id, subject_id=year.id, begins_on=begins_on))
    if head_of(school)[0]:
        ask_head(year, by=by, write=write)
    return year


def _owe(kind: DutyKind, school: School, year: SchoolYear) -> None:
    duty.owe(
        kind,
        subject_id=school.id,
        title=school.name,
        school_id=school.id,
        office=Function.CONTACT.value,
        due_at=year.head_due_at,
    )


def ask_head(year: SchoolYear, *, by: Actor, write: Write) -> None:
    """Write to the head, with a new link, and to whom the head named, with one of their own; older links die."""
    school = schools.get_school(year.school_id)
    address, name = head_of(school)
    if year.agreed_at is not None:
        raise NotAllowedNow(_("The head has said yes for this school year."))
    if not address:
        raise NotAllowedNow(_("The portal knows no address of the head. Say first who the head is."))
    if year.written_at is not None and clock.now() - year.written_at < BETWEEN_LETTERS:
        raise NotAllowedNow(_("The head was written to less than an hour ago. Please wait a little."))
    letter = year.letters + 1
    change(
        year,
        {"letters": year.letters, "agreed_at": None},
        {"letters": letter, "written_at": clock.now(), "refused_at": None},
    )
    token = links.make_link(LinkPurpose.YEARLY_YES, subject_id=year.id, address=address)
    write(school, address, name, token)
    deputy = school_services.deputy_of(school)
    if deputy is not None:
        send_link_to_deputy(year, school, deputy.person, write)
    record(events.HeadAskedForYes(by_id=by.id, school_id=school.id, subject_id=year.id, letter=letter))


def head_of(school: School) -> tuple[str, str]:
    """The address and the name of who signs for the school: the signatory's own, else what the school gave for its head."""
    for held in school.holders(Function.SIGNATORY):
        return held.person.email, held.person.name
    return school.head_email, school.head_name

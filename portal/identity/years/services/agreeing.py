"""The head's yearly yes: who acts for the school, who belongs to it. By link without an account, or signed in."""

from collections.abc import Callable
from typing import TypeAlias

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.identity.accounts import links
from portal.identity.accounts.models import OneTimeLink, Person
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import Function, MemberStatus, School, SchoolMember
from portal.identity.years import events, queries
from portal.identity.years.models import SchoolYear

# (school, contact, words of the head): puts the mail into the outbox; the words stand nowhere else
WriteNo: TypeAlias = Callable[[School, Person, str], None]


def say_yes_by_link(link: OneTimeLink, *, by: Actor, name: str) -> None:
    """The head says yes through the mailed link, which proves the address. A head who is new signs from now on. So does whom the head named, by a link of
    their own; they sign nothing else."""
    links.use_link(link)
    year = _year_of(link)
    school = schools.get_school(year.school_id)
    if link.person_id is not None:
        _agree(year, school, _deputy_of_link(link, school))
        return
    head = school_services.person_of_head(link.address, name, school)
    school_services.make_signatory(school, head, clock.today(school.zone))
    session().expire(school)
    _agree(year, schools.get_school(school.id), head)


def _deputy_of_link(link: OneTimeLink, school: School) -> Person:
    deputy = school_services.deputy_of(school)
    if deputy is None or deputy.person_id != link.person_id:
        raise RuleBroken(None, _("You do not answer for the head any more. The head has been asked."))
    return deputy.person


def say_yes(school: School, *, by: Actor) -> None:
    """The head, or whom the head named, says yes on the school's page, signed in."""
    year = _waiting_year(school)
    _agree(year, school, by)


def _year_of(link: OneTimeLink) -> SchoolYear:
    return session().get_one(SchoolYear, link.subject_id)


def _waiting_year(school: School) -> SchoolYear:
    year = queries.latest_year(school.id)
    if year is None or year.agreed_at is not None:
        raise RuleBroken(None, _("The yearly yes has been said."))
    return year


def _agree(year: SchoolYear, school: School, head: Actor) -> None:
    at = clock.now()
    change(year, {"agreed_at": None}, {"agreed_at": at, "agreed_by_id": head.id, "refused_at": None})
    acting = [f.person_id for f in (*school.holders(Function.CONTACT), *school.holders(Function.SIGNATORY))]
    rows = sa.update(SchoolMember).where(
        SchoolMember.school_id == school.id,
        SchoolMember.status == MemberStatus.MEMBER,
        SchoolMember.person_id.in_(acting),
    )
    today = clock.today(school.zone)
    session().execute(rows.values(confirmed_on=today).execution_options(synchronize_session="fetch"))
    duty.settle(DutyKind.YEARLY_YES, school.id, by=head, outcome="agreed")
    record(events.YearlyYesGiven(by_id=head.id, school_id=school.id, person_id=head.id, subject_id=year.id))


def say_no(link: OneTimeLink, *, by: Actor, words: str, write: WriteNo) -> None:
    """The head says that something has changed. The contacts read what in a mail, mend it, and write to the head again."""
    if not clean(words):
        raise RuleBroken("words", _("Write what has changed. The school's contacts read it."))
    links.use_link(link)
    year = _year_of(link)
    school = schools.get_school(year.school_id)
    change(year, {"agreed_at": None}, {"refused_at": clock.now()})
    for held in school.holders(Function.CONTACT):
        write(school, held.person, clean(words))
    record(events.YearlyYesRefused(by_id=None, school_id=school.id, subject_id=year.id))

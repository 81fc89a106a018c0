"""Closing an account: asked for, fourteen days to think again, then the name and the address are gone and the work stays (UK GDPR, Article 17)."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import Base, session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.accounts import links
from portal.identity.accounts import services as accounts
from portal.identity.accounts.models import Person, RoleGrant
from portal.identity.accounts.workflow import ACCOUNT
from portal.identity.organisations.models import OrganisationMember
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import Function, SchoolFunction, SchoolMember
from portal.oversight.privacy import events, inventory, queries
from portal.oversight.privacy.classes import Class, class_of, is_text
from portal.oversight.privacy.models import AccountClosing
from portal.running.activities.models import CalendarFeed
from portal.running.board.services.forgetting import forget_name

GRACE = timedelta(days=14)
SHORTEST_NAME = 3
FORMER = "Former member"
"""What stands in place of the name; the school that the work belongs to stands beside it."""
_NAMES_GO = (inventory.Time.ACCOUNT, inventory.Time.SCHOOL, inventory.Time.CLUSTER)
# texts of the portal that tell a name: replaced where they tell this one
_TOLD_NAMES = (("notification", "title"), ("outbox_mail", "subject"), ("outbox_mail", "text"), ("outbox_mail", "html"), ("duty", "title"))  # fmt: skip


def ask_to_close(
    person: Person, *, by: Actor, nobody_else: bool, keep_session: uuid.UUID | None = None
) -> AccountClosing:
    """The account closes in fourteen days. Other browsers, links and calendar feeds die at once; who is the last contact of a school says that nobody else
    can take over. Raises RuleBroken("nobody_else", ...)."""
    if queries.open_closing(person.id) is not None:
        raise NotAllowedNow(_("Your account is being closed already."))
    if queries.schools_left_alone(person.id) and not nobody_else:
        raise RuleBroken(
            "nobody_else", _("Name another contact first; or tick the box if nobody else at the school can take over.")
        )
    closing = AccountClosing(person_id=person.id, due_at=clock.now() + GRACE)
    session().add(closing)
    session().flush()
    _stop_access(person, by=by, but=keep_session)
    duty.owe(
        DutyKind.KEEP_ACCOUNT, subject_id=closing.id, title=person.name, person_id=person.id, due_at=closing.due_at
    )
    record(events.ClosingAsked(by_id=by.id, person_id=person.id, subject_id=closing.id))
    return closing


def keep_account(closing: AccountClosing, *, by: Actor) -> None:
    """The person stays."""
    change(closing, {"kept_at": None, "done_at": None}, {"kept_at": clock.now()})
    duty.settle(DutyKind.KEEP_ACCOUNT, closing.id, by=by, outcome="kept")
    record(events.AccountKept(by_id=by.id, person_id=closing.person_id, subject_id=closing.id))


def complete_closing(closing: AccountClosing, *, by: Actor) -> None:
    """The fourteen days are over."""
    if closing.due_at > clock.now():
        raise NotAllowedNow(_("It is not time yet."))
    change(closing, {"kept_at": None, "done_at": None}, {"done_at": clock.now()})
    duty.settle(DutyKind.KEEP_ACCOUNT, closing.id, by=by, outcome="closed")
    person = session().get_one(Person, closing.person_id)
    close_account(person, by=by, reason="asked")


def close_account(person: Person, *, by: Actor, reason: str) -> None:
    """Leave the schools, end roles, delete what is the person's alone, and take the name and the address away. What they wrote for a school stays as the
    school's, by a former member. Signed and sealed records keep what was signed, for as long as the inventory says."""
    _leave_schools(person, by=by)
    _end_roles(person)
    _stop_access(person, by=by)
    _delete_own_rows(person)
    name, address = person.name, person.email
    _take_name_out(name)
    if len(name) >= SHORTEST_NAME and name != FORMER:
        forget_name(person.id, name, FORMER)
        _take_name_out_of_own_words(person.id, name)
    ACCOUNT.advance(
        person,
        "close",
        name=FORMER,
        folded_name="",
        email=f"{person.id.hex}@closed.invalid",
        password_hash=None,
        totp_secret=None,
        declared_work=None,
        unread=0,
    )
    _take_address_out(person.id, address)
    record(events.AccountClosed(by_id=by.id, person_id=person.id, because=reason))


def _stop_access(person: Person, *, by: Actor, but: uuid.UUID | None = None) -> None:
    accounts.end_all_sessions(by=by, person_id=person.id, but=but)
    links.void_links(person.id)
    feeds = sa.update(CalendarFeed).where(CalendarFeed.person_id == person.id, CalendarFeed.revoked_at.is_(None))
    session().execute(feeds.values(revoked_at=clock.now()))


def _leave_schools(person: Person, *, by: Actor) -> None:
    """Where the person is the last contact and there is no head to take over, the school is left without one: a duty of the programme's people."""
    for member in queries.memberships_of(person.id):
        school = schools.get_school(member.school_id)
        others = [f for f in school.holders(Function.SIGNATORY) if f.person_id != person.id]
        if [f.person_id for f in school.holders(Function.CONTACT)] == [person.id] and not others:
            _end_functions(person.id, school.id, clock.today(school.zone))
            session().expire(school, ["functions"])
        school_services.complete_leaving(member, by=by)


def _end_functions(person_id: uuid.UUID, school_id: uuid.UUID, today: Any) -> None:
    held = (SchoolFunction.person_id == person_id, SchoolFunction.school_id == school_id)
    session().execute(sa.update(SchoolFunction).where(*held, SchoolFunction.ended_on.is_(None)).values(ended_on=today))


def _end_roles(person: Person) -> None:
    at = clock.now()
    for table in (RoleGrant, OrganisationMember):
        held = sa.update(table).where(table.person_id == person.id, table.ended_at.is_(None))
        session().execute(held.values(ended_at=at))
    session().execute(sa.update(SchoolMember).where(SchoolMember.person_id == person.id).values(job=""))


def _delete_own_rows(person: Person) -> None:
    for table, kept in inventory.kept_tables():
        if kept.goes_at_closing:
            session().execute(sa.delete(table).where(table.c[kept.own[0]] == person.id))
    session().expire_all()


def _take_name_out(name: str) -> None:
    """The portal's own sentences that tell the name tell it no more. What others wrote is theirs."""
    if len(name) < SHORTEST_NAME or name == FORMER:
        return
    for table_name, column_name in _TOLD_NAMES:
        table = Base.metadata.tables[table_name]
        column = table.c[column_name]
        tells = sa.update(table).where(column.contains(name, autoescape=True))
        session().execute(tells.values({column: sa.func.replace(column, name, FORMER)}))
    threads = Base.metadata.tables["thread"]
    last = sa.update(threads).where(threads.c.last_author_name == name)
    session().execute(last.values(last_author_name=FORMER))


def _take_name_out_of_own_words(person_id: uuid.UUID, name: str) -> None:
    """What the person typed for school or cluster, and signed with their name, is by a former member. Sealed, signed and safeguarding records stay."""
    for table, kept in inventory.kept_tables():
        goes = kept.time in _NAMES_GO or table.name == "evidence_item"
        if not kept.own or not goes or table.name in ("person", "post", "post_version"):
            continue
        theirs = sa.or_(*(table.c[column] == person_id for column in kept.own))
        for column in table.columns:
            if class_of(column) == Class.WORDS and is_text(column) and not isinstance(column.type, sa.JSON):
                tells = sa.update(table).where(theirs, column.contains(name, autoescape=True))
                session().execute(tells.values({column: sa.func.replace(column, name, FORMER)}))


def _take_address_out(person_id: uuid.UUID, address: str) -> None:
    outbox, link = Base.metadata.tables["outbox_mail"], Base.metadata.tables["one_time_link"]
    for table in (outbox, link):
        session().execute(sa.delete(table).where(sa.func.lower(table.c.address) == address))


def replay(person: Person, *, by: Actor = SYSTEM) -> None:
    """After a restore: an account that was closed since the copy was made is closed again."""
    close_account(person, by=by, reason="replayed")

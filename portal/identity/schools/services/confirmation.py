"""The head's answer: who acts for the school. By link, without an account."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import fold_email
from portal.identity.accounts import links
from portal.identity.accounts import queries as accounts
from portal.identity.accounts import services as account_services
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person, PersonStatus
from portal.identity.schools import events, queries
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
)
from portal.identity.schools.services.contacts import review_contacts
from portal.identity.schools.services.deputies import end_deputy
from portal.identity.schools.services.verification import ask_for_verification
from portal.identity.schools.services.versions import stale
from portal.identity.schools.workflow import SCHOOL

# (kind, school, address, person or None, token or None): puts the mail into the outbox, in this transaction
Write: TypeAlias = Callable[[str, School, str, Person | None, str | None], None]
HEAD_ANSWERS_WITHIN = timedelta(days=14)
BETWEEN_LETTERS = timedelta(hours=1)


def ask_for_confirmation(school: School) -> None:
    """The person who registered the school sees that its head has not answered."""
    duty.owe(
        DutyKind.CONFIRM_SCHOOL,
        subject_id=school.id,
        title=school.name,
        person_id=school.proposed_by_id,
        due_at=clock.now() + HEAD_ANSWERS_WITHIN,
    )


def send_link_to_head(school: School, *, by: Actor, write: Write) -> None:
    """A new link for the head; older ones die."""
    token = links.make_link(LinkPurpose.CONFIRM_SCHOOL, subject_id=school.id, address=school.head_email)
    write("confirm_school", school, school.head_email, None, token)


def write_to_head(school: School, *, by: Actor, version: int, name: str, email: str, write: Write) -> None:
    """Send the head a link: again, because none came, or because there is another head now. A new head takes over when they confirm."""
    address = fold_email(email)
    if school.version != version:
        raise stale(school, ("head_name", "head_email"))
    if school.status in (SchoolStatus.REJECTED, SchoolStatus.CLOSED):
        raise NotAllowedNow(_("This school is no longer in use here."))
    if any(f.person.email == address for f in school.holders(Function.CONTACT)):
        raise RuleBroken(
            "head_email",
            _("Give the head's own address, or the address of the school office: the head confirms who acts."),
        )
    last = queries.head_written_to_at(school.id)
    if last is not None and clock.now() - last < BETWEEN_LETTERS:
        raise NotAllowedNow(_("The head was written to less than an hour ago. Please wait a little."))
    if school.status != SchoolStatus.PROPOSED and any(
        f.person.email == address for f in school.holders(Function.SIGNATORY)
    ):
        raise RuleBroken("head_email", _("The head at this address has confirmed already."))
    school.head_name, school.head_email, school.version = name, address, version + 1
    record(events.HeadWrittenTo(by_id=by.id, school_id=school.id))
    send_link_to_head(school, by=by, write=write)


def confirm_school(link: OneTimeLink, *, by: Actor, name: str, wants_account: bool, write: Write) -> School:
    """The head says yes: the school waits for verification, and the head signs for it from now on.

    A later head who confirms takes the place of the one before.
    """
    links.use_link(link)
    school = queries.get_school(link.subject_id)  # type: ignore[arg-type]
    head = person_of_head(link.address, name, school)
    first = school.status == SchoolStatus.PROPOSED
    if first:
        SCHOOL.advance(school, "confirm", head_confirmed_at=clock.now())
        duty.settle(DutyKind.CONFIRM_SCHOOL, school.id, by=head, outcome="confirmed")
        ask_for_verification(school)
        record(events.SchoolConfirmedByHead(by_id=head.id, school_id=school.id, person_id=head.id))
    elif school.status in (SchoolStatus.REJECTED, SchoolStatus.CLOSED):
        raise NotAllowedNow(_("This school is no longer in use here."))
    before = make_signatory(school, head, clock.today(school.zone))
    if not first:
        record(
            events.SignatoryChanged(
                by_id=head.id, school_id=school.id, person_id=head.id, before_id=str(before) if before else None
            )
        )
    school.head_name = head.name
    review_contacts(school, by=head)
    if wants_account and head.password_hash is None:
        token = links.make_link(LinkPurpose.CHOOSE_PASSWORD, person_id=head.id, address=head.email)
        write("choose_password", school, head.email, head, token)
    return school


def decline_school(link: OneTimeLink, *, by: Actor) -> School:
    """The head says no: nobody acts for the school here."""
    links.use_link(link)
    school = queries.get_school(link.subject_id)  # type: ignore[arg-type]
    SCHOOL.advance(school, "decline")
    duty.settle(DutyKind.CONFIRM_SCHOOL, school.id, by=by, outcome="declined")
    record(events.SchoolDeclinedByHead(by_id=None, school_id=school.id))
    return school


def person_of_head(address: str, name: str, school: School) -> Person:
    """The account of the head's address. The link proves the address; a password that somebody chose before that is void, and so is their acceptance of
    the code of conduct. A head who signs by link is not asked for it: they are when they first sign in."""
    found = accounts.person_by_email(address)
    if found is None:
        found = Person(
            name=name,
            email=fold_email(address),
            status=PersonStatus.ACTIVE,
            zone=school.zone,
            language=school.language,
            confirmed_at=clock.now(),
            conduct_version="",
        )
        session().add(found)
        session().flush()
    elif found.status == PersonStatus.UNCONFIRMED:
        found.status, found.confirmed_at, found.password_hash = PersonStatus.ACTIVE, clock.now(), None
        account_services.forget_conduct(found)
    elif found.status != PersonStatus.ACTIVE:
        raise NotAllowedNow(_("The account of this address is closed. Write to us, and we will help."))
    return found


def make_signatory(school: School, head: Person, on: date) -> object:
    """The head signs for the school; answers the id of who did before."""
    member = school.live_member(head.id)
    if member is None:
        session().add(
            SchoolMember(
                school_id=school.id,
                person_id=head.id,
                status=MemberStatus.MEMBER,
                job=_("Head"),
                answered_at=clock.now(),
            )
        )
    elif member.status == MemberStatus.REQUESTED:
        member.status, member.answered_at = MemberStatus.MEMBER, clock.now()
        duty.settle(DutyKind.ANSWER_JOIN_REQUEST, member.id, by=head, outcome="accepted")
    before = school.holders(Function.SIGNATORY)
    if any(f.person_id == head.id for f in before):
        return None
    for function in before:
        function.ended_on = on
    session().flush()
    end_deputy(school, by=head)  # whom the head before had named
    session().add(SchoolFunction(school_id=school.id, person_id=head.id, function=Function.SIGNATORY))
    session().flush()
    return before[0].person_id if before else None

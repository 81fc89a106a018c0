"""Finding what is being closed, what was removed, and requests about data."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.identity.accounts.models import Person
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember
from portal.oversight.privacy.models import AccountClosing, RequestState, RetentionRun, RightsRequest

AT_ONCE = 200


def open_closing(person_id: uuid.UUID) -> AccountClosing | None:
    """The closing that runs for a person."""
    where = (
        AccountClosing.person_id == person_id,
        AccountClosing.kept_at.is_(None),
        AccountClosing.done_at.is_(None),
    )
    return session().scalar(sa.select(AccountClosing).where(*where))


def closings_due() -> Sequence[uuid.UUID]:
    """Closings whose days are over, the oldest first."""
    where = (
        AccountClosing.due_at <= clock.now(),
        AccountClosing.kept_at.is_(None),
        AccountClosing.done_at.is_(None),
    )
    query = sa.select(AccountClosing.id).where(*where).order_by(AccountClosing.due_at, AccountClosing.id)
    return session().scalars(query.limit(AT_ONCE)).all()


def memberships_of(person_id: uuid.UUID) -> Sequence[SchoolMember]:
    """The schools that a person is a member of."""
    where = (SchoolMember.person_id == person_id, SchoolMember.status == MemberStatus.MEMBER)
    return session().scalars(sa.select(SchoolMember).where(*where).order_by(SchoolMember.id)).all()


def schools_left_alone(person_id: uuid.UUID) -> Sequence[School]:
    """Schools of which the person is the only contact, by name."""
    live = (SchoolFunction.function == Function.CONTACT, SchoolFunction.ended_on.is_(None))
    mine = sa.select(SchoolFunction.school_id).where(*live, SchoolFunction.person_id == person_id)
    others = sa.select(SchoolFunction.school_id).where(*live, SchoolFunction.person_id != person_id)
    query = sa.select(School).where(School.id.in_(mine), School.id.not_in(others))
    return session().scalars(query.order_by(School.name, School.id).limit(50)).all()


def last_run(rule: str) -> RetentionRun | None:
    """The latest look of a rule."""
    query = sa.select(RetentionRun).where(RetentionRun.rule == rule).order_by(RetentionRun.id.desc())
    return session().scalar(query.limit(1))


def last_runs() -> dict[str, RetentionRun]:
    """The latest look of every rule."""
    latest = sa.select(sa.func.max(RetentionRun.created_at), RetentionRun.rule).group_by(RetentionRun.rule)
    query = sa.select(RetentionRun).where(sa.tuple_(RetentionRun.created_at, RetentionRun.rule).in_(latest))
    return {run.rule: run for run in session().scalars(query)}


def get_request(rights_request_id: uuid.UUID) -> RightsRequest:
    """Raises NotFound."""
    found = session().get(RightsRequest, rights_request_id)
    if found is None:
        raise NotFound
    return found


def list_requests(after: str | None = None, *, open_only: bool = True) -> Page[RightsRequest]:
    """Requests about data, the newest first."""
    query = sa.select(RightsRequest)
    if open_only:
        query = query.where(RightsRequest.state.in_([RequestState.OPEN, RequestState.ASKING]))
    return page_by_key(query, RightsRequest.id, after=after, size=50, newest_first=True)


def person_of_address(address: str) -> Person | None:
    """The account of an address."""
    return session().scalar(sa.select(Person).where(Person.email == address))


def requests_due_within(span: timedelta) -> list[uuid.UUID]:
    """Requests about data that are open and must be answered within this span, or are late; the earliest first."""
    query = sa.select(RightsRequest.id).where(
        RightsRequest.state == RequestState.OPEN, RightsRequest.due_on <= clock.today() + span
    )
    return list(session().scalars(query.order_by(RightsRequest.due_on, RightsRequest.id).limit(200)))

"""Finding people, their roles, and what waits for a second person."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold, fold_email
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant, WebSession
from portal.identity.people.models import AccountHold, ProposalStatus, RoleProposal
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.policy.people import Role

MOST_PROPOSALS = 50
MOST_WORDS = 4
CONFIRMING = (Role.SYSTEM_ADMINISTRATOR, Role.PROGRAMME_MANAGER)


@dataclass(frozen=True)
class Listed:
    """One line of the list of people."""

    id: uuid.UUID
    name: str
    email: str
    status: PersonStatus
    roles: tuple[Role, ...]


def get_person(person_id: uuid.UUID) -> Person:
    """Raises NotFound."""
    person = session().get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def get_proposal(proposal_id: uuid.UUID) -> RoleProposal:
    """A proposal with the people in it. Raises NotFound."""
    query = sa.select(RoleProposal).where(RoleProposal.id == proposal_id)
    found = session().scalar(query.options(joinedload(RoleProposal.person), joinedload(RoleProposal.proposed_by)))
    if found is None:
        raise NotFound
    return found


def get_grant(grant_id: uuid.UUID) -> RoleGrant:
    """A role that is held, with its person. Raises NotFound, also when it has ended."""
    query = sa.select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.ended_at.is_(None))
    found = session().scalar(query.options(joinedload(RoleGrant.person)))
    if found is None:
        raise NotFound
    return found


def list_people(words: str = "", role: Role | None = None, after: str | None = None) -> Page[Listed]:
    """People by name: those with this role; or those whose name has all these words, or whose address it is; without either, everyone with a role.

    First whom, by the index of names alone; then their rows: names that are found far down the alphabet cost no more than others.
    """
    query: sa.Select[Any] = sa.select(Person.id)
    live = sa.select(RoleGrant.person_id).where(RoleGrant.ended_at.is_(None))
    if role is not None:
        query = query.where(Person.id.in_(live.where(RoleGrant.role == role)))
    elif not words.strip():
        query = query.where(Person.id.in_(live))
    if "@" in words:
        query = query.where(Person.email == fold_email(words))
    else:
        found = [w for w in fold(words).split() if w][:MOST_WORDS]
        query = query.where(*(Person.folded_name.contains(word, autoescape=True) for word in found))
    page = page_by_key(query, Person.folded_name, Person.id, after=after, rows=True)
    ids = [row[0] for row in page.items]
    roles = _roles_of(ids)
    columns = (Person.id, Person.name, Person.email, Person.status)
    rows = session().execute(sa.select(*columns).where(Person.id.in_(ids)).order_by(Person.folded_name, Person.id))
    return Page(items=[Listed(*row, roles.get(row[0], ())) for row in rows], next=page.next, first=page.first)


def _roles_of(person_ids: list[uuid.UUID]) -> dict[uuid.UUID, tuple[Role, ...]]:
    query = sa.select(RoleGrant.person_id, RoleGrant.role).where(
        RoleGrant.person_id.in_(person_ids), RoleGrant.ended_at.is_(None)
    )
    found: dict[uuid.UUID, tuple[Role, ...]] = {}
    for person_id, role in session().execute(query.order_by(RoleGrant.id).limit(len(person_ids) * len(Role) + 1)):
        found[person_id] = (*found.get(person_id, ()), role)
    return found


def list_grants(person_id: uuid.UUID) -> Sequence[RoleGrant]:
    """Every role the person holds or held, newest first."""
    query = sa.select(RoleGrant).where(RoleGrant.person_id == person_id)
    return session().scalars(query.order_by(RoleGrant.id.desc()).limit(50)).all()


def list_proposals_of(person_id: uuid.UUID) -> Sequence[RoleProposal]:
    """Every role that was proposed for the person, newest first."""
    query = sa.select(RoleProposal).where(RoleProposal.person_id == person_id)
    named = query.options(joinedload(RoleProposal.proposed_by), joinedload(RoleProposal.decided_by))
    return session().scalars(named.order_by(RoleProposal.id.desc()).limit(50)).all()


def list_open_proposals() -> Sequence[RoleProposal]:
    """What waits for a second person, oldest first."""
    query = sa.select(RoleProposal).where(RoleProposal.status == ProposalStatus.PROPOSED)
    named = query.options(joinedload(RoleProposal.person), joinedload(RoleProposal.proposed_by))
    return session().scalars(named.order_by(RoleProposal.id).limit(MOST_PROPOSALS)).all()


def list_holds(person_id: uuid.UUID) -> Sequence[AccountHold]:
    """When the account was on hold, newest first."""
    query = sa.select(AccountHold).where(AccountHold.person_id == person_id)
    named = query.options(joinedload(AccountHold.set_by), joinedload(AccountHold.lifted_by))
    return session().scalars(named.order_by(AccountHold.id.desc()).limit(50)).all()


def live_hold(person_id: uuid.UUID) -> AccountHold | None:
    """Why the account is on hold now."""
    return session().scalar(
        sa.select(AccountHold).where(AccountHold.person_id == person_id, AccountHold.lifted_at.is_(None))
    )


def school_names(person_id: uuid.UUID) -> Sequence[str]:
    """The schools the person is a member of."""
    query = sa.select(School.name).join(SchoolMember, SchoolMember.school_id == School.id)
    mine = query.where(SchoolMember.person_id == person_id, SchoolMember.status == MemberStatus.MEMBER)
    return session().scalars(mine.order_by(School.name, School.id).limit(20)).all()


def count_sessions(person_id: uuid.UUID) -> int:
    """In how many browsers the person is signed in."""
    live = (WebSession.person_id == person_id, WebSession.ended_at.is_(None), WebSession.expires_at > clock.now())
    return session().scalar(sa.select(sa.func.count()).select_from(WebSession).where(*live)) or 0


def second_people(but: Sequence[uuid.UUID | None]) -> Sequence[uuid.UUID]:
    """Who can confirm a role: administrators and programme managers, but none of these."""
    query = sa.select(Person.id).join(RoleGrant, RoleGrant.person_id == Person.id)
    live = query.where(
        RoleGrant.role.in_(CONFIRMING), RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE
    )
    others = live.where(Person.id.not_in([person_id for person_id in but if person_id is not None]))
    return session().scalars(others.distinct().order_by(Person.id).limit(20)).all()


def has_live_role(person_id: uuid.UUID, role: Role) -> bool:
    """Whether the person holds this role now."""
    held = sa.select(RoleGrant.id).where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
    )
    return session().scalar(held.limit(1)) is not None


def is_proposed(person_id: uuid.UUID, role: Role) -> bool:
    """Whether this role waits already for a second person."""
    waiting = sa.select(RoleProposal.id).where(
        RoleProposal.person_id == person_id, RoleProposal.role == role, RoleProposal.status == ProposalStatus.PROPOSED
    )
    return session().scalar(waiting.limit(1)) is not None


def other_holders(role: Role, but: uuid.UUID) -> bool:
    """Whether somebody else with an open account holds this role."""
    query = sa.select(RoleGrant.id).join(Person, Person.id == RoleGrant.person_id)
    held = query.where(RoleGrant.role == role, RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE)
    return session().scalar(held.where(Person.id != but).limit(1)) is not None


def is_authority(code: str) -> bool:
    """Whether a school of a register, or one that is here, belongs to the authority of this code."""
    listed = sa.select(sa.literal(1)).where(sa.exists().where(RegisterEntry.authority_code == code))
    here = sa.select(sa.literal(1)).where(sa.exists().where(School.authority_code == code))
    return session().scalar(sa.union_all(listed, here).limit(1)) is not None

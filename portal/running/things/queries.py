"""Finding things, loans, and where needs meet offers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold
from portal.forming.clusters.models import Cluster
from portal.running.things.models import Loan, LoanStatus, SchoolWant, Thing, ThingKind, Topic, Wanted, WeekDay

OUT = (LoanStatus.PROMISED, LoanStatus.LENT)
OPEN = (LoanStatus.ASKED, *OUT)


def _one(query: Any) -> Any:
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_thing(cluster_id: uuid.UUID, shared_thing_id: uuid.UUID) -> Thing:
    """Raises NotFound."""
    query = sa.select(Thing).where(Thing.id == shared_thing_id, Thing.cluster_id == cluster_id)
    whole = joinedload(Thing.cluster).options(selectinload(Cluster.offices))
    days = selectinload(Thing.days).joinedload(WeekDay.school)
    found: Thing = _one(query.options(joinedload(Thing.school), joinedload(Thing.person), days, whole))
    return found


def get_loan(cluster_id: uuid.UUID, loan_id: uuid.UUID) -> Loan:
    """Raises NotFound."""
    query = sa.select(Loan).where(Loan.id == loan_id, Loan.cluster_id == cluster_id)
    thing = joinedload(Loan.thing).options(joinedload(Thing.school), joinedload(Thing.cluster))
    found: Loan = _one(query.options(thing, joinedload(Loan.school)))
    return found


def page_of_things(
    cluster_id: uuid.UUID, *, words: str = "", kind: ThingKind | None = None, after: str | None = None
) -> Page[Thing]:
    """The things of a cluster whose name holds the words, by name."""
    query = sa.select(Thing).where(Thing.cluster_id == cluster_id, Thing.ended_at.is_(None))
    if words:
        plain = fold(words)[:100].replace("!", "!!").replace("%", "!%").replace("_", "!_")
        query = query.where(Thing.folded_name.like(f"%{plain}%", escape="!"))
    if kind is not None:
        query = query.where(Thing.kind == kind)
    query = query.options(joinedload(Thing.school), joinedload(Thing.person))
    return page_by_key(query, Thing.folded_name, Thing.id, after=after)


def out_of(thing_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Loan]:
    """Which of these things are promised or lent, and to whom. One statement."""
    query = sa.select(Loan).where(Loan.thing_id.in_(thing_ids), Loan.status.in_(OUT)).options(joinedload(Loan.school))
    return {loan.thing_id: loan for loan in session().scalars(query.order_by(Loan.id).limit(200))}


def page_of_loans(thing_id: uuid.UUID, after: str | None = None) -> Page[Loan]:
    """Who asked for a thing and who had it, the newest first."""
    query = sa.select(Loan).where(Loan.thing_id == thing_id).options(joinedload(Loan.school), joinedload(Loan.thing))
    return page_by_key(query, Loan.id, after=after, newest_first=True, size=20)


def open_loans_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Loan]:
    """What the school has asked for, was promised or has; and what of its own is asked for or out. At most 200."""
    mine = sa.or_(Loan.school_id == school_id, Thing.school_id == school_id)
    query = sa.select(Loan).join(Thing, Thing.id == Loan.thing_id).where(Loan.cluster_id == cluster_id, mine)
    query = query.where(Loan.status.in_(OPEN)).options(joinedload(Loan.thing), joinedload(Loan.school))
    return session().scalars(query.order_by(Loan.id).limit(200)).all()


def things_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Thing]:
    """What a school lends in this cluster; at most 500."""
    where = (Thing.cluster_id == cluster_id, Thing.school_id == school_id, Thing.ended_at.is_(None))
    return session().scalars(sa.select(Thing).where(*where).order_by(Thing.id).limit(500)).all()


def wants_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[SchoolWant]:
    """What a school needs and offers."""
    where = (SchoolWant.cluster_id == cluster_id, SchoolWant.school_id == school_id)
    return session().scalars(sa.select(SchoolWant).where(*where).order_by(SchoolWant.id).limit(50)).all()


@dataclass
class Overlap:
    """A topic: which schools need it and which offer it, by name."""

    topic: Topic
    needs: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)

    @property
    def meets(self) -> bool:
        """Does somebody offer what somebody else needs?"""
        return any(a != b for a in self.needs for b in self.offers)


def overlaps(cluster_id: uuid.UUID, school_ids: Sequence[uuid.UUID]) -> list[Overlap]:
    """What the schools that are in need and offer, topic by topic. One statement."""
    query = sa.select(SchoolWant).where(SchoolWant.cluster_id == cluster_id, SchoolWant.school_id.in_(school_ids))
    query = query.options(joinedload(SchoolWant.school)).order_by(SchoolWant.id).limit(2000)
    found = {topic: Overlap(topic) for topic in Topic}
    for want in session().scalars(query):
        side = found[want.topic].needs if want.side == Wanted.NEED else found[want.topic].offers
        side.append(want.school.name)
    for one in found.values():
        one.needs.sort()
        one.offers.sort()
    return sorted(found.values(), key=lambda one: -(len(one.needs) + len(one.offers)))

"""What the page of results shows: the whole in figures, one page of it by name, and the mark of exactly this whole. As many statements for 5 as for 500."""

import uuid
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision, Outcome
from portal.applying.programmes.models import Round
from portal.applying.releases.queries import AROUND, MOST, digest, held, keys_of_people, people_of_clusters, ready
from portal.core.database import session
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster
from portal.policy.people import SignedIn

PAGE = 50


@dataclass(frozen=True)
class Counted:
    """Decisions of a round that were not sent: those with a letter that was read, by outcome, and how many letters wait to be read."""

    ready: Mapping[Outcome, int]
    unread: int

    @property
    def all_ready(self) -> int:
        return sum(self.ready.values())


@dataclass(frozen=True)
class Named:
    """A row of the page: an application that can be sent, and the names of who gets the mail."""

    id: uuid.UUID
    cluster_name: str
    outcome: Outcome
    people: Sequence[str]


@dataclass(frozen=True)
class Whole:
    """Everything that is sent at once, at most 500, without its names. `told`: the ids of the people of each cluster, in 32 digits."""

    ids: Sequence[uuid.UUID]
    clusters: Sequence[uuid.UUID]
    deciders: Collection[uuid.UUID]
    told: Mapping[uuid.UUID, Collection[str]]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def people(self) -> int:
        """How many people are told, each counted once."""
        return len(set().union(*self.told.values()))

    @property
    def digest(self) -> str:
        """Of all of them, whatever page is shown."""
        return digest((key, self.told.get(cluster, ())) for key, cluster in zip(self.ids, self.clusters, strict=True))


def count(planned: Round, person: SignedIn) -> Counted:
    """One grouped statement over all of them, however many."""
    is_read = Decision.letter_read_at.is_not(None)
    query = sa.select(Decision.outcome, is_read, sa.func.count())
    query = query.join(Application, Application.id == Decision.application_id)
    rows = session().execute(held(query, planned, person).group_by(Decision.outcome, is_read)).all()
    by_outcome = {outcome: number for outcome, read, number in rows if read}
    ready = {outcome: by_outcome[outcome] for outcome in Outcome if outcome in by_outcome}
    return Counted(ready, sum(number for _outcome, read, number in rows if not read))


def whole(planned: Round, person: SignedIn) -> Whole:
    """What one press would send, with who would be told. Three statements."""
    query = _ready(planned, person, Decision.id, Application.cluster_id, Decision.decided_by_id)
    rows = session().execute(query.order_by(Decision.id).limit(MOST)).all()
    clusters = [row[1] for row in rows]
    return Whole([row[0] for row in rows], clusters, {row[2] for row in rows}, keys_of_people(set(clusters)))


def one_page(sent: Whole, *, after: str | None = None) -> Page[Named]:
    """50 of these by name, in their order, with the names of who is told. Three statements. `after`: the last decision of the page before."""
    start = bisect_right(sent.ids, _key(after))
    if start >= len(sent.ids):  # what stood behind the mark was sent meanwhile
        start = 0
    here = sent.ids[start : start + PAGE]
    query = sa.select(Decision.id, Application.cluster_id, Cluster.name, Decision.outcome).select_from(Decision)
    query = query.join(Application, Application.id == Decision.application_id)
    query = query.join(Cluster, Cluster.id == Application.cluster_id).where(Decision.id.in_(here))
    found = session().execute(query.order_by(Decision.id).limit(PAGE)).all()
    told = people_of_clusters({row[1] for row in found})
    rows = [Named(row[0], row[2], row[3], list(told.get(row[1], {}).values())) for row in found]
    return Page(items=rows, next=str(here[-1]) if start + PAGE < len(sent.ids) else None, first=start == 0)


def _key(mark: str | None) -> uuid.UUID:
    """What is no mark of ours counts as none."""
    try:
        return uuid.UUID(mark or "")
    except ValueError:
        return uuid.UUID(int=0)


def _ready(planned: Round, person: SignedIn, *columns: Any) -> sa.Select[Any]:
    query = sa.select(*columns).select_from(Decision).join(Application, Application.id == Decision.application_id)
    listed: sa.Select[Any] = ready(held(query, planned, person))
    return listed


def unread(planned: Round, person: SignedIn, *, after: str | None = None) -> Page[Decision]:
    """50 decisions whose letter nobody has read yet."""
    query = sa.select(Decision).join(Application, Application.id == Decision.application_id)
    query = held(query, planned, person).where(Decision.letter_read_at.is_(None)).options(*AROUND)
    return page_by_key(query, Decision.id, after=after, size=PAGE)

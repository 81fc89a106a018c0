"""What the page of results shows: the whole in figures, one page of it by name, and the mark of exactly this whole. As many statements for 5 as for 500."""

import uuid
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision, Outcome
from portal.applying.programmes.models import Round
from portal.applying.releases.queries import (
    AROUND,
    digest,
    first_ready,
    held,
    keys_of_people,
    people_of_clusters,
    values_of,
)
from portal.core.database import fetch
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
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
    to_revise: bool
    people: Sequence[str]


@dataclass(frozen=True)
class Whole:
    """Everything that is sent at once, at most 500, without its names. `clusters` in 32 digits; `told`: the ids of the people of each, in as many."""

    ids: Sequence[uuid.UUID]
    clusters: Sequence[str]
    deciders: Collection[uuid.UUID]
    told: Mapping[str, Collection[str]]

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
    rows = fetch(_count(), values_of(planned, person))
    by_outcome = {outcome: number for outcome, read, number in rows if read}
    ready = {outcome: by_outcome[outcome] for outcome in Outcome if outcome in by_outcome}
    return Counted(ready, sum(number for _outcome, read, number in rows if not read))


@cache
def _count() -> Any:
    is_read = Decision.letter_read_at.is_not(None)
    return held(sa.select(Decision.outcome, is_read, sa.func.count())).group_by(Decision.outcome, is_read)


def whole(planned: Round, person: SignedIn) -> Whole:
    """What one press would send, with who would be told. Two statements."""
    rows = fetch(first_ready(), values_of(planned, person))
    clusters = [cluster.replace("-", "") for _key, cluster, _decider in rows]
    told = keys_of_people(planned, person)
    return Whole([row[0] for row in rows], clusters, {row[2] for row in rows}, told)


def one_page(sent: Whole, *, after: str | None = None) -> Page[Named]:
    """50 of these by name, in their order, with the names of who is told. Three statements. `after`: the last decision of the page before."""
    start = bisect_right(sent.ids, _key(after))
    if start >= len(sent.ids):  # what stood behind the mark was sent meanwhile
        start = 0
    here = sent.ids[start : start + PAGE]
    found = fetch(_names(), {"here": here})
    told = people_of_clusters({row[1] for row in found})
    rows = [Named(row[0], row[2], row[3], row[4], list(told.get(row[1], {}).values())) for row in found]
    return Page(items=rows, next=str(here[-1]) if start + PAGE < len(sent.ids) else None, first=start == 0)


@cache
def _names() -> Any:
    query = sa.select(
        Decision.id, Application.cluster_id, Cluster.name, Decision.outcome, Decision.to_revise
    ).select_from(Decision)
    query = query.join(Application, Application.id == Decision.application_id)
    query = query.join(Cluster, Cluster.id == Application.cluster_id)
    return query.where(Decision.id.in_(sa.bindparam("here", expanding=True, type_=Key()))).order_by(Decision.id)


def _key(mark: str | None) -> uuid.UUID:
    """What is no mark of ours counts as none."""
    try:
        return uuid.UUID(mark or "")
    except ValueError:
        return uuid.UUID(int=0)


def unread(planned: Round, person: SignedIn, *, after: str | None = None) -> Page[Decision]:
    """50 decisions whose letter nobody has read yet."""
    return page_by_key(_unread(), Decision.id, after=after, size=PAGE, values=values_of(planned, person))


@cache
def _unread() -> Any:
    query = sa.select(Decision).join(Application, Application.id == Decision.application_id)
    return held(query).where(Decision.letter_read_at.is_(None)).options(*AROUND)

"""Finding schools that may be found. A page of 50 takes one statement on SQLite and two at most on PostgreSQL, whatever is asked, however many
schools there are."""

import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import PAGE_SIZE, Page, page_by_key
from portal.identity.accounts.models import WebSession
from portal.identity.finding import contrasts, index
from portal.identity.finding.index import Asked
from portal.identity.finding.models import QUIET_AFTER, SHOWN, STALE_AFTER, Found, SchoolListing
from portal.identity.profiles.models import Looking
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus

# the plus sign keeps SQLite from fetching the hits one by one and sorting them: it walks ix_school_listing_order instead
_SQLITE_HIT = "+school_listing.id IN (SELECT rowid FROM listing_index WHERE listing_index MATCH :asked)"
CONTRASTS_ON_A_PAGE = 30  # each with what differs and what is shared: fifty would weigh too much for a slow line
FEW = 300  # so many hits are read one by one sooner than a page of them is met on the walk
ANSWERS = (DutyKind.REPLY, DutyKind.ANSWER_PARTNERSHIP)
ANSWERED = ("answered", "accepted", "declined")
_LAST_ANSWERS, _LEAST_ANSWERS = 10, 3
_POSTGRESQL_HIT = "school_listing.vector @@ CAST(:asked AS tsquery)"


@dataclass(frozen=True)
class Wanted:
    """What a search asks for; an empty text is no wish. `looking`: "yes" those that search, "asked" those that may be asked, "all" every school."""

    words: str = ""
    looking: str = "yes"
    country: str = ""
    nation: str = ""
    age: str = ""
    phase: str = ""
    language: str = ""
    theme: str = ""
    tool: str = ""
    affiliation: str = ""
    specialism: str = ""
    setting: str = ""
    size: str = ""


_GROUPS = {
    "country": "country",
    "nation": "nation",
    "age": "age",
    "phase": "phases",
    "language": "languages",
    "theme": "themes",
    "tool": "tools",
    "affiliation": "affiliations",
    "specialism": "specialisms",
    "setting": "setting",
    "size": "size",
}


def search(wanted: Wanted, *, after: str | None = None) -> Page[Found]:
    """Verified schools that answer every wish, those with the latest sign of life first; silent ones are left out."""
    return _page(_asked(wanted), after=after)


def search_contrasts(
    own: Found, wanted: Wanted, differing: contrasts.Differing, *, after: str | None = None
) -> Page[Found]:
    """As `search`: schools that differ from `own` in every way asked for. In the same order: no school is better than another."""
    asked = _asked(wanted)
    groups, without = contrasts.asked(own, differing)
    both = replace(asked, groups=(*asked.groups, *groups), without=without)
    return _page(both, after=after, but=own.id, size=CONTRASTS_ON_A_PAGE)


def _asked(wanted: Wanted) -> Asked:
    groups = [(index.token(facet, getattr(wanted, name)),) for name, facet in _GROUPS.items() if getattr(wanted, name)]
    if wanted.looking in ("yes", "asked"):
        groups.insert(0, (index.token("looking", wanted.looking),))
    return Asked(groups=tuple(groups), words=tuple(index.cut(wanted.words)))


def _page(asked: Asked, *, after: str | None, but: int | None = None, size: int = PAGE_SIZE) -> Page[Found]:
    query = sa.select(*SHOWN).where(SchoolListing.active_at >= clock.now() - STALE_AFTER, _is_hit(asked))
    if but is not None:
        query = query.where(SchoolListing.id != but)
    page = page_by_key(
        query, SchoolListing.active_at, SchoolListing.id, after=after, newest_first=True, rows=True, size=size
    )
    return Page(items=[Found._make(row) for row in page], next=page.next, first=page.first)


def _is_hit(asked: Asked) -> sa.ColumnElement[bool]:
    """SQLite walks the order and looks each school up in the set of hits, so that common and rare questions cost alike. PostgreSQL walks, too, but only
    where it is known to meet a page of hits soon: things that are common each by itself and never meet would lead it past every school there is.
    What most schools answer needs no index."""
    common = _COMMON.get(asked.groups)
    if common is not None and not asked.words and not asked.without:
        return sa.and_(SchoolListing.is_listed, SchoolListing.looking.in_(common))
    if session().get_bind().dialect.name != "postgresql":
        return sa.and_(sa.text(_SQLITE_HIT).bindparams(asked=index.question(asked, "sqlite")))
    if len(asked.groups) + len(asked.words) + len(asked.without) > 1:
        few = _few(asked)
        if len(few) <= FEW:
            return SchoolListing.id.in_(few)
    return _postgresql_hit(asked)


def _postgresql_hit(asked: Asked) -> sa.ColumnElement[bool]:
    """The question stands in the statement itself: a plan that is kept for every question would suit none."""
    question = sa.bindparam("asked", index.question(asked, "postgresql"), sa.String(), literal_execute=True)
    return sa.and_(sa.text(_POSTGRESQL_HIT).bindparams(question))


def _few(asked: Asked) -> Sequence[int]:
    """The hits, if they are few; one more than that many of them, if not. Decided by the index of words, whatever the planner believes of their number:
    the set is fenced off, so that it plans for all of it and reads no more than is asked for."""
    hits = (
        sa.select(SchoolListing.id)
        .where(_postgresql_hit(asked))
        .cte("hits")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return session().scalars(sa.select(hits.c.id).limit(FEW + 1)).all()


def count_by_country(wanted: Wanted) -> Sequence[tuple[str, int]]:
    """How many schools a search would find in each country, most first; decided in the indexes, without looking at a single school."""
    dialect = session().get_bind().dialect.name
    hit = sa.text(_POSTGRESQL_HIT if dialect == "postgresql" else _SQLITE_HIT)
    count = sa.func.count()
    query = sa.select(SchoolListing.country, count).where(
        SchoolListing.active_at >= clock.now() - STALE_AFTER,
        hit.bindparams(asked=index.question(_asked(wanted), dialect)),
    )
    query = query.group_by(SchoolListing.country).order_by(count.desc(), SchoolListing.country).limit(300)
    return [(country, number) for country, number in session().execute(query)]


_COMMON: dict[tuple[tuple[str, ...], ...], list[Looking]] = {
    (): list(Looking),
    ((index.token("looking", "yes"),),): [Looking.YES],
    ((index.token("looking", "asked"),),): [Looking.YES, Looking.OPEN],
}


def get_listing(school_id: uuid.UUID) -> SchoolListing:
    """What is known of a school to those who search, listed or not. Raises NotFound."""
    found = listing_of(school_id)
    if found is None:
        raise NotFound
    return found


def listing_of(school_id: uuid.UUID) -> SchoolListing | None:
    """The row of a school, listed or not."""
    return session().scalar(sa.select(SchoolListing).where(SchoolListing.school_id == school_id))


def rows_of(school_ids: Sequence[uuid.UUID]) -> Sequence[Found]:
    """The rows of these schools, listed or not, by name."""
    query = sa.select(*SHOWN).where(SchoolListing.school_id.in_(school_ids))
    query = query.order_by(SchoolListing.name, SchoolListing.id).limit(50)
    return [Found._make(row) for row in session().execute(query)]


def list_schools_without_row(limit: int = 200) -> Sequence[School]:
    """Schools that have no row yet, oldest first."""
    query = sa.select(School).outerjoin(SchoolListing, SchoolListing.school_id == School.id)
    query = query.where(SchoolListing.id.is_(None), School.status.not_in([SchoolStatus.REJECTED, SchoolStatus.CLOSED]))
    return session().scalars(query.order_by(School.id).limit(limit)).all()


def list_schools(school_ids: Sequence[uuid.UUID]) -> Sequence[School]:
    """These schools, oldest first."""
    return session().scalars(sa.select(School).where(School.id.in_(school_ids)).order_by(School.id).limit(500)).all()


def list_rows(school_ids: Sequence[uuid.UUID]) -> Sequence[SchoolListing]:
    """The rows of these schools, by school, to be changed."""
    query = sa.select(SchoolListing).where(SchoolListing.school_id.in_(school_ids)).with_for_update()
    return session().scalars(query.order_by(SchoolListing.school_id).limit(500)).all()


def list_searches_past(on: date) -> Sequence[int]:
    """Rows of schools that were looking until a day before `on`, oldest first."""
    query = sa.select(SchoolListing.id).where(SchoolListing.looking_until < on)
    return session().scalars(query.order_by(SchoolListing.id).limit(500)).all()


def list_quiet(now: datetime) -> Sequence[int]:
    """Rows of listed schools that nobody was seen of for long and that have not been told so, the most silent first."""
    at = SchoolListing.active_at
    not_told = sa.or_(SchoolListing.quiet_told_at.is_(None), SchoolListing.quiet_told_at <= at)
    query = sa.select(SchoolListing.id).where(at <= now - QUIET_AFTER, at >= now - STALE_AFTER)
    query = query.where(SchoolListing.is_listed, SchoolListing.looking != Looking.NO, not_told)
    return session().scalars(query.order_by(at, SchoolListing.id).limit(500)).all()


def schools_seen_since(moment: datetime) -> dict[uuid.UUID, datetime]:
    """When someone of each school was last here, where its row does not know it yet. A sign of life is a signed-in page of a member."""
    query = (
        sa.select(SchoolListing.school_id, WebSession.seen_at)
        .join(SchoolMember, SchoolMember.school_id == SchoolListing.school_id)
        .join(WebSession, WebSession.person_id == SchoolMember.person_id)
        .where(SchoolMember.status == MemberStatus.MEMBER, WebSession.seen_at >= moment)
        .where(SchoolListing.active_at < moment)
    )
    seen: dict[uuid.UUID, datetime] = {}
    for school_id, at in session().execute(query.order_by(WebSession.seen_at, WebSession.id)):
        seen[school_id] = at
    return seen


def usual_hours(since: datetime) -> dict[uuid.UUID, int]:
    """How many hours each school usually needs to answer: the median of its last ten answers since then. Two answers say nothing usual."""
    query = sa.select(Duty.school_id, Duty.created_at, Duty.closed_at)
    query = query.where(Duty.kind.in_(ANSWERS), Duty.outcome.in_(ANSWERED), Duty.closed_at >= since)
    last: dict[uuid.UUID, deque[int]] = {}
    for school_id, asked, answered in session().execute(query.order_by(Duty.closed_at, Duty.id)):
        if school_id is not None and answered is not None:
            hours = int((answered - asked).total_seconds() // 3600)
            last.setdefault(school_id, deque(maxlen=_LAST_ANSWERS)).append(hours)
    return {school_id: int(median(hours)) for school_id, hours in last.items() if len(hours) >= _LEAST_ANSWERS}

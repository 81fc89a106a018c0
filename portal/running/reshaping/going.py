"""What goes with schools that become a cluster of their own: whatever is theirs alone. The preview counts the same rows that the act moves."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core.database import Base, session
from portal.core.search import move_some

MOST = 20_000
AT_ONCE = 500
COMING = ("proposed", "agreed", "confirmed")
ALONE = ("evidence_item", "sharing", "school_want")
"""Tables whose rows belong to one school."""

CHILDREN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "activity": (("handoff", "activity_id"), ("activity_guest", "activity_id")),
    "thread": (("held_post", "thread_id"), ("draft", "thread_id"), ("handoff", "thread_id"), ("post", "thread_id")),
    "post": (("post_file", "post_id"),),
    "handoff": (("handoff_ask", "handoff_id"),),
    "visit": (("visit_check", "visit_id"), ("visit_represented", "visit_id"), ("visit_traveller", "visit_id")),
    "partnership": (
        ("pair", "partnership_id"), ("agreement", "partnership_id"), ("partnership_task", "partnership_id"),
        ("lead_message", "partnership_id"), ("calendar_feed", "partnership_id"),
    ),
    "agreement": (("agreement_signature", "agreement_id"),),
    "mediation": (("mediation_action", "mediation_id"), ("mediation_step", "mediation_id")),
    "thing": (("loan", "thing_id"),),
}  # fmt: skip
"""What hangs on a row and goes where it goes."""

Rows = dict[str, list[uuid.UUID]]


@dataclass(frozen=True)
class Going:
    """`rows`: what goes, by table. `pairs`: links that go although their partnership stays, by partnership; `shared`: partnerships without links that go on
    at both sides."""

    rows: Rows
    pairs: dict[uuid.UUID, list[uuid.UUID]]
    shared: list[uuid.UUID]

    @property
    def split_partnerships(self) -> list[uuid.UUID]:
        return [*self.pairs, *self.shared]


def _table(name: str) -> sa.Table:
    return Base.metadata.tables[name]


def _ids(table: sa.Table, *where: Any) -> list[uuid.UUID]:
    query = sa.select(table.c.id).where(*where).order_by(table.c.id).limit(MOST)
    return list(session().scalars(query))


def _inside(column: Any, ids: Sequence[uuid.UUID]) -> Any:
    """Empty, or one of these schools."""
    return sa.or_(column.is_(None), column.in_(ids))


def what_goes(cluster_id: uuid.UUID, school_ids: Collection[uuid.UUID], partner_ids: Collection[uuid.UUID]) -> Going:
    """Reckoned from the rows as they are. `school_ids`: all that go; `partner_ids`: the partner schools among them. A fixed number of statements."""
    ids = list(school_ids)
    session().flush()
    rows: Rows = {name: _ids(_table(name), *_mine(name, cluster_id, ids)) for name in ALONE}
    rows["thing"] = _things(cluster_id, ids)
    rows["thread"] = _threads(cluster_id, ids)
    rows["activity_series"], rows["activity"] = _activities(cluster_id, ids)
    visit, seen, rides = _table("visit"), _table("visit_represented"), _table("visit_traveller")
    others = [sa.exists().where(one.c.visit_id == visit.c.id, one.c.school_id.not_in(ids)) for one in (seen, rides)]
    rows["visit"] = _ids(
        visit, visit.c.cluster_id == cluster_id, visit.c.status.in_(("planned", "agreed", "confirmed")),
        visit.c.school_id.in_(ids), _inside(visit.c.host_school_id, ids), *(~one for one in others),
    )  # fmt: skip
    talk = _table("mediation")
    rows["mediation"] = _ids(
        talk, talk.c.cluster_id == cluster_id, talk.c.ended_at.is_(None), talk.c.raising_school_id.in_(ids),
        talk.c.other_school_id.in_(ids), _inside(talk.c.mediator_school_id, ids),
    )  # fmt: skip
    feeder = _table("feeder_link")
    ends = (feeder.c.from_school_id.in_(ids), feeder.c.to_school_id.in_(ids))
    rows["feeder_link"] = _ids(feeder, feeder.c.cluster_id == cluster_id, *ends)
    whole, pairs, shared = _partnerships(cluster_id, ids, bool(partner_ids))
    rows["partnership"] = whole
    return Going(rows, pairs, shared)


def _mine(name: str, cluster_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> tuple[Any, ...]:
    table = _table(name)
    return table.c.cluster_id == cluster_id, table.c.school_id.in_(ids)


def _things(cluster_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Their things, but what is out at a school that stays comes back first."""
    thing, loan = _table("thing"), _table("loan")
    out = sa.exists().where(
        loan.c.thing_id == thing.c.id, loan.c.status.in_(("promised", "lent")), loan.c.school_id.not_in(ids)
    )
    return _ids(thing, *_mine("thing", cluster_id, ids), ~out)


def _threads(cluster_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Conversations of at least two of these schools, in which no other school has written, waits, is waited for or stands in."""
    thread, post, held, handoff, duty = (_table(n) for n in ("thread", "post", "held_post", "handoff", "duty"))
    here = post.c.thread_id == thread.c.id
    owed = (duty.c.subject_id == thread.c.id, duty.c.closed_at.is_(None), duty.c.school_id.is_not(None))
    others = (
        sa.exists().where(here, sa.or_(post.c.school_id.not_in(ids), ~_inside(post.c.for_school_id, ids))),
        sa.exists().where(*owed, duty.c.school_id.not_in(ids)),
        sa.exists().where(held.c.thread_id == thread.c.id, held.c.status == "waiting", held.c.school_id.not_in(ids)),
        sa.exists().where(handoff.c.thread_id == thread.c.id, _is_open(handoff), _asks_others(handoff, ids)),
    )
    two = sa.or_(
        sa.exists().where(here, post.c.school_id != thread.c.school_id),
        sa.exists().where(*owed, duty.c.school_id != thread.c.school_id),
    )
    mine = (thread.c.cluster_id == cluster_id, thread.c.school_id.in_(ids))
    return _ids(thread, *mine, two, *(~one for one in others))


def _is_open(handoff: sa.Table) -> Any:
    return handoff.c.state.in_(("open", "active"))


def _asks_others(handoff: sa.Table, ids: Sequence[uuid.UUID]) -> Any:
    """A school that stays stands in, or was asked to."""
    ask = _table("handoff_ask")
    asked = sa.exists().where(ask.c.handoff_id == handoff.c.id, ask.c.status == "asked", ask.c.school_id.not_in(ids))
    return sa.or_(~_inside(handoff.c.accepted_school_id, ids), asked)


def _activities(cluster_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Coming activities of these schools alone; of a series all that are to come, or none."""
    activity, guest, handoff = _table("activity"), _table("activity_guest"), _table("handoff")
    here = guest.c.activity_id == activity.c.id
    invited = sa.exists().where(
        here, guest.c.school_id.not_in(ids), guest.c.withdrawn_at.is_(None), guest.c.left_at.is_(None)
    )
    stood_in = sa.exists().where(handoff.c.activity_id == activity.c.id, _is_open(handoff), _asks_others(handoff, ids))
    goes = sa.and_(
        activity.c.owner_school_id.in_(ids), _inside(activity.c.partner_school_id, ids),
        _inside(activity.c.stand_in_school_id, ids), ~invited, ~stood_in,
    )  # fmt: skip
    coming = (activity.c.cluster_id == cluster_id, activity.c.status.in_(COMING))
    some = sa.select(activity.c.series_id).where(*coming, activity.c.series_id.is_not(None), goes)
    kept = sa.select(activity.c.series_id).where(*coming, activity.c.series_id.is_not(None), sa.not_(goes))
    table = _table("activity_series")
    series = _ids(table, table.c.cluster_id == cluster_id, table.c.id.in_(some), table.c.id.not_in(kept))
    alone = sa.or_(activity.c.series_id.is_(None), activity.c.series_id.in_(series))
    return series, _ids(activity, *coming, goes, alone)


def _partnerships(
    cluster_id: uuid.UUID, ids: Sequence[uuid.UUID], has_partner: bool
) -> tuple[list[uuid.UUID], dict[uuid.UUID, list[uuid.UUID]], list[uuid.UUID]]:
    """Partnerships whose links all go, links that go without the others, partnerships of all schools that go on at both sides."""
    table, pair = _table("partnership"), _table("pair")
    query = sa.select(table.c.id, table.c.award_id).where(
        table.c.cluster_id == cluster_id, table.c.partner_cluster_id.is_(None), table.c.status != "ended"
    )
    known = {row.id: row.award_id for row in session().execute(query.order_by(table.c.id).limit(AT_ONCE))}
    links = sa.select(pair.c.id, pair.c.partnership_id, pair.c.home_school_id, pair.c.partner_school_id)
    links = links.where(pair.c.partnership_id.in_(list(known)), pair.c.status != "ended").order_by(pair.c.id)
    going: dict[uuid.UUID, list[uuid.UUID]] = {}
    staying: set[uuid.UUID] = set()
    for row in session().execute(links.limit(MOST)):
        if row.home_school_id in ids and row.partner_school_id in ids:
            going.setdefault(row.partnership_id, []).append(row.id)
        else:
            staying.add(row.partnership_id)
    whole = [key for key in going if key not in staying and known[key] is None]
    split = {key: found for key, found in going.items() if key not in whole}
    shared = [key for key in known if has_partner and key not in going and key not in staying]
    return whole, split, shared


def _parts(ids: Sequence[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    for at in range(0, len(ids), AT_ONCE):
        yield list(ids[at : at + AT_ONCE])


def closure(rows: Mapping[str, Sequence[uuid.UUID]]) -> Rows:
    """These rows and all that hang on them, by table."""
    found: Rows = {name: list(ids) for name, ids in rows.items()}
    waiting = [name for name, ids in rows.items() if ids]
    while waiting:
        parent = waiting.pop()
        for name, column in CHILDREN.get(parent, ()):
            table, known = _table(name), set(found.get(name, ()))
            for part in _parts(found[parent]):
                fresh = [key for key in _ids(table, table.c[column].in_(part)) if key not in known]
                if fresh:
                    found.setdefault(name, []).extend(fresh)
                    waiting.append(name)
    return found


def move(from_id: uuid.UUID, to_id: uuid.UUID, going: Going) -> None:
    """All of it goes, with what is owed about it; where it may be found goes with it. The partnerships that are split have to be there already."""
    held = session()
    whole = closure({**going.rows, "pair": [key for found in going.pairs.values() for key in found]})
    for name, ids in sorted(whole.items()):
        table = _table(name)
        for part in _parts(ids):
            if "cluster_id" in table.c:
                here = (table.c.id.in_(part), table.c.cluster_id == from_id)
                held.execute(sa.update(table).where(*here).values(cluster_id=to_id))
            _move_duties(from_id, to_id, part)
    for part in _parts(whole.get("post", [])):
        move_some("post", part, from_id.hex, to_id.hex)
    held.expire_all()


def _move_duties(from_id: uuid.UUID, to_id: uuid.UUID, subjects: Sequence[uuid.UUID]) -> None:
    duty = _table("duty")
    here = (duty.c.subject_id.in_(subjects), duty.c.cluster_id == from_id)
    session().execute(sa.update(duty).where(*here).values(cluster_id=to_id))


def loosen(going: Going, to_id: uuid.UUID, new_partnerships: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Activities that went name what went with them: the new partnership in place of the one that stayed, no conversation that stayed."""
    activity, thread = _table("activity"), _table("thread")
    held, went = session(), going.rows["partnership"]
    here = activity.c.cluster_id == to_id
    for old, new in new_partnerships.items():
        held.execute(sa.update(activity).where(here, activity.c.partnership_id == old).values(partnership_id=new))
    kept = [*went, *new_partnerships.values()]
    stayed = (activity.c.partnership_id.is_not(None), activity.c.partnership_id.not_in(kept))
    held.execute(sa.update(activity).where(here, *stayed).values(partnership_id=None))
    gone = sa.select(thread.c.id).where(thread.c.cluster_id == to_id)
    apart = (activity.c.thread_id.is_not(None), activity.c.thread_id.not_in(gone))
    held.execute(sa.update(activity).where(here, *apart).values(thread_id=None))
    held.expire_all()


def count_shared(cluster_id: uuid.UUID, ids: Collection[uuid.UUID], going: Going) -> dict[str, int]:
    """What stays although one of these schools takes part in it: coming activities, and conversations."""
    activity, thread, post = _table("activity"), _table("thread"), _table("post")
    part = sa.or_(activity.c.owner_school_id.in_(ids), activity.c.partner_school_id.in_(ids))
    coming = (activity.c.cluster_id == cluster_id, activity.c.status.in_(COMING), part)
    wrote = sa.exists().where(post.c.thread_id == thread.c.id, post.c.school_id.in_(ids))
    held = session()
    activities = held.scalar(sa.select(sa.func.count()).select_from(activity).where(*coming)) or 0
    threads = held.scalar(
        sa.select(sa.func.count()).select_from(thread).where(thread.c.cluster_id == cluster_id, wrote)
    )
    return {
        "activity": activities - len(going.rows["activity"]),
        "thread": max(0, (threads or 0) - len(going.rows["thread"])),
    }


def count_owed(cluster_id: uuid.UUID, ids: Collection[uuid.UUID], going: Going) -> int:
    """How many open things to do of these schools do not go along, and pass on."""
    duty = _table("duty")
    where = (duty.c.cluster_id == cluster_id, duty.c.school_id.in_(ids), duty.c.closed_at.is_(None))
    query = sa.select(duty.c.subject_id).where(*where, duty.c.kind != "answer_reshaping").limit(MOST)
    subjects = list(session().scalars(query))
    if not subjects:
        return 0
    pairs = [key for found in going.pairs.values() for key in found]
    along = {key for ids_ in closure({**going.rows, "pair": pairs}).values() for key in ids_}
    return sum(key not in along for key in subjects)

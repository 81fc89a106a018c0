"""The file that goes along with a duty: as it is now, and as it stood when the duty passed.

What is kept of it are ids and days, never words: the words are read where they stand, each time. So a title that is hidden, a name that is removed or an
activity that has gone to another cluster is not readable in the copy either.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind, OwedLine
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, OfficeKind
from portal.forming.commitments.models import WorkingAgreement
from portal.identity.accounts.models import Person
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.running.activities.models import Activity
from portal.running.activities.queries import list_entries
from portal.running.activities.stays import Stay, by_time, stays_between
from portal.running.rotas.models import HandoverCopy, RotaTurn

AHEAD = timedelta(days=90)
MOST_OWED = 100
MOST_DATES = 30
REPLIES = frozenset({DutyKind.REPLY, DutyKind.ANSWER_HELP})
PROMISES = frozenset(
    {
        DutyKind.DO_TASK,
        DutyKind.DO_ACTION,
        DutyKind.SUPPORT_TASK,
        DutyKind.FULFIL_INTENTION,
        DutyKind.PASS_ON_LEARNING,
        DutyKind.WRITE_ANNUAL,
        DutyKind.WRITE_MINUTES,
        DutyKind.REPORT_VISIT,
        DutyKind.BRING_ANSWERS,
        DutyKind.REVIEW_WORKING,
        DutyKind.REVIEW_AGREEMENT,
        DutyKind.FILL_VACANCY,
    }
)


class Saying:
    """How something owed is said; rooms above put the words in (see `portal/rooms.py`)."""

    task: Callable[[OwedLine], str] = staticmethod(lambda line: line.title)


class Dated(NamedTuple):
    """Something planned: on a day, or at a moment (UTC). `title` is None when it may not be shown any more, or is gone."""

    on: date
    at: datetime | None
    title: str | None


class Owed(NamedTuple):
    """Something owed, with its day as it was. `line` is None when it may not be shown any more."""

    line: OwedLine | None
    school: str | None
    due_at: datetime | None


@dataclass(frozen=True)
class File:
    """What whoever takes a duty over needs: what waits for a reply, what comes, who is who, what was promised, and a word from whoever had it.

    `copy`: the sealed copy from which it is read; None while the duty has not passed. `note`: the word; `late_note`: one that came after the duty had passed.
    """

    turn: RotaTurn
    copy: HandoverCopy | None
    before: RotaTurn | None
    giver: str
    taker: str
    note: str
    late_note: str
    replies: Sequence[Owed]
    promises: Sequence[Owed]
    dates: Sequence[Dated]
    contacts: Sequence[tuple[str, str]]
    offices: Sequence[tuple[str, str]]
    commitments: str


def mark_of(note: str) -> str:
    """A mark by which a form, or a copy, tells which words were read."""
    return hashlib.sha256(note.encode()).hexdigest()[:16]


def digest_of(facts: dict[str, Any]) -> str:
    """SHA-256 of the facts in one fixed form."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def is_whole(copy: HandoverCopy) -> bool:
    """Whether the copy is what was sealed."""
    return digest_of(copy.facts) == copy.digest


def get_copy(turn_id: uuid.UUID) -> HandoverCopy | None:
    """The sealed copy that went along with this turn, if its duty has passed."""
    return session().scalar(sa.select(HandoverCopy).where(HandoverCopy.turn_id == turn_id))


def get_file(turn: RotaTurn) -> File:
    """The file for this turn, as `get_turn` found it: as it stood when the duty passed, else as it is now. A fixed number of statements."""
    copy = get_copy(turn.id)
    if copy is not None:
        return _read(turn, copy, copy.facts, _titles_then(turn.cluster_id, copy.facts))
    dated = _dated_now(turn.cluster)
    return _read(turn, None, _facts(turn, dated), {str(one.id): one.title for one in dated})


# what is kept


def gather(turn: RotaTurn) -> dict[str, Any]:
    """The facts of the file as they are now, ready to be sealed: ids, days, and a mark of the word. A fixed number of statements."""
    return _facts(turn, _dated_now(turn.cluster))


def _facts(turn: RotaTurn, dated: Sequence[Any]) -> dict[str, Any]:
    cluster, before = turn.cluster, turn.rota.before(turn)
    members = sa.select(School.id).join(ClusterMembership, ClusterMembership.school_id == School.id)
    members = members.where(ClusterMembership.cluster_id == cluster.id, ClusterMembership.status.in_(LIVE))
    schools = list(session().scalars(members.order_by(School.name, School.id).limit(200)))
    agreement = sa.select(WorkingAgreement.id).where(
        WorkingAgreement.cluster_id == cluster.id, WorkingAgreement.replaced_at.is_(None)
    )
    return {
        "school": str(turn.school_id),
        "before": str(before.id) if before is not None else None,
        "before_school": str(before.school_id) if before is not None else None,
        "note": mark_of(before.note) if before is not None and before.note else "",
        "first": clock.today(cluster.zone).isoformat(),
        "owed": _owed_now(cluster.id),
        "dates": _dates(dated),
        "contacts": _contacts_now(schools),
        "offices": _offices_now(cluster),
        "agreement": _key(session().scalar(agreement.limit(1))),
    }


def _key(value: uuid.UUID | None) -> str | None:
    return str(value) if value is not None else None


def _owed_now(cluster_id: uuid.UUID) -> list[list[str | None]]:
    """(duty, kind, school, when it is due)."""
    query = sa.select(Duty.id, Duty.kind, Duty.school_id, Duty.due_at).where(
        Duty.cluster_id == cluster_id,
        Duty.role.is_(None),
        Duty.closed_at.is_(None),
        Duty.suspended_at.is_(None),
        Duty.kind.in_(REPLIES | PROMISES),
    )
    rows = session().execute(query.order_by(Duty.due_at.is_(None), Duty.due_at, Duty.id).limit(MOST_OWED))
    return [[str(key), kind.value, _key(school), due.isoformat() if due else None] for key, kind, school, due in rows]


def _dated_now(cluster: Cluster) -> Sequence[Any]:
    """Activities and stays of the next days, by time."""
    now, today = clock.now(), clock.today(cluster.zone)
    entries = list_entries([cluster.id], starts=now, ends=now + AHEAD, limit=MOST_DATES, with_cancelled=False)
    return by_time(entries, stays_between([cluster.id], today, today + AHEAD)[:MOST_DATES], cluster.zone)


def _dates(dated: Sequence[Any]) -> list[list[str | None]]:
    """(what kind, id, day, moment)."""
    return [
        ["stay", str(one.id), one.starts_on.isoformat(), one.starts_at.isoformat() if one.starts_at else None]
        if isinstance(one, Stay)
        else ["activity", str(one.id), one.starts_at.date().isoformat(), one.starts_at.isoformat()]
        for one in dated
    ]


def _contacts_now(schools: Sequence[uuid.UUID]) -> list[list[Any]]:
    """(school, its contacts), in the order of the schools."""
    query = sa.select(SchoolFunction.school_id, SchoolFunction.person_id).where(
        SchoolFunction.school_id.in_(schools),
        SchoolFunction.function == Function.CONTACT,
        SchoolFunction.ended_on.is_(None),
    )
    found: dict[uuid.UUID, list[str]] = {key: [] for key in schools}
    for school_id, person_id in session().execute(query.order_by(SchoolFunction.id).limit(500)):
        found[school_id].append(str(person_id))
    return [[str(key), people] for key, people in found.items()]


def _offices_now(cluster: Cluster) -> list[list[str]]:
    """(kind of office, who holds it): the coordinator and the deputy."""
    held = [(kind, cluster.holder(kind)) for kind in (OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY)]
    return [[kind.value, str(one.person_id)] for kind, one in held if one is not None and one.person_id is not None]


# what is shown


def _read(turn: RotaTurn, copy: HandoverCopy | None, facts: dict[str, Any], titles: dict[str, str]) -> File:
    """The words for the facts, as they may be read today. `titles`: of what is dated, by id; without one it is not shown any more."""
    before = next((one for one in turn.rota.turns if str(one.id) == facts["before"]), None)
    said = before.note if before is not None else ""
    schools = _names(School, [facts["school"], facts["before_school"], *(key for key, _people in facts["contacts"])])
    people = [person for _school, held in facts["contacts"] for person in held]
    people += [person for _kind, person in facts["offices"]]
    persons = _names(Person, people)
    owed = _owed_then(turn.cluster_id, facts["owed"], schools)
    return File(
        turn=turn,
        copy=copy,
        before=before,
        giver=schools.get(facts["before_school"], ""),
        taker=schools.get(facts["school"], ""),
        note=said if facts["note"] else "",
        late_note=said if not facts["note"] else "",
        replies=[one for kind, one in owed if kind in REPLIES],
        promises=[one for kind, one in owed if kind in PROMISES],
        dates=[
            Dated(date.fromisoformat(on), datetime.fromisoformat(at) if at else None, titles.get(key))
            for _kind, key, on, at in facts["dates"]
        ],
        contacts=[
            (schools[key], ", ".join(persons[one] for one in held if one in persons))
            for key, held in facts["contacts"]
            if key in schools
        ],
        offices=[(kind, persons[one]) for kind, one in facts["offices"] if one in persons],
        commitments=_commitments(turn.cluster_id, facts["agreement"]),
    )


def _keys(values: Iterable[str | None]) -> list[uuid.UUID]:
    return sorted({uuid.UUID(value) for value in values if value})


def _names(table: type[School] | type[Person], keys: Iterable[str | None]) -> dict[str | None, str]:
    """By id: what they are called today. One statement."""
    query = sa.select(table.id, table.name).where(table.id.in_(_keys(keys))).order_by(table.id).limit(1000)
    return {str(key): name for key, name in fetch(query)}


def _owed_then(cluster_id: uuid.UUID, kept: list[Any], schools: dict[str | None, str]) -> list[tuple[DutyKind, Owed]]:
    """What was owed, called as it is called today: with its subject a title goes out of sight. At most one statement."""
    if not kept:
        return []
    columns = [getattr(Duty, name) for name in OwedLine._fields]
    query = sa.select(Duty.id, *columns).where(
        Duty.id.in_(_keys(row[0] for row in kept)), Duty.cluster_id == cluster_id
    )
    lines = {str(row[0]): OwedLine._make(row[1:]) for row in fetch(query.order_by(Duty.id).limit(MOST_OWED))}
    return [
        (DutyKind(kind), Owed(lines.get(key), schools.get(school), datetime.fromisoformat(due) if due else None))
        for key, kind, school, due in kept
    ]


def _titles_then(cluster_id: uuid.UUID, facts: dict[str, Any]) -> dict[str, str]:
    """What was planned then, called as it is called today. At most the statements of one look at activities and one at stays."""
    kept, first = facts["dates"], date.fromisoformat(facts["first"])
    titles: dict[str, str] = {}
    if keys := _keys(row[1] for row in kept if row[0] == "activity"):
        query = sa.select(Activity.id, Activity.title).where(Activity.id.in_(keys), Activity.cluster_id == cluster_id)
        titles = {str(key): title for key, title in fetch(query.order_by(Activity.id).limit(MOST_DATES))}
    if len(keys) < len(kept):
        titles |= {str(one.id): one.title for one in stays_between([cluster_id], first, first + AHEAD)}
    return titles


def _commitments(cluster_id: uuid.UUID, agreement: str | None) -> str:
    """What this version of the working agreement promises; a version never changes. At most one statement."""
    if agreement is None:
        return ""
    query = sa.select(WorkingAgreement.commitments).where(
        WorkingAgreement.id == uuid.UUID(agreement), WorkingAgreement.cluster_id == cluster_id
    )
    return session().scalar(query) or ""

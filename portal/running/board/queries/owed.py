"""Replies that are needed, and where a conversation stands."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.types import Key
from portal.identity.schools.models import School
from portal.running.board.models import Begun, BoardSetting, Draft, Thread, ThreadSeen
from portal.running.board.queries.archive import archived_or_ended
from portal.running.board.queries.lines import Owed, Standing, with_stand_ins

MOST_OWED = 500
OF_HELP, OF_DRAFT, OF_TRANSLATOR, OF_ARCHIVE, OF_STAND_IN = -1, -2, -3, -4, -5


def get_reply_duty(cluster_id: uuid.UUID, thread_id: uuid.UUID, duty_id: uuid.UUID) -> Duty:
    """A reply that is, or was, needed in this thread."""
    found = session().get(Duty, duty_id)
    if found is None or found.kind != DutyKind.REPLY or found.subject_id != thread_id or found.cluster_id != cluster_id:
        raise NotFound
    return found


def list_replies_needed_in(thread_ids: Sequence[uuid.UUID]) -> list[Owed]:
    """The replies needed in these threads, the earliest date first."""
    if not thread_ids:
        return []
    rows = fetch(_replies_needed(), {"threads": list(thread_ids)})
    return with_stand_ins(
        [
            Owed(duty, cluster, thread, school, name, due, zone, held is not None, by, person is not None)
            for duty, cluster, thread, school, name, due, zone, held, by, person in rows
        ]
    )


@cache
def _replies_needed() -> Any:
    return (
        sa.select(
            Duty.id,
            Duty.cluster_id,
            Duty.subject_id,
            School.id,
            School.name,
            Duty.due_at,
            School.zone,
            Duty.suspended_at,
            Duty.asked_by_school_id,
            Duty.person_id,
        )
        .join(School, School.id == Duty.school_id)
        .where(
            Duty.kind == DutyKind.REPLY,
            Duty.closed_at.is_(None),
            Duty.subject_id.in_(sa.bindparam("threads", expanding=True)),
        )
        .order_by(Duty.due_at.is_(None), Duty.due_at, Duty.id)
        .limit(MOST_OWED)
    )


def standing_of(thread: Thread, *, reader_id: uuid.UUID | None = None) -> Standing:
    """What a thread's page says beside its messages, in one statement: the replies needed, how much each school has seen,
    and what the reader has begun to write here."""
    standing, waits_for_help, helpers, draft = Standing([], {}), False, [], None
    translator, is_archive = "", False
    rows: Any = fetch(_standing(), {"thread_id": thread.id, "reader_id": reader_id, "cluster_id": thread.cluster_id})
    for duty_id, school_id, name, zone, due_at, held_at, asked_by, count in rows:
        if count == OF_DRAFT:
            draft = Begun(name, language=zone)
        elif count == OF_TRANSLATOR:
            translator = name
        elif count == OF_ARCHIVE:
            is_archive = True
        elif duty_id is None:
            standing.seen[school_id] = count
            if due_at is not None:
                standing.noted.add(school_id)
        elif count == OF_HELP:
            waits_for_help = True
            helpers += [name] if name is not None else []
        else:
            held, of_stand_in = held_at is not None, count == OF_STAND_IN
            standing.owed.append(
                Owed(duty_id, thread.cluster_id, thread.id, school_id, name, due_at, zone, held, asked_by, of_stand_in)
            )
    standing.owed.sort(key=lambda one: (one.due_at is None, one.due_at, one.duty_id))
    standing.owed[:] = with_stand_ins(standing.owed)
    thread.owed = standing.owed
    return replace(
        standing,
        waits_for_help=waits_for_help,
        asked_to_help=tuple(sorted(helpers)),
        draft=draft,
        translator=translator,
        is_archive=is_archive,
    )


@cache
def _standing() -> Any:
    nothing = sa.cast(sa.null(), Key())
    owed = (
        sa.select(
            Duty.id,
            Duty.school_id,
            School.name,
            School.zone,
            Duty.due_at,
            Duty.suspended_at,
            Duty.asked_by_school_id,
            sa.case(
                (Duty.kind == DutyKind.ANSWER_HELP, OF_HELP), (Duty.person_id.is_not(None), OF_STAND_IN), else_=0
            ).label("count"),
        )
        .outerjoin(School, School.id == Duty.school_id)
        .where(
            Duty.kind.in_([DutyKind.REPLY, DutyKind.ANSWER_HELP]),
            Duty.subject_id == sa.bindparam("thread_id"),
            Duty.closed_at.is_(None),
        )
    )
    seen = sa.select(
        nothing,
        ThreadSeen.school_id,
        sa.literal(""),
        sa.literal(""),
        ThreadSeen.noted_at,
        sa.cast(sa.null(), sa.DateTime(timezone=True)),
        nothing,
        ThreadSeen.post_count,
    ).where(ThreadSeen.thread_id == sa.bindparam("thread_id"))
    begun = sa.select(
        Draft.id,
        nothing,
        Draft.text,
        Draft.language,
        sa.cast(sa.null(), sa.DateTime(timezone=True)),
        sa.cast(sa.null(), sa.DateTime(timezone=True)),
        nothing,
        sa.literal(OF_DRAFT),
    ).where(Draft.person_id == sa.bindparam("reader_id", type_=Key()), Draft.place == sa.bindparam("thread_id"))
    no_moment = sa.cast(sa.null(), sa.DateTime(timezone=True))
    translator = sa.select(
        BoardSetting.id,
        nothing,
        BoardSetting.translator_name,
        sa.literal(""),
        no_moment,
        no_moment,
        nothing,
        sa.literal(OF_TRANSLATOR),
    ).where(BoardSetting.translator_url != "")
    archives = (
        sa.select(
            of.id, nothing, sa.literal(""), sa.literal(""), no_moment, no_moment, nothing, sa.literal(OF_ARCHIVE)
        ).where(where)
        for of, where in archived_or_ended()
    )
    return sa.union_all(owed, seen, begun, translator, *archives).limit(MOST_OWED)

"""Making two entries of one school one: everything moves to the one that stays; what cannot move stays with the other, which points to it."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.forming.clusters.models import LIVE, PRESENT, ClusterMembership, MembershipStatus
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    Verification,
)
from portal.identity.schools.services.verification import make_findable, make_unfindable
from portal.identity.schools.workflow import SCHOOL
from portal.oversight.duplicates import events, queries
from portal.oversight.duplicates.queries import Two

_LOOKS = (DutyKind.CONFIRM_SCHOOL, DutyKind.VERIFY_SCHOOL, DutyKind.RECHECK_SCHOOL)

# tables in which two columns name two different schools: a row never comes to name one school twice
_TWO_SCHOOLS = {
    "activity": frozenset({"owner_school_id", "partner_school_id"}),
    "handoff": frozenset({"owner_school_id", "accepted_school_id"}),
    "mediation": frozenset({"raising_school_id", "other_school_id", "mediator_school_id"}),
    "partnership_task": frozenset({"school_id", "for_school_id"}),
    "pair": frozenset({"home_school_id", "partner_school_id"}),
    "post": frozenset({"school_id", "for_school_id"}),
    "visit": frozenset({"school_id", "host_school_id"}),
    "turn_swap": frozenset({"school_id", "other_school_id"}),
    "vouch": frozenset({"school_id", "voucher_school_id"}),
}


def merge_schools(two: Two, *, by: Actor, stays_id: uuid.UUID, reason: str) -> School:
    """The school of `stays_id` stays; the other's people, places, words and duties move to it. There is no way back, so the page shows all first."""
    if stays_id not in two.school_ids:
        raise RuleBroken("stays", _("Choose the school that stays."))
    if two.merged is not None:
        raise NotAllowedNow(_("These two are one school already."))
    stays, goes = (two.one, two.other) if stays_id == two.one.id else (two.other, two.one)
    _check(stays, goes, by, reason)
    _end_doubles(goes, stays, clock.today(stays.zone))
    _settle_clusters(goes.id, stays.id)
    _move_duties(goes.id, stays.id, by)
    moved, kept = 0, 0
    for table, column in queries.columns_that_move():
        if table.name != Duty.__tablename__:
            there, here = _move(table, column, goes.id, stays.id)
            moved, kept = moved + there, kept + here
    _retire(goes, stays, by)
    _note(goes, stays, by, reason)
    record(events.SchoolsMerged(by_id=by.id, school_id=stays.id, merged_school_id=goes.id, moved=moved, kept=kept))
    session().expire_all()
    return stays


def _check(stays: School, goes: School, by: Actor, reason: str) -> None:
    if not clean(reason):
        raise RuleBroken("reason", _("Write why these two are one school."))
    for school in (stays, goes):
        if school.proposed_by_id == by.id or school.live_member(by.id) is not None:
            raise RuleBroken(None, _("This is your own school. Someone else must decide."))
    if goes.is_verified and not stays.is_verified:
        raise RuleBroken("stays", _("Keep the school that is verified."))
    numbers = {(s.register, s.number) for s in (stays, goes) if s.number}
    if len(numbers) == 2:
        raise RuleBroken(
            None, _("The register has two numbers for them. Follow the successor in the register instead.")
        )


def _end_doubles(goes: School, stays: School, today: Any) -> None:
    """A person, a function and the head are there once."""
    held, here = (
        session(),
        {m.person_id for m in stays.members if m.status in (MemberStatus.REQUESTED, MemberStatus.MEMBER)},
    )
    twice = sa.update(SchoolMember).where(
        SchoolMember.school_id == goes.id,
        SchoolMember.person_id.in_(here),
        SchoolMember.status.in_([MemberStatus.REQUESTED, MemberStatus.MEMBER]),
    )
    held.execute(twice.values(status=MemberStatus.ENDED, ended_on=today))
    functions = {(f.person_id, f.function) for f in stays.functions if f.ended_on is None}
    alone = {f.function for kind in (Function.SIGNATORY, Function.HEAD_DEPUTY) for f in stays.holders(kind)}
    for function in goes.functions:
        double = (function.person_id, function.function) in functions
        if function.ended_on is None and (double or function.function in alone):
            change = sa.update(SchoolFunction).where(SchoolFunction.id == function.id)
            held.execute(change.values(ended_on=today))


def _settle_clusters(goes: uuid.UUID, stays: uuid.UUID) -> None:
    """Where both are in a cluster, the membership that goes further stays: one that joined before one that was only invited."""
    rows = session().execute(
        sa.select(
            ClusterMembership.id, ClusterMembership.cluster_id, ClusterMembership.school_id, ClusterMembership.status
        )
        .where(ClusterMembership.school_id.in_([goes, stays]), ClusterMembership.status.in_(PRESENT))
        .order_by(ClusterMembership.id)
    )
    found: dict[uuid.UUID, dict[uuid.UUID, Any]] = {}
    for row in rows:
        found.setdefault(row.cluster_id, {})[row.school_id] = row
    for pair in found.values():
        if len(pair) == 2:
            ends = pair[stays] if pair[stays].status not in LIVE and pair[goes].status in LIVE else pair[goes]
            after = MembershipStatus.LEFT if ends.status in LIVE else MembershipStatus.WITHDRAWN
            change = sa.update(ClusterMembership).where(ClusterMembership.id == ends.id)
            session().execute(
                change.values(status=after, left_at=clock.now() if after == MembershipStatus.LEFT else None)
            )
            duty.settle(DutyKind.ANSWER_INVITATION, ends.id, by=_Nobody(), outcome="merged")


class _Nobody:
    """The merging itself: what it settles, no person did."""

    id = None


def _move_duties(goes: uuid.UUID, stays: uuid.UUID, by: Actor) -> None:
    """What was owed is owed by the school that stays, once; what it would owe to itself is closed."""
    held = session()
    for owed in held.scalars(sa.select(Duty).where(Duty.school_id == goes).order_by(Duty.id)):
        to_itself = owed.asked_by_school_id in (stays, goes) and owed.closed_at is None
        owed.school_id = stays
        key = duty.key_of(owed) if owed.closed_at is None else None
        double = key is not None and held.scalar(sa.select(Duty.id).where(Duty.open_key == key)) is not None
        if to_itself or double:
            duty.close(owed, by=by, outcome="merged")
        else:
            owed.open_key = key
        held.flush()
    held.execute(sa.update(Duty).where(Duty.asked_by_school_id == goes).values(asked_by_school_id=stays))


def _move(table: sa.Table, column: sa.Column[Any], goes: uuid.UUID, stays: uuid.UUID) -> tuple[int, int]:
    """Let the rows name the school that stays: (moved, kept). A row that would name it twice, or is there already, keeps the old name."""
    apart = _TWO_SCHOOLS.get(table.name, frozenset())
    others = [table.c[name] for name in sorted(apart - {column.name})] if column.name in apart else []
    where = [column == goes, *(sa.or_(c.is_(None), c != stays) for c in others)]
    change = sa.update(table).values({column.name: stays})
    held: Any = session()
    total = _count(table, column == goes)
    if total == 0:
        return 0, 0
    try:
        with held.begin_nested():
            moved = held.execute(change.where(*where)).rowcount
    except IntegrityError:
        moved = _move_one_by_one(table, change, where)
    return moved, total - moved


def _move_one_by_one(table: sa.Table, change: Any, where: list[Any]) -> int:
    keys = list(table.primary_key.columns)
    moved = 0
    held: Any = session()
    for row in held.execute(sa.select(*keys).where(*where)).all():
        this = [key == value for key, value in zip(keys, row, strict=True)]
        try:
            with held.begin_nested():
                moved += held.execute(change.where(*this)).rowcount
        except IntegrityError:
            continue
    return moved


def _count(table: sa.Table, where: Any) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0


def _retire(goes: School, stays: School, by: Actor) -> None:
    """The other entry is closed and points to the one that stays, which takes its number if it has none."""
    held = session()
    number = {"register": goes.register, "number": goes.number, "register_entry_id": goes.register_entry_id}
    for kind in _LOOKS:
        duty.settle(kind, goes.id, by=by, outcome="merged")
    links = sa.update(OneTimeLink).where(
        OneTimeLink.purpose == LinkPurpose.CONFIRM_SCHOOL,
        OneTimeLink.subject_id == goes.id,
        OneTimeLink.used_at.is_(None),
    )
    held.execute(links.values(void_at=clock.now()))
    SCHOOL.advance(goes, "merge", merged_into_id=stays.id)
    make_unfindable(goes)
    listing = School.metadata.tables.get("school_listing")
    if listing is not None:
        held.execute(sa.delete(listing).where(listing.c.school_id == goes.id))
    if stays.number is None and number["number"]:
        held.execute(sa.update(School).where(School.id == stays.id).values(**number))
    if stays.is_verified:
        make_findable(stays)


def _note(goes: School, stays: School, by: Actor, reason: str) -> None:
    for school in (goes, stays):
        session().add(
            Verification(
                school_id=school.id,
                decided_by_id=by.id,
                outcome="merged",
                level=stays.verification_level,
                reason=clean(reason),
            )
        )
    session().flush()

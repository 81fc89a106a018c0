"""Begin a committee, say what it is there for, give seats, renew and end them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.text import fold
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, ClusterStatus, OfficeKind
from portal.forming.committees import events, queries
from portal.forming.committees.models import Committee, Level, Seat, SeatKind, SeatRole
from portal.forming.formality import queries as formality
from portal.forming.formality.models import Feature
from portal.identity.organisations.models import Organisation
from portal.identity.organisations.queries import find_by_name, find_live
from portal.identity.schools.models import School

REMIND_BEFORE = timedelta(days=30)
NAME_WITHIN = timedelta(days=14)
LONGEST_TERM = timedelta(days=3660)

on_seats: list[Callable[..., None]] = []
"""Rooms above: `follow(committee, *, by)`, called inside the deed when a seat was given, named or ended; the committee is read anew."""


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A seat as it was typed: whose it is, who sits on it, in which role, from when until when."""

    kind: SeatKind
    role: SeatRole = SeatRole.MEMBER
    school_id: uuid.UUID | None = None
    body: str = ""
    person_id: uuid.UUID | None = None
    holder_name: str = ""
    from_on: date | None = None
    until_on: date | None = None
    organisation_id: uuid.UUID | None = None


def begin_committee(
    cluster: Cluster,
    *,
    by: Actor,
    name: str,
    remit: str,
    level: Level = Level.SCHOOLS,
    decides: str = "",
    reports_to: str = "",
) -> Committee:
    """The cluster has a committee from today on; its seats come after."""
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    if not formality.has(cluster.id, Feature.COMMITTEES):
        raise NotAllowedNow(_("Committees are not switched on. Change how formal your cluster is first."))
    made = Committee(
        cluster_id=cluster.id,
        name=name,
        folded_name=fold(name),
        level=level,
        remit=remit,
        decides=decides,
        reports_to=reports_to,
        begun_on=clock.today(cluster.zone),
        begun_by_id=by.id,
    )
    session().add(made)
    session().flush()
    record(_fact(events.CommitteeBegun, made, by))
    return made


def _fact(kind: Any, committee: Committee, by: Actor, **facts: Any) -> Event:
    return kind(by_id=by.id, cluster_id=committee.cluster_id, subject_id=committee.id, name=committee.name, **facts)  # type: ignore[no-any-return]


def _tell(committee: Committee, by: Actor) -> None:
    session().expire(committee, ["seats"])
    for follow in on_seats:
        follow(committee, by=by)


def _of_seat(kind: Any, seat: Seat, by: Actor) -> Event:
    who = {"school_id": seat.school_id, "person_id": seat.person_id}
    return _fact(kind, seat.committee, by, seat_id=seat.id, holds_for=seat.holds_for, **who)


def _check_open(committee: Committee) -> None:
    if committee.closed_at is not None:
        raise NotAllowedNow(_("This committee is over. Its record stays."))


def change_remit(
    committee: Committee,
    *,
    by: Actor,
    version: int,
    name: str,
    remit: str,
    level: Level,
    decides: str,
    reports_to: str,
) -> None:
    """Write anew what the committee is called and there for. Raises Stale when someone else did meanwhile."""
    _check_open(committee)
    values = {
        "name": name,
        "folded_name": fold(name),
        "remit": remit,
        "level": level,
        "decides": decides,
        "reports_to": reports_to,
    }
    if version != committee.version:
        current = {key: str(getattr(committee, key)) for key in ("name", "remit", "decides", "reports_to")}
        raise Stale(_("Someone else changed this since you opened the page."), current)
    change(committee, {"version": committee.version, "closed_at": None}, values | {"version": committee.version + 1})
    record(_fact(events.CommitteeChanged, committee, by))


def close_committee(committee: Committee, *, by: Actor) -> None:
    """The committee is over; its seats end, its record stays."""
    change(committee, {"closed_at": None}, {"closed_at": clock.now()})
    for seat in committee.open_seats():
        _end(seat, by)
    record(_fact(events.CommitteeClosed, committee, by))


def give_seat(committee: Committee, *, by: Actor, sitting: Sitting) -> Seat:
    """A school, an authority, an organisation, the parents or someone of the community has a seat. Nobody sits twice."""
    _check_open(committee)
    _check_whose(committee, sitting)
    body = _known(sitting)
    _check_who(committee, sitting.person_id, sitting.holder_name, None, body.id if body is not None else None)
    from_on = sitting.from_on or clock.today(committee.cluster.zone)
    _check_term(from_on, sitting.until_on)
    seat = Seat(
        committee_id=committee.id,
        kind=sitting.kind,
        role=sitting.role,
        school_id=sitting.school_id if sitting.kind == SeatKind.SCHOOL else None,
        body="" if sitting.kind == SeatKind.SCHOOL else sitting.body,
        organisation_id=body.id if body is not None else None,
        person_id=sitting.person_id,
        holder_name="" if sitting.person_id else sitting.holder_name,
        folded_name=None if sitting.person_id else fold(sitting.holder_name) or None,
        from_on=from_on,
        until_on=sitting.until_on,
        given_by_id=by.id,
    )
    session().add(seat)
    session().flush()
    _owe_a_name(seat)
    record(_of_seat(events.SeatGiven, seat, by))
    _tell(committee, by)
    return seat


def _check_whose(committee: Committee, sitting: Sitting) -> None:
    if sitting.kind != SeatKind.SCHOOL:
        if not sitting.body:
            raise RuleBroken(
                "body", _("Say whose seat it is, for example “Parents of Vale School” or “village chief”.")
            )
        return
    if sitting.school_id not in {school.id for school in queries.schools_to_seat(committee.cluster_id)}:
        raise RuleBroken("school", _("Choose a school of the cluster."))


def _known(sitting: Sitting) -> Organisation | None:
    """The authority or organisation of the programme's list that is meant: the one that was chosen, where the name is still its own, else the only one of
    that name."""
    if sitting.kind not in (SeatKind.AUTHORITY, SeatKind.ORGANISATION):
        return None
    chosen = find_live(sitting.organisation_id)
    return chosen if chosen is not None and fold(chosen.name) == fold(sitting.body) else find_by_name(sitting.body)


def _check_who(
    committee: Committee,
    person_id: uuid.UUID | None,
    name: str,
    own: Seat | None,
    organisation_id: uuid.UUID | None = None,
) -> None:
    """Someone who may sit here, and does not already; a name that was typed may be that of someone with an account."""
    offered = (
        dict(queries.people_to_seat(committee.cluster_id, organisation_id, own=own)) if person_id is not None else {}
    )
    if person_id is not None and person_id not in offered:
        raise RuleBroken("person", _("Choose someone of a school of the cluster, of its authority, or of this body."))
    if person_id is not None and name:
        raise RuleBroken("holder_name", _("Choose a person from the list, or type a name; not both."))
    typed = fold(name)
    others = [seat for seat in committee.open_seats() if own is None or seat.id != own.id]
    if typed and any(seat.person is not None and fold(seat.person.name) == typed for seat in others):
        raise RuleBroken("holder_name", _("A person of this name sits in the committee already."))


def _check_term(from_on: date, until_on: date | None) -> None:
    if until_on is not None and not from_on <= until_on <= from_on + LONGEST_TERM:
        raise RuleBroken("until_on", _("Choose a day after the beginning, within ten years. You may leave it empty."))


def _owe_a_name(seat: Seat) -> None:
    """A school whose seat is empty says who sits on it."""
    if seat.school_id is None or seat.holder:
        return
    duty.owe(
        DutyKind.NAME_SEAT,
        subject_id=seat.committee_id,
        cluster_id=seat.cluster_id,
        school_id=seat.school_id,
        office="contact",
        title=seat.committee.name,
        due_at=clock.now() + NAME_WITHIN,
    )


def name_holder(seat: Seat, *, by: Actor, person_id: uuid.UUID | None, holder_name: str = "") -> None:
    """Say who sits on the seat from now on; with neither a person nor a name nobody does for now."""
    _check_seat(seat)
    _check_who(seat.committee, person_id, holder_name, seat, seat.organisation_id)
    before = {"person_id": seat.person_id, "folded_name": seat.folded_name, "ended_at": None}
    values = {
        "person_id": person_id,
        "holder_name": "" if person_id else holder_name,
        "folded_name": None if person_id else fold(holder_name) or None,
    }
    change(seat, before, values)
    if seat.school_id is not None:
        duty.settle(DutyKind.NAME_SEAT, seat.committee_id, by=by, school_id=seat.school_id)
        _owe_a_name(seat)
    record(_of_seat(events.SeatNamed, seat, by))
    _tell(seat.committee, by)


def _check_seat(seat: Seat) -> None:
    _check_open(seat.committee)
    if seat.ended_at is not None:
        raise NotAllowedNow(_("This seat has ended."))


def renew_seat(seat: Seat, *, by: Actor, until_on: date | None, role: SeatRole | None = None) -> None:
    """The term of office goes on until another day (or without an end), in the same role or another one."""
    _check_seat(seat)
    today = clock.today(seat.cluster.zone)
    if until_on is not None and until_on < today:
        raise RuleBroken("until_on", _("Choose a day from today on. You may leave it empty."))
    _check_term(seat.from_on, until_on)
    values = {"until_on": until_on, "reminded_on": None, "role": role or seat.role}
    change(seat, {"ended_at": None, "until_on": seat.until_on}, values)
    duty.settle(DutyKind.RENEW_SEAT, seat.id, by=by, outcome="renewed")
    record(_of_seat(events.SeatRenewed, seat, by))


def end_seat(seat: Seat, *, by: Actor) -> None:
    """The seat is given up. It stays in the record."""
    _check_seat(seat)
    _end(seat, by)


def _end(seat: Seat, by: Actor, *, left: bool = False) -> None:
    change(seat, {"ended_at": None}, {"ended_at": clock.now(), "left_school": left})
    duty.settle(DutyKind.RENEW_SEAT, seat.id, by=by, outcome="ended")
    if seat.school_id is not None and not any(
        other.school_id == seat.school_id and other.ended_at is None for other in seat.committee.seats
    ):
        duty.settle(DutyKind.NAME_SEAT, seat.committee_id, by=by, school_id=seat.school_id, outcome="ended")
    record(_of_seat(events.SeatEnded, seat, by))
    _tell(seat.committee, by)


def remind_of_term(seat: Seat, *, by: Actor) -> None:
    """A month before its end: who chairs (or the coordinator) is asked whether the term goes on."""
    _check_seat(seat)
    if seat.until_on is None or seat.reminded_on is not None:
        return
    change(seat, {"reminded_on": None, "ended_at": None}, {"reminded_on": clock.today(seat.cluster.zone)})
    chair = seat.committee.chair()
    asked = chair.person_id if chair is not None and chair.id != seat.id else None
    duty.owe(
        DutyKind.RENEW_SEAT,
        subject_id=seat.id,
        cluster_id=seat.cluster_id,
        school_id=chair.school_id if chair is not None and asked else None,
        person_id=asked,
        office=None if asked else OfficeKind.CONTACT_TEACHER.value,
        title=f"{seat.committee.name}: {seat.holds_for}",
        due_at=moments.instant(seat.until_on, time(12, 0), seat.cluster.zone),
    )
    record(_of_seat(events.SeatTermEnding, seat, by))


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """The seats of schools that have left end; a newcomer finds them by the mark."""
    here = {m.school_id for m in cluster.live_memberships()}
    for seat in queries.list_open_seats(cluster.id):
        if seat.school_id not in here:
            _end(seat, by, left=True)


def follow_replacement(cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    """The newcomer has the seats of the school whose place it takes, and says who sits on them."""
    seated: set[uuid.UUID] = set()
    for old in queries.list_seats_held(cluster.id, school_id=old_school_id):
        if old.committee_id in seated:
            continue
        seated.add(old.committee_id)
        if old.ended_at is None:
            _end(old, by, left=True)
        sitting = Sitting(kind=SeatKind.SCHOOL, school_id=new_school_id, until_on=_still(old))
        give_seat(queries.get_committee(cluster.id, old.committee_id), by=by, sitting=sitting)


def _still(old: Seat) -> date | None:
    return old.until_on if old.until_on is not None and old.until_on > clock.today() else None


def follow_leaver(school: School, *, person_id: uuid.UUID, by: Actor) -> None:
    """Who leaves the school sits no longer on its seats; the school says who does."""
    for seat in queries.list_seats_of(school.id, person_id):
        change(seat, {"person_id": person_id, "ended_at": None}, {"person_id": None})
        if not duty.open_duties(DutyKind.NAME_SEAT, seat.committee_id):
            _owe_a_name(seat)

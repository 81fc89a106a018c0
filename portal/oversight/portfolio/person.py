"""What one person did, over all their schools and clusters: read in six statements, each with a ceiling, and said in sentences."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.database import fetch, session
from portal.core.i18n import _, ngettext
from portal.forming.clusters.models import SCHOOL_OFFICES, Cluster, Office, OfficeKind
from portal.forming.clusters.services import TITLES
from portal.forming.committees.models import Committee, Seat
from portal.identity.schools.models import School
from portal.oversight.portfolio.queries import DONE, MOST_ACTIVITIES, MOST_OTHERS, MOST_STAND_INS, Stretch, within
from portal.running.activities.models import Activity
from portal.running.board.models import Post
from portal.running.handoffs.counting import stood_in
from portal.running.handoffs.models import Handoff
from portal.running.visits.models import Visit, VisitStatus, VisitTraveller
from portal.web.moments import day


@dataclass(frozen=True)
class Part:
    """One kind of thing: a heading, and a sentence for each. `missing`: what is said where there is none."""

    code: str
    title: str
    lines: Sequence[str]
    missing: str


def parts_of(person_id: uuid.UUID, stretch: Stretch, zone: str) -> list[Part]:
    """Everything, with what there is first. Days are those of the person's own clocks."""
    return [
        Part(
            "activities",
            _("Activities with my classes"),
            _activities(person_id, stretch, zone),
            _("None in this time."),
        ),
        Part("stand-ins", _("Where I stood in"), _stand_ins(person_id, stretch, zone), _("Nowhere in this time.")),
        Part("visits", _("Where I travelled"), _visits(person_id, stretch), _("Nowhere in this time.")),
        Part(
            "offices", _("What I did for a cluster"), _offices(person_id, stretch, zone), _("No office in this time.")
        ),
        Part("messages", _("What I wrote"), _messages(person_id, stretch), _("No message in this time.")),
    ]


def _activities(person_id: uuid.UUID, stretch: Stretch, zone: str) -> list[str]:
    """Those that took place and that the person led, or was the adult in the room at the other end; where somebody stood in, it was theirs."""
    a, owner, partner = Activity, aliased(School), aliased(School)
    led = sa.and_(a.teacher_id == person_id, a.stand_in_school_id.is_(None))
    ids = sa.union(
        sa.select(a.id).where(a.teacher_id == person_id), sa.select(a.id).where(a.partner_adult_id == person_id)
    )
    query: Any = (
        sa.select(a.title, a.starts_at, a.pupil_count, owner.name, partner.name, sa.case((led, 1), else_=0))
        .join(owner, owner.id == a.owner_school_id)
        .outerjoin(partner, partner.id == a.partner_school_id)
        .where(a.id.in_(ids), sa.or_(led, a.partner_adult_id == person_id), a.status.in_(DONE))
        .where(*within(a.starts_at, stretch))
        .order_by(a.starts_at.desc(), a.id.desc())
        .limit(MOST_ACTIVITIES)
    )
    lines = []
    for title, starts_at, pupils, owners, partners, is_mine in fetch(query):
        schools = ", ".join(name for name in (owners, partners) if name)
        said = _("%(day)s: %(title)s (%(schools)s).", day=day(starts_at, zone), title=title, schools=schools)
        said += " " + (_("I led it.") if is_mine else _("I was the adult in the room."))
        if pupils:
            said += " " + ngettext("%(num)d pupil took part.", "%(num)d pupils took part.", pupils)
        lines.append(said)
    return lines


def _stand_ins(person_id: uuid.UUID, stretch: Stretch, zone: str) -> list[str]:
    h = Handoff
    query: Any = sa.select(h.title, h.delivered_at, h.thread_id, School.name).join(
        School, School.id == h.owner_school_id
    )
    query = query.where(h.accepted_by_id == person_id, *stood_in(stretch.since, stretch.until))
    lines = []
    for title, at, thread_id, name in fetch(query.order_by(h.delivered_at.desc(), h.id.desc()).limit(MOST_STAND_INS)):
        words = {"day": day(at, zone), "school": name, "title": title}
        is_reply = thread_id is not None
        lines.append(
            _("%(day)s: I answered for %(school)s: %(title)s.", **words)
            if is_reply
            else _("%(day)s: I stood in for %(school)s: %(title)s.", **words)
        )
    return lines


def _visits(person_id: uuid.UUID, stretch: Stretch) -> list[str]:
    """Visits that took place and on which the person travelled."""
    was = sa.or_(
        Visit.status == VisitStatus.REPORTED,
        sa.and_(Visit.status == VisitStatus.CONFIRMED, Visit.ends_on < clock.today()),
    )
    query: Any = (
        sa.select(Visit.title, Visit.starts_on, Visit.ends_on, School.name)
        .join(VisitTraveller, VisitTraveller.visit_id == Visit.id)
        .outerjoin(School, School.id == Visit.host_school_id)
        .where(VisitTraveller.person_id == person_id, VisitTraveller.ended_at.is_(None), was)
        .where(Visit.starts_on >= stretch.since.date(), Visit.starts_on < stretch.until.date())
        .order_by(Visit.starts_on.desc(), Visit.id.desc())
        .limit(MOST_OTHERS)
    )
    return [
        _(
            "%(first)s to %(last)s: %(title)s, at %(school)s.",
            first=day(first),
            last=day(last),
            title=title,
            school=name,
        )
        if name
        else _("%(first)s to %(last)s: %(title)s.", first=day(first), last=day(last), title=title)
        for title, first, last, name in fetch(query)
    ]


def _offices(person_id: uuid.UUID, stretch: Stretch, zone: str) -> list[str]:
    """Offices that the person held, and committees in which they sat, in the stretch; one that a school holds is not theirs, whoever accepted it."""
    query: Any = sa.select(Office.kind, Office.accepted_at, Office.ended_at, Cluster.name)
    query = query.join(Cluster, Cluster.id == Office.cluster_id).where(Office.person_id == person_id)
    query = query.where(Office.kind.not_in(SCHOOL_OFFICES))
    query = query.where(Office.accepted_at < stretch.until, _lasted(Office.ended_at, stretch))
    rows = fetch(query.order_by(Office.accepted_at.desc(), Office.id.desc()).limit(MOST_OTHERS))
    lines = [_held(str(TITLES[OfficeKind(kind)]), cluster, since, until, zone) for kind, since, until, cluster in rows]
    query = sa.select(Committee.name, Seat.created_at, Seat.ended_at, Cluster.name)
    query = query.select_from(Seat).join(Committee, Committee.id == Seat.committee_id)
    query = query.join(Cluster, Cluster.id == Committee.cluster_id).where(Seat.person_id == person_id)
    query = query.where(Seat.created_at < stretch.until, _lasted(Seat.ended_at, stretch))
    rows = fetch(query.order_by(Seat.created_at.desc(), Seat.id.desc()).limit(MOST_OTHERS))
    return lines + [
        _held(_("seat in the committee %(name)s", name=name), cluster, since, until, zone)
        for name, since, until, cluster in rows
    ]


def _lasted(ended_at: Any, stretch: Stretch) -> Any:
    return sa.or_(ended_at.is_(None), ended_at >= stretch.since)


def _held(what: str, cluster: str, since: datetime, until: datetime | None, zone: str) -> str:
    words = {"cluster": cluster, "what": what, "day": day(since, zone)}
    if until is None:
        return _("%(cluster)s: %(what)s since %(day)s.", **words)
    return _("%(cluster)s: %(what)s from %(day)s to %(end)s.", **words, end=day(until, zone))


def _messages(person_id: uuid.UUID, stretch: Stretch) -> list[str]:
    counted = sa.select(sa.func.count()).select_from(Post).where(Post.author_id == person_id, Post.removed_at.is_(None))
    number = session().scalar(counted.where(*within(Post.created_at, stretch))) or 0
    said = ngettext("I wrote %(num)d message on the boards.", "I wrote %(num)d messages on the boards.", number)
    return [said] if number else []

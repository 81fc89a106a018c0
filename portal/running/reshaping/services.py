"""Merge, split, take a group over, and begin by a pattern. Each is one act: all of it or nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import (
    LIVE,
    Cluster,
    ClusterStatus,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
)
from portal.forming.clusters.queries import get_cluster, schools_named
from portal.forming.clusters.workflow import CLUSTER, MEMBERSHIP, OFFICE
from portal.forming.formality import queries as formality
from portal.forming.formality.services import choose_level
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.policy.people import SignedIn
from portal.running.groups.queries import clusters_named
from portal.running.ledger import queries as ledger
from portal.running.partnerships.models import Partnership
from portal.running.reshaping import events, moving
from portal.running.reshaping.models import Reshaping, ReshapingKind, ReshapingStatus
from portal.running.reshaping.queries import Between
from portal.running.reshaping.workflow import RESHAPING

MOST_TAKEN_OVER = 30


def propose_merge(cluster: Cluster, *, by: SignedIn, name: str, words: str = "") -> Reshaping:
    """This cluster would like to become part of another one, by its name, and to close."""
    _check_open(cluster)
    others = [one for one in clusters_named(clean_line(name)) if one.id != cluster.id]
    if len(others) != 1:
        raise RuleBroken("name", _("Write the name of the other cluster exactly as it is shown there."))
    other = others[0]
    _check_merge(cluster, other)
    made = _propose(
        Reshaping(kind=ReshapingKind.MERGE, cluster_id=cluster.id, other_cluster_id=other.id, words=clean(words)), by
    )
    facts: dict[str, Any] = {"subject_id": made.id, "cluster_id": other.id}
    duty.owe(DutyKind.ANSWER_RESHAPING, office="contact_teacher", title=cluster.name, **facts)
    record(events.MergeProposed(by_id=by.id, from_cluster_id=cluster.id, **facts))
    return made


def _check_open(cluster: Cluster) -> None:
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))


def _propose(made: Reshaping, by: Actor) -> Reshaping:
    made.proposed_by_id = by.id
    session().add(made)
    session().flush()
    return made


def _check_merge(cluster: Cluster, other: Cluster) -> None:
    """What has to be in order first. Raises RuleBroken."""
    if ClusterStatus.CLOSED in (cluster.status, other.status):
        raise RuleBroken("name", _("One of the two clusters is closed."))
    twins = sa.or_(
        sa.and_(Partnership.cluster_id == cluster.id, Partnership.partner_cluster_id == other.id),
        sa.and_(Partnership.cluster_id == other.id, Partnership.partner_cluster_id == cluster.id),
    )
    if session().scalar(sa.select(sa.exists().where(twins))):
        raise RuleBroken("name", _("The two are partner clusters. A partnership has two sides, so they stay two."))
    here, there = ledger.purse_of(cluster.id), ledger.purse_of(other.id)
    if here is not None and there is not None:
        stands = ledger.standing(here.id)
        if stands.bank or any(stands.schools.values()) or ledger.waits(here.id):
            raise RuleBroken(
                None, _("Both clusters share costs. The books of the one that goes have to stand at nothing first.")
            )


def propose_split(
    cluster: Cluster,
    *,
    by: SignedIn,
    name: str,
    school_ids: Sequence[uuid.UUID],
    lead_school_id: uuid.UUID,
    words: str = "",
) -> Reshaping:
    """Some schools shall go on as a cluster of their own, led by one of them; its contact is asked to coordinate it."""
    _check_open(cluster)
    going = list(dict.fromkeys(school_ids))
    _check_split(cluster, going, lead_school_id)
    query = sa.select(SchoolFunction.person_id).where(
        SchoolFunction.school_id == lead_school_id,
        SchoolFunction.function == Function.CONTACT,
        SchoolFunction.ended_on.is_(None),
    )
    contact = session().scalar(query.order_by(SchoolFunction.id).limit(1))
    if contact is None:
        raise RuleBroken("lead_school_id", _("This school has no contact who could coordinate."))
    made = _propose(
        Reshaping(
            kind=ReshapingKind.SPLIT, cluster_id=cluster.id, name=clean_line(name), words=clean(words),
            school_ids=[str(one) for one in going], lead_school_id=lead_school_id, coordinator_id=contact,
        ),
        by,
    )  # fmt: skip
    title = f"{made.name}, {cluster.name}"
    facts: dict[str, Any] = {"subject_id": made.id, "cluster_id": cluster.id, "person_id": contact}
    duty.owe(DutyKind.ANSWER_RESHAPING, school_id=lead_school_id, title=title, **facts)
    record(events.SplitProposed(by_id=by.id, school_id=lead_school_id, **facts))
    return made


def _check_split(cluster: Cluster, going: Sequence[uuid.UUID], lead_school_id: uuid.UUID) -> None:
    live = {m.school_id: m for m in cluster.live_memberships()}
    home = {key for key, m in live.items() if m.side == Side.HOME}
    if not going or not set(going) <= set(live):
        raise RuleBroken("school_ids", _("Choose schools that are in the cluster."))
    if lead_school_id not in going or lead_school_id not in home:
        raise RuleBroken(
            "lead_school_id", _("The school that leads has to be one of those that go, and no partner school.")
        )
    if not home - set(going):
        raise RuleBroken("school_ids", _("At least one school has to stay."))
    if cluster.lead_school_id in going:
        raise RuleBroken("school_ids", _("The lead school stays. Another school has to lead before it can go."))
    contact = cluster.holder(OfficeKind.CONTACT_TEACHER)
    if contact is not None and contact.school_id in going:
        raise RuleBroken(
            "school_ids", _("The coordinator’s school stays. Someone else has to coordinate before it can go.")
        )


@dataclass(frozen=True)
class Preview:
    """What goes where: schools and partner schools by name, rows that go along by table, what stays and what stops."""

    schools: tuple[str, ...]
    partners: tuple[str, ...]
    already: tuple[str, ...]
    rows: dict[str, int]
    has_purse: bool
    stays: tuple[str, ...] = ()


def preview(proposal: Reshaping) -> Preview:
    """Reckoned from both clusters as they are now."""
    cluster = get_cluster(proposal.cluster_id)
    live = cluster.live_memberships()
    if proposal.kind == ReshapingKind.MERGE and proposal.other_cluster_id is not None:
        there = {m.school_id for m in get_cluster(proposal.other_cluster_id).live_memberships()}
        going, staying = live, []
    else:
        chosen = {uuid.UUID(one) for one in proposal.school_ids}
        there, going = set(), [m for m in live if m.school_id in chosen]
        staying = [m for m in live if m.school_id not in chosen]
    rows = moving.counts(cluster.id) if proposal.kind == ReshapingKind.MERGE else {}
    purse = ledger.purse_of(cluster.id)
    return Preview(
        tuple(m.school.name for m in going if m.side == Side.HOME),
        tuple(m.school.name for m in going if m.side == Side.PARTNER),
        tuple(m.school.name for m in going if m.school_id in there),
        {name: number for name, number in rows.items() if number},
        purse is not None,
        tuple(m.school.name for m in staying),
    )


def answer(between: Between, *, by: Actor, agrees: bool) -> Cluster | None:
    """Who was asked says yes, and it is done at once; or no. Answers the cluster that goes on."""
    proposal = between.proposal
    if proposal.status != ReshapingStatus.PROPOSED:
        raise NotAllowedNow(_("This was answered already."))
    if not agrees:
        _end(proposal, "decline", by)
        record(events.ReshapingDeclined(by_id=by.id, cluster_id=proposal.cluster_id, subject_id=proposal.id))
        return None
    return _merge(proposal, by) if proposal.kind == ReshapingKind.MERGE else _split(proposal, by)


def withdraw(between: Between, *, by: Actor) -> None:
    """The cluster that proposed it does so no more. The one that was asked says no instead."""
    if between.is_asked:
        raise NotAllowedNow(_("The other cluster has proposed this. You can say yes or no to it."))
    _end(between.proposal, "withdraw", by)
    proposal = between.proposal
    record(events.ReshapingWithdrawn(by_id=by.id, cluster_id=proposal.cluster_id, subject_id=proposal.id))


def _end(proposal: Reshaping, command: str, by: Actor) -> None:
    RESHAPING.advance(proposal, command, answered_by_id=by.id, answered_at=clock.now())
    duty.settle(DutyKind.ANSWER_RESHAPING, proposal.id, by=by, outcome=command)


def _lock(*ids: uuid.UUID) -> None:
    session().execute(sa.select(Cluster.id).where(Cluster.id.in_(sorted(ids))).order_by(Cluster.id).with_for_update())


def _merge(proposal: Reshaping, by: Actor) -> Cluster:
    """Schools, links, dates, conversations, evidence and books go along; offices end; the cluster that went closes."""
    from_id, to_id = proposal.cluster_id, proposal.other_cluster_id
    if to_id is None:
        raise NotAllowedNow(_("The other cluster is not there any more."))
    _lock(from_id, to_id)
    _check_merge(get_cluster(from_id), get_cluster(to_id))
    _end(proposal, "carry_out", by)
    came = [(m.school_id, m.side) for m in get_cluster(from_id).live_memberships()]
    if ledger.purse_of(to_id) is None:
        moving.move_purse(from_id, to_id)
    for waiting in get_cluster(from_id).memberships:
        if waiting.status == MembershipStatus.INVITED:
            clusters.withdraw_invitation(waiting, by=by)
    for vacancy in get_cluster(from_id).open_vacancies():
        clusters.close_vacancy(vacancy, by=by)
    _end_what_stays(from_id, by)
    _end_offices(from_id)
    _leave_quietly(from_id, {school_id for school_id, _side in came}, by)
    moving.move_all(from_id, to_id)
    for school_id, side in came:
        clusters.take_in(get_cluster(to_id), by=by, school_id=school_id, side=side)
    gone = get_cluster(from_id)
    CLUSTER.advance(gone, "close")
    clusters.tell_of_change(from_id, by)
    facts: dict[str, Any] = {"by_id": by.id, "subject_id": proposal.id}
    record(events.ClusterWentInto(cluster_id=from_id, into_cluster_id=to_id, **facts))
    record(events.ClustersMerged(cluster_id=to_id, from_cluster_id=from_id, schools=len(came), **facts))
    return get_cluster(to_id)


def _end_what_stays(cluster_id: uuid.UUID, by: Actor) -> None:
    """What is owed about something that does not go along is owed no more."""
    ends = (
        DutyKind.ACCEPT_OFFICE, DutyKind.AGREE_NOMINATION, DutyKind.ANSWER_GROUP, DutyKind.READ_IN, DutyKind.BUILD_TWIN,
        DutyKind.JOIN_AS_INVITED, DutyKind.TAKE_PURSE, DutyKind.PAY_BACK, DutyKind.APPROVE_CHANGE, DutyKind.ANSWER_RESHAPING,
    )  # fmt: skip
    where = (Duty.cluster_id == cluster_id, Duty.kind.in_(ends), Duty.closed_at.is_(None))
    for owed in session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(500)):
        duty.close(owed, by=by, outcome="merged")
    session().flush()


def _end_offices(cluster_id: uuid.UUID) -> None:
    for office in get_cluster(cluster_id).offices:
        if office.status == OfficeStatus.ACCEPTED:
            OFFICE.advance(office, "end", ended_at=clock.now(), reason="")
        elif office.status == OfficeStatus.NOMINATED:
            OFFICE.advance(office, "withdraw", ended_at=clock.now(), reason="")


def _leave_quietly(cluster_id: uuid.UUID, school_ids: set[uuid.UUID], by: Actor) -> None:
    """These schools are in the cluster no longer. No place is left empty, and nothing is told here: the act as a whole is."""
    today = clock.today("UTC")
    for place in get_cluster(cluster_id).memberships:
        if place.school_id not in school_ids or place.status not in LIVE:
            continue
        duty.settle(DutyKind.PASS_ON, place.id, by=by, outcome="went_along")
        if place.status == MembershipStatus.JOINED:
            MEMBERSHIP.advance(place, "give_notice", leaving_on=today)
        MEMBERSHIP.advance(place, "leave", left_at=clock.now())


def _split(proposal: Reshaping, by: Actor) -> Cluster:
    """A new cluster of these schools, with their own dates, evidence and things; what they owe otherwise passes to those who stay."""
    _lock(proposal.cluster_id)
    old = get_cluster(proposal.cluster_id)
    going = [uuid.UUID(one) for one in proposal.school_ids]
    lead_id, person_id = proposal.lead_school_id, proposal.coordinator_id
    if lead_id is None or person_id is None:
        raise NotAllowedNow(_("Nobody is named who would coordinate."))
    _check_split(old, going, lead_id)
    sides = {m.school_id: m.side for m in old.live_memberships()}
    _end(proposal, "carry_out", by)
    new = _begin(old, proposal, lead_id, person_id)
    proposal.other_cluster_id = new.id
    session().flush()
    moving.move_of_schools(old.id, new.id, going)
    for school_id in going:
        for check in clusters.before_leaving:
            check(get_cluster(old.id), school_id=school_id)
        clusters.pass_everything_on(get_cluster(old.id), school_id=school_id, by=by)
        clusters.end_offices_of(get_cluster(old.id), by=by, school_id=school_id)
    _leave_quietly(old.id, set(going), by)
    for school_id in sorted(going, key=lambda key: key != lead_id):
        clusters.take_in(get_cluster(new.id), by=by, school_id=school_id, side=sides[school_id])
    clusters.tell_of_change(old.id, by)
    facts: dict[str, Any] = {"by_id": by.id, "subject_id": proposal.id}
    record(events.ClusterSplit(cluster_id=old.id, new_cluster_id=new.id, schools=len(going), **facts))
    return get_cluster(new.id)


def _begin(old: Cluster, proposal: Reshaping, lead_id: uuid.UUID, person_id: uuid.UUID) -> Cluster:
    words = {name: getattr(old, name) for name in ("theme", "theme_reasons", "rationale", "form", "zone")}
    new = Cluster(
        name=proposal.name, status=ClusterStatus.ACTIVE, started_by_school_id=lead_id, started_by_id=person_id, **words
    )
    held = session()
    held.add(new)
    held.flush()
    for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
        office = {"cluster_id": new.id, "kind": kind, "school_id": lead_id, "person_id": person_id}
        held.add(Office(status=OfficeStatus.ACCEPTED, accepted_at=clock.now(), nominated_by_id=None, **office))
    held.flush()
    return new


@dataclass(frozen=True)
class Line:
    """A line of a list of schools as it was read: `found` is the school that it means, `why` says why there is none."""

    line: str
    found: School | None
    why: str = ""


def read_group(lines: Sequence[str]) -> list[Line]:
    """Which schools these lines mean: a number, a name, or a name and town; cells of a table may stand apart by a semicolon or a tab. Two statements."""
    cells = [[cell.strip().strip('"') for cell in line.replace("\t", ";").split(";") if cell.strip()] for line in lines]
    wanted = [", ".join(row[:2]) for row in cells if row][: 2 * MOST_TAKEN_OVER]
    numbers = {row[0]: row for row in cells if row and row[0].isdigit()}
    asked = [row.split(",")[0] if row.split(",")[0] in numbers else row for row in wanted]
    seen: set[uuid.UUID] = set()
    read: list[Line] = []
    for named in schools_named(asked):
        if named.school is None:
            why = (
                _("several schools have this name: add the town")
                if named.several
                else _("no school here has this name")
            )
            read.append(Line(named.line, None, why))
        elif named.school.id in seen:
            read.append(Line(named.line, None, _("named twice")))
        else:
            seen.add(named.school.id)
            read.append(Line(named.line, named.school))
    return read


def take_group_over(
    *, by: SignedIn, school_id: uuid.UUID, name: str, theme: str, rationale: str, lines: Sequence[str]
) -> Cluster:
    """A group that exists becomes a cluster as it is: its name is kept, and each school is invited in one act."""
    cluster = clusters.start_cluster(
        by=by, school_id=school_id, name=clean_line(name), theme=clean_line(theme), rationale=clean(rationale)
    )
    found = [one.found for one in read_group(lines) if one.found is not None and one.found.id != school_id]
    if len(found) > MOST_TAKEN_OVER:
        raise RuleBroken("schools", _("Name at most 30 schools at once. You can invite more afterwards."))
    if not found:
        raise RuleBroken("schools", _("No line means a school that is here. Look at the list again."))
    for school in found:
        clusters.invite_school(get_cluster(cluster.id), by=by, school_id=school.id)
    return cluster


def begin_like(cluster: Cluster, *, by: SignedIn, school_id: uuid.UUID, name: str) -> Cluster:
    """A new cluster by the pattern of this one: theme, reasons, what binds it, form and level are the same; schools, dates and words of others are not."""
    made = clusters.start_cluster(
        by=by, school_id=school_id, name=clean_line(name), theme=cluster.theme, theme_reasons=cluster.theme_reasons,
        rationale=cluster.rationale, cluster_form=cluster.form,
    )  # fmt: skip
    stands = formality.standing_of(cluster.id)
    if stands.version:
        choose_level(made, by=by, version=0, level=stands.level, extra=stands.extra)
    return made

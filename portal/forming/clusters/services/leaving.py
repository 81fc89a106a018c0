"""Leave with notice, pass on what is owed, and let another school take the place."""

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters import events, queries
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    MembershipStatus,
    OfficeKind,
    Side,
    Vacancy,
    VacancyStatus,
)
from portal.forming.clusters.services import offices
from portal.forming.clusters.workflow import CLUSTER, MEMBERSHIP, VACANCY
from portal.policy.people import SignedIn

# What a school owes in its own name alone. It ends with the membership; everything else can be passed on.
OWN = frozenset(
    {
        DutyKind.ANSWER_INVITATION,
        DutyKind.ACCEPT_OFFICE,
        DutyKind.AGREE_NOMINATION,
        DutyKind.SIGN_APPLICATION,
        DutyKind.AGREE_PAIR,
        DutyKind.ANSWER_HANDOFF,
        DutyKind.PASS_ON,
        DutyKind.NAME_CLASS,
        DutyKind.SIGN_AGREEMENT,
        DutyKind.AGREE_TIME_OUT,
        DutyKind.BREAK_SILENCE,
        DutyKind.SIGN_WORKING,
        DutyKind.AGREE_MENTORING,
        DutyKind.END_MENTORING,
        DutyKind.NAME_ADULT,
        DutyKind.NAME_TEACHER,
        DutyKind.ANSWER_ACTIVITY,
        DutyKind.AGREE_VISIT,
        DutyKind.CHECK_VISIT,
        DutyKind.LET_TRAVEL,
        DutyKind.CONFIRM_VISIT,
        DutyKind.GIVE_QUESTIONS,
        DutyKind.ANSWER_SWAP,
        DutyKind.PAY_SHARE,
        DutyKind.PAY_BACK,
        DutyKind.TAKE_PURSE,
        DutyKind.ANSWER_LOAN,
        DutyKind.HAND_OUT_LOAN,
        DutyKind.BRING_BACK,
        DutyKind.NAME_SEAT,
        DutyKind.ANSWER_MEETING,
        DutyKind.VOTE_DECISION,
        DutyKind.ANSWER_ROTA_SWAP,
        DutyKind.HAND_ON,
        DutyKind.TAKE_OVER,
        DutyKind.ANSWER_RESHAPING,
    }
)
LONGEST_NOTICE = timedelta(days=730)

on_replacement: list[Callable[..., None]] = []
"""Rooms above: `inherit(cluster, *, old_school_id, new_school_id, by)`, called inside the deed by which the newcomer joins."""

on_pass_on: list[Callable[..., None]] = []
"""Rooms above: `move(cluster, *, duty, from_school_id, to_school_id, by)`, called inside the deed when a duty has changed its school."""


on_change: list[Callable[..., None]] = []
"""Rooms above: `look(cluster, *, by)`, called inside the deed when a school has joined or left; the cluster is read anew."""


on_notice: list[Callable[..., None]] = []
"""Rooms above: `look(cluster, *, by)`, called inside the deed when a school has said that it leaves, or that it stays after all."""

before_leaving: list[Callable[..., None]] = []
"""Rooms above: `check(cluster, *, school_id)`, asked before a school leaves while others stay; raises RuleBroken where something is open that no other
school can take over."""


class DutyWords:
    """What is to be done, in words; put in at assembly by the layer that words duties for everybody. By itself: the title."""

    def __init__(self) -> None:
        self.of: Callable[[Duty], str] = lambda owed: owed.title


duty_words = DutyWords()


def tell_of_change(cluster_id: uuid.UUID, by: Actor) -> None:
    """Let the rooms above look at the cluster as it is now."""
    for look in on_change:
        look(queries.get_cluster(cluster_id), by=by)


def give_notice(membership: ClusterMembership, *, by: Actor, leaving_on: date, reason: str) -> None:
    """The school says when it leaves and why; what it owes is listed to be passed on."""
    cluster = membership.cluster
    today = clock.today(cluster.zone)
    if not today <= leaving_on <= today + LONGEST_NOTICE:
        raise RuleBroken("leaving_on", _("Choose a day from today on, within the next two years."))
    MEMBERSHIP.advance(membership, "give_notice", leaving_on=leaving_on, leaving_reason=reason)
    duty.owe(
        DutyKind.PASS_ON,
        subject_id=membership.id,
        cluster_id=cluster.id,
        school_id=membership.school_id,
        office="contact",
        title=cluster.name,
        due_at=moments.instant(leaving_on, time(12, 0), cluster.zone),
    )
    record(
        events.SchoolLeaving(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=membership.school_id,
            subject_id=membership.id,
            leaving_on=leaving_on,
        )
    )
    for look in on_notice:
        look(queries.get_cluster(cluster.id), by=by)


def stay(membership: ClusterMembership, *, by: Actor) -> None:
    """The school takes its notice back."""
    MEMBERSHIP.advance(membership, "stay", leaving_on=None, leaving_reason="")
    duty.settle(DutyKind.PASS_ON, membership.id, by=by, outcome="stays")
    record(
        events.SchoolStaying(
            by_id=by.id,
            cluster_id=membership.cluster_id,
            school_id=membership.school_id,
            subject_id=membership.id,
        )
    )
    for look in on_notice:
        look(queries.get_cluster(membership.cluster_id), by=by)


def passable(owed: Duty) -> bool:
    """May another school take this over?"""
    return owed.kind not in OWN


def pass_on(membership: ClusterMembership, *, by: Actor, duty_id: uuid.UUID) -> None:
    """One thing on the list goes to another school (see `receiver`)."""
    owed = session().get(Duty, duty_id)
    if owed is None or owed.cluster_id != membership.cluster_id or owed.school_id != membership.school_id:
        raise NotFound
    if owed.closed_at is not None or not passable(owed):
        raise RuleBroken(None, _("This is no longer on the list, or only your school can do it."))
    there = receiver(membership.cluster, owed)
    if there is None:
        raise RuleBroken(None, _("There is no other school in the cluster to take it over."))
    hand_over_to(membership.cluster, owed, membership.school_id, there.school_id, by)


def receiver(cluster: Cluster, owed: Duty) -> ClusterMembership | None:
    """Who takes over what a school owes: the lead school; where there is none, where it is the one that goes, or where it asked for this itself, the school
    that has been a member for longest and did not ask for it. Nobody owes a reply to themselves."""
    others = [m for m in cluster.live_memberships() if m.school_id not in (owed.school_id, owed.asked_by_school_id)]
    order = sorted(others, key=lambda m: (m.school_id != cluster.lead_school_id, m.side != Side.HOME, m.id))
    return next(iter(order), None)


def _pass_or_end(cluster: Cluster, owed: Duty, leaver_id: uuid.UUID, by: Actor) -> bool:
    """It goes to another school, or ends where none can take it over. Answers whether it was passed on."""
    there = receiver(cluster, owed) if passable(owed) else None
    if there is None:
        duty.close(owed, by=by, outcome="left")
        return False
    hand_over_to(cluster, owed, leaver_id, there.school_id, by)
    return True


def hand_over_to(cluster: Cluster, owed: Duty, leaver_id: uuid.UUID, to_school_id: uuid.UUID, by: Actor) -> None:
    """What one school owes is owed by another from now on; the rooms above follow."""
    there = duty.open_duties(owed.kind, owed.subject_id)
    if any(d.school_id == to_school_id and d.person_id is None for d in there):
        duty.close(owed, by=by, outcome="passed_on")
    else:
        owed.school_id, owed.person_id, owed.understudy_id = to_school_id, None, None
        owed.open_key = duty.key_of(owed)
    session().flush()
    for move in on_pass_on:
        move(cluster, owed=owed, from_school_id=leaver_id, to_school_id=to_school_id, by=by)
    record(
        events.DutyPassedOn(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=leaver_id,
            subject_id=owed.subject_id,
            duty=owed.kind.value,
            to_school_id=to_school_id,
        )
    )


def to_settle(cluster: Cluster, *, school_id: uuid.UUID) -> list[str]:
    """What no other school can take over, in the words of the rooms above: money that is open, things that are lent. Empty for the last school."""
    found: list[str] = []
    if len(cluster.live_memberships()) == 1:
        return found
    for check in before_leaving:
        try:
            check(cluster, school_id=school_id)
        except RuleBroken as no:
            found.append(str(no))
    return found


def complete_leaving(membership: ClusterMembership, *, by: Actor) -> Vacancy | None:
    """The school leaves now. What it still owes goes to another school (see `receiver`); its place is empty until another school takes it."""
    cluster, school_id = membership.cluster, membership.school_id
    early = membership.leaving_on is not None and membership.leaving_on > clock.today(cluster.zone)
    if early and isinstance(by, SignedIn) and not _speaks_for(by, school_id):
        raise RuleBroken(None, _("Only the school itself can leave before the day it named."))
    alone = len(cluster.live_memberships()) == 1
    if not alone:
        _check_successors(cluster, school_id)
        for check in before_leaving:
            check(cluster, school_id=school_id)
    owed = duty.list_owed_by_school(school_id, cluster_id=cluster.id)
    passed_on = sum(_pass_or_end(cluster, each, school_id, by) for each in owed)
    offices.end_offices_of(cluster, by=by, school_id=school_id)
    MEMBERSHIP.advance(membership, "leave", left_at=clock.now())
    vacancy = None if alone else _open_vacancy(cluster, membership)
    record(
        events.SchoolLeft(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=school_id,
            subject_id=membership.id,
            vacancy_id=vacancy.id if vacancy else None,
            passed_on=passed_on,
        )
    )
    if alone:
        _close(cluster, by)
    else:
        offices.review_nominations(cluster, by=by)
    tell_of_change(cluster.id, by)
    return vacancy


def _close(cluster: Cluster, by: Actor) -> None:
    """Nobody is left: nobody is waited for, and no office owes anything, as there is none."""
    for waiting in cluster.memberships:
        if waiting.status == MembershipStatus.INVITED:
            MEMBERSHIP.advance(waiting, "withdraw")
            duty.settle(DutyKind.ANSWER_INVITATION, waiting.id, by=by, outcome="withdrawn")
            facts = {"cluster_id": cluster.id, "school_id": waiting.school_id, "subject_id": waiting.id}
            record(events.InvitationWithdrawn(by_id=by.id, **facts))
    for vacancy in cluster.open_vacancies():
        close_vacancy(vacancy, by=by)
    for owed in duty.list_owed_by_offices(cluster.id):
        duty.close(owed, by=by, outcome="closed")
    CLUSTER.advance(cluster, "close")
    record(events.ClusterClosed(by_id=by.id, cluster_id=cluster.id))


def pass_everything_on(cluster: Cluster, *, school_id: uuid.UUID, by: Actor) -> None:
    """What a school still owes in the cluster goes to another one, or ends with its place: part of an act by which it goes elsewhere."""
    while owed := duty.list_owed_by_school(school_id, cluster_id=cluster.id):
        for each in owed:
            _pass_or_end(cluster, each, school_id, by)
        session().flush()


def _speaks_for(by: SignedIn, school_id: uuid.UUID) -> bool:
    return by.holds("contact", school_id) or by.holds("signatory", school_id)


def _check_successors(cluster: Cluster, school_id: uuid.UUID) -> None:
    lead, contact = cluster.holder(OfficeKind.LEAD_SCHOOL), cluster.holder(OfficeKind.CONTACT_TEACHER)
    if lead is not None and lead.school_id == school_id:
        raise RuleBroken(
            None, _("Your school leads the cluster. Another school has to accept the lead before yours can leave.")
        )
    if contact is not None and contact.school_id == school_id:
        raise RuleBroken(
            None,
            _("The cluster coordinator is a teacher of your school. Someone of another school has to accept first."),
        )


def _open_vacancy(cluster: Cluster, membership: ClusterMembership) -> Vacancy:
    vacancy = Vacancy(cluster_id=cluster.id, membership_id=membership.id)
    session().add(vacancy)
    session().flush()
    duty.owe(
        DutyKind.FILL_VACANCY,
        subject_id=vacancy.id,
        cluster_id=cluster.id,
        office="contact_teacher",
        title=cluster.name,
    )
    return vacancy


def fill_vacancy(cluster: Cluster, newcomer: ClusterMembership, *, by: Actor) -> None:
    """The newcomer takes the place and inherits, unless another school was faster: then it is a member like any other."""
    vacancy = queries.vacancy_left_by(newcomer.replaces_id) if newcomer.replaces_id else None
    if vacancy is None or vacancy.status != VacancyStatus.OPEN:
        newcomer.replaces_id = None
        return
    VACANCY.advance(vacancy, "fill", filled_by_id=newcomer.id)
    duty.settle(DutyKind.FILL_VACANCY, vacancy.id, by=by, outcome="filled")
    old_school_id = vacancy.membership.school_id
    for inherit in on_replacement:
        inherit(cluster, old_school_id=old_school_id, new_school_id=newcomer.school_id, by=by)
    record(
        events.VacancyFilled(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=newcomer.school_id,
            subject_id=vacancy.id,
            old_school_id=old_school_id,
        )
    )


def close_vacancy(vacancy: Vacancy, *, by: Actor) -> None:
    """The cluster goes on without filling the place."""
    VACANCY.advance(vacancy, "close")
    duty.settle(DutyKind.FILL_VACANCY, vacancy.id, by=by, outcome="closed")
    record(
        events.VacancyClosed(
            by_id=by.id,
            cluster_id=vacancy.cluster_id,
            school_id=vacancy.membership.school_id,
            subject_id=vacancy.id,
        )
    )

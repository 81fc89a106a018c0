"""Nominate, agree, accept: the lead school, the contact teacher and the deputy."""

import uuid
from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _, _l
from portal.forming.clusters import events, queries
from portal.forming.clusters.models import (
    LEAST_SCHOOLS,
    SCHOOL_OFFICES,
    SILENCE_AGREES_AFTER,
    Cluster,
    ClusterStatus,
    NominationBacking,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
    agreement,
)
from portal.forming.clusters.workflow import CLUSTER, OFFICE
from portal.policy.people import SignedIn

TITLES: dict[OfficeKind, Any] = {
    OfficeKind.LEAD_SCHOOL: _l("lead school"),
    OfficeKind.CONTACT_TEACHER: _l("cluster coordinator (contact teacher)"),
    OfficeKind.DEPUTY: _l("deputy coordinator"),
    OfficeKind.CO_LEAD: _l("co-lead school"),
}


on_lead: list[Callable[..., None]] = []
"""Rooms above: `look(cluster, *, by)`, called inside the deed by which another school has begun to lead; the cluster is read anew."""


def tell_of_lead(office: Office, by: Actor) -> None:
    """Let the rooms above look at a cluster that another school leads."""
    if office.kind == OfficeKind.LEAD_SCHOOL:
        for look in on_lead:
            look(queries.get_cluster(office.cluster_id), by=by)


def nominate(
    cluster: Cluster,
    *,
    by: SignedIn,
    kind: OfficeKind,
    school_id: uuid.UUID,
    person_id: uuid.UUID | None = None,
) -> Office:
    """A member school nominates a school, or a person with their school, for an office. The other member schools are asked."""
    check_nominee(cluster, kind, school_id, person_id)
    if cluster.nominee(kind) is not None:
        raise RuleBroken("kind", _("Someone is nominated already. Wait for the answer, or take that nomination back."))
    named = person_id if kind not in SCHOOL_OFFICES else None
    office = Office(cluster_id=cluster.id, kind=kind, school_id=school_id, person_id=named, nominated_by_id=by.id)
    session().add(office)
    session().flush()
    record(
        events.OfficeNominated(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=school_id,
            person_id=named,
            subject_id=office.id,
            office=kind.value,
        )
    )
    for membership in cluster.live_memberships():
        if membership.side != Side.HOME:
            continue
        if membership.school_id in by.memberships:
            _say(office, membership.school_id, by, agrees=True)
        else:
            _ask_to_agree(cluster, office, membership.school_id)
    review_nominations(cluster, by=by)
    return office


def _ask_to_agree(cluster: Cluster, office: Office, school_id: uuid.UUID) -> None:
    duty.owe(
        DutyKind.AGREE_NOMINATION,
        subject_id=office.id,
        cluster_id=cluster.id,
        school_id=school_id,
        office="contact",
        title=f"{_name(office.kind)}, {cluster.name}",
        due_at=clock.now() + SILENCE_AGREES_AFTER,
    )


def _name(kind: OfficeKind) -> str:
    return str(TITLES[kind])


def check_nominee(cluster: Cluster, kind: OfficeKind, school_id: uuid.UUID, person_id: uuid.UUID | None) -> None:
    """A member school, or a teacher of one, that can hold this office and does not hold it yet. Raises RuleBroken."""
    members = {m.school_id for m in cluster.live_memberships() if m.side == Side.HOME}
    if school_id not in members:
        raise RuleBroken("nominee", _("Choose a school that has joined the cluster."))
    holder = cluster.holder(kind)
    if kind == OfficeKind.LEAD_SCHOOL:
        if holder is not None and holder.school_id == school_id:
            raise RuleBroken("nominee", _("This school leads the cluster already."))
        return
    if kind == OfficeKind.CO_LEAD:
        _check_co_lead(cluster, holder, school_id)
        return
    if person_id is None or person_id not in {p.person_id for p in queries.list_people_of_schools([school_id])}:
        raise RuleBroken("nominee", _("Choose a teacher of a school that has joined the cluster."))
    if holder is not None and holder.person_id == person_id:
        raise RuleBroken("nominee", _("This person holds the office already."))
    coordinator = cluster.holder(OfficeKind.CONTACT_TEACHER)
    if kind == OfficeKind.DEPUTY and coordinator is not None and coordinator.person_id == person_id:
        raise RuleBroken("nominee", _("This person is the coordinator. Choose somebody else as deputy."))
    if kind == OfficeKind.CONTACT_TEACHER and school_id not in _leads(cluster):
        raise RuleBroken(
            "nominee", _("The contact teacher comes from the lead school, or from the school nominated to lead.")
        )


def _check_co_lead(cluster: Cluster, holder: Any, school_id: uuid.UUID) -> None:
    if cluster.lead_school_id is None:
        raise RuleBroken("kind", _("A school can lead together with the lead school once there is one."))
    if school_id == cluster.lead_school_id or (holder is not None and holder.school_id == school_id):
        raise RuleBroken("nominee", _("This school leads the cluster already."))


def _leads(cluster: Cluster) -> set[uuid.UUID]:
    offices = (cluster.holder(OfficeKind.LEAD_SCHOOL), cluster.nominee(OfficeKind.LEAD_SCHOOL))
    return {office.school_id for office in offices if office is not None}


def back_nomination(office: Office, *, by: SignedIn, school_id: uuid.UUID, agrees: bool, words: str = "") -> None:
    """A member school agrees to a nomination, or objects with its reason."""
    cluster = office.cluster
    if office.status != OfficeStatus.NOMINATED:
        raise RuleBroken(None, _("This nomination was answered already."))
    if school_id not in {m.school_id for m in cluster.live_memberships() if m.side == Side.HOME}:
        raise RuleBroken(None, _("Only schools that have joined the cluster are asked."))
    if not (by.holds("contact", school_id) or by.holds("signatory", school_id)):
        raise RuleBroken(None, _("Your school's contact or head answers for the school."))
    if not agrees and not words:
        raise RuleBroken("words", _("Say why your school objects."))
    _say(office, school_id, by, agrees=agrees, words=words)
    fact = events.NominationBacked if agrees else events.NominationObjected
    record(
        fact(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=school_id,
            subject_id=office.id,
            office=office.kind.value,
        )
    )
    review_nominations(cluster, by=by)


def _say(office: Office, school_id: uuid.UUID, by: Actor, *, agrees: bool, words: str = "") -> None:
    where = (NominationBacking.office_id == office.id, NominationBacking.school_id == school_id)
    said = session().scalar(sa.select(NominationBacking).where(*where))
    if said is None:
        said = NominationBacking(office_id=office.id, school_id=school_id)
        session().add(said)
    said.person_id, said.agrees, said.words = by.id, agrees, words
    session().flush()
    duty.settle(DutyKind.AGREE_NOMINATION, office.id, by=by, school_id=school_id)


def back_what_was_shown(
    cluster: Cluster, *, by: Actor, school_id: uuid.UUID, shown: Collection[uuid.UUID] | None = None
) -> None:
    """A joining school agrees to the nominations that were named where it pressed *Join* (`shown`; None: to all that stand). About one that was made
    meanwhile it is asked, as every member school is."""
    for office in cluster.nominations():
        if shown is None or office.id in shown:
            _say(office, school_id, by, agrees=True)
        else:
            _ask_to_agree(cluster, office, school_id)


def review_nominations(cluster: Cluster, *, by: Actor) -> None:
    """Ask the nominees whom the member schools agree to; end the nominations that can no longer win."""
    cluster = queries.get_cluster(cluster.id)
    standing = cluster.nominations()
    said = queries.backings_of([office.id for office in standing])
    for office in standing:
        now = agreement(cluster, office, said[office.id], clock.now())
        if now.failed:
            _end_nomination(office, "decline", by, reason=_("The member schools did not agree."))
            record(_fact(events.NominationFailed, office, by))
        elif now.agreed and not duty.open_duties(DutyKind.ACCEPT_OFFICE, office.id):
            _ask_nominee(cluster, office)
            record(_fact(events.NominationAgreed, office, by))


def _ask_nominee(cluster: Cluster, office: Office) -> None:
    duty.owe(
        DutyKind.ACCEPT_OFFICE,
        subject_id=office.id,
        cluster_id=cluster.id,
        school_id=office.school_id,
        person_id=office.person_id,
        office="contact" if office.person_id is None else None,
        title=f"{_name(office.kind)}, {cluster.name}",
    )


def _fact(kind: Any, office: Office, by: Actor, **facts: Any) -> Any:
    return kind(
        by_id=by.id,
        cluster_id=office.cluster_id,
        school_id=office.school_id,
        person_id=office.person_id,
        subject_id=office.id,
        office=office.kind.value,
        **facts,
    )


def _end_nomination(office: Office, command: str, by: Actor, *, reason: str) -> None:
    OFFICE.advance(office, command, reason=reason, ended_at=clock.now())
    duty.settle(DutyKind.AGREE_NOMINATION, office.id, by=by, outcome=command)
    duty.settle(DutyKind.ACCEPT_OFFICE, office.id, by=by, outcome=command)


def accept_office(office: Office, *, by: SignedIn) -> None:
    """The nominee accepts; the former holder's office ends in the same act."""
    cluster = office.cluster
    said = queries.backings_of([office.id])[office.id]
    if office.status == OfficeStatus.NOMINATED and not agreement(cluster, office, said, clock.now()).agreed:
        raise RuleBroken(None, _("You can accept as soon as the member schools agree."))
    _check_lead_consents(cluster, office, said)
    _check_not_coordinator(cluster, office)
    before = cluster.holder(office.kind)
    if before is not None and office.status == OfficeStatus.NOMINATED:
        OFFICE.advance(before, "end", ended_at=clock.now())
    also = {"person_id": by.id} if office.kind in SCHOOL_OFFICES else {}
    OFFICE.advance(office, "accept", accepted_at=clock.now(), **also)
    duty.settle(DutyKind.ACCEPT_OFFICE, office.id, by=by)
    duty.settle(DutyKind.AGREE_NOMINATION, office.id, by=by, outcome="accepted")
    record(_fact(events.OfficeAccepted, office, by, before_id=before.id if before else None))
    end_lesser_office(cluster, office, by)
    begin_if_complete(cluster, by=by)
    tell_of_lead(office, by)


def _check_lead_consents(cluster: Cluster, office: Office, said: Any) -> None:
    """Two schools lead together only where both say so: the lead school itself has to have agreed."""
    lead = cluster.lead_school_id
    if office.kind == OfficeKind.CO_LEAD and not any(b.school_id == lead and b.agrees for b in said):
        raise RuleBroken(None, _("You can accept as soon as the lead school agrees to lead together with you."))


def _check_not_coordinator(cluster: Cluster, office: Office) -> None:
    """Nobody stands in for themselves: who became coordinator since is no deputy."""
    held = cluster.holder(OfficeKind.CONTACT_TEACHER)
    if office.kind == OfficeKind.DEPUTY and held is not None and held.person_id == office.person_id:
        raise RuleBroken(None, _("You are the coordinator. Let the schools choose somebody else as deputy."))


LESSER = {OfficeKind.LEAD_SCHOOL: OfficeKind.CO_LEAD, OfficeKind.CONTACT_TEACHER: OfficeKind.DEPUTY}


def end_lesser_office(cluster: Cluster, office: Office, by: Actor) -> None:
    """A co-lead that becomes the lead school is no co-lead any more, a deputy who becomes coordinator no deputy."""
    held = cluster.holder(LESSER[office.kind]) if office.kind in LESSER else None
    if held is None or held.status != OfficeStatus.ACCEPTED:
        return
    same = held.school_id == office.school_id if office.kind in SCHOOL_OFFICES else held.person_id == office.person_id
    if same:
        OFFICE.advance(held, "end", ended_at=clock.now())
        record(_fact(events.OfficeEnded, held, by))


def begin_if_complete(cluster: Cluster, *, by: Actor) -> None:
    """A lead school, a contact teacher and two schools make a complete cluster."""
    cluster = queries.get_cluster(cluster.id)
    complete = cluster.lead_school_id is not None and cluster.contact_teacher_id is not None
    if cluster.status == ClusterStatus.FORMING and complete and len(cluster.live_memberships()) >= LEAST_SCHOOLS:
        CLUSTER.advance(cluster, "activate")
        record(events.ClusterBegan(by_id=by.id, cluster_id=cluster.id))


def decline_office(office: Office, *, by: SignedIn, reason: str) -> None:
    """The nominee says no; the members nominate someone else."""
    _end_nomination(office, "decline", by, reason=reason)
    record(_fact(events.OfficeDeclined, office, by))


def withdraw_nomination(office: Office, *, by: Actor) -> None:
    """Take a nomination back before it is answered."""
    _end_nomination(office, "withdraw", by, reason=_("Taken back."))
    record(_fact(events.NominationWithdrawn, office, by))


def end_offices_of(cluster: Cluster, *, by: Actor, school_id: uuid.UUID) -> None:
    """The school leaves: what it holds ends, what it was nominated for falls away."""
    for office in cluster.offices:
        if office.school_id != school_id:
            continue
        if office.status == OfficeStatus.ACCEPTED:
            OFFICE.advance(office, "end", ended_at=clock.now())
            record(_fact(events.OfficeEnded, office, by))
        elif office.status == OfficeStatus.NOMINATED:
            _end_nomination(office, "withdraw", by, reason=_("The school left."))
            record(_fact(events.NominationWithdrawn, office, by))

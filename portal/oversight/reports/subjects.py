"""What can be reported: how it is found, who may see it, and what of it is kept as evidence.

A thing that the person may not see is treated as if only its address had been typed: nothing of it is shown, nothing is hidden, and who handles the
report can still find it.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.applying.reviews import blind
from portal.applying.reviews.models import Review
from portal.applying.reviews.queries import get_review
from portal.applying.rules.queries import is_blind
from portal.core.database import session
from portal.core.i18n import _, _l
from portal.forming.approaches.models import PartnershipRequest
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.forming.evidence.models import EvidenceItem
from portal.identity.accounts.models import Person
from portal.identity.finding.models import SchoolListing
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.oversight.reports.models import SubjectKind
from portal.policy import Action, SignedIn, allows
from portal.running.activities.models import Activity
from portal.running.board.models import Post, PostFile
from portal.running.handoffs.models import Handoff
from portal.running.matching.models import ClusterRequest
from portal.running.matching.queries import Between
from portal.running.mediation.models import Mediation
from portal.running.mirrors.models import LeadMessage
from portal.running.mirrors.queries import Twins
from portal.running.visits.models import Visit


@dataclass(frozen=True)
class Subject:
    """A thing that is reported. `shown`: the words by which the person who reports knows it."""

    kind: SubjectKind
    id: uuid.UUID
    shown: str
    path: str
    evidence: dict[str, Any] = field(default_factory=dict)
    author_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    cluster_id: uuid.UUID | None = None
    file_ids: tuple[uuid.UUID, ...] = ()


def find(kind: str, thing_id: uuid.UUID | None, person: SignedIn | None) -> Subject | None:
    """The thing, if there is one and this person may see it."""
    if thing_id is None or kind not in _KINDS or person is None:
        return None
    return _KINDS[SubjectKind(kind)](thing_id, person)


def _post(post_id: uuid.UUID, person: SignedIn) -> Subject | None:
    query = sa.select(Post).where(Post.id == post_id)
    query = query.options(joinedload(Post.thread), joinedload(Post.author), joinedload(Post.school))
    post = session().scalar(query)
    if post is None or not allows(person, Action.THREAD_VIEW, post.thread):
        return None
    if (post.removed_at or post.hidden_at or post.school.posts_hidden_at) is not None:
        return None
    cluster_id = post.thread.cluster_id
    attached = sa.select(PostFile).where(PostFile.post_id == post.id).options(joinedload(PostFile.file))
    files = session().scalars(attached.order_by(PostFile.position, PostFile.id).limit(50)).all()
    return Subject(
        SubjectKind.POST,
        post.id,
        _("a message in “%(title)s”", title=post.thread.title),
        f"/clusters/{cluster_id}/board/threads/{post.thread_id}#post-{post.id}",
        _kept(
            post.thread.title,
            post.source,
            author=post.author.name if post.author else "",
            school=post.school.name,
            files=[one.file.name for one in files],
            written_at=(post.edited_at or post.created_at).isoformat(),
            version=post.version,
        ),
        post.author_id,
        post.school_id,
        cluster_id,
        tuple(one.file_id for one in files),
    )


def _kept(title: str, text: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "text": text, **more}


def _activity(activity_id: uuid.UUID, person: SignedIn) -> Subject | None:
    one = session().get(Activity, activity_id)
    if one is None or not allows(person, Action.ACTIVITY_VIEW, one):
        return None
    needs = (one.partner_role, one.classes, one.access_needs, one.language_needs)
    words = (one.description, one.plan, one.materials, one.promised, one.place, *needs, one.delivered_words)
    return Subject(
        SubjectKind.ACTIVITY,
        one.id,
        _("the activity “%(title)s”", title=one.title),
        f"/clusters/{one.cluster_id}/activities/{one.id}",
        _kept(one.title, "\n\n".join(part for part in words if part)),
        one.teacher_id,
        one.owner_school_id,
        one.cluster_id,
    )


def _visit(visit_id: uuid.UUID, person: SignedIn) -> Subject | None:
    one = session().get(Visit, visit_id)
    if one is None or not allows(person, Action.VISIT_VIEW, one):
        return None
    return Subject(
        SubjectKind.VISIT,
        one.id,
        _("the visit “%(title)s”", title=one.title),
        f"/clusters/{one.cluster_id}/visits/{one.id}",
        _kept(one.title, "\n\n".join(part for part in (one.purpose, one.place, one.report) if part)),
        one.reported_by_id or one.planned_by_id,
        one.school_id,
        one.cluster_id,
    )


def _handoff(handoff_id: uuid.UUID, person: SignedIn) -> Subject | None:
    one = session().scalar(sa.select(Handoff).where(Handoff.id == handoff_id).options(selectinload(Handoff.asks)))
    if one is None or not allows(person, Action.HANDOFF_VIEW, one):
        return None
    return Subject(
        SubjectKind.HANDOFF,
        one.id,
        _("the stand-in “%(title)s”", title=one.title),
        f"/clusters/{one.cluster_id}/handoffs/{one.id}",
        _kept(one.title, ""),
        one.asked_by_id,
        one.owner_school_id,
        one.cluster_id,
    )


def _person(person_id: uuid.UUID, person: SignedIn) -> Subject | None:
    """Someone of one's own schools or clusters; for those who look after accounts, anybody."""
    found = session().get(Person, person_id)
    if found is None:
        return None
    schools = set(
        session().scalars(
            sa.select(SchoolMember.school_id)
            .where(SchoolMember.person_id == person_id, SchoolMember.status == MemberStatus.MEMBER)
            .order_by(SchoolMember.school_id)
            .limit(100)
        )
    )
    shared = sa.select(ClusterMembership.id).where(
        ClusterMembership.school_id.in_(schools), ClusterMembership.cluster_id.in_(list(person.places))
    )
    knows = bool(schools & person.school_ids) or session().scalar(shared.limit(1)) is not None
    if not knows and not allows(person, Action.PEOPLE_VIEW):
        return None
    school_id = min(schools & person.school_ids or schools, default=None)
    return Subject(
        SubjectKind.PERSON,
        found.id,
        found.name,
        f"/administration/people/{found.id}",
        _kept(found.name, ""),
        found.id,
        school_id,
    )


def _school(school_id: uuid.UUID, person: SignedIn) -> Subject | None:
    school = session().get(School, school_id)
    listing = session().scalar(sa.select(SchoolListing).where(SchoolListing.school_id == school_id))
    if school is None:
        return None
    seen = allows(person, Action.SCHOOL_VIEW, school) or (
        listing is not None and allows(person, Action.PARTNER_VIEW, listing)
    )
    if not seen:
        return None
    text = listing.looking_for if listing is not None else ""
    return Subject(
        SubjectKind.SCHOOL,
        school.id,
        school.name,
        f"/schools/{school.id}",
        _kept(school.name, text or ""),
        None,
        school.id,
    )


def _cluster(cluster_id: uuid.UUID, person: SignedIn) -> Subject | None:
    query = sa.select(Cluster).where(Cluster.id == cluster_id)
    query = query.options(
        selectinload(Cluster.memberships).joinedload(ClusterMembership.school), selectinload(Cluster.offices)
    )
    cluster = session().scalar(query)
    if cluster is None or not allows(person, Action.CLUSTER_VIEW, cluster):
        return None
    text = "\n\n".join(part for part in (cluster.theme, cluster.theme_reasons, cluster.rationale) if part)
    return Subject(
        SubjectKind.CLUSTER,
        cluster.id,
        cluster.name,
        f"/clusters/{cluster.id}",
        _kept(cluster.name, text),
        None,
        None,
        cluster.id,
    )


def _request(request_id: uuid.UUID, person: SignedIn) -> Subject | None:
    one = session().get(PartnershipRequest, request_id)
    if one is None or not allows(person, Action.PARTNER_REQUEST_VIEW, one):
        return None
    return Subject(
        SubjectKind.REQUEST,
        one.id,
        _("the request of %(school)s", school=one.from_school.name),
        f"/partners/requests/{one.id}",
        _kept(one.proposal, one.message, school=one.from_school.name),
        one.asked_by_id,
        one.from_school_id,
    )


def _cluster_request(request_id: uuid.UUID, person: SignedIn) -> Subject | None:
    """As the cluster that is asked sees it."""
    one = session().get(ClusterRequest, request_id)
    if one is None or not allows(person, Action.CLUSTER_REQUEST_VIEW, Between(one.to_cluster_id, one)):
        return None
    return Subject(
        SubjectKind.CLUSTER_REQUEST,
        one.id,
        _("the request of %(cluster)s", cluster=one.from_cluster.name),
        f"/clusters/{one.to_cluster_id}/matching/requests/{one.id}",
        _kept(one.proposal, one.message, cluster=one.from_cluster.name),
        one.asked_by_id,
        one.from_cluster.lead_school_id,
        one.to_cluster_id,
    )


def _lead_message(message_id: uuid.UUID, person: SignedIn) -> Subject | None:
    """As the lead reads it to whom it was written."""
    one = session().get(LeadMessage, message_id)
    if one is None or one.partnership.partner_cluster is None:
        return None
    here = one.partnership.partner_cluster if one.cluster_id == one.partnership.cluster_id else one.partnership.cluster
    twins = Twins(here, one.partnership)
    if not allows(person, Action.LEADS_VIEW, twins):
        return None
    return Subject(
        SubjectKind.LEAD_MESSAGE,
        one.id,
        _("a message of the lead of %(cluster)s", cluster=twins.other.name),
        f"/clusters/{here.id}/twins/{one.partnership_id}/leads",
        _kept(twins.other.name, one.words, author=one.author.name, written_at=one.created_at.isoformat()),
        one.author_id,
        twins.other.lead_school_id,
        here.id,
    )


def _evidence(item_id: uuid.UUID, person: SignedIn) -> Subject | None:
    one = session().get(EvidenceItem, item_id)
    if one is None or not allows(person, Action.EVIDENCE_VIEW, session().get(Cluster, one.cluster_id)):
        return None
    return Subject(
        SubjectKind.EVIDENCE,
        one.id,
        _("the evidence “%(title)s”", title=one.claim[:80]),
        f"/clusters/{one.cluster_id}/evidence/{one.id}",
        _kept(one.claim, "\n\n".join(part for part in (one.text, one.link) if part)),
        one.author_id,
        one.school_id,
        one.cluster_id,
        (one.file_id,) if one.file_id is not None else (),
    )


def _review(review_id: uuid.UUID, person: SignedIn) -> Subject | None:
    """An application, as a reviewer reads it who wants words taken out of it that say too much of a person. Who reviews it is said to nobody by that."""
    one = session().get(Review, review_id)
    if one is None or not allows(person, Action.REVIEW_OPEN, get_review(review_id)):
        return None
    application = one.application
    return Subject(
        SubjectKind.REVIEW,
        one.id,
        blind.called(application.id)
        if is_blind(application.round_id)
        else _("the application of “%(cluster)s”", cluster=application.cluster.name),
        f"/applications/{application.id}",
        _kept(application.cluster.name, ""),
        None,
        application.cluster.lead_school_id,
        application.cluster_id,
    )


def of_mediation(matter: Mediation) -> Subject:
    """Everything that was written in a difficulty between two schools; it leaves mediation and is kept here alone."""
    lines = [matter.what, matter.wish, matter.reason, matter.outcome, matter.escalation]
    lines += [f"{step.on.isoformat()} {step.by.name}: {step.what}" for step in matter.steps]
    lines += [f"{action.due_on.isoformat()}: {action.what}" for action in matter.actions]
    return Subject(
        SubjectKind.MEDIATION,
        matter.id,
        "",
        f"/difficulties/{matter.id}",
        _kept(f"{matter.raising_school.name}, {matter.other_school.name}", "\n\n".join(line for line in lines if line)),
        None,
        matter.other_school_id,
        matter.cluster_id,
    )


_KINDS: Mapping[str, Callable[[uuid.UUID, SignedIn], Subject | None]] = {
    SubjectKind.POST: _post,
    SubjectKind.ACTIVITY: _activity,
    SubjectKind.HANDOFF: _handoff,
    SubjectKind.VISIT: _visit,
    SubjectKind.PERSON: _person,
    SubjectKind.SCHOOL: _school,
    SubjectKind.CLUSTER: _cluster,
    SubjectKind.REQUEST: _request,
    SubjectKind.CLUSTER_REQUEST: _cluster_request,
    SubjectKind.LEAD_MESSAGE: _lead_message,
    SubjectKind.EVIDENCE: _evidence,
    SubjectKind.REVIEW: _review,
}


_NAMES = {
    SubjectKind.POST: _l("A message on a board"),
    SubjectKind.ACTIVITY: _l("An activity"),
    SubjectKind.HANDOFF: _l("A stand-in"),
    SubjectKind.VISIT: _l("A visit"),
    SubjectKind.PERSON: _l("A person"),
    SubjectKind.SCHOOL: _l("A school"),
    SubjectKind.CLUSTER: _l("A cluster"),
    SubjectKind.REQUEST: _l("A partnership request"),
    SubjectKind.CLUSTER_REQUEST: _l("A request between clusters"),
    SubjectKind.LEAD_MESSAGE: _l("A message between two leads"),
    SubjectKind.EVIDENCE: _l("A piece of evidence"),
    SubjectKind.REVIEW: _l("An application that is being reviewed"),
    SubjectKind.MEDIATION: _l("A difficulty between two schools"),
    SubjectKind.PAGE: _l("Something else"),
}


def names_of(kind: SubjectKind) -> str:
    """What a kind of thing is called."""
    return str(_NAMES[kind])

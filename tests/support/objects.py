"""One of everything, in a cluster: what the walk over all routes needs for its addresses."""

import base64
import hashlib
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.applying.allocation.models import Allocation, AllocationStatus
from portal.applying.amendments.models import AwardChange
from portal.applying.appeals.models import Ground, Objection
from portal.applying.applications import queries
from portal.applying.applications.content import digest, sealed_facts
from portal.applying.applications.models import (
    Answer,
    Application,
    ApplicationVersion,
    LatePermit,
    SignOff,
    Stage,
    VersionStatus,
)
from portal.applying.awards.agreement import digest as digest_of_award
from portal.applying.awards.agreement import sealed_facts as sealed_facts_of_award
from portal.applying.awards.models import Award, AwardAcceptance, AwardCondition, Decision, Outcome
from portal.applying.calibration.models import (
    AgreedScore,
    CalibrationReading,
    CalibrationSample,
    CalibrationScore,
    SampleStatus,
)
from portal.applying.changes.models import RuleBreak
from portal.applying.clarifications.models import (
    Clarification,
    ClarificationQuestion,
    ClarificationSignature,
    ClarificationStatus,
)
from portal.applying.funding.models import FundingLine
from portal.applying.hints.models import ReviewerHint
from portal.applying.monitoring.models import AwardReport, Instalment, ReportMove, ReportVoice
from portal.applying.programmes.models import (
    Criterion,
    Kind,
    Programme,
    Question,
    Round,
    RoundMilestone,
    RoundSection,
    RoundStatus,
)
from portal.applying.releases.models import Release, ReleaseItem
from portal.applying.reviews.models import ModerationNote, Review, ReviewStatus
from portal.applying.rules.models import ChecklistLine
from portal.core import clock, storage
from portal.core.database import session
from portal.core.duty import DutyKind, owe
from portal.core.outbox import OutboxMail
from portal.forming.approaches.models import PartnershipRequest, pair_key
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
    Vacancy,
)
from portal.forming.commitments.models import WorkingAgreement
from portal.forming.committees.models import Committee, Seat, SeatKind, SeatRole
from portal.forming.evidence.layouts import Line
from portal.forming.evidence.models import EvidenceHeading, EvidenceItem, EvidenceStatus, SupporterStatement
from portal.forming.newcomers.models import Newcomer
from portal.forming.parts.models import ClusterSupporter, FeederLink, Mentee, Mentoring, Part, PartSet
from portal.forming.projects.models import Project, ProjectSchool
from portal.forming.selfchecks.models import SelfCheck
from portal.forming.sharing.models import Audience, Sharing
from portal.identity.accounts.models import Passkey, RoleGrant, WebSession
from portal.identity.finding.services import keep_listing
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember
from portal.identity.people.models import RoleProposal
from portal.identity.profiles.models import PeriodKind, SchoolAward, SchoolPeriod
from portal.identity.registers.models import RegisterEntry, RegisterImport
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.identity.successors.models import SchoolClosure
from portal.identity.terms.models import AuthorityPeriod, TermImport
from portal.identity.verification.models import FlagKind, SchoolEvidence, SchoolFlag, Vouch
from portal.oversight.breaches.models import Breach, Risk
from portal.oversight.freezes.models import Freeze, FrozenKind, Hiding
from portal.oversight.interface.models import ReadingKey
from portal.oversight.notifications.models import Notification
from portal.oversight.privacy.models import RequestKind, RightsRequest
from portal.oversight.reports.models import (
    ModerationDecision,
    Report,
    ReportFile,
    ReportKind,
    ReportStatus,
    SubjectKind,
)
from portal.oversight.workbooks.models import Workbook
from portal.policy.people import Role
from portal.running.activities.models import Activity, ActivityGuest, ActivityStatus, CalendarFeed, FeedScope
from portal.running.agreements.models import Agreement, AgreementPart, AgreementSignature
from portal.running.annual.models import AnnualReview
from portal.running.board.models import Draft, People, Post, PostFile, Thread
from portal.running.board.services.files import show_attached
from portal.running.firstposts.models import HeldPost
from portal.running.handoffs.models import Filling, Handoff, HandoffAsk, HandoffState, Reason
from portal.running.matching.models import ClusterRequest, ClusterWish
from portal.running.mediation.models import (
    ConcernKind,
    Mediation,
    MediationAction,
    MediationStatus,
    MediatorKind,
    Voice,
)
from portal.running.meetings.models import How, Meeting, MeetingAction, MeetingDecision
from portal.running.mirrors.models import LeadMessage, MirrorInvitation, MirrorStatus
from portal.running.partnerships.models import Pair, Partnership, PartnershipStatus
from portal.running.plans.models import Task, TaskStatus
from portal.running.rotas.models import Rota, RotaKind, RotaSwap, RotaTurn
from portal.running.transfers.models import TransferRule
from portal.running.visits.models import (
    SafetyItem,
    TurnSwap,
    Visit,
    VisitCheck,
    VisitQuestion,
    VisitRepresented,
    VisitTraveller,
)
from tests.support.cast import Cast, commit
from tests.support.objects_alike import alike
from tests.support.objects_pooling import pooled
from tests.support.worlds import world

Ids = dict[str, Any]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@world
def make_own(app: Flask, cast: Cast) -> Ids:
    """One of everything in the cluster `river`."""

    def made() -> Ids:
        return _objects(
            cast, cast.river, lead="hill", other="vale", partner="tumaini", person="coordinator", reviewer="reviewer"
        )

    return commit(app, made)  # type: ignore[no-any-return]


@world
def make_own_and_foreign(app: Flask, cast: Cast) -> tuple[Ids, Ids]:
    """One of everything in the cluster `river`, and in another one."""
    return make_own(app, cast), make_foreign(app, cast)


def make_foreign(app: Flask, cast: Cast) -> Ids:
    """One of everything in a cluster of which nobody else of the cast is a part: brook and quiet."""

    def made() -> Ids:
        held, at = session(), clock.now()
        cluster = Cluster(name="Foreign schools", theme="Something else", status=ClusterStatus.ACTIVE, started_by_school_id=cast.school["brook"],
                          started_by_id=cast.outsider.id)  # fmt: skip
        held.add(cluster)
        held.flush()
        for key in ("brook", "quiet"):
            held.add(
                ClusterMembership(
                    cluster_id=cluster.id, school_id=cast.school[key], status=MembershipStatus.JOINED, joined_at=at
                )
            )
        for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
            held.add(Office(cluster_id=cluster.id, kind=kind, school_id=cast.school["brook"], person_id=cast.outsider.id,
                            status=OfficeStatus.ACCEPTED, accepted_at=at))  # fmt: skip
        return _objects(
            cast, cluster.id, lead="brook", other="quiet", partner="quiet", person="outsider", reviewer="reviewer2"
        )

    return commit(app, made)  # type: ignore[no-any-return]


def _file(key: str, *, picture: bool = False) -> Any:
    """A stored file with its bytes in the store."""
    content = PIXEL if picture else b"Some words.\n"
    storage.store().put(key, content)
    digest_of = hashlib.sha256(content).hexdigest()
    return _put(
        storage.StoredFile(
            key=key,
            name="dot.png" if picture else "words.txt",
            content_type=storage.TYPES["png" if picture else "txt"],
            size=len(content),
            sha256=digest_of,
        )
    )


def _put(row: Any) -> Any:
    session().add(row)
    session().flush()
    return row


def _objects(
    cast: Cast, cluster_id: uuid.UUID, *, lead: str, other: str, partner: str, person: str, reviewer: str
) -> Ids:
    ids: Ids = {"cluster_id": cluster_id, "school_id": cast.school[lead], "name": "nothing"}
    at, who = clock.now(), cast.people[person].id
    lead_id, other_id, partner_id = cast.school[lead], cast.school[other], cast.school[partner]
    keep_listing(session().get_one(School, lead_id))
    ids["rights_request_id"] = _put(
        RightsRequest(number=f"D-{lead.upper()}", kind=RequestKind.ACCESS, asker_name="Nan", asker_email="nan@example.org", request_words="What?",
                      due_on=clock.today())
    ).id  # fmt: skip
    ids["breach_id"] = _put(
        Breach(number=f"BR-{lead.upper()}", known_at=at, description="A letter went astray.", risk=Risk.UNLIKELY)
    ).id
    ids["request_id"] = _put(
        PartnershipRequest(
            from_school_id=lead_id,
            to_school_id=partner_id,
            pair_key=pair_key(lead_id, partner_id),
            asked_by_id=who,
            proposal="Letters",
            message="We would like to write letters.",
            message_digest="x",
            expires_at=at + timedelta(days=21),
        )
    ).id
    _forming(cast, ids, cluster_id, lead_id, who)
    _matching(cast, ids, cluster_id, who)
    partnership = _put(Partnership(cluster_id=cluster_id, partner_cluster_id=ids["other_id"], name="Another one", status=PartnershipStatus.ACTIVE,
                                   opened_at=at))  # fmt: skip
    pair = _put(
        Pair(
            partnership_id=partnership.id,
            home_school_id=lead_id,
            partner_school_id=partner_id,
            proposed_by_school_id=lead_id,
        )
    )
    thread = _put(
        Thread(
            cluster_id=cluster_id, title="A question", school_id=lead_id, author_id=who, post_count=1, last_posted_at=at
        )
    )
    post = _put(
        Post(
            thread_id=thread.id,
            author_id=who,
            school_id=lead_id,
            source="Words.",
            html="<p>Words.</p>",
            language="en",
        )
    )
    picture = _put(PostFile(cluster_id=cluster_id, post_id=post.id, file_id=_file(f"post{str(cluster_id)[-6:]}", picture=True).id, is_picture=True,
                            people=People.NOBODY, width=1, height=1, small_key=f"post{str(cluster_id)[-6:]}"))  # fmt: skip
    show_attached(post)
    ids["post_file_id"] = picture.id
    held = _put(HeldPost(cluster_id=cluster_id, title="Hello", school_id=other_id, author_id=who, source="Hello."))  # fmt: skip
    draft = _put(Draft(person_id=who, cluster_id=cluster_id, thread_id=thread.id, place=thread.id, text="Begun."))
    ids["draft_id"] = draft.id
    duty = owe(
        DutyKind.REPLY,
        subject_id=thread.id,
        title=thread.title,
        cluster_id=cluster_id,
        school_id=other_id,
        due_at=at + timedelta(days=3),
    )
    activity = _put(Activity(cluster_id=cluster_id, title="A call", owner_school_id=lead_id, partner_school_id=partner_id, teacher_id=who,
                             starts_at=at + timedelta(days=9), ends_at=at + timedelta(days=9, hours=1), zone="Europe/London",
                             status=ActivityStatus.CONFIRMED, revised_at=at, capture_file_id=_file(f"made{str(cluster_id)[-6:]}").id))  # fmt: skip
    guest = _put(ActivityGuest(activity_id=activity.id, school_id=other_id, invited_by_id=who))
    ids["guest_id"] = guest.id
    handoff = _put(Handoff(cluster_id=cluster_id, activity_id=activity.id, owner_school_id=lead_id, asked_by_id=who, state=HandoffState.OPEN,
                           filling=Filling.ASKED, reason=Reason.ILLNESS, title="A call", needed_at=activity.starts_at))  # fmt: skip
    _put(HandoffAsk(handoff_id=handoff.id, school_id=other_id))
    task = _put(
        Task(partnership_id=partnership.id, title="A map", school_id=lead_id, status=TaskStatus.TAKEN, due_on=at.date())
    )
    ids["task_id"] = task.id
    _visit(ids, cluster_id, (lead_id, other_id, partner_id), who)
    _put(
        LeadMessage(
            partnership_id=partnership.id, cluster_id=cluster_id, author_id=who, words="Shall we call on Friday?"
        )
    )
    agreement = _put(Agreement(partnership_id=partnership.id, number=1, aims="To know one another.", written_by_id=who))
    part = _put(AgreementPart(agreement_id=agreement.id, school_id=lead_id))
    signature = _put(AgreementSignature(agreement_id=agreement.id, school_id=lead_id))
    ids |= {"agreement_id": agreement.id, "agreement_part_id": part.id, "signature_id": signature.id}
    ids |= {"partnership_id": partnership.id, "pair_id": pair.id, "thread_id": thread.id, "post_id": post.id, "held_post_id": held.id, "duty_id": duty.id,
            "activity_id": activity.id, "handoff_id": handoff.id}  # fmt: skip
    _difficulty(cast, ids, cluster_id, (lead_id, other_id), who)
    _applying(cast, ids, cluster_id, lead_id, who, reviewer)
    alike(ids, _put, _file)
    ids["session_id"] = _put(
        WebSession(token_hash=f"{cluster_id}", person_id=who, seen_at=at, expires_at=at + timedelta(days=1))
    ).id
    abroad = "KE" if lead == "hill" else "NP"
    ids["rule_id"] = session().scalars(sa.select(TransferRule.id).where(TransferRule.country == abroad)).one()
    ids["passkey_id"] = _put(
        Passkey(person_id=who, name="A laptop", credential_id=f"key-{cluster_id}", public_key=b"nothing")
    ).id
    held = cast.authority.id if cluster_id == cast.river else cast.auditor.id
    proposal = _put(
        RoleProposal(
            person_id=held, role=Role.REVIEWER, vouched_by="Someone", evidence="Seen.", proposed_by_id=cast.admin.id
        )
    )
    grant = session().scalars(sa.select(RoleGrant).where(RoleGrant.person_id == held)).one()
    ids |= {"person_id": held, "proposal_id": proposal.id, "grant_id": grant.id}
    ids["thing_kind"], ids["thing_id"] = "cluster", cluster_id
    held_back = _file(f"held{str(cluster_id)[-6:]}")
    held_back.scan, held_back.scan_found, held_back.scanned_at = storage.Scan.HELD, "Something", at
    ids["file_id"] = held_back.id
    ids["freeze_id"] = _put(
        Freeze(kind=FrozenKind.CLUSTER, cluster_id=cluster_id, reason="Something", lifted_at=clock.now())
    ).id
    ids["hiding_id"] = _put(Hiding(person_id=who, reason="Something", lifted_at=clock.now())).id
    ids["import_id"] = _put(
        RegisterImport(
            register=f"test-{lead}", sequence=1, file_name="a.csv", rows=1, new=1, changed=0, unchanged=0, refused=0
        )
    ).id
    closed = _put(_entry_of_a_closed_school(lead))
    ids["closure_id"] = _put(SchoolClosure(school_id=lead_id, entry_id=closed.id)).id
    ids["key_id"] = _put(ReadingKey(person_id=who, name="A website")).id
    ids["feed_id"] = _put(CalendarFeed(person_id=who, scope=FeedScope.PERSON)).id
    ids["notice_id"] = _put(Notification(person_id=who, kind="test", title="Something", path="/what-needs-me")).id
    ids["mail_id"] = _put(
        OutboxMail(
            kind="notice", address="someone@x.example", subject="Hello", text="Hello.", message_id="<1@x.example>"
        )
    ).id
    return ids


def _visit(ids: Ids, cluster_id: uuid.UUID, schools: tuple[uuid.UUID, uuid.UUID, uuid.UUID], who: uuid.UUID) -> None:
    """The first school plans to visit the partner, with a question of the other one, and a swap is asked for."""
    lead, other, partner = schools
    on = clock.today() + timedelta(days=60)
    visit = _put(Visit(cluster_id=cluster_id, title="A week there", purpose="To see.", school_id=lead, host_school_id=partner, starts_on=on,
                       ends_on=on + timedelta(days=4), report_due_on=on + timedelta(days=30), planned_by_id=who, delegate_id=who))  # fmt: skip
    traveller = _put(VisitTraveller(visit_id=visit.id, person_id=who, school_id=lead))
    ids["traveller_id"] = traveller.id
    item = session().scalars(sa.select(SafetyItem).order_by(SafetyItem.position)).first()
    assert item is not None
    check = _put(VisitCheck(visit_id=visit.id, item_id=item.id, position=1, end=item.end, title=item.title,
                            may_be_left_out=True, only_families=False))  # fmt: skip
    represented = _put(VisitRepresented(visit_id=visit.id, school_id=other))
    question = _put(VisitQuestion(represented_id=represented.id, question="What do you sing?"))
    swap = _put(
        TurnSwap(cluster_id=cluster_id, turn="travel", school_id=lead, other_school_id=other, open_key=f"{cluster_id}")
    )
    ids |= {
        "visit_id": visit.id,
        "check_id": check.id,
        "represented_id": represented.id,
        "visit_question_id": question.id,
        "swap_id": swap.id,
    }
    ids["safety_item_id"] = item.id


def _matching(cast: Cast, ids: Ids, cluster_id: uuid.UUID, who: uuid.UUID) -> None:
    """A request to another cluster, which has ended its search: nobody else sees it."""
    at, lead = clock.now(), cast.school["tumaini"]
    other = _put(
        Cluster(
            name="Lake schools",
            theme="Lakes",
            status=ClusterStatus.ACTIVE,
            started_by_school_id=lead if cluster_id == cast.river else cast.school["quiet"],
        )
    )
    _put(ClusterMembership(cluster_id=other.id, school_id=lead, status=MembershipStatus.JOINED, joined_at=at))
    for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
        _put(Office(cluster_id=other.id, kind=kind, school_id=lead, person_id=cast.abroad.id, status=OfficeStatus.ACCEPTED, accepted_at=at))  # fmt: skip
    _put(ClusterWish(cluster_id=other.id, is_looking=False, looking_for="Friends by a lake", schools=1, kept_at=at))
    request = _put(ClusterRequest(from_cluster_id=cluster_id, to_cluster_id=other.id, pair_key=pair_key(cluster_id, other.id), asked_by_id=who,
                                  proposal="Water", message="Shall we?", message_digest="x", expires_at=at + timedelta(days=21)))  # fmt: skip
    mirror = _put(MirrorInvitation(cluster_id=cluster_id, school_name="Mto School", country="KE", address="head@mto.example", invited_by_id=who,
                                   status=MirrorStatus.TAKEN_UP, taken_by_id=who, taken_at=at, sent_at=at, expires_at=at + timedelta(days=60)))  # fmt: skip
    ids |= {"other_id": other.id, "cluster_request_id": request.id, "mirror_id": mirror.id}


def _entry_of_a_closed_school(key: str) -> RegisterEntry:
    return RegisterEntry(register="gias", number=f"closed-{key}", name="Closed school", folded_name="closed school", status="closed", digest="x")  # fmt: skip


def _forming(cast: Cast, ids: Ids, cluster_id: uuid.UUID, lead_id: uuid.UUID, who: uuid.UUID) -> None:
    held, at = session(), clock.now()
    left = _put(ClusterMembership(cluster_id=cluster_id, school_id=lead_id, status=MembershipStatus.LEFT, left_at=at))
    invited_school = cast.school["quiet"] if cluster_id == cast.river else cast.school["ford"]
    member = _put(ClusterMembership(cluster_id=cluster_id, school_id=invited_school, side=Side.HOME, status=MembershipStatus.INVITED,
                                    invited_by_id=who, expires_at=at + timedelta(days=20)))  # fmt: skip
    office = _put(
        Office(
            cluster_id=cluster_id,
            kind=OfficeKind.DEPUTY,
            school_id=lead_id,
            person_id=who,
            status=OfficeStatus.NOMINATED,
        )
    )
    vacancy = _put(Vacancy(cluster_id=cluster_id, membership_id=left.id))
    heir = _put(
        ClusterMembership(
            cluster_id=cluster_id,
            school_id=invited_school,
            status=MembershipStatus.LEFT,
            left_at=at,
            replaces_id=left.id,
        )
    )
    ids["heir_id"] = heir.id
    heading = held.scalars(sa.select(EvidenceHeading).order_by(EvidenceHeading.position)).first()
    assert heading is not None
    item = _put(EvidenceItem(cluster_id=cluster_id, heading_id=heading.id, school_id=lead_id, author_id=who, status=EvidenceStatus.EVIDENCE,
                             claim="We have links", file_id=_file(f"item{str(cluster_id)[-6:]}").id))  # fmt: skip
    statement = _put(SupporterStatement(cluster_id=cluster_id, heading_id=heading.id, organisation="Museum", organisation_kind="museum",
                                        supporter_email="museum@x.example", expires_at=at + timedelta(days=20)))  # fmt: skip
    _parts(ids, cluster_id, lead_id, invited_school, who)
    _gathering(ids, cluster_id, lead_id, invited_school, who)
    number = "900001" if cluster_id == cast.river else "900002"
    entry = _put(
        RegisterEntry(
            register="gias", number=number, name="A school", folded_name="a school", status="open", digest="x"
        )
    )
    document = _put(
        SchoolEvidence(
            school_id=lead_id, file_id=_file(f"letter{str(cluster_id)[-6:]}").id, words="Letter", added_by_id=who
        )
    )
    vouch = _put(Vouch(school_id=lead_id, cluster_id=cluster_id, voucher_id=who, voucher_name="Someone", how_known="We met.",
                       voucher_school_id=cast.school["vale"], given_on=at.date()))  # fmt: skip
    flag = _put(SchoolFlag(school_id=lead_id, kind=FlagKind.MEMBER_ADDRESS, person_id=who, open_key=f"{lead_id}:test"))
    ids |= {
        "evidence_id": document.id,
        "vouch_id": vouch.id,
        "flag_id": flag.id,
        "waiting_school_id": invited_school,
        "other_school_id": cast.school["tumaini" if cluster_id == cast.river else "quiet"],
    }
    museum = _put(Organisation(kind=OrganisationKind.MUSEUM, name="Museum", folded_name="museum"))
    of_it = _put(OrganisationMember(organisation_id=museum.id, person_id=who))
    ids |= {"organisation_id": museum.id, "organisation_member_id": of_it.id}
    asked = _put(SchoolMember(school_id=lead_id, person_id=cast.nobody.id, status=MemberStatus.REQUESTED))
    award = _put(SchoolAward(school_id=lead_id, award="isa"))
    on = clock.today()
    period = _put(SchoolPeriod(school_id=lead_id, kind=PeriodKind.TERM, name="Term", starts_on=on, ends_on=on))
    ids |= {"part": "kind", "held_id": award.id, "period_id": period.id}
    authority = _put(Organisation(kind=OrganisationKind.AUTHORITY, name="Authority", folded_name="authority"))
    given = {"kind": PeriodKind.TERM, "name": "Term", "starts_on": on, "ends_on": on}
    dates = _put(AuthorityPeriod(organisation_id=authority.id, **given))
    row = {"kind": "holiday", "name": "Holiday", "starts_on": on.isoformat(), "ends_on": on.isoformat()}
    reading = _put(TermImport(school_id=lead_id, file_name="a.ics", found=[row], left_out=[], number_left_out=0))
    ids |= {"authority_id": authority.id, "dates_id": dates.id, "term_import_id": reading.id}
    ids |= {"membership_id": member.id, "office_id": office.id, "vacancy_id": vacancy.id, "heading_id": heading.id, "item_id": item.id,
            "statement_id": statement.id, "entry_id": entry.id, "member_id": asked.id, "heading_code": heading.code,
            "code": heading.code}  # fmt: skip


def _gathering(ids: Ids, cluster_id: uuid.UUID, lead_id: uuid.UUID, other_id: uuid.UUID, who: uuid.UUID) -> None:
    """A working agreement, something to pass on, a project, a review of the year."""
    on = clock.today()
    working = _put(WorkingAgreement(cluster_id=cluster_id, number=1, commitments="We answer.", years=3, starts_on=on, written_by_id=who,
                                    ends_on=on + timedelta(days=1095), review_on=on + timedelta(days=365)))  # fmt: skip
    sharing = _put(
        Sharing(cluster_id=cluster_id, school_id=lead_id, what="A talk", audience=Audience.PARENTS, planned_on=on)
    )
    project = _put(Project(name="Eco", theme="Trees", school_id=lead_id, begun_by_id=who))
    _put(ProjectSchool(project_id=project.id, school_id=lead_id))
    annual = _put(AnnualReview(cluster_id=cluster_id, year=on.year, from_on=on - timedelta(days=300), until_on=on))
    newcomer = _put(Newcomer(cluster_id=cluster_id, school_id=lead_id, person_id=who, began_on=on))
    ids["newcomer_id"] = newcomer.id
    _governing(ids, cluster_id, lead_id, other_id, who)
    pooled(ids, cluster_id, lead_id, who, _put)
    ids |= {"working_id": working.id, "sharing_id": sharing.id, "project_id": project.id, "annual_id": annual.id}


def _governing(ids: Ids, cluster_id: uuid.UUID, lead_id: uuid.UUID, other_id: uuid.UUID, who: uuid.UUID) -> None:
    """A committee with its chair."""
    committee = _put(
        Committee(
            cluster_id=cluster_id, name="Council", folded_name="council", remit="We plan.", begun_on=clock.today()
        )
    )
    held = {"kind": SeatKind.SCHOOL, "role": SeatRole.CHAIR, "school_id": lead_id, "person_id": who}
    seat = _put(Seat(committee_id=committee.id, from_on=clock.today(), **held))
    at = clock.now()
    meeting = _put(Meeting(committee_id=committee.id, cluster_id=cluster_id, number=1, starts_at=at + timedelta(days=9), zone="Europe/London",
                           ends_at=at + timedelta(days=9, hours=1), on_day=at.date() + timedelta(days=9)))  # fmt: skip
    choice = _put(
        MeetingDecision(meeting_id=meeting.id, cluster_id=cluster_id, proposal="We meet monthly.", how=How.VOTE)
    )
    action = _put(
        MeetingAction(meeting_id=meeting.id, cluster_id=cluster_id, task="A list", person_id=who, due_on=at.date())
    )
    ids |= {"committee_id": committee.id, "seat_id": seat.id, "meeting_id": meeting.id}
    rota = _put(Rota(cluster_id=cluster_id, kind=RotaKind.MINUTES))
    days = {"starts_on": at.date() + timedelta(days=40), "ends_on": at.date() + timedelta(days=120)}
    turn = _put(RotaTurn(rota_id=rota.id, cluster_id=cluster_id, label="Term", school_id=lead_id, **days))
    swap = _put(RotaSwap(cluster_id=cluster_id, turn_id=turn.id, other_turn_id=turn.id, school_id=lead_id, other_school_id=other_id,
                         open_key=str(turn.id)))  # fmt: skip
    check = _put(SelfCheck(cluster_id=cluster_id, year=at.year, begun_on=at.date()))
    ids["self_check_id"] = check.id
    ids |= {"rota_id": rota.id, "turn_id": turn.id, "rota_swap_id": swap.id}
    ids |= {"meeting_decision_id": choice.id, "meeting_action_id": action.id}


def _parts(ids: Ids, cluster_id: uuid.UUID, lead_id: uuid.UUID, other_id: uuid.UUID, who: uuid.UUID) -> None:
    """A set with a part, a supporter, a feeder link, a mentoring that waits for an answer."""
    own = _put(PartSet(name=f"Set {str(cluster_id)[-6:]}", position=50, for_supporters=True))
    part = _put(Part(set_id=own.id, name="Friend", position=1))
    supporter = _put(ClusterSupporter(cluster_id=cluster_id, name="Museum", part_id=part.id, named_by_id=who))
    feeder = _put(FeederLink(cluster_id=cluster_id, from_school_id=lead_id, to_school_id=other_id, noted_by_id=who))
    mentoring = _put(Mentoring(cluster_id=cluster_id, mentor_school_id=lead_id, goals="Both learn", begun_by_id=who))
    _put(Mentee(mentoring_id=mentoring.id, school_id=other_id))
    ids |= {
        "set_id": own.id,
        "part_id": part.id,
        "supporter_id": supporter.id,
        "feeder_id": feeder.id,
        "mentoring_id": mentoring.id,
    }


def _difficulty(
    cast: Cast, ids: Ids, cluster_id: uuid.UUID, schools: tuple[uuid.UUID, uuid.UUID], who: uuid.UUID
) -> None:
    """Two schools talk, with an adviser between them; something was agreed."""
    at = clock.now()
    matter = _put(Mediation(cluster_id=cluster_id, raising_school_id=schools[0], other_school_id=schools[1], raised_by_id=who,
                            kind=ConcernKind.SILENCE, what="We wait.", status=MediationStatus.IN_PROGRESS, mediator_kind=MediatorKind.ADVISER,
                            mediator_id=cast.officer.id, raising_accepted_at=at, other_accepted_at=at, mediator_accepted_at=at))  # fmt: skip
    agreed = _put(MediationAction(mediation_id=matter.id, owner=Voice.OTHER, what="Write back", due_on=at.date()))
    ids |= {"mediation_id": matter.id, "action_id": agreed.id}
    ids |= _report(cast, cluster_id, who)


def _report(cast: Cast, cluster_id: uuid.UUID, who: uuid.UUID) -> Ids:
    """A report that the safeguarding lead has in hand, with a file; its thing is hidden, and its author objects."""
    number = f"RP-{str(cluster_id)[-8:].upper()}"
    report = _put(Report(number=number, kind=ReportKind.CHILD_HARM, route="safeguarding_lead", status=ReportStatus.IN_HAND, words="I worry.",
                         due_at=clock.now(), handler_id=cast.safeguarding.id))  # fmt: skip
    decided = _put(ModerationDecision(report_id=report.id, subject_kind=SubjectKind.POST, subject_id=report.id, title="A message", author_id=who,
                                      hides=True, reason="Why.", decided_by_id=cast.safeguarding.id, appealed_at=clock.now(), appeal="But."))  # fmt: skip
    kept = _put(ReportFile(report_id=report.id, file_id=_file(f"report{str(cluster_id)[-6:]}").id))
    return {"report_id": report.id, "moderation_id": decided.id, "report_file_id": kept.id}


def held_headings(code: str) -> tuple[Line, ...]:
    """Two headings of a programme: the general one of this code, and another."""
    mine = Line(code, "What we have", "", (code,), per_school=False, accepts_intention=True)
    return (replace(mine, code="first", title="First", covers=("first",)), mine)


def _applying(cast: Cast, ids: Ids, cluster_id: uuid.UUID, lead_id: uuid.UUID, who: uuid.UUID, reviewer: str) -> None:
    at = clock.now()
    general = held_headings(ids["heading_code"])
    programme = _put(Programme(name="Programme", headings=[line.kept() for line in general]))
    round_ = _put(Round(programme_id=programme.id, name="Round", status=RoundStatus.PUBLISHED, opens_at=at - timedelta(days=9),
                        closes_at=at + timedelta(days=9), required_headings=[]))  # fmt: skip
    section = _put(RoundSection(round_id=round_.id, title="Our plan", position=1))
    ids |= {"text_kind": "round", "text_id": round_.id}
    ids["milestone_id"] = _put(RoundMilestone(round_id=round_.id, title="A talk for clusters", at=at)).id
    question = _put(Question(section_id=section.id, text="What will you do?", position=1))
    criterion = _put(Criterion(round_id=round_.id, title="Rationale", weight=100, position=1))
    application = _put(Application(round_id=round_.id, cluster_id=cluster_id, stage=Stage.IN_REVIEW, theme="Water", submitted_at=at,
                                   receipt_number=f"R-{str(cluster_id)[-8:].upper()}"))  # fmt: skip
    version = _put(ApplicationVersion(application_id=application.id, number=1, status=VersionStatus.DRAFTING))
    _put(Answer(application_version_id=version.id, question_id=question.id, text="We will write letters."))
    asked = _put(Question(section_id=section.id, text="Add your plan", position=2, kind=Kind.FILE))
    kept = _file(f"answer{str(cluster_id)[-6:]}")
    answer = _put(Answer(application_version_id=version.id, question_id=asked.id, text=kept.name, file_id=kept.id))
    ids |= {"answer_id": answer.id, "sealed_file_id": kept.id}
    _put(SignOff(application_version_id=version.id, school_id=lead_id))
    _seal(application, version)
    review = _put(Review(application_id=application.id, application_version_id=version.id, reviewer_id=cast.people[reviewer].id,
                         status=ReviewStatus.OPEN, conflict_statement_at=at, conflict_statement_version=1))  # fmt: skip
    _put(
        ModerationNote(
            application_id=application.id, author_id=cast.moderator.id, words="We talked about it.", created_at=at
        )
    )
    ids["held_on"] = at.date().isoformat()
    _put(
        ReviewerHint(
            round_id=round_.id, reviewer_id=review.reviewer_id, author_id=cast.moderator.id, words="Use 1 and 5, too."
        )
    )
    ids["reviewer_id"] = review.reviewer_id
    decision = _put(Decision(application_id=application.id, round_id=round_.id, outcome=Outcome.APPROVED, reasons="Good.", feedback="Good.",
                             letter="Dear all", decided_by_id=cast.manager.id, decided_at=at))  # fmt: skip
    condition = _put(
        AwardCondition(
            decision_id=decision.id, number=1, words="Name a second contact.", school_id=lead_id, due_on=clock.today()
        )
    )
    line = _put(FundingLine(round_id=round_.id, name="Visits", amount=1000))
    release = _put(Release(round_id=round_.id, asked_by_id=cast.officer.id, digest="x", people=3))
    _put(ReleaseItem(release_id=release.id, decision_id=decision.id))
    ids |= {"outcome": "approved", "condition_id": condition.id, "funding_line_id": line.id, "release_id": release.id}
    objection = _put(
        Objection(
            application_id=application.id,
            decision_id=decision.id,
            ground=Ground.RULES,
            words="Not so.",
            made_by_id=who,
            answer_by=clock.now() + timedelta(days=21),
        )
    )
    ids["objection_id"] = objection.id
    award = _put(Award(application_id=application.id, cluster_id=cluster_id))
    award.agreement = sealed_facts_of_award(award, [("Hill", "Nan", at)])
    award.agreement_digest = digest_of_award(award.agreement)
    days = {"from_on": clock.today(), "due_on": clock.today()}
    change = _put(
        AwardChange(award_id=award.id, about="money", wanted="Stamps.", reason="Buses cost more.", asked_by_id=who)
    )
    ids["award_change_id"] = change.id
    report = _put(AwardReport(award_id=award.id, round_id=application.round_id, number=1, kind="interim", **days))
    _put(ReportVoice(report_id=report.id, school_id=lead_id, words="We wrote letters.", author_id=who))
    _put(
        ReportMove(report_id=report.id, from_on=clock.today() - timedelta(days=2), to_on=clock.today(), reason="Snow.")
    )
    instalment = _put(Instalment(award_id=award.id, number=1, amount=10, due_on=clock.today()))
    ids |= {"award_report_id": report.id, "instalment_id": instalment.id}
    _put(AwardAcceptance(award_id=award.id, school_id=lead_id))
    asks = cast.manager if reviewer == "reviewer" else cast.people["manager2"]  # one at a time for each
    workbook = _put(Workbook(round_id=round_.id, asked_by_id=asks.id, purpose="audit", words="For the board.",
                             view={"away": [], "open_scores": True, "held": True}))  # fmt: skip
    ids |= {"workbook_id": workbook.id, "picture": "clock", "audience": "ready"}
    ids |= {"programme_id": programme.id, "round_id": round_.id, "section_id": section.id, "question_id": question.id,
            "criterion_id": criterion.id, "application_id": application.id, "version_id": version.id, "number": 1, "kind": "txt", "review_id": review.id,
            "decision_id": decision.id, "award_id": award.id}  # fmt: skip
    broken = _put(RuleBreak(cluster_id=cluster_id, application_id=application.id, schools=2, overseas=0))
    ids["break_id"] = broken.id
    ids["line_id"] = _put(ChecklistLine(round_id=round_.id, title="No report is late.", position=1)).id
    asked = _put(Clarification(application_id=application.id, status=ClarificationStatus.SENT, stage_before=Stage.IN_REVIEW,
                               asked_by_id=cast.officer.id, due_at=at + timedelta(days=9), before_id=version.id))  # fmt: skip
    _put(
        ClarificationQuestion(
            clarification_id=asked.id, key=str(question.id), words="To whom?", answer="To our friends."
        )
    )
    _put(ClarificationSignature(clarification_id=asked.id, school_id=lead_id))
    ids["clarification_id"] = asked.id
    ids["allocation_id"] = _put(
        Allocation(round_id=round_.id, each=2, most=9, status=AllocationStatus.PROPOSED, asked_by_id=cast.officer.id)
    ).id
    sample = CalibrationSample(
        round_id=round_.id, title="Sample 1", words="We write letters.", due_at=at, status=SampleStatus.OPEN
    )
    ids["sample_id"] = _put(sample).id
    reading = _put(CalibrationReading(sample_id=sample.id, reviewer_id=cast.people[reviewer].id, sent_at=at))
    _put(CalibrationScore(reading_id=reading.id, criterion_id=criterion.id, score=3, words="It says when."))
    _put(AgreedScore(sample_id=sample.id, criterion_id=criterion.id, score=4, words="It says when and who."))
    permit = _put(
        LatePermit(
            application_id=application.id, until=at + timedelta(days=20), reason="Flood.", asked_by_id=cast.officer.id
        )
    )
    ids["permit_id"] = permit.id


def _seal(application: Application, version: ApplicationVersion) -> None:
    """The sealed content of a version, as submitting makes it."""
    session().expire_all()
    draft = queries.load_draft(queries.get_application(application.id), version)
    assert draft is not None
    facts = sealed_facts(
        draft, receipt_number=application.receipt_number or "", sealed_at=clock.now().isoformat(), sealed_by="Someone",
        lead_school_id=None, evidence=[], statements=[],
    )  # fmt: skip
    version.sealed_content, version.sealed_digest = facts, digest(facts)
    version.status, version.sealed_at = VersionStatus.SEALED, clock.now()
    session().flush()

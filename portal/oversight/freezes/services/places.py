"""Where the words stand that a person writes and others read: the list by which everything is hidden together. A test holds it against the inventory."""

from dataclasses import dataclass
from typing import Any

from portal.applying.appeals.models import Objection
from portal.applying.monitoring.models import ReportVoice
from portal.forming.approaches.models import PartnershipRequest
from portal.forming.backing.models import SupportCheck, SupportRecord
from portal.forming.clusters.models import ClusterMembership, NominationBacking
from portal.forming.committees.models import Committee
from portal.forming.evidence.models import EvidenceItem
from portal.forming.parts.models import ClusterSupporter, Mentoring, MentoringSession
from portal.forming.projects.models import Project, ProjectSchool
from portal.forming.sharing.models import Sharing
from portal.forming.support.models import SupportSheet
from portal.identity.verification.models import Vouch
from portal.oversight.freezes.models import HiddenKind
from portal.oversight.publishing.models import PublicPage
from portal.running.activities.models import Activity
from portal.running.annual.models import AnnualReview, AnnualVoice
from portal.running.groups.models import GroupNotice, SubCluster
from portal.running.handoffs.models import Handoff, HandoffAsk, StandInOffer
from portal.running.matching.models import ClusterRequest
from portal.running.mediation.models import Mediation, MediationStep
from portal.running.meetings.models import AgendaPoint, Meeting, Vote
from portal.running.mirrors.models import LeadMessage, MirrorInvitation
from portal.running.plans.models import Task
from portal.running.rotas.models import RotaSwap, RotaTurn
from portal.running.things.models import Loan, Thing
from portal.running.visits.models import TurnSwap, Visit, VisitCheck, VisitQuestion


@dataclass(frozen=True)
class Place:
    """Where the words of a kind of thing stand. `title`: the column that says that they are hidden; `named`: columns that say so too, because they may not be
    empty; `columns` stand empty, `file` names none meanwhile. `called`: the column whose words stand in things to do as well; `path`: its page, if notices
    tell its words."""

    table: Any
    author: str
    title: str
    columns: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    file: str = ""
    called: str = ""
    path: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Every column of words."""
        return (self.title, *self.named, *self.columns)

    @property
    def marked(self) -> tuple[str, ...]:
        """The columns that say that something is hidden."""
        return (self.title, *self.named)


_K = HiddenKind
_PLANNED = ("partner_role", "classes", "access_needs", "language_needs")
_CARD = ("promised", "plan", "materials", "class_profile")
_REQUEST, _CLUSTER_REQUEST = "/partners/requests/{0.id}", "/clusters/{0.to_cluster_id}/matching/requests/{0.id}"
PLACES = {
    _K.REQUEST: Place(PartnershipRequest, "asked_by_id", "proposal", ("message",), called="proposal", path=_REQUEST),
    _K.REQUEST_ANSWER: Place(PartnershipRequest, "answered_by_id", "reason"),
    _K.CLUSTER_REQUEST: Place(
        ClusterRequest, "asked_by_id", "proposal", ("message",), called="proposal", path=_CLUSTER_REQUEST
    ),
    _K.CLUSTER_REQUEST_ANSWER: Place(ClusterRequest, "answered_by_id", "reason"),
    _K.LEAD_MESSAGE: Place(LeadMessage, "author_id", "words"),
    _K.MIRROR_INVITATION: Place(MirrorInvitation, "invited_by_id", "message"),
    _K.MIRROR_ANSWER: Place(MirrorInvitation, "taken_by_id", "reason"),
    _K.INVITATION: Place(ClusterMembership, "invited_by_id", "message"),
    _K.BACKING: Place(NominationBacking, "person_id", "words"),
    _K.COMMITTEE: Place(Committee, "begun_by_id", "remit", ("decides", "reports_to"), named=("name",)),
    _K.SUPPORTER: Place(ClusterSupporter, "named_by_id", "words"),
    _K.MENTORING: Place(Mentoring, "begun_by_id", "goals"),
    _K.MENTORING_SESSION: Place(MentoringSession, "written_by_id", "words", ("next_step",)),
    _K.EVIDENCE: Place(
        EvidenceItem, "author_id", "claim", ("text", "link"), file="file_id", called="claim",
        path="/clusters/{0.cluster_id}/evidence/{0.id}",
    ),
    _K.PROJECT: Place(Project, "begun_by_id", "name", ("about", "link"), named=("theme",), called="name", path="/projects/{0.id}"),
    _K.PROJECT_WORDS: Place(ProjectSchool, "joined_by_id", "words"),
    _K.SHARING: Place(Sharing, "planned_by_id", "what", ("words",)),
    _K.SUPPORT_SHEET: Place(SupportSheet, "filled_by_id", "words"),
    _K.VOUCH: Place(Vouch, "voucher_id", "how_known"),
    _K.VOUCH_END: Place(Vouch, "withdrawn_by_id", "withdrawal_reason"),
    _K.PUBLIC_PAGE: Place(PublicPage, "by_id", "words"),
    _K.ACTIVITY: Place(
        Activity, "teacher_id", "title",
        ("description", "place", "plan", "materials", "class_profile", "promised", *_PLANNED, "cancel_reason"),
        called="title", path="/clusters/{0.cluster_id}/activities/{0.id}",
    ),
    _K.BACKING_RECORD: Place(SupportRecord, "noted_by_id", "words"),
    _K.BACKING_CHECK: Place(SupportCheck, "answered_by_id", "words"),
    _K.THING: Place(Thing, "added_by_id", "name", ("folded_name", "words")),
    _K.LOAN: Place(Loan, "asked_by_id", "words"),
    _K.ROTA_TURN: Place(RotaTurn, "person_id", "note"),
    _K.ROTA_SWAP: Place(RotaSwap, "asked_by_id", "note"),
    _K.GROUP: Place(SubCluster, "asked_by_id", "words"),
    _K.GROUP_NOTICE: Place(GroupNotice, "written_by_id", "title", ("words",)),
    _K.MEETING: Place(Meeting, "called_by_id", "place", ("link",)),
    _K.MEETING_MINUTES: Place(Meeting, "minutes_by_id", "minutes"),
    _K.AGENDA_POINT: Place(AgendaPoint, "proposed_by_id", "title", ("words",)),
    _K.MEETING_VOTE: Place(Vote, "cast_by_id", "words"),
    _K.STAND_IN_CARD: Place(Handoff, "asked_by_id", "note", _CARD),
    _K.STAND_IN_WORDS: Place(Handoff, "accepted_by_id", "introduction", ("debrief", "next_step")),
    _K.STAND_IN_ANSWER: Place(HandoffAsk, "answered_by_id", "words"),
    _K.STAND_IN_OFFER: Place(StandInOffer, "person_id", "words"),
    _K.TASK: Place(
        Task, "asked_by_id", "title", ("details", "why_blocked"), called="title", path="/clusters/{0.cluster_id}/tasks/{0.id}"
    ),
    _K.ANNUAL_REVIEW: Place(AnnualReview, "sent_by_id", "went_well", ("learned", "next_year")),
    _K.ANNUAL_VOICE: Place(AnnualVoice, "written_by_id", "words"),
    _K.MEDIATION: Place(Mediation, "raised_by_id", "what", ("wish",)),
    _K.MEDIATION_CALL: Place(Mediation, "escalated_by_id", "escalation"),
    _K.MEDIATION_STEP: Place(MediationStep, "by_id", "what"),
    _K.VISIT: Place(
        Visit, "planned_by_id", "purpose", ("place", "cancel_reason"), named=("title",), called="title",
        path="/clusters/{0.cluster_id}/visits/{0.id}",
    ),
    _K.VISIT_REPORT: Place(Visit, "reported_by_id", "report"),
    _K.VISIT_CHECK: Place(VisitCheck, "checked_by_id", "note"),
    _K.VISIT_QUESTION: Place(VisitQuestion, "asked_by_id", "question"),
    _K.VISIT_ANSWER: Place(VisitQuestion, "answered_by_id", "answer"),
    _K.TURN_SWAP: Place(TurnSwap, "asked_by_id", "note"),
    _K.OBJECTION: Place(Objection, "made_by_id", "words"),
    _K.REPORT_VOICE: Place(ReportVoice, "author_id", "words"),
}  # fmt: skip

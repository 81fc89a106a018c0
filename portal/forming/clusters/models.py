"""Clusters, memberships, offices, nominations and empty places. Rows are kept: joined, left, replaced by."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.core.database import Record, choice, reference
from portal.core.text import fold

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


LEAST_SCHOOLS = 2
SILENCE_AGREES_AFTER = timedelta(days=7)


class ClusterForm(StrEnum):
    """The form of a cluster: recorded, never scored."""

    FEEDER_FAMILY = "feeder_family"
    MIXED_SPECIAL = "mixed_special"
    COLLEGE_FEEDERS = "college_feeders"
    SAME_TYPE = "same_type"
    SPECIALIST = "specialist"
    THEME = "theme"
    AFFILIATION = "affiliation"
    ICT = "ict"
    PROJECT = "project"
    COMMUNITY_COHESION = "community_cohesion"
    MENTORING = "mentoring"
    CORE_SATELLITE = "core_satellite"
    OTHER = "other"


class ClusterStatus(StrEnum):
    FORMING = "forming"
    ACTIVE = "active"
    CLOSED = "closed"


class ClusterWays:
    """What is asked of a cluster's schools and offices, whether it was read whole or in outline (outline.py)."""

    if TYPE_CHECKING:
        memberships: Any
        offices: Any

    def open_vacancies(self) -> list[Any]:
        """The places that wait for a school, in the order in which the schools came that left them."""
        left = [membership.vacancy for membership in self.memberships]
        return [vacancy for vacancy in left if vacancy is not None and vacancy.status == VacancyStatus.OPEN]

    def live_memberships(self) -> list[Any]:
        """Joined and leaving schools, in the order they came."""
        return [m for m in self.memberships if m.status in LIVE]

    def holder(self, kind: "OfficeKind") -> Any:
        """The accepted holder of an office, if there is one."""
        return next((o for o in self.offices if o.kind == kind and o.status == OfficeStatus.ACCEPTED), None)

    def nominee(self, kind: "OfficeKind") -> Any:
        """Who is nominated for an office and has not answered."""
        return next((o for o in self.offices if o.kind == kind and o.status == OfficeStatus.NOMINATED), None)

    def nominations(self) -> list[Any]:
        """Every nomination that stands, in the order they were made."""
        return [o for o in self.offices if o.status == OfficeStatus.NOMINATED]

    @property
    def lead_school_id(self) -> uuid.UUID | None:
        office = self.holder(OfficeKind.LEAD_SCHOOL)
        return office.school_id if office else None

    @property
    def contact_teacher_id(self) -> uuid.UUID | None:
        office = self.holder(OfficeKind.CONTACT_TEACHER)
        return office.person_id if office else None


class Cluster(ClusterWays, Record):
    """Schools that work together for a stated purpose; the unit that applies."""

    __tablename__ = "cluster"

    name: Mapped[str] = mapped_column(sa.String(120))
    folded_name: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    status: Mapped[ClusterStatus] = choice(ClusterStatus, default=ClusterStatus.FORMING)
    theme: Mapped[str] = mapped_column(sa.String(120))
    theme_reasons: Mapped[str] = mapped_column(sa.Text(), default="")
    rationale: Mapped[str] = mapped_column(sa.Text(), default="")
    form: Mapped[ClusterForm] = choice(ClusterForm, default=ClusterForm.THEME)
    started_by_school_id: Mapped[uuid.UUID] = reference("school.id")
    started_by_id: Mapped[uuid.UUID | None] = reference("person.id")
    zone: Mapped[str] = mapped_column(sa.String(60), default="Europe/London")
    version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list["ClusterMembership"]] = relationship(
        back_populates="cluster", order_by="ClusterMembership.id"
    )
    offices: Mapped[list["Office"]] = relationship(back_populates="cluster", order_by="Office.id")

    __table_args__ = (
        sa.Index(
            "uq_cluster_name",
            "started_by_school_id",
            "folded_name",
            unique=True,
            sqlite_where=sa.text("status <> 'closed' AND folded_name <> ''"),
            postgresql_where=sa.text("status <> 'closed' AND folded_name <> ''"),
            info={
                "words": "Your school has started a cluster of this name already. Open that one, or choose another name.",
                "field": "name",
            },
        ),
    )

    @validates("name")
    def _fold_name(self, _key: str, value: str) -> str:
        """The name as it is compared goes along with every name."""
        self.folded_name = fold(value)[:120]
        return value


class MembershipStatus(StrEnum):
    """A school's standing in a cluster (see workflow.py)."""

    INVITED = "invited"
    ASKED = "asked"
    JOINED = "joined"
    LEAVING = "leaving"
    LEFT = "left"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({MembershipStatus.JOINED, MembershipStatus.LEAVING})
PRESENT = LIVE | {MembershipStatus.INVITED, MembershipStatus.ASKED}


class Side(StrEnum):
    """home: a member school. partner: a partner school, abroad or at home, that joined by invitation."""

    HOME = "home"
    PARTNER = "partner"


class ClusterMembership(Record):
    """A school in a cluster. Joining, the school agrees to the theme, the lead and the contact in one act.

    `last_wrote_at`: when the school last wrote on the cluster's board, kept by the writer.
    """

    __tablename__ = "cluster_membership"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    side: Mapped[Side] = choice(Side, default=Side.HOME)
    status: Mapped[MembershipStatus] = choice(MembershipStatus, default=MembershipStatus.INVITED)
    message: Mapped[str] = mapped_column(sa.Text(), default="")
    invited_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    leaving_on: Mapped[date | None]
    left_at: Mapped[datetime | None]
    leaving_reason: Mapped[str] = mapped_column(sa.Text(), default="")
    replaces_id: Mapped[uuid.UUID | None] = reference("cluster_membership.id")
    last_wrote_at: Mapped[datetime | None]

    cluster: Mapped[Cluster] = relationship(back_populates="memberships")
    school: Mapped["School"] = relationship()
    replaces: Mapped["ClusterMembership | None"] = relationship(remote_side="ClusterMembership.id")
    vacancy: Mapped["Vacancy | None"] = relationship(
        foreign_keys="Vacancy.membership_id", back_populates="membership", uselist=False
    )

    def is_past(self, now: datetime) -> bool:
        """Has the time to answer the invitation run out?"""
        waits = self.status in (MembershipStatus.INVITED, MembershipStatus.EXPIRED)
        return waits and self.expires_at is not None and self.expires_at <= now

    __table_args__ = (
        sa.Index(
            "uq_cluster_membership_live",
            "cluster_id",
            "school_id",
            unique=True,
            sqlite_where=sa.text("status IN ('invited', 'asked', 'joined', 'leaving')"),
            postgresql_where=sa.text("status IN ('invited', 'asked', 'joined', 'leaving')"),
            info={"words": "This school is already in the cluster, or has an invitation waiting.", "field": "school"},
        ),
    )


class OfficeKind(StrEnum):
    LEAD_SCHOOL = "lead_school"
    CONTACT_TEACHER = "contact_teacher"
    DEPUTY = "deputy"
    CO_LEAD = "co_lead"


SCHOOL_OFFICES = frozenset({OfficeKind.LEAD_SCHOOL, OfficeKind.CO_LEAD})
"""Offices that a school holds, not a person."""


class OfficeStatus(StrEnum):
    NOMINATED = "nominated"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"


class Office(Record):
    """Lead school, co-lead, contact teacher or deputy: nominated by the members, accepted by the nominee. Past holders are kept.

    A lead school's row has no person until its contact accepts for it; a contact teacher's row names person and school.
    """

    __tablename__ = "office"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    kind: Mapped[OfficeKind] = choice(OfficeKind)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    status: Mapped[OfficeStatus] = choice(OfficeStatus, default=OfficeStatus.NOMINATED)
    nominated_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text(), default="")

    cluster: Mapped[Cluster] = relationship(back_populates="offices")
    school: Mapped["School"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])
    backings: Mapped[list["NominationBacking"]] = relationship(back_populates="office")

    __table_args__ = (
        sa.Index(
            "uq_office_holder",
            "cluster_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("status = 'accepted'"),
            postgresql_where=sa.text("status = 'accepted'"),
            info={"words": "This office has a holder already."},
        ),
        sa.Index(
            "uq_office_nominee",
            "cluster_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("status = 'nominated'"),
            postgresql_where=sa.text("status = 'nominated'"),
            info={"words": "Someone is nominated already. Wait for the answer, or withdraw that nomination."},
        ),
    )


class NominationBacking(Record):
    """One member school's word on a nomination."""

    __tablename__ = "nomination_backing"

    office_id: Mapped[uuid.UUID] = reference("office.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    agrees: Mapped[bool]
    words: Mapped[str] = mapped_column(sa.Text(), default="")

    office: Mapped[Office] = relationship(back_populates="backings")

    __table_args__ = (sa.UniqueConstraint("office_id", "school_id", name="uq_nomination_backing_office_school"),)


@dataclass(frozen=True)
class Agreement:
    """How the member schools stand to a nomination. Nobody votes unless someone objects; then more than half must back it."""

    backed: int
    objected: int
    schools: int
    agreed: bool
    failed: bool

    @property
    def silent(self) -> int:
        return self.schools - self.backed - self.objected


def agreement(cluster: ClusterWays, office: Any, backings: Iterable[NominationBacking], now: datetime) -> Agreement:
    """Agreed: two schools or more are in, and more than half of the member schools back it, or nobody objected for a week."""
    voters = {m.school_id for m in cluster.live_memberships() if m.side == Side.HOME}
    said = [b for b in backings if b.school_id in voters]
    backed, objected = sum(b.agrees for b in said), sum(not b.agrees for b in said)
    enough = len(voters) // 2 + 1
    unopposed = objected == 0 and now - office.created_at >= SILENCE_AGREES_AFTER
    return Agreement(
        backed=backed,
        objected=objected,
        schools=len(voters),
        agreed=len(cluster.live_memberships()) >= LEAST_SCHOOLS and (backed >= enough or unopposed),
        failed=objected > 0 and len(voters) - objected < enough,
    )


class VacancyStatus(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Vacancy(Record):
    """An empty place that a school left behind; the membership that fills it inherits its pair and its calendar."""

    __tablename__ = "vacancy"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    membership_id: Mapped[uuid.UUID] = reference("cluster_membership.id")
    status: Mapped[VacancyStatus] = choice(VacancyStatus, default=VacancyStatus.OPEN)
    filled_by_id: Mapped[uuid.UUID | None] = reference("cluster_membership.id")

    cluster: Mapped[Cluster] = relationship()
    membership: Mapped[ClusterMembership] = relationship(foreign_keys=[membership_id], back_populates="vacancy")
    filled_by: Mapped[ClusterMembership | None] = relationship(foreign_keys=[filled_by_id])

    __table_args__ = (sa.UniqueConstraint("membership_id", name="uq_vacancy_membership"),)

"""Freezes: what is, or was, read-only; from when and why, until when and why. Hidings: what a person wrote, out of sight together."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School


class FrozenKind(StrEnum):
    """What is read-only."""

    PERSON = "person"
    SCHOOL = "school"
    CLUSTER = "cluster"


def _once_for(kind: FrozenKind) -> sa.Index:
    is_live = sa.text("lifted_at IS NULL")
    return sa.Index(
        f"uq_freeze_live_{kind.value}",
        f"{kind.value}_id",
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
        info={"words": "This is read-only already."},
    )


class Freeze(Record):
    """One person, school or cluster that is, or was, read-only. `reason` is read by those whom it binds."""

    __tablename__ = "freeze"

    kind: Mapped[FrozenKind] = choice(FrozenKind)
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id", index=False)
    reason: Mapped[str] = mapped_column(sa.Text())
    set_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    lift_reason: Mapped[str] = mapped_column(sa.Text(), default="")

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    school: Mapped[School | None] = relationship()
    cluster: Mapped[Cluster | None] = relationship()
    set_by: Mapped[Person | None] = relationship(foreign_keys=[set_by_id])
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=[lifted_by_id])

    __table_args__ = (
        sa.CheckConstraint(
            "(person_id IS NOT NULL AND school_id IS NULL AND cluster_id IS NULL AND kind = 'person')"
            " OR (school_id IS NOT NULL AND person_id IS NULL AND cluster_id IS NULL AND kind = 'school')"
            " OR (cluster_id IS NOT NULL AND person_id IS NULL AND school_id IS NULL AND kind = 'cluster')",
            name="freeze_of_one_thing",
        ),
        _once_for(FrozenKind.PERSON),
        _once_for(FrozenKind.SCHOOL),
        _once_for(FrozenKind.CLUSTER),
    )

    @property
    def name(self) -> str:
        """Of the person, the school or the cluster."""
        thing = self.person or self.school or self.cluster
        return thing.name if thing is not None else ""

    @property
    def thing_id(self) -> uuid.UUID:
        """Of the person, the school or the cluster: a constraint holds that there is one."""
        found = self.person_id or self.school_id or self.cluster_id
        assert found is not None  # noqa: S101 - the constraint holds it
        return found


class Hiding(Record):
    """Everything that a person wrote is, or was, out of sight together. `reason` is read by the person; `things`: how many there were."""

    __tablename__ = "hiding"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    reason: Mapped[str] = mapped_column(sa.Text())
    things: Mapped[int] = mapped_column(default=0)
    set_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    lift_reason: Mapped[str] = mapped_column(sa.Text(), default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    set_by: Mapped[Person | None] = relationship(foreign_keys=[set_by_id])
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=[lifted_by_id])

    __table_args__ = (
        sa.Index("ix_hiding_person", "person_id", "id"),
        sa.Index(
            "uq_hiding_live",
            "person_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
            info={"words": "What this person wrote is hidden already."},
        ),
    )

    # as a freeze answers the policy
    school_id = None
    cluster_id = None


class HiddenKind(StrEnum):
    """What a person writes that others see. `capture`: the words and the file with which they said that an activity took place.
    `stand_in_card`: what was written for whoever takes it on; `stand_in_words`: what that teacher wrote."""

    POST = "post"
    CAPTURE = "capture"
    REQUEST = "request"
    CLUSTER_REQUEST = "cluster_request"
    LEAD_MESSAGE = "lead_message"
    STAND_IN_CARD = "stand_in_card"
    STAND_IN_WORDS = "stand_in_words"
    STAND_IN_ANSWER = "stand_in_answer"
    STAND_IN_OFFER = "stand_in_offer"
    VISIT = "visit"
    VISIT_REPORT = "visit_report"
    VISIT_QUESTION = "visit_question"
    VISIT_ANSWER = "visit_answer"
    TURN_SWAP = "turn_swap"
    VISIT_CHECK = "visit_check"
    REQUEST_ANSWER = "request_answer"
    CLUSTER_REQUEST_ANSWER = "cluster_request_answer"
    MIRROR_INVITATION = "mirror_invitation"
    MIRROR_ANSWER = "mirror_answer"
    INVITATION = "invitation"
    BACKING = "backing"
    COMMITTEE = "committee"
    SUPPORTER = "supporter"
    MENTORING = "mentoring"
    MENTORING_SESSION = "mentoring_session"
    EVIDENCE = "evidence"
    PROJECT = "project"
    PROJECT_WORDS = "project_words"
    SHARING = "sharing"
    SUPPORT_SHEET = "support_sheet"
    VOUCH = "vouch"
    VOUCH_END = "vouch_end"
    PUBLIC_PAGE = "public_page"
    ACTIVITY = "activity"
    TASK = "task"
    ANNUAL_REVIEW = "annual_review"
    ANNUAL_VOICE = "annual_voice"
    BACKING_RECORD = "backing_record"
    BACKING_CHECK = "backing_check"
    THING = "thing"
    LOAN = "loan"
    ROTA_TURN = "rota_turn"
    ROTA_SWAP = "rota_swap"
    GROUP = "group"
    GROUP_NOTICE = "group_notice"
    MEETING = "meeting"
    MEETING_MINUTES = "meeting_minutes"
    AGENDA_POINT = "agenda_point"
    MEETING_VOTE = "meeting_vote"
    MEDIATION = "mediation"
    MEDIATION_CALL = "mediation_call"
    MEDIATION_STEP = "mediation_step"
    OBJECTION = "objection"
    REPORT_VOICE = "report_voice"


class HiddenThing(Record):
    """One thing that is out of sight with everything else, and for no other reason. `taken`: its words, where they stand nowhere else meanwhile; put back
    when everything is shown again, and then the row goes."""

    __tablename__ = "hidden_thing"

    hiding_id: Mapped[uuid.UUID] = reference("hiding.id", index=False)
    kind: Mapped[HiddenKind] = choice(HiddenKind)
    thing_id: Mapped[uuid.UUID]
    taken: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (
        sa.UniqueConstraint("kind", "thing_id"),
        sa.Index("ix_hidden_thing_hiding", "hiding_id", "id"),
    )

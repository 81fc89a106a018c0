"""Meetings, what is proposed for them, who comes, what was decided, who does what."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.forming.committees.models import Committee, Seat
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class MeetingKind(StrEnum):
    """check_in: two minutes in place of a meeting, where the committee lets it count."""

    MEETING = "meeting"
    CHECK_IN = "check_in"


class MeetingStatus(StrEnum):
    CALLED = "called"
    HELD = "held"
    AGREED = "agreed"
    CANCELLED = "cancelled"


class OfACommittee:
    """What the policy asks of everything that belongs to a committee."""

    if TYPE_CHECKING:
        committee: Any

    @property
    def cluster(self) -> "Cluster":
        """The cluster of the committee."""
        return self.committee.cluster  # type: ignore[no-any-return]

    @property
    def seated_ids(self) -> frozenset[uuid.UUID]:
        """Who sits in the committee."""
        return self.committee.seated_ids  # type: ignore[no-any-return]

    @property
    def officer_ids(self) -> frozenset[uuid.UUID]:
        """Who chairs it or writes its minutes."""
        return self.committee.officer_ids  # type: ignore[no-any-return]


class Meeting(OfACommittee, Record):
    """`number` counts a committee's meetings. `on_day`: the day on the clocks of `zone`. `matters`: what was open when the minutes were first written.
    `seal`: what the agreed minutes come to (SHA-256); they are never changed after."""

    __tablename__ = "meeting"

    committee_id: Mapped[uuid.UUID] = reference("committee.id", index=False)
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    number: Mapped[int]
    kind: Mapped[MeetingKind] = choice(MeetingKind, default=MeetingKind.MEETING)
    status: Mapped[MeetingStatus] = choice(MeetingStatus, default=MeetingStatus.CALLED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(sa.String(60))
    on_day: Mapped[date] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    link: Mapped[str] = mapped_column(sa.String(500), default="")
    called_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    matters: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    minutes: Mapped[str] = mapped_column(sa.Text(), default="")
    minutes_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    held_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    agreed_in_id: Mapped[uuid.UUID | None] = reference("meeting.id", index=False)
    seal: Mapped[str] = mapped_column(sa.String(64), default="")
    version: Mapped[int] = mapped_column(default=1)

    committee: Mapped["Committee"] = relationship()
    minutes_by: Mapped["Person | None"] = relationship(foreign_keys=[minutes_by_id])
    agreed_in: Mapped["Meeting | None"] = relationship(remote_side="Meeting.id")
    points: Mapped[list["AgendaPoint"]] = relationship(back_populates="meeting", order_by="AgendaPoint.id")
    attendances: Mapped[list["Attendance"]] = relationship(back_populates="meeting", order_by="Attendance.id")
    decisions: Mapped[list["MeetingDecision"]] = relationship(back_populates="meeting", order_by="MeetingDecision.id")
    actions: Mapped[list["MeetingAction"]] = relationship(back_populates="meeting", order_by="MeetingAction.id")

    __table_args__ = (
        sa.UniqueConstraint(
            "committee_id",
            "number",
            name="uq_meeting_number",
            info={"words": "Someone else has just called a meeting. Please look again."},
        ),
    )

    @property
    def name(self) -> str:
        """The committee's name: what duties and notices call it by."""
        return self.committee.name

    @property
    def local_start(self) -> datetime:
        """When it begins, on the clocks where it is held."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """When it ends, on the clocks where it is held."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    def attendance_of(self, seat_id: uuid.UUID) -> "Attendance | None":
        """What is known of one seat."""
        return next((one for one in self.attendances if one.seat_id == seat_id), None)

    def present_school_ids(self) -> set[uuid.UUID]:
        """The schools that were there, or for which somebody who was there spoke."""
        came = {one.seat_id for one in self.attendances if one.came}
        spoke = {one.seat_id for one in self.attendances if one.spoken_by_id in came}
        return {s.school_id for s in self.committee.seats if s.school_id is not None and s.id in came | spoke}


class AgendaPoint(Record):
    """Something that a member wants to talk about."""

    __tablename__ = "agenda_point"

    meeting_id: Mapped[uuid.UUID] = reference("meeting.id")
    title: Mapped[str] = mapped_column(sa.String(200))
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    proposed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    meeting: Mapped[Meeting] = relationship(back_populates="points")
    proposed_by: Mapped["Person | None"] = relationship()


class Answer(StrEnum):
    COMING = "coming"
    APOLOGIES = "apologies"


class Attendance(Record):
    """One seat at one meeting: what was said before, and whether somebody came. `spoken_by_id`: the seat that speaks for it meanwhile."""

    __tablename__ = "meeting_attendance"

    meeting_id: Mapped[uuid.UUID] = reference("meeting.id", index=False)
    seat_id: Mapped[uuid.UUID] = reference("committee_seat.id")
    answer: Mapped[Answer | None] = choice(Answer)
    spoken_by_id: Mapped[uuid.UUID | None] = reference("committee_seat.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    came: Mapped[bool | None]

    meeting: Mapped[Meeting] = relationship(back_populates="attendances")
    seat: Mapped["Seat"] = relationship(foreign_keys=[seat_id])
    spoken_by: Mapped["Seat | None"] = relationship(foreign_keys=[spoken_by_id])

    __table_args__ = (sa.UniqueConstraint("meeting_id", "seat_id", name="uq_meeting_attendance_seat"),)


class How(StrEnum):
    """consent: it is agreed unless a school objects. vote: more schools for it than against it."""

    CONSENT = "consent"
    VOTE = "vote"


class DecisionStatus(StrEnum):
    OPEN = "open"
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    TIED = "tied"
    NO_QUORUM = "no_quorum"
    WITHDRAWN = "withdrawn"


class Choice(StrEnum):
    """An abstention is not a no: it counts for the quorum alone."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class MeetingDecision(OfACommittee, Record):
    """What the schools decide. `quorum`: how many schools had to take part, `schools`: how many had a vote; both set when it is closed, with the counts."""

    __tablename__ = "meeting_decision"

    meeting_id: Mapped[uuid.UUID] = reference("meeting.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    proposal: Mapped[str] = mapped_column(sa.Text())
    how: Mapped[How] = choice(How)
    status: Mapped[DecisionStatus] = choice(DecisionStatus, default=DecisionStatus.OPEN)
    closes_on: Mapped[date | None] = mapped_column(index=True)
    quorum: Mapped[int | None]
    schools: Mapped[int | None]
    said_for: Mapped[int | None]
    said_against: Mapped[int | None]
    abstained: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    proposed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    meeting: Mapped[Meeting] = relationship(back_populates="decisions")
    votes: Mapped[list["Vote"]] = relationship(back_populates="decision", order_by="Vote.id")

    def was_open_at(self, moment: datetime) -> bool:
        """Was it still to be decided then?"""
        return self.decided_at is None or self.decided_at > moment

    @property
    def committee(self) -> "Committee":
        """The committee of its meeting."""
        return self.meeting.committee

    @property
    def voter_ids(self) -> frozenset[uuid.UUID]:
        """Who sits in the committee for a school."""
        seats = self.committee.open_seats()
        return frozenset(s.person_id for s in seats if s.person_id is not None and s.school_id is not None)

    @property
    def voting_school_ids(self) -> Sequence[uuid.UUID]:
        """The schools that have a vote."""
        return self.committee.school_ids()


class Vote(Record):
    """One school's word on a decision. `was_noted`: the chair or the clerk wrote down what the school said in the meeting."""

    __tablename__ = "meeting_vote"

    decision_id: Mapped[uuid.UUID] = reference("meeting_decision.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    choice: Mapped[Choice] = choice(Choice)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    was_noted: Mapped[bool] = mapped_column(default=False)
    cast_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    decision: Mapped[MeetingDecision] = relationship(back_populates="votes")
    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "decision_id",
            "school_id",
            name="uq_meeting_vote_school",
            info={"words": "Someone of this school has voted meanwhile. Please look again.", "field": "school"},
        ),
    )


class MeetingAction(OfACommittee, Record):
    """Something that somebody does by a day. Done, or let go, it is closed."""

    __tablename__ = "meeting_action"

    meeting_id: Mapped[uuid.UUID] = reference("meeting.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    task: Mapped[str] = mapped_column(sa.String(300))
    school_id: Mapped[uuid.UUID | None] = reference("school.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    due_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    is_done: Mapped[bool] = mapped_column(default=False)
    outcome_words: Mapped[str] = mapped_column(sa.Text(), default="")

    meeting: Mapped[Meeting] = relationship(back_populates="actions")
    school: Mapped["School | None"] = relationship()
    person: Mapped["Person | None"] = relationship()

    @property
    def committee(self) -> "Committee":
        """The committee of its meeting."""
        return self.meeting.committee

    @property
    def owner(self) -> str:
        """Who does it, in words."""
        names = (self.person.name if self.person else "", self.school.name if self.school else "")
        return ", ".join(name for name in names if name)

"""What a person was told, on the page of notices. The mail that goes with it is a row of the outbox."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, choice, reference
from portal.core.types import EnumText
from portal.oversight.notifications.rhythm import Frequency, Group


class Notification(Record):
    """One notice to one person. `title` is ready to show, in `language` (English where it has no words in theirs); `path` leads to what it is about. Never
    confidential content.

    `gathered` is set while it waits for the mail of the day or of the week. `subject_id` is what it is about (a conversation, a stand-in), `post_id` the
    message that it tells of, if one. `passes_on_at` is set while it is urgent: if it is not read by then, the deputy is told.
    """

    __tablename__ = "notification"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    kind: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(300))
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    path: Mapped[str] = mapped_column(sa.String(300), default="/what-needs-me")
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    read_at: Mapped[datetime | None]
    once: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    gathered: Mapped[Frequency | None] = choice(Frequency)
    subject_id: Mapped[uuid.UUID | None]
    post_id: Mapped[uuid.UUID | None]
    passes_on_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index("ix_notification_person", "person_id", "id"),
        sa.Index(
            "ix_notification_gathered",
            "person_id",
            sqlite_where=sa.text("gathered IS NOT NULL"),
            postgresql_where=sa.text("gathered IS NOT NULL"),
        ),
        sa.Index(
            "ix_notification_passes_on",
            "passes_on_at",
            sqlite_where=sa.text("passes_on_at IS NOT NULL"),
            postgresql_where=sa.text("passes_on_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_notification_unread_about",
            "person_id",
            "subject_id",
            sqlite_where=sa.text("read_at IS NULL AND subject_id IS NOT NULL"),
            postgresql_where=sa.text("read_at IS NULL AND subject_id IS NOT NULL"),
        ),
    )


class NoticeRhythm(Record):
    """How often a person wants mail about a group of notices. Without a row: as `rhythm.usual` says."""

    __tablename__ = "notice_rhythm"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    group: Mapped[Group] = mapped_column("about", EnumText(Group))
    frequency: Mapped[Frequency] = choice(Frequency)

    __table_args__ = (sa.UniqueConstraint("person_id", "about", name="uq_notice_rhythm_person_about"),)


class MailStop(Record):
    """A person has stopped one kind of mail with one click. `about`: "board:<cluster id>", a group's name, or "digest". Taking the row away undoes it."""

    __tablename__ = "mail_stop"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    about: Mapped[str] = mapped_column(sa.String(60))

    __table_args__ = (sa.UniqueConstraint("person_id", "about", name="uq_mail_stop_person_about"),)

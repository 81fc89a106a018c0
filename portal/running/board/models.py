"""Threads, posts, and which school has seen what. A reply owed is a row of `duty` of kind `reply` whose subject is the thread."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Record, choice, reference
from portal.core.storage import StoredFile, Upload
from portal.core.types import Key

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


LONGEST_MESSAGE = 10_000


class ThreadCategory(StrEnum):
    CONVERSATION = "conversation"
    QUESTION = "question"
    ANNOUNCEMENT = "announcement"
    HELP = "help"


class Thread(Record):
    """A conversation on a cluster's board. Counters and the last post are kept by the writer, never recounted by a reader.

    `hidden_at`: its first message was reported; until somebody has looked its title is hidden with it.
    """

    __tablename__ = "thread"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    title: Mapped[str] = mapped_column(sa.String(160))
    category: Mapped[ThreadCategory] = choice(ThreadCategory, default=ThreadCategory.CONVERSATION)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    author_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    post_count: Mapped[int] = mapped_column(default=0)
    last_posted_at: Mapped[datetime]
    last_post_id: Mapped[uuid.UUID | None] = mapped_column(Key())
    last_author_name: Mapped[str] = mapped_column(sa.String(120), default="")
    last_school_name: Mapped[str] = mapped_column(sa.String(200), default="")
    pinned_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship()
    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.Index("ix_thread_board", "cluster_id", "last_posted_at", "id"),
        sa.Index(
            "ix_thread_pinned",
            "cluster_id",
            "pinned_at",
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        ),
    )

    @property
    def owed(self) -> Sequence[Any]:
        """The replies that are still needed here, those on hold with a stand-in too. Put here by the query that loaded the thread."""
        found: Sequence[Any] = self.__dict__.get("_owed", ())
        return found

    @owed.setter
    def owed(self, duties: Sequence[Any]) -> None:
        self.__dict__["_owed"] = duties


class Post(Record):
    """A message: as written (`source`, Markdown) and as shown (`html`, sanitised once). `for_school_id`: answered for another school.

    `attached` says what goes with it as pages show it, kept by the writer (`services/files.py`): the truth is `PostFile`. `version` counts its texts; the
    earlier ones are `PostVersion`. Taken back (`removed_at`), its text stays here for who handles reports, and is shown to
    nobody else. `kept_at`: who handles reports has seen to it that nobody changes it. `hidden_at`: it was reported, and nobody sees it while
    somebody looks.
    """

    __tablename__ = "post"

    thread_id: Mapped[uuid.UUID] = reference("thread.id", index=False)
    author_id: Mapped[uuid.UUID | None] = reference("person.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    for_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    source: Mapped[str] = mapped_column(sa.Text())
    html: Mapped[str] = mapped_column(sa.Text())
    language: Mapped[str] = mapped_column(sa.String(12), default="")
    attached: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    kept_at: Mapped[datetime | None] = mapped_column("frozen_at")
    hidden_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    thread: Mapped[Thread] = relationship()
    author: Mapped["Person | None"] = relationship()
    school: Mapped["School"] = relationship(foreign_keys=[school_id])
    for_school: Mapped["School | None"] = relationship(foreign_keys=[for_school_id])

    __table_args__ = (sa.Index("ix_post_thread", "thread_id", "id"),)


class People(StrEnum):
    """Who can be seen in a picture. `NOT_SAID`: nobody has said yet, and until then nobody else sees it."""

    NOT_SAID = "not_said"
    NOBODY = "nobody"
    ADULTS = "adults"
    PUPILS = "pupils"


class Scope(StrEnum):
    """For what the people in a picture, or their parents, have given their consent."""

    BOARD = "board"
    PROJECT = "project"
    PUBLIC = "public"


class PostFile(Record):
    """A file or picture that goes with a message; with `held_post_id`, with a first message that waits.

    Of a picture: its small copy (`small_key`), and the consent: who can be seen, who holds the consent, for what it was given, until when (the end of that
    day, in London). When that day is past, or it is withdrawn, nobody sees the picture any more.
    """

    __tablename__ = "post_file"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    post_id: Mapped[uuid.UUID | None] = reference("post.id", index=False)
    held_post_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    file_id: Mapped[uuid.UUID] = reference("stored_file.id")
    position: Mapped[int] = mapped_column(default=0)
    is_picture: Mapped[bool] = mapped_column(default=False)
    small_key: Mapped[str | None] = mapped_column(sa.String(80))
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    people: Mapped[People] = choice(People, default=People.NOT_SAID)
    consent_holder: Mapped[str] = mapped_column(sa.String(160), default="")
    consent_scope: Mapped[Scope | None] = choice(Scope)
    consent_until: Mapped[date | None]
    consent_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    withdrawn_at: Mapped[datetime | None]

    post: Mapped[Post | None] = relationship()
    file: Mapped[StoredFile] = relationship()

    @property
    def school_id(self) -> uuid.UUID | None:
        """The school that wrote the message."""
        return self.post.school_id if self.post is not None else None

    __table_args__ = (
        sa.Index("ix_post_file_post", "post_id", "position"),
        sa.Index("ix_post_file_board", "cluster_id", "id"),
    )


class PostVersion(Record):
    """What a message said before it was changed: its text number `number`, written at `written_at`. `created_at` is when it was replaced."""

    __tablename__ = "post_version"

    post_id: Mapped[uuid.UUID] = reference("post.id", index=False)
    number: Mapped[int]
    source: Mapped[str] = mapped_column(sa.Text())
    language: Mapped[str] = mapped_column(sa.String(12), default="")
    written_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("post_id", "number"),)


class Draft(Record):
    """What someone has begun to write and not yet posted: one for each person and conversation, and one for a new conversation on a board (`thread_id` empty).

    `place` is the conversation's id, or the cluster's for a new one. It keeps words alone, no file; posting takes it away.
    """

    __tablename__ = "draft"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    thread_id: Mapped[uuid.UUID | None] = reference("thread.id", index=False)
    place: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    text: Mapped[str] = mapped_column(sa.Text())
    category: Mapped[str] = mapped_column(sa.String(40), default="")
    language: Mapped[str] = mapped_column(sa.String(12), default="")

    cluster: Mapped["Cluster"] = relationship()
    thread: Mapped[Thread | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("person_id", "place"),
        sa.Index("ix_draft_person_id", "person_id", "updated_at"),
    )


class Mention(Record):
    """A person, or a school, who is named in a message with an @, or was chosen by its author: each once for a message."""

    __tablename__ = "mention"

    post_id: Mapped[uuid.UUID] = reference("post.id", index=False)
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)

    __table_args__ = (
        sa.UniqueConstraint("post_id", "person_id", name="uq_mention_post_person"),
        sa.UniqueConstraint("post_id", "school_id", name="uq_mention_post_school"),
    )


class BoardSetting(Record):
    """One row at most: the translator to which messages in other languages link, by its name and address; empty: none. The portal itself sends it nothing."""

    __tablename__ = "board_setting"

    only: Mapped[int] = mapped_column(default=1, unique=True)
    translator_name: Mapped[str] = mapped_column(sa.String(80), default="")
    translator_url: Mapped[str] = mapped_column(sa.String(500), default="")
    version: Mapped[int] = mapped_column(default=1)


class BoardArchive(Record):
    """A board that its coordinator has made an archive: it is read, searched and taken away, and nobody writes on it. The row goes when it is opened again."""

    __tablename__ = "board_archive"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    __table_args__ = (sa.UniqueConstraint("cluster_id"),)


class ThreadSeen(Base):
    """A school has seen a thread up to a post: the school, not the person. `noted_at`: it has said so of an announcement."""

    __tablename__ = "thread_seen"

    thread_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("thread.id"), primary_key=True)
    school_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("school.id"), primary_key=True)
    seen_at: Mapped[datetime]
    post_count: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)


@dataclass(frozen=True)
class Consent:
    """Who can be seen in a picture; who holds their consent, for what, until when."""

    people: People = People.NOT_SAID
    holder: str = ""
    scope: Scope | None = None
    until: date | None = None


@dataclass(frozen=True)
class Small:
    """The small copy of a picture, which lies in the store: its key, and its size in pixels."""

    key: str
    width: int
    height: int


@dataclass(frozen=True)
class Attached:
    """A file that lies in the store already; of a picture also its small copy and the consent."""

    upload: Upload
    small: Small | None = None
    consent: Consent = Consent()


@dataclass(frozen=True)
class Message:
    """What someone writes: the text, its language, what goes with it. `upload`: one file that came by mail."""

    text: str
    language: str = ""
    upload: Upload | None = None
    files: tuple[Attached, ...] = ()

    @property
    def attached(self) -> tuple[Attached, ...]:
        return (Attached(self.upload), *self.files) if self.upload is not None else self.files


@dataclass(frozen=True)
class Begun:
    """The words of a draft."""

    text: str
    title: str = ""
    category: str = ""
    language: str = ""


@dataclass(frozen=True)
class Wanted:
    """A reply that the writer needs: from which school, by which day."""

    from_school_id: uuid.UUID | None
    by: date | None

"""Facts of the board. `subject_id` is the thread."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ThreadStarted(Event):
    """A school (`school_id`) began a conversation."""


@dataclass(frozen=True, kw_only=True)
class PostAdded(Event):
    """A school (`school_id`) wrote a message, perhaps for another one. Also said of the first message of a thread."""

    post_id: uuid.UUID
    for_school_id: uuid.UUID | None = None
    is_first: bool = False


@dataclass(frozen=True, kw_only=True)
class PostEdited(Event):
    """The author changed a message."""

    post_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PostRemoved(Event):
    """The author took a message back; its place stays marked."""

    post_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PostFrozen(Event):
    """Who handles reports has seen to it that a message stays as it is."""

    post_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PostReleased(Event):
    """A message that was kept as it is may be changed by its author again."""

    post_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RemovedPostRead(Event):
    """Who handles reports has read what a message said that was taken back."""

    post_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReplyAsked(Event):
    """A reply is needed from a school (`school_id`) by a date."""

    asked_by_school_id: uuid.UUID
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyAnswered(Event):
    """The reply that a school (`school_id`) owed was given, by itself or by another school for it."""

    answered_by_school_id: uuid.UUID
    post_id: uuid.UUID
    asked_by_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyReleased(Event):
    """The reply of a school (`school_id`) is no longer needed."""


@dataclass(frozen=True, kw_only=True)
class AnnouncementNoted(Event):
    """A school (`school_id`) has said that it has noted an announcement."""


@dataclass(frozen=True, kw_only=True)
class ThreadPinned(Event):
    """A conversation stands at the top of the board."""


@dataclass(frozen=True, kw_only=True)
class ThreadUnpinned(Event):
    """A conversation no longer stands at the top."""


@dataclass(frozen=True, kw_only=True)
class HelpAsked(Event):
    """A school (`school_id`) needs help: the coordinator is to see that somebody answers."""


@dataclass(frozen=True, kw_only=True)
class HelpGiven(Event):
    """Another school (`answered_by_school_id`) has answered the school (`school_id`) that needed help."""

    answered_by_school_id: uuid.UUID
    asked_by_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class HelpPassedOn(Event):
    """The coordinator has asked a school (`school_id`) to answer a call for help of another one."""

    asked_by_school_id: uuid.UUID
    asked_by_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PictureConsentSaid(Event):
    """It was said who can be seen in a picture of a school (`school_id`), and who holds the consent."""

    file_id: uuid.UUID
    people: str


@dataclass(frozen=True, kw_only=True)
class PictureWithdrawn(Event):
    """A picture of a school (`school_id`) is not shown any more: the consent has ended."""

    file_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PostMentioned(Event):
    """A message of a school (`school_id`) names a person (`person_id`), or a school."""

    post_id: uuid.UUID
    mentioned_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TranslatorSet(Event):
    """It was said to which translator messages link, or to none."""

    is_on: bool


@dataclass(frozen=True, kw_only=True)
class BoardArchived(Event):
    """A board is an archive from now on: nobody writes on it."""


@dataclass(frozen=True, kw_only=True)
class BoardReopened(Event):
    """A board that was an archive can be written on again."""


@dataclass(frozen=True, kw_only=True)
class BoardExported(Event):
    """Someone of the network took a copy of a board away."""

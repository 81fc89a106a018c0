"""Facts about mails to all who have not signed yet."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SigningMailAsked(Event):
    """A mail to many people waits for a second person of the programme."""

    round_id: uuid.UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class SigningMailSent(Event):
    """The mail to all who have not signed went out."""

    round_id: uuid.UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class SignatureReminded(Event):
    """For one application: these people were told that signatures of these schools are awaited."""

    schools: tuple[uuid.UUID, ...]
    people: tuple[uuid.UUID, ...]

"""Who acts. A signed-in person has more to say (see `portal.policy.people`); rules below the policy need only this much."""

import uuid
from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anyone in whose name something is done."""

    @property
    def id(self) -> uuid.UUID | None: ...


@dataclass(frozen=True)
class System:
    """The portal itself: a job, a command, the clock."""

    id: uuid.UUID | None = None


SYSTEM = System()

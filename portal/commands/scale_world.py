"""What the parts of the scale world know of the whole: how many there are of what, and the ids of rows that another part makes."""

import uuid
from datetime import datetime
from typing import Any, Protocol


class World(Protocol):
    """The world of `portal.commands.scale`, for its parts. Instants are UTC; numbers begin at 0."""

    at: datetime
    clusters: int
    schools: int
    register: int
    threads: int

    def key(self, kind: str, number: int) -> uuid.UUID:
        """The id of a row: the same at every load."""
        ...

    def record(self, kind: str, number: int, at: datetime | None = None) -> dict[str, Any]:
        """A row's id and the instants at which it was made and changed."""
        ...

    def manager(self) -> int:
        """The number of the person who is a programme manager."""
        ...

    def schools_of(self, cluster: int) -> range:
        """The numbers of a cluster's schools; the first of them leads."""
        ...

    def zone_of(self, school: int) -> str:
        """The time zone of a school, by its name in the IANA database."""
        ...

    def name_of(self, school: int) -> str:
        """The name of a school, made up."""
        ...

    def cluster_of_thread(self, thread: int) -> int:
        """The cluster on whose board a conversation is."""
        ...

    def posts_in(self, thread: int) -> int:
        """How many messages a conversation has."""
        ...

    def place_of_post(self, thread: int, n: int) -> datetime:
        """When the n-th message of a conversation was written."""
        ...

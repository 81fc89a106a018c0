"""What the reader of a mail can stop with one click, without signing in: the messages of one board, a group of notices, the mail of the day.

The link carries who and what, sealed; it does not run out, because a mail may be read a year later. Whoever has the mail can stop it, and undo that.
"""

import uuid
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.core.i18n import _
from portal.oversight.notifications.rhythm import Group

DIGEST = "digest"
_BOARD = "board:"
_ON_A_BOARD = (Group.BOARD, Group.TALK)


@dataclass(frozen=True, order=True)
class Stop:
    """Whose mail about what."""

    person_id: uuid.UUID
    about: str

    @property
    def cluster_id(self) -> uuid.UUID | None:
        """The cluster whose board it is."""
        return uuid.UUID(self.about.removeprefix(_BOARD)) if self.about.startswith(_BOARD) else None


def of_board(cluster_id: uuid.UUID) -> str:
    """The messages of one board."""
    return f"{_BOARD}{cluster_id.hex}"


def of_notice(group: Group | None, cluster_id: uuid.UUID | None) -> str | None:
    """What the mail of such a notice belongs to; None where it cannot be stopped."""
    if group is None:
        return None
    return of_board(cluster_id) if group in _ON_A_BOARD and cluster_id is not None else group.value


def token(person_id: uuid.UUID, about: str) -> str:
    """What the link in the mail carries."""
    return str(_sealer().dumps([person_id.hex, about]))


def read(token: str) -> Stop | None:
    """Whose mail about what, if one of our keys sealed it."""
    try:
        person_id, about = _sealer().loads(token)
        found = Stop(uuid.UUID(person_id), str(about))
        return found if found.cluster_id is not None or found.about in (DIGEST, *Group) else None
    except (BadData, ValueError, TypeError, AttributeError):
        return None


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(current_app.config["SETTINGS"].secret_keys)), salt="mail-stop")


def words(about: str, cluster_name: str = "") -> str:
    """What it is, as the object of a sentence: "You get no more mail with ..."."""
    if about.startswith(_BOARD):
        return _("messages on the board of %(cluster)s", cluster=cluster_name)
    return {
        DIGEST: _("the notices of a day or a week"),
        Group.NEEDS: _("what needs you, in the morning"),
        Group.BOARD: _("messages in conversations of your school"),
        Group.TALK: _("other messages on your boards"),
        Group.CALENDAR: _("activities, stand-ins and reminders"),
        Group.SCHOOLS: _("schools, clusters and partnerships"),
        Group.PROGRAMME: _("applications, reviews and awards"),
    }[about]
